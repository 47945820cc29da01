import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { holds } from '../database/search.ts';
import { any, begins, instant, isId, readPage, type Sort, whose } from './list-query.ts';
import type { DeploymentFilter, ListedDeployment, Page, Paging } from './lists.ts';

const last = sql`coalesce(f.finished_at, f.started_at)`;

/** The columns of a listed deployment, over `deployment f`. */
export const deploymentColumns = sql`f.deployment_id as id, f.service_id, f.repository_id, f.tier, f.places, f.version, f.sha, f.outcome,
  f.kind, f.started_at, f.finished_at, f.inferred, f.commit_known, f.changes, f.failed, f.unplanned, f.recovery, f.restored_at, f.title,
  f.url, f.fetched_at`;

function conditions(filter: DeploymentFilter): readonly RawBuilder<unknown>[] {
  const { window, outcome, kind, tier, failed, unplanned, q } = filter;
  return [
    ...whose(filter, last),
    ...(window === null ? [] : [sql`${last} >= ${instant(window.from)} and ${last} < ${instant(window.to)}`]),
    ...(outcome === undefined ? [] : [sql`f.outcome = ${outcome}`]),
    ...(kind === undefined ? [] : [sql`f.kind = ${kind}`]),
    ...(tier === undefined ? [] : [sql`f.tier = ${tier}`]),
    ...(failed === undefined ? [] : [sql`f.failed = ${failed}`]),
    ...(unplanned === undefined ? [] : [unplanned ? sql`f.unplanned is not null` : sql`f.unplanned is null`]),
    ...(q === undefined ? [] : [any([...holds([sql`f.title`, sql`f.version`], q), begins(sql`f.sha`, q), isId(sql`f.deployment_id`, q)])]),
  ];
}

function sortOf({ sort, order }: DeploymentFilter): Sort {
  return sort === 'finished'
    ? { name: sort, order, key: last, type: 'timestamptz', nullable: false }
    : { name: sort, order, key: sql`f.changes`, type: 'double precision', nullable: false };
}

/** Deployments of every tier and outcome. An unfinished one stands where it started. */
export async function listDeployments(db: Db, filter: DeploymentFilter, paging: Paging): Promise<Page<ListedDeployment>> {
  const listing = {
    from: sql`deployment f`,
    where: conditions(filter),
    sort: sortOf(filter),
    id: [sql`f.deployment_id`],
    columns: deploymentColumns,
    ownedAt: last,
  };
  return await readPage<ListedDeployment>(db, listing, paging);
}
