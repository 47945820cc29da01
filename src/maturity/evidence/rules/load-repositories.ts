/** Active repositories with what their provider tells of how they are worked on. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant, type OwnedRepository, ownedRepositories, texts } from '../owned.ts';
import type { Asked, Row } from '../topic.ts';

type Files = { readonly kind: string; readonly files: number; readonly complete: boolean };

/** Null = the provider does not tell, or was not asked. */
type Told = {
  readonly archived: boolean | null;
  readonly template: boolean | null;
  readonly secretScanning: boolean | null;
  readonly dependencyUpdates: boolean | null;
  /** Anything at all is enforced on the default branch. */
  readonly protected: boolean | null;
  /** Names of checks it requires. */
  readonly required: readonly string[];
  /** Files of each kind that was looked for. */
  readonly files: readonly Files[];
  /** A file names owners of at least some paths. */
  readonly owners: boolean;
  /** What may be read: `readable`, `off` or `refused`, by object. */
  readonly access: Readonly<Record<string, string>>;
  /** Leaked secrets that are open. */
  readonly leaks: readonly Date[];
  /** An incident rule of a service of it names a service of the provider. */
  readonly paged: boolean;
};

export type Repository = Row & Told & Pick<OwnedRepository, 'createdAt'> & { readonly active: boolean };

/** One statement, one aggregate for each table: rows of one must not multiply those of another. */
async function readTold(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Told>> {
  const { rows } = await sql<Omit<Told, 'leaks'> & { repositoryId: string; leaks: readonly number[] }>`
    with asked as (select id as repository_id from unnest(${texts(ids)}) as id),
    guarded as (select b.repository_id, bool_or(b.protected) as protected from branch_protection b join asked using (repository_id)
      join repository r on r.repository_id = b.repository_id and r.default_branch = b.branch group by b.repository_id),
    needed as (select b.repository_id, array_agg(distinct c) as names from branch_protection b join asked using (repository_id)
      join repository r on r.repository_id = b.repository_id and r.default_branch = b.branch cross join unnest(b.required_checks) as c
      group by b.repository_id),
    found as (select f.repository_id, json_agg(json_build_object('kind', f.kind, 'files', f.files, 'complete', f.complete)) as files
      from practice_file f join asked using (repository_id) group by f.repository_id),
    named as (select o.repository_id, bool_or(o.rules > 0) as owners from owner_file o join asked using (repository_id)
      where not o.removed group by o.repository_id),
    allowed as (select a.repository_id, json_object_agg(a.object, a.state) as access from practice_access a join asked using (repository_id)
      group by a.repository_id),
    leaked as (select s.repository_id, json_agg(extract(epoch from s.opened_at)) as leaks from security_alert s join asked using (repository_id)
      where s.kind = 'secret_scanning' and s.state = 'open' group by s.repository_id),
    paged as (select distinct l.repository_id from asked join repository_service l using (repository_id)
      join service v on v.service_id = l.service_id and v.settings -> 'incidents' @> '[{"from": "pagerduty"}]')
    select asked.repository_id, p.archived, p.template, p.secret_scanning, p.dependency_updates, g.protected,
      coalesce(n.names, '{}') as required, coalesce(f.files, '[]') as files, coalesce(o.owners, false) as owners,
      coalesce(a.access, '{}') as access, coalesce(k.leaks, '[]') as leaks, r.repository_id is not null as paged
    from asked left join repository_practice p using (repository_id) left join guarded g using (repository_id)
      left join needed n using (repository_id) left join found f using (repository_id) left join named o using (repository_id)
      left join allowed a using (repository_id) left join leaked k using (repository_id)
      left join paged r on r.repository_id = asked.repository_id
    order by asked.repository_id`.execute(db);
  return new Map(
    rows.map(({ repositoryId, leaks, ...told }) => [repositoryId, { ...told, leaks: leaks.map((at) => new Date(at * 1000)) }]),
  );
}

/** Repositories in which something was merged or delivered within 90 days. */
async function readActive(db: Db, ids: readonly string[], { to }: Asked): Promise<ReadonlySet<string>> {
  const from = new Date(to.getTime() - 90 * 86_400_000);
  const merged = await sql<{ repositoryId: string }>`select distinct p.repository_id from pull_request p
    where p.repository_id = any(${texts(ids)}) and p.merged_at >= ${instant(from)} and p.merged_at < ${instant(to)}
    order by p.repository_id`.execute(db);
  const delivered = await sql<{ repositoryId: string }>`select distinct f.repository_id from delivery f
    where f.repository_id = any(${texts(ids)}) and f.finished_at >= ${instant(from)} and f.finished_at < ${instant(to)}
    order by f.repository_id`.execute(db);
  return new Set([...merged.rows, ...delivered.rows].map(({ repositoryId }) => repositoryId));
}

/** As they are owned at the end, archived ones left out. */
export async function loadRepositories(db: Db, asked: Asked): Promise<readonly Repository[]> {
  const owned = await ownedRepositories(db, asked);
  const ids = [...new Set(owned.map(({ repositoryId }) => repositoryId))];
  const [told, active] = [await readTold(db, ids), await readActive(db, ids, asked)];
  return owned.flatMap(({ teamId, repositoryId: key, name: title, url, createdAt }) => {
    const own = told.get(key);
    if (own === undefined || own.archived === true) return [];
    return [{ ...own, teamId, key, title, url, createdAt, at: asked.to, active: active.has(key) }];
  });
}
