/** Fragments the metrics share. Ranges are half-open and run on the indexes (service_id, finished_at). */

import { type RawBuilder, sql } from 'kysely';
import type { DeploymentKind } from '../domain/facts.ts';
import type { Question } from './metric.ts';

/** Instants go to the database as UTC text, whatever the zone of the machine. */
export const instant = (at: Date): RawBuilder<Date> => sql`${at.toISOString()}::timestamptz`;
export const instants = (list: readonly Date[]): RawBuilder<unknown> => sql`${list.map((at) => at.toISOString())}::timestamptz[]`;
export const texts = (list: readonly string[]): RawBuilder<unknown> => sql`${[...list]}::text[]`;

/** `from` and `where` of the rows of a fact table `f` that are in question. The owner when it finished owns it. */
export function inQuestion(table: 'deployment' | 'delivery', q: Question): RawBuilder<unknown> {
  const owned =
    q.teamId === null
      ? sql``
      : sql` join ownership o on o.service_id = f.service_id and o.team_id = ${q.teamId}
          and f.finished_at >= o.from_at and f.finished_at < o.until_at`;
  return sql`from ${sql.table(table)} f${owned}
    where f.service_id = any(${texts(q.serviceIds)}) and f.finished_at >= ${instant(q.from)} and f.finished_at < ${instant(q.to)}`;
}

/** Why a deployment is outside a population of successful production deployments of these kinds; null = it is inside. */
export function outside(kinds: readonly DeploymentKind[]): RawBuilder<string | null> {
  return sql`case when f.tier <> 'production' then 'not production' when f.outcome = 'unknown' then 'unknown outcome'
    when f.outcome <> 'succeeded' then f.outcome when f.kind = any(${texts(kinds)}) then null
    else coalesce(f.kind, 'unknown kind') end`;
}

/** A rollout that failed and is meant to count as a failed deployment (`failed_rollout`), though it never succeeded. */
export const failedRollout = sql<boolean>`(f.tier = 'production' and f.outcome = 'failed' and f.failed)`;

/** Services without an incident rule say nothing about stability. */
export function unstable(q: Question): RawBuilder<string | null> {
  return sql`case when f.service_id <> all(${texts(q.stableIds)}) then 'no incident source' end`;
}

type DeploymentParts = {
  readonly reason: RawBuilder<unknown>;
  /** What an included record adds. */
  readonly amount: RawBuilder<unknown>;
  /** Further columns, each followed by nothing. */
  readonly columns?: RawBuilder<unknown>;
  readonly where?: RawBuilder<unknown>;
};

/** Every deployment in question, as `Considered` rows. */
export function deployments(q: Question, { reason, amount, columns, where }: DeploymentParts): RawBuilder<unknown> {
  return counted(sql`select f.service_id, f.deployment_id as id, f.finished_at as at, ${reason} as reason,
    (${amount})::double precision as amount, coalesce(f.title, f.version, left(f.sha, 7), f.deployment_id) as title, f.url,
    f.fetched_at${columns === undefined ? sql`` : sql`, ${columns}`}
    ${inQuestion('deployment', q)}${where === undefined ? sql`` : sql` and ${where}`}`);
}

/** Only what is included contributes. */
export function counted(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select c.*, case when c.reason is null then c.amount end as value from (${rows}) as c`;
}
