/** The spread of services: the same answer for each as by itself, read for all of them at once. */

import { sql } from 'kysely';
import { consistently } from '../database/consistently.ts';
import type { Db } from '../database/open.ts';
import type { Scope } from '../domain/scope.ts';
import { quantile } from '../statistics/quantile.ts';
import { assembled } from './assemble.ts';
import { type Context, contextOf, type Reading, readAll, scopeAnswer } from './context.ts';
import { questionOf } from './evidence.ts';
import { instant, texts } from './facts.ts';
import { metricList } from './list.ts';
import type { MetricSpec } from './metric.ts';
import type { Metric, Spread, SpreadMetric, SpreadService } from './result.ts';
import { idsOf, type ScopeService } from './services.ts';
import { talliesByService } from './tally.ts';
import { readTrends, type TrendQuestion, trendQuestion } from './trend-read.ts';

export type SpreadOptions = {
  /** With what the trend of each service says of the window; default false. */
  readonly trend?: boolean;
};

type Placed = { readonly service: ScopeService; readonly context: Context };

/** Every service of a scope on every metric, in the order of the list. */
export async function answerSpread(db: Db, scope: Scope, options: SpreadOptions = {}): Promise<Spread> {
  return await consistently(db, async (trx) => {
    const reading = await readAll(trx, scope, false);
    const placed = reading.services.map((service): Placed => ({ service, context: contextOf(reading, [service]) }));
    const groups = reading.services.map((service) => ({ key: service.serviceId, services: [service] }));
    const trend = options.trend ? trendQuestion(scope, groups, false) : null;
    const metrics: SpreadMetric[] = [];
    for (const metric of metricList) metrics.push(await spreadOf(trx, metric, reading, placed, trend));
    const services = await readOwned(trx, reading.services, scope.now);
    return { scope: scopeAnswer(contextOf(reading, reading.services)), services, metrics };
  });
}

async function spreadOf(
  db: Db,
  metric: MetricSpec,
  reading: Reading,
  placed: readonly Placed[],
  trend: TrendQuestion | null,
): Promise<SpreadMetric> {
  const { scope, frame } = reading;
  const range = { from: frame.edges[0] ?? scope.window.from, to: frame.edges.at(-1) ?? scope.window.to };
  const lists = await talliesByService(db, metric, questionOf(scope, reading.services, range), frame.edges, scope.zone);
  const trends = trend === null ? undefined : await readTrends(db, metric, trend);
  const services = placed
    .map(({ service: { serviceId }, context }) =>
      shownOf(serviceId, assembled(metric, context, lists.get(serviceId) ?? [], trends?.get(serviceId))),
    )
    .toSorted(byValue);
  const known = services.flatMap(({ value }) => (value === null ? [] : [value]));
  const { id, title, factor, unit, better } = metric;
  return { id, title, factor, unit, better, median: known.length === 0 ? null : quantile(known, 0.5), services };
}

/** By value, what is unknown last, then by id. */
function byValue(a: SpreadService, b: SpreadService): number {
  if (a.value === null || b.value === null || a.value === b.value)
    return Number(a.value === null) - Number(b.value === null) || (a.serviceId < b.serviceId ? -1 : 1);
  return a.value - b.value;
}

/** Without lists: points, series, evidence are asked of the service by itself. */
function shownOf(serviceId: string, metric: Metric): SpreadService {
  const { state, value, n, interval, provisional, numerator, denominator, percentiles, open, activeDaysPerWeek, movement, previous } =
    metric;
  return {
    serviceId,
    state,
    value,
    n,
    interval,
    provisional,
    quality: metric.quality.score,
    ...(numerator !== undefined && { numerator }),
    ...(denominator !== undefined && { denominator }),
    ...(percentiles !== undefined && { percentiles }),
    ...(open !== undefined && { open }),
    ...(activeDaysPerWeek !== undefined && { activeDaysPerWeek }),
    ...(movement !== undefined && { movement }),
    ...(previous !== undefined && { previous }),
  };
}

type Owned = Omit<Spread['services'][number], 'team'> & { readonly teamId: string | null; readonly teamName: string | null };

/** Who owns each now, what waits in it, and when it was last deployed. */
async function readOwned(db: Db, services: readonly ScopeService[], now: Date): Promise<Spread['services']> {
  const ids = texts(idsOf(services));
  const { rows } = await sql<Owned>`
    with waiting as (select service_id, count(*) as undeployed, min(coalesce(merged_at, committed_at)) as oldest
        from undeployed_change where service_id = any(${ids}) group by service_id),
      newest as (select service_id, max(finished_at) as at from deployment
        where service_id = any(${ids}) and tier = 'production' and outcome = 'succeeded' group by service_id)
    select s.service_id, s.name, t.team_id, t.name as team_name, coalesce(w.undeployed, 0)::integer as undeployed,
      w.oldest as oldest_undeployed_at, n.at as last_deployment_at
    from service s
      left join ownership o on o.service_id = s.service_id and o.from_at <= ${instant(now)} and o.until_at > ${instant(now)}
      left join team t on t.team_id = o.team_id
      left join waiting w on w.service_id = s.service_id
      left join newest n on n.service_id = s.service_id
    where s.service_id = any(${ids}) order by s.service_id`.execute(db);
  return rows.map(({ teamId, teamName, ...service }) => ({
    ...service,
    team: teamId === null ? null : { id: teamId, name: teamName ?? teamId },
  }));
}
