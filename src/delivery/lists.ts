/** Lists of facts for people: deployments, changes, incidents. Every list is read page by page in a total order. */

import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { decodeTimeCursor, pageOf } from '../domain/cursor.ts';
import type { Window } from '../domain/scope.ts';

export type Page<T> = {
  readonly items: readonly T[];
  readonly next: string | null;
  /** How many rows the filter finds; told with the first page only, null on later ones. */
  readonly total: number | null;
};
/** A team by its id, and what it is called. */
export type TeamName = { readonly id: string; readonly name: string };
export type Paging = { readonly limit: number; readonly after?: string | undefined };
export type Whose = { readonly serviceId: string | null; readonly teamId: string | null };
export type DeploymentFilter = Whose & {
  readonly window: Window | null;
  readonly outcome?: string | undefined;
  readonly kind?: string | undefined;
  readonly tier?: string | undefined;
};

export type ListedDeployment = {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** The owner when it finished, or when it started while unfinished. */
  readonly team: TeamName | null;
  readonly repositoryId: string;
  readonly tier: string;
  readonly places: readonly string[];
  readonly version: string | null;
  readonly sha: string | null;
  readonly outcome: string;
  readonly kind: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly inferred: boolean;
  readonly commitKnown: boolean;
  readonly changes: number;
  readonly failed: boolean;
  readonly unplanned: string | null;
  readonly recovery: string | null;
  readonly restoredAt: Date | null;
  readonly title: string | null;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

type OldPage<T> = Omit<Page<T>, 'total'>;
export type OldChange = Omit<
  ListedChange,
  'serviceName' | 'team' | 'pullTitle' | 'pullUrl' | 'deploymentId' | 'deployedAt' | 'leadTime' | 'leadTimeReason' | 'waiting'
>;
type OldIncident = Omit<ListedIncident, 'serviceName' | 'team' | 'duration'>;

const deploymentColumns = sql`d.deployment_id as id, d.service_id, d.repository_id, d.tier, d.places, d.version, d.sha, d.outcome, d.kind,
  d.started_at, d.finished_at, d.inferred, d.commit_known, d.changes, d.failed, d.unplanned, d.recovery, d.restored_at, d.title, d.url, d.fetched_at`;

const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);

/** The service, or the team that owned it at that instant. */
function whose(filter: Whose, table: string, at: RawBuilder<unknown>): readonly RawBuilder<unknown>[] {
  const service = sql.ref(`${table}.service_id`);
  const owned = sql`exists (select from ownership o where o.service_id = ${service} and o.team_id = ${filter.teamId} and ${at} >= o.from_at and ${at} < o.until_at)`;
  return [...(filter.serviceId === null ? [] : [sql`${service} = ${filter.serviceId}`]), ...(filter.teamId === null ? [] : [owned])];
}

/** Newest first by finish, or by start while unfinished. */
export async function listDeployments(
  db: Db,
  filter: DeploymentFilter,
  paging: Paging,
): Promise<OldPage<Omit<ListedDeployment, 'serviceName' | 'team'>>> {
  const at = sql`coalesce(d.finished_at, d.started_at)`;
  const conditions = [
    ...whose(filter, 'd', at),
    ...(filter.window === null ? [] : [sql`${at} >= ${filter.window.from} and ${at} < ${filter.window.to}`]),
    ...(filter.outcome === undefined ? [] : [sql`d.outcome = ${filter.outcome}`]),
    ...(filter.kind === undefined ? [] : [sql`d.kind = ${filter.kind}`]),
    ...(filter.tier === undefined ? [] : [sql`d.tier = ${filter.tier}`]),
    ...beyond(paging, sql`(${at}, d.service_id, d.deployment_id)`, '<'),
  ];
  const { rows } = await sql<
    Omit<ListedDeployment, 'serviceName' | 'team'>
  >`select ${deploymentColumns} from deployment d where ${all(conditions)}
    order by ${at} desc, d.service_id desc, d.deployment_id desc limit ${paging.limit + 1}`.execute(db);
  return pageOf(rows, paging.limit, (row) => [(row.finishedAt ?? row.startedAt).toISOString(), row.serviceId, row.id]);
}

function beyond(paging: Paging, key: RawBuilder<unknown>, than: '<' | '>'): readonly RawBuilder<unknown>[] {
  if (paging.after === undefined) return [];
  const [at = '', service = '', id = ''] = decodeTimeCursor(paging.after, 3);
  return [sql`${key} ${sql.raw(than)} (${at}::timestamptz, ${service}::text, ${id}::text)`];
}

export type ListedChange = {
  readonly serviceId: string;
  readonly serviceName: string;
  /** The owner when it was deployed; now, while it waits. */
  readonly team: TeamName | null;
  readonly repositoryId: string;
  readonly sha: string;
  readonly title: string;
  readonly url: string | null;
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly mergedAt: Date | null;
  readonly pullNumber: number | null;
  readonly pullTitle: string | null;
  readonly pullUrl: string | null;
  readonly bot: boolean;
  readonly originalsUnknown: boolean;
  /** Null while it waits. */
  readonly deploymentId: string | null;
  readonly deployedAt: Date | null;
  /** Seconds from `authoredAt` to `deployedAt`; null while it waits, and where `leadTimeReason` says why it counts for nothing. */
  readonly leadTime: number | null;
  readonly leadTimeReason: 'baseline' | 'clock skew' | null;
  /** Seconds since it was merged, or committed where no pull request is known; null once it is deployed. */
  readonly waiting: number | null;
  readonly fetchedAt: Date;
};

/** Changes on the default branch that production does not have yet, oldest first; the owner now counts. */
export async function listUndeployed(db: Db, filter: Whose, now: Date, paging: Paging): Promise<OldPage<OldChange>> {
  const at = sql`coalesce(c.merged_at, c.committed_at)`;
  const conditions = [
    ...whose(filter, 'c', sql`${now}::timestamptz`),
    ...beyond(paging, sql`(${at}, c.service_id, c.repository_id || ' ' || c.sha)`, '>'),
  ];
  const { rows } =
    await sql<OldChange>`select c.service_id, c.repository_id, c.sha, c.title, c.url, c.authored_at, c.committed_at, c.merged_at,
      c.pull_number, c.bot, c.originals_unknown, c.fetched_at
    from undeployed_change c where ${all(conditions)} order by ${at}, c.service_id, c.repository_id || ' ' || c.sha limit ${paging.limit + 1}`.execute(
      db,
    );
  return pageOf(rows, paging.limit, (row) => [
    (row.mergedAt ?? row.committedAt).toISOString(),
    row.serviceId,
    `${row.repositoryId} ${row.sha}`,
  ]);
}

export type ListedIncident = {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** The owner of the service when it opened. */
  readonly team: TeamName | null;
  readonly title: string;
  readonly urgency: string | null;
  readonly openedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
  /** Seconds from opening to resolution, or to now while open. */
  readonly duration: number;
  readonly url: string | null;
  readonly deploymentId: string | null;
  readonly rung: number | null;
  readonly confidence: number | null;
  readonly state: 'counted' | 'proposed' | 'not_change_related';
  readonly reason: string;
  readonly fetchedAt: Date;
};

const incidentColumns = sql`i.incident_id as id, i.service_id, i.title, i.urgency, i.opened_at, i.acknowledged_at, i.resolved_at, i.url,
  i.deployment_id, i.rung, i.confidence, i.state, i.reason, i.fetched_at`;

/** Newest first, once for each service an incident touches, with what it is attributed to and why. */
export async function listIncidents(
  db: Db,
  filter: Whose & { readonly window: Window | null },
  paging: Paging,
): Promise<OldPage<OldIncident>> {
  const conditions = [
    ...whose(filter, 'i', sql`i.opened_at`),
    ...(filter.window === null ? [] : [sql`i.opened_at >= ${filter.window.from} and i.opened_at < ${filter.window.to}`]),
    ...beyond(paging, sql`(i.opened_at, i.service_id, i.incident_id)`, '<'),
  ];
  const { rows } = await sql<OldIncident>`select ${incidentColumns} from incident i where ${all(conditions)}
    order by i.opened_at desc, i.service_id desc, i.incident_id desc limit ${paging.limit + 1}`.execute(db);
  return pageOf(rows, paging.limit, (row) => [row.openedAt.toISOString(), row.serviceId, row.id]);
}

/** One incident as each of its services sees it; empty when there is none of that id. */
export async function readIncident(db: Db, id: string): Promise<readonly OldIncident[]> {
  const { rows } =
    await sql<OldIncident>`select ${incidentColumns} from incident i where i.incident_id = ${id} order by i.service_id`.execute(db);
  return rows;
}

export { deploymentColumns };
