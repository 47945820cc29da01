import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { holds } from '../database/search.ts';
import { any, begins, instant, readPage, type Sort, whose } from './list-query.ts';
import type { DeliveredFilter, ListedChange, Page, Paging, UndeployedFilter } from './lists.ts';

const commonColumns = sql`f.service_id, f.repository_id, f.sha, f.title, f.url, f.authored_at, f.committed_at, f.merged_at, f.pull_number,
  p.title as pull_title, p.url as pull_url, f.bot, f.originals_unknown, f.fetched_at`;

/** Of a delivery `f`: seconds from authored to deployed; null where they say nothing. */
const leadTime = sql`case when f.kind = 'forward' and f.authored_at <= f.finished_at
  then extract(epoch from f.finished_at - f.authored_at)::double precision end`;

/** The columns of a delivered change, over `delivery f` and its pull request `p`. */
export const deliveredColumns = sql`${commonColumns}, f.deployment_id, f.finished_at as deployed_at, ${leadTime} as lead_time,
  case when f.kind <> 'forward' then f.kind when f.authored_at > f.finished_at then 'clock skew' end as lead_time_reason,
  null::double precision as waiting`;

/** The pull request of a change `f`. */
export const pullJoin = sql`left join pull_request_flow p
  on p.service_id = f.service_id and p.repository_id = f.repository_id and p.number = f.pull_number`;

const id = [sql`f.repository_id`, sql`f.sha`];

/** Title, title of the pull request, its number, begin of the commit id. */
function searched(q: string | undefined): readonly RawBuilder<unknown>[] {
  if (q === undefined) return [];
  const number = /^#?(\d{1,9})$/.exec(q)?.[1];
  // Not joined: most changes have a pull request, few of these have the title.
  const pulls = sql`select p.service_id, p.repository_id, p.number from pull_request_flow p where ${any(holds([sql`p.title`], q))}`;
  return [
    any([
      ...holds([sql`f.title`], q),
      begins(sql`f.sha`, q),
      ...(number === undefined ? [] : [sql`f.pull_number = ${Number(number)}`]),
      sql`(f.service_id, f.repository_id, f.pull_number) in (${pulls})`,
    ]),
  ];
}

const since = sql`coalesce(f.merged_at, f.committed_at)`;
const authored = sql`f.authored_at`;

/** Changes on the default branch that production does not have yet; the owner now counts. Sorted by waiting, `desc` = the longest first. */
export async function listUndeployed(db: Db, filter: UndeployedFilter, now: Date, paging: Paging): Promise<Page<ListedChange>> {
  const { sort, order, q } = filter;
  // Who began to wait earlier waits longer.
  const waiting: Sort = { name: sort, order: order === 'desc' ? 'asc' : 'desc', key: since, type: 'timestamptz', nullable: false };
  const listing = {
    from: sql`undeployed_change f`,
    where: [...whose(filter, instant(now)), ...searched(q)],
    sort: sort === 'waiting' ? waiting : ({ name: sort, order, key: authored, type: 'timestamptz', nullable: false } as const),
    id,
    columns: sql`${commonColumns}, null::text as deployment_id, null::timestamptz as deployed_at, null::double precision as lead_time,
      null::text as lead_time_reason, extract(epoch from ${instant(now)} - ${since})::double precision as waiting`,
    ownedAt: instant(now),
    joins: pullJoin,
  };
  return await readPage<ListedChange>(db, listing, paging);
}

/** Changes that production has, in the window by when they were deployed; the owner then counts. */
export async function listDelivered(db: Db, filter: DeliveredFilter, paging: Paging): Promise<Page<ListedChange>> {
  const { sort, order, q, window } = filter;
  const sorts: Readonly<Record<DeliveredFilter['sort'], Sort>> = {
    deployed: { name: sort, order, key: sql`f.finished_at`, type: 'timestamptz', nullable: false },
    lead_time: { name: sort, order, key: leadTime, type: 'double precision', nullable: true },
    authored: { name: sort, order, key: authored, type: 'timestamptz', nullable: false },
  };
  const listing = {
    from: sql`delivery f`,
    where: [
      ...whose(filter, sql`f.finished_at`),
      ...(window === null ? [] : [sql`f.finished_at >= ${instant(window.from)} and f.finished_at < ${instant(window.to)}`]),
      ...searched(q),
    ],
    sort: sorts[sort],
    id,
    columns: deliveredColumns,
    ownedAt: sql`f.finished_at`,
    joins: pullJoin,
  };
  return await readPage<ListedChange>(db, listing, paging);
}
