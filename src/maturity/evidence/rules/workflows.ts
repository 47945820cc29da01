/** Rules about workflow files, environments and alerts. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant, ownedRepositories, texts } from '../owned.ts';
import { type Asked, DAY, either, grouped, type Judgement, type Row, spoken, topic } from '../topic.ts';

type Workflow = {
  readonly repositoryId: string;
  readonly path: string;
  readonly broken: boolean;
  readonly permissions: string | null;
  readonly fallback: string | null;
  readonly triggers: readonly string[];
  readonly uses: readonly string[];
  readonly secrets: readonly string[];
};

async function readWorkflows(db: Db, ids: readonly string[]): Promise<readonly Workflow[]> {
  const { rows } = await sql<Workflow>`
    select w.repository_id, w.path, w.broken, w.permissions, d.permissions as fallback, w.triggers, w.uses, w.secrets
    from workflow_file w left join workflow_default d on d.repository_id = w.repository_id
    where w.repository_id = any(${texts(ids)}) and not w.removed order by w.repository_id, w.path`.execute(db);
  return rows;
}

const idsOf = (list: readonly { readonly repositoryId: string }[]): readonly string[] => [...new Set(list.map((one) => one.repositoryId))];

async function loadWorkflows(db: Db, asked: Asked): Promise<readonly (Row & Workflow)[]> {
  const owned = await ownedRepositories(db, asked);
  const workflows = grouped(await readWorkflows(db, idsOf(owned)), ({ repositoryId }) => repositoryId);
  return owned.flatMap(({ teamId, repositoryId, name, url, defaultBranch }) =>
    (workflows.get(repositoryId) ?? []).map((workflow) => {
      const link = url === null || defaultBranch === null ? null : `${url}/blob/${defaultBranch}/${workflow.path}`;
      return { ...workflow, teamId, key: `${repositoryId} ${workflow.path}`, at: asked.to, title: `${name}: ${workflow.path}`, url: link };
    }),
  );
}

/** Names that keys of clouds usually have; those of short-lived identities are none. */
const cloudKey =
  /AWS_SECRET|AWS_ACCESS_KEY|AZURE_CREDENTIALS|AZURE_CLIENT_SECRET|ARM_CLIENT_SECRET|(GCP|GCLOUD|GOOGLE)_?(SA_?KEY|CREDENTIALS|APPLICATION_CREDENTIALS|SERVICE_ACCOUNT_KEY)/i;

function narrow({ broken, permissions, fallback, secrets }: Workflow): Judgement {
  if (secrets.some((name) => cloudKey.test(name))) return { met: false, why: 'uses a stored key for a cloud' };
  const rights = permissions ?? fallback;
  if (broken || rights === null) return { met: null, why: 'its rights are not known' };
  return either(rights !== 'write', 'its rights are narrow', 'may write whatever it likes');
}

export const workflows = topic<Row & Workflow>(['github'], loadWorkflows, [
  { rule: 'sec-4b', part: 'inventory', judge: narrow },
  {
    rule: 'iac-2b',
    part: 'count',
    judge: ({ triggers }) => (triggers.includes('schedule') ? { met: true, why: 'runs by a schedule' } : null),
  },
]);

type Young = Row & { readonly uses: readonly string[]; readonly name: string; readonly looked: boolean };

/** Repositories made within the window. */
async function loadYoung(db: Db, asked: Asked): Promise<readonly Young[]> {
  const made = (await ownedRepositories(db, asked)).filter(({ createdAt }) => createdAt !== null && createdAt >= asked.from);
  if (made.length === 0) return [];
  const workflows = grouped(await readWorkflows(db, idsOf(made)), ({ repositoryId }) => repositoryId);
  const { rows } = await sql<{ repositoryId: string }>`select distinct repository_id from practice_file
    where repository_id = any(${texts(idsOf(made))}) order by repository_id`.execute(db);
  const looked = new Set(idsOf(rows));
  return made.map(({ teamId, repositoryId: key, name, url, createdAt }) => {
    const uses = (workflows.get(key) ?? []).flatMap((workflow) => workflow.uses);
    return { teamId, key, name, title: name, url, at: createdAt ?? asked.to, uses, looked: looked.has(key) };
  });
}

/** A workflow of another repository of the same owner. */
const isShared = (name: string) => (use: string) => {
  const [owner = ''] = name.split('/');
  return use.startsWith(`${owner}/`) && !use.startsWith(`${name}/`) && use.includes('/.github/workflows/');
};

export const youngRepositories = topic<Young>(['github'], loadYoung, [
  {
    rule: 'plt-3a',
    part: 'inventory',
    judge: ({ uses, name, looked }) => {
      if (!looked) return { met: null, why: 'its files are not known' };
      return either(uses.some(isShared(name)), 'uses a shared pipeline', 'uses no shared pipeline');
    },
  },
]);

type Alert = Row & { readonly severity: string | null; readonly closedAt: Date | null };

const pages = { dependabot: 'dependabot', code_scanning: 'code-scanning', secret_scanning: 'secret-scanning' } as const;

/** Alerts that were opened within the window. */
async function loadAlerts(db: Db, asked: Asked): Promise<readonly Alert[]> {
  const owned = await ownedRepositories(db, asked);
  const { rows } = await sql<{
    repositoryId: string;
    kind: keyof typeof pages;
    number: number;
    severity: string | null;
    at: Date;
    closedAt: Date | null;
  }>`
    select repository_id, kind, number, severity, opened_at as at, closed_at from security_alert
    where repository_id = any(${texts(idsOf(owned))}) and opened_at >= ${instant(asked.from)} and opened_at < ${instant(asked.to)}
    order by repository_id, kind, number`.execute(db);
  const alerts = grouped(rows, ({ repositoryId }) => repositoryId);
  return owned.flatMap(({ teamId, repositoryId, name, url }) =>
    (alerts.get(repositoryId) ?? []).map(({ kind, number, ...alert }) => {
      const link = url === null ? null : `${url}/security/${pages[kind]}/${number}`;
      return { ...alert, teamId, key: `${repositoryId} ${kind} ${number}`, title: `${name}: alert ${number}`, url: link };
    }),
  );
}

function mended({ severity, at, closedAt }: Alert, { to }: Asked): Judgement | null {
  if (severity !== 'critical') return null;
  if (closedAt === null) return to.getTime() - at.getTime() <= 15 * DAY ? null : { met: false, why: 'open for more than 15 days' };
  const lasted = closedAt.getTime() - at.getTime();
  return { met: lasted <= 15 * DAY, why: () => `closed after ${spoken(lasted)}` };
}

export const alerts = topic<Alert>(['github'], loadAlerts, [{ rule: 'sec-3b', part: 'share', judge: mended }]);

/** Environments of a change have names that say so. */
const preview = '(^|[^[:alnum:]])(preview|review|pr|ephemeral|feature|mr)([^[:alnum:]]|$)';

/** Environments for trying changes that were made within the window, whether they are still there or not. */
async function loadPreviews(db: Db, asked: Asked): Promise<readonly Row[]> {
  const owned = await ownedRepositories(db, asked);
  const { rows } = await sql<{ repositoryId: string; name: string; at: Date }>`
    select repository_id, name, created_at as at from repository_environment
    where repository_id = any(${texts(idsOf(owned))}) and created_at >= ${instant(asked.from)} and created_at < ${instant(asked.to)}
      and name ~* ${preview} order by repository_id, name`.execute(db);
  const made = grouped(rows, ({ repositoryId }) => repositoryId);
  return owned.flatMap(({ teamId, repositoryId, name: repository, url }) =>
    (made.get(repositoryId) ?? []).map(({ name, at }) => ({
      teamId,
      key: `${repositoryId} ${name}`,
      at,
      title: `${repository}: ${name}`,
      url,
    })),
  );
}

export const previews = topic<Row>(['github'], loadPreviews, [
  { rule: 'iac-4b', part: 'count', judge: () => ({ met: true, why: 'made for trying a change' }) },
]);
