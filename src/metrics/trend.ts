/** Trend reading (definitions §5): which points a process-behaviour chart is made of, its limits, its signals, and what they say of a window. */

import type { BucketSize, Window } from '../domain/scope.ts';
import { type Bucket, bucketsOf } from '../domain/zoned.ts';
import { xmr } from '../statistics/xmr.ts';
import type { Frame } from './frame.ts';
import type { MetricSpec } from './metric.ts';
import type { Limits, Movement, SeriesPoint, Signal, Trend } from './result.ts';

export type TrendUnit = Exclude<BucketSize, 'day'>;
export type TrendAnswer = { readonly trend: Trend; readonly limits: Limits | null; readonly signals: readonly Signal[] };

/** How many units a chart shows: half a year of weeks, a year and a half of months, three years of quarters. */
const shown: Readonly<Record<TrendUnit, number>> = { week: 26, month: 18, quarter: 12 };
const longest: Readonly<Record<TrendUnit, number>> = { week: 7, month: 31, quarter: 92 };
const DAY = 86_400_000;

/** In which units a metric may be charted, the first that has enough: a rate needs several deployments a unit, everything else is charted by week. */
export const unitsOf = (metric: Pick<MetricSpec, 'statistic'>): readonly TrendUnit[] =>
  metric.statistic === 'share' ? ['week', 'month', 'quarter'] : ['week'];

/** Median n a unit needs before a rate is charted in it. */
const fewest = 5;

/**
 * The whole units of a chart, ending with the one in which the window (or now, if that is earlier) ends; none depends on where the
 * window begins. Only the running unit is cut, by now.
 */
export function trendFrame(window: Window, unit: TrendUnit, zone: string, now: Date): Frame {
  const end = window.to < now ? window.to : now;
  // Far enough back to hold them all, then the newest of them.
  const back = new Date(end.getTime() - (shown[unit] + 1) * longest[unit] * DAY);
  const all = bucketsOf({ from: back, to: end }, unit, zone, now);
  const buckets = all.slice(-shown[unit]).map((bucket): Bucket => ({ ...bucket, partial: bucket.to > now }));
  const edges = buckets.length === 0 ? [] : [...buckets.map(({ from }) => from), buckets.at(-1)?.to ?? end];
  const range = { from: edges[0] ?? window.from, to: edges.at(-1) ?? window.to };
  return { window: range, previous: null, buckets, edges };
}

/** Enough for a rate: half of the whole units have five deployments or more. */
export function carries(points: readonly SeriesPoint[]): boolean {
  const sizes = points.flatMap(({ partial, n }) => (partial ? [] : [n])).toSorted((a, b) => a - b);
  const middle = sizes.length / 2;
  const median = ((sizes[Math.ceil(middle) - 1] ?? 0) + (sizes[Math.floor(middle)] ?? 0)) / 2;
  return sizes.length > 0 && median >= fewest;
}

const bounds: Readonly<Record<MetricSpec['unit'], { readonly low: number; readonly high: number | null }>> = {
  seconds: { low: 0, high: null },
  per_day: { low: 0, high: null },
  share: { low: 0, high: 1 },
};

/** Limits and signals of the points. What is partial or unknown is a gap. */
export function read(metric: Pick<MetricSpec, 'unit'>, trend: Trend): TrendAnswer {
  const values = trend.points.map(({ partial, value }) => (partial ? null : value));
  const { limits, signals } = xmr(values, bounds[metric.unit]);
  const told = signals.flatMap(({ index, ...signal }): Signal[] => {
    const point = trend.points[index];
    return point === undefined ? [] : [{ ...signal, at: point.from }];
  });
  return { trend, limits, signals: told };
}

/**
 * What the signals say of a window: the newest one there. Where others point the other way it is `mixed`, unless the newest is a run: eight
 * in a row have left what went before behind them, single points have not.
 */
export function movementOf(metric: Pick<MetricSpec, 'better'>, { limits, signals }: TrendAnswer, window: Window): Movement {
  if (limits === null) return { verdict: 'unknown', signal: null };
  const inside = signals.filter(({ at }) => at >= window.from && at < window.to);
  const signal = inside.at(-1);
  if (signal === undefined) return { verdict: 'no_signal', signal: null };
  const lasting = inside.some(({ rule, at }) => rule === 'run' && at.getTime() === signal.at.getTime());
  if (!lasting && inside.some(({ direction }) => direction !== signal.direction)) return { verdict: 'mixed', signal };
  return { verdict: (signal.direction === 'up') === (metric.better === 'higher') ? 'better' : 'worse', signal };
}
