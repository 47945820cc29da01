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
import { carries, read, type TrendAnswer, type TrendUnit, trendFrame, unitsOf } from './trend.ts';

/** Services whose trend is read as one: their id, or what they are together. */
export type Group = { readonly key: string; readonly services: readonly ScopeService[] };

/** What all metrics of an answer ask of trends; which days were covered is read once for all of them. */
export type TrendQuestion = {
  readonly scope: Scope;
  readonly groups: readonly Group[];
  /** There is one group, of all services. */
  readonly together: boolean;
  /** The covered days of these groups in a range, by their key; those that were read before are not read again. */
  readonly days: (db: Db, unit: TrendUnit, groups: readonly Group[], range: Window) => Promise<ReadonlyMap<string, readonly CoveredDay[]>>;
};

export function trendQuestion(scope: Scope, groups: readonly Group[], together: boolean): TrendQuestion {
  const known = new Map<TrendUnit, Map<string, readonly CoveredDay[]>>();
  const days: TrendQuestion['days'] = async (db, unit, wanted, range) => {
    const found = known.get(unit) ?? new Map<string, readonly CoveredDay[]>();
    known.set(unit, found);
    const missing = wanted.filter(({ key }) => !found.has(key));
    if (missing.length === 0) return found;
    const services = missing.flatMap((group) => group.services).filter(({ detects }) => detects);
    const covered = await readCovered(db, services, range, scope.zone, scope.now);
    for (const { key, services: own } of missing) found.set(key, coveredDays(covered, own));
    return found;
  };
  return { scope, groups, together, days };
}

/** No more failures than this are drawn one by one. */
const mostFailures = 200;

/** The trend of each group, by its key. */
export async function readTrends(db: Db, metric: MetricSpec, question: TrendQuestion): Promise<ReadonlyMap<string, TrendAnswer>> {
  return metric.openReason === null ? await unitTrends(db, metric, question) : await failureTrends(db, metric, question);
}

async function unitTrends(db: Db, metric: MetricSpec, { scope, groups, together, days }: TrendQuestion) {
  const found = new Map<string, TrendAnswer>();
  const units = unitsOf(metric);
  let left = groups;
  for (const unit of units) {
    const frame = trendFrame(scope.window, unit, scope.zone, scope.now);
    if (left.length === 0 || frame.buckets.length === 0) break;
    const asked = questionOf(
      scope,
      left.flatMap((group) => group.services),
      frame.window,
    );
    const covered = await days(db, unit, left, frame.window);
    const lists = together
      ? new Map([[left[0]?.key ?? '', await tallies(db, metric, asked, frame.edges, scope.zone)]])
      : await talliesByService(db, metric, asked, frame.edges, scope.zone);
    const last = unit === units.at(-1);
    left = left.filter(({ key, services }) => {
      const sourced = services.some((service) => answers(service, metric));
      const points = seriesOf(metric, frame, lists.get(key) ?? [], covered.get(key) ?? [], sourced);
      if (!last && !carries(points)) return true;
      found.set(key, read(metric, { unit, points }));
      return false;
    });
  }
  return found;
}

type Failure = { readonly serviceId: string; readonly id: string; readonly at: Date; readonly value: number };

/** One point a restored failure of the weeks, the newest of them, in the order in which they happened. */
async function failureTrends(db: Db, metric: MetricSpec, { scope, groups, together }: TrendQuestion) {
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
