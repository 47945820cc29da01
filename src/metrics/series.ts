import { type CoveredDay, daysOf, exposedDays } from './exposure.ts';
import { clipped, type Frame, tallyWithin } from './frame.ts';
import { withoutValue } from './judgement.ts';
import type { MetricSpec } from './metric.ts';
import { countBefore } from './ordered.ts';
import type { SeriesPoint } from './result.ts';
import { statistics } from './statistics.ts';
import type { Tally } from './tally.ts';

/** One point per bucket, each with its own state, n and interval. */
export function seriesOf(
  metric: MetricSpec,
  frame: Frame,
  list: readonly Tally[],
  days: readonly CoveredDay[],
  sourced: boolean,
): readonly SeriesPoint[] {
  const begins = days.map((day) => day.from);
  return frame.buckets.map((bucket) => {
    const inside = clipped(bucket, frame.window);
    // A day that began before the bucket may reach into it: buckets cut by the window begin anywhere.
    const near = days.slice(Math.max(0, countBefore(begins, inside.from) - 1), countBefore(begins, inside.to));
    const period = { tally: tallyWithin(frame, list, inside), exposureDays: exposedDays(near, inside) };
    // A day is covered or not, so that anything missing is far more than a rounding error.
    const partial = bucket.partial || period.exposureDays < daysOf(near, inside) - 1e-6;
    const judged = sourced ? statistics[metric.statistic].judgeBucket(metric, period, !partial) : withoutValue('no_source', '');
    const { from, to, settling } = bucket;
    return { from, to, partial, settling, state: judged.state, value: judged.value, n: period.tally.included, interval: judged.interval };
  });
}
