/** Rules about new repositories: how soon they build and run. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant, ownedRepositories, texts } from '../owned.ts';
import { type Asked, amount, DAY, type Judgement, type Row, topic } from '../topic.ts';

export type Beginning = Row & { readonly firstGreenAt: Date | null; readonly firstDeployedAt: Date | null };

type First = { readonly repositoryId: string; readonly at: Date };
const byRepository = (rows: readonly First[]) => new Map(rows.map(({ repositoryId, at }) => [repositoryId, at]));

async function readFirstGreen(db: Db, repositories: readonly string[], { to }: Asked) {
  const { rows } = await sql<First>`select s.repository_id, min(s.at) as at from deployment_status s
    where s.repository_id = any(${texts(repositories)}) and s.origin = 'workflow_runs' and s.state = 'succeeded' and s.at < ${instant(to)}
    group by s.repository_id order by s.repository_id`.execute(db);
  return byRepository(rows);
}

async function readFirstDeployed(db: Db, repositories: readonly string[], { to }: Asked) {
  const { rows } = await sql<First>`select f.repository_id, min(f.finished_at) as at from deployment f
    where f.repository_id = any(${texts(repositories)}) and f.tier = 'production' and f.outcome = 'succeeded' and f.finished_at < ${instant(to)}
    group by f.repository_id order by f.repository_id`.execute(db);
  return byRepository(rows);
}

async function loadBeginnings(db: Db, asked: Asked): Promise<readonly Beginning[]> {
  const created = (await ownedRepositories(db, asked)).filter(({ createdAt }) => createdAt !== null && createdAt >= asked.from);
  if (created.length === 0) return [];
  const ids = [...new Set(created.map(({ repositoryId }) => repositoryId))];
  const [green, deployed] = [await readFirstGreen(db, ids, asked), await readFirstDeployed(db, ids, asked)];
  return created.flatMap(({ teamId, repositoryId: key, name: title, url, createdAt: at }) => {
    return at === null
      ? []
      : [{ teamId, key, title, url, at, firstGreenAt: green.get(key) ?? null, firstDeployedAt: deployed.get(key) ?? null }];
  });
}

/** What has not happened yet has no length; a repository older than its history here would seem to have begun before it was made. */
function until(what: string, { at }: Beginning, end: Date | null): Judgement | null {
  if (end === null || end < at) return null;
  const days = (end.getTime() - at.getTime()) / DAY;
  return amount(days, () => `${what} after ${days.toFixed(1)} days`);
}

export const beginnings = topic<Beginning>(['github'], loadBeginnings, [
  { rule: 'slf-3a', part: 'first green run', judge: (row) => until('first green run', row, row.firstGreenAt) },
  { rule: 'slf-3a', part: 'first deployment', judge: (row) => until('first deployment', row, row.firstDeployedAt) },
]);
