/** Reads what trends are made of, for all services of a scope together or for each by itself. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Scope, Window } from '../domain/scope.ts';
import { questionOf } from './evidence.ts';
import { type CoveredDay, coveredDays, readCovered } from './exposure.ts';
import type { MetricSpec } from './metric.ts';
import type { SeriesPoint } from './result.ts';
import { seriesOf } from './series.ts';
import { answers, type ScopeService } from './services.ts';
import { tallies, talliesByService } from './tally.ts';
import { carries, read, type TrendAnswer, trendFrame, unitsOf } from './trend.ts';

/** Services whose trend is read as one: their id, or what they are together. */
export type Group = { readonly key: string; readonly services: readonly ScopeService[] };

/** No more failures than this are drawn one by one. */
const mostFailures = 200;

/** The trend of each group, by its key. `together`: there is one group, of all. */
export async function readTrends(
  db: Db,
  metric: MetricSpec,
  scope: Scope,
  groups: readonly Group[],
  together: boolean,
): Promise<ReadonlyMap<string, TrendAnswer>> {
  return metric.openReason === null
    ? await unitTrends(db, metric, scope, groups, together)
    : await failureTrends(db, metric, scope, groups, together);
}

async function unitTrends(db: Db, metric: MetricSpec, scope: Scope, groups: readonly Group[], together: boolean) {
  const found = new Map<string, TrendAnswer>();
  const units = unitsOf(metric);
  let left = groups;
  for (const unit of units) {
    if (left.length === 0) break;
    const frame = trendFrame(scope.window, unit, scope.zone, scope.now);
    if (frame.buckets.length === 0) break;
    const services = left.flatMap((group) => group.services);
    const question = questionOf(scope, services, frame.window);
    const covered = await readCovered(
      db,
      services.filter(({ detects }) => detects),
      frame.window,
      scope.zone,
      scope.now,
    );
    const lists = together
      ? new Map([[left[0]?.key ?? '', await tallies(db, metric, question, frame.edges, scope.zone)]])
      : await talliesByService(db, metric, question, frame.edges, scope.zone);
    const last = unit === units.at(-1);
    left = left.filter(({ key, services: own }) => {
      const days: readonly CoveredDay[] = coveredDays(covered, own);
      const points = seriesOf(
        metric,
        frame,
        lists.get(key) ?? [],
        days,
        own.some((service) => answers(service, metric)),
      );
      if (!last && !carries(points)) return true;
      found.set(key, read(metric, { unit, points }));
      return false;
    });
  }
  return found;
}

type Failure = { readonly serviceId: string; readonly id: string; readonly at: Date; readonly value: number };

/** One point a restored failure of the weeks, the newest of them, in the order in which they happened. */
async function failureTrends(db: Db, metric: MetricSpec, scope: Scope, groups: readonly Group[], together: boolean) {
  const { window } = trendFrame(scope.window, 'week', scope.zone, scope.now);
  const failures = await readFailures(
    db,
    metric,
    scope,
    groups.flatMap((group) => group.services),
    window,
  );
  const byService = new Map<string, Failure[]>();
  for (const failure of failures) byService.set(failure.serviceId, [...(byService.get(failure.serviceId) ?? []), failure]);
  return new Map(
    groups.map(({ key, services }) => {
      const own = together ? failures : services.flatMap(({ serviceId }) => byService.get(serviceId) ?? []);
      return [key, read(metric, { unit: 'failure', points: own.slice(-mostFailures).map(pointOf) })] as const;
    }),
  );
}

async function readFailures(
  db: Db,
  metric: MetricSpec,
  scope: Scope,
  services: readonly ScopeService[],
  window: Window,
): Promise<readonly Failure[]> {
  const { rows } = await sql<Failure>`with considered as (${metric.considered(questionOf(scope, services, window))})
    select service_id, id, at, value from considered where reason is null order by at, service_id, id`.execute(db);
  return rows;
}

const pointOf = ({ id, at, value }: Failure): SeriesPoint => ({
  from: at,
  to: at,
  partial: false,
  settling: false,
  state: 'value',
  value,
  n: 1,
  interval: null,
  id,
});
