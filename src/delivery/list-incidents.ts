import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { holds } from '../database/search.ts';
import { any, instant, isId, readPage, type Sort, whose } from './list-query.ts';
import type { IncidentFilter, ListedIncident, Page, Paging } from './lists.ts';

const duration = sql`extract(epoch from f.resolved_at - f.opened_at)::double precision`;

/** The columns of a listed incident, over `incident f`. */
export const incidentColumns = sql`f.incident_id as id, f.service_id, f.title, f.urgency, f.opened_at, f.acknowledged_at, f.resolved_at,
  ${duration} as duration, f.url, f.deployment_id, f.rung, f.confidence, f.state, f.reason, f.fetched_at, f.priority,
  f.responders, f.entry_id`;

function sortOf({ sort, order }: IncidentFilter): Sort {
  return sort === 'opened'
    ? { name: sort, order, key: sql`f.opened_at`, type: 'timestamptz', nullable: false }
    : { name: sort, order, key: duration, type: 'double precision', nullable: true };
}

/** Once for each service an incident touches, with what it is attributed to and why. */
export async function listIncidents(db: Db, filter: IncidentFilter, paging: Paging): Promise<Page<ListedIncident>> {
  const { window, state, open, urgency, decided, q } = filter;
  const listing = {
    from: sql`incident f`,
    where: [
      ...whose(filter, sql`f.opened_at`),
      ...(window === null ? [] : [sql`f.opened_at >= ${instant(window.from)} and f.opened_at < ${instant(window.to)}`]),
      ...(state === undefined ? [] : [sql`f.state = ${state}`]),
      ...(open === undefined ? [] : [open ? sql`f.resolved_at is null` : sql`f.resolved_at is not null`]),
      ...(urgency === undefined ? [] : [sql`lower(f.urgency) = ${urgency.toLowerCase()}`]),
      ...(decided === undefined ? [] : [decided ? sql`f.entry_id is not null` : sql`f.entry_id is null`]),
      ...(q === undefined ? [] : [any([...holds([sql`f.title`], q), isId(sql`f.incident_id`, q)])]),
    ],
    sort: sortOf(filter),
    id: [sql`f.incident_id`],
    columns: incidentColumns,
    ownedAt: sql`f.opened_at`,
  };
  return await readPage<ListedIncident>(db, listing, paging);
}
