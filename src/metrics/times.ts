/** Metrics of times: the median with its order-statistic interval; p75 and p90 once there are enough values to say them. */

import { hodgesLehmann } from '../statistics/hodges-lehmann.ts';
import { medianInterval } from '../statistics/median-interval.ts';
import { quantile } from '../statistics/quantile.ts';
import { type Judged, type Period, type Statistic, withoutValue } from './judgement.ts';
import type { MetricSpec } from './metric.ts';

/** Fewest values for a median, and for the 75th and 90th percentile. */
const fewest = { p50: 6, p75: 11, p90: 29 } as const;

/** Null while there are too few values to say it. `sorted` ascending. */
export function percentile(sorted: Float64Array, name: keyof typeof fewest): number | null {
  const p = { p50: 0.5, p75: 0.75, p90: 0.9 }[name];
  return sorted.length < fewest[name] ? null : quantile(sorted, p);
}

function judge(metric: MetricSpec, { tally }: Period): Judged {
  const { values } = tally;
  const p50 = percentile(values, 'p50');
  const more: Judged['more'] = {
    percentiles: { p50, p75: percentile(values, 'p75'), p90: percentile(values, 'p90') },
    ...(metric.openReason === null ? {} : { open: tally.excluded[metric.openReason] ?? 0 }),
    ...(metric.parts.length === 0 ? {} : { parts: metric.parts.map((id) => partOf(id, tally.parts[id] ?? new Float64Array(0))) }),
  };
  if (p50 === null) return withoutValue('too_little_data', needs(metric, values.length), more);
  return { state: 'value', value: p50, interval: medianInterval(values), needs: null, more };
}

const partOf = (id: string, values: Float64Array) => ({ id, p50: percentile(values, 'p50'), n: values.length });

const needs = (metric: MetricSpec, n: number): string =>
  `A median with an interval needs at least ${fewest.p50} ${metric.noun}; there ${n === 1 ? 'is' : 'are'} ${n}.`;

export const times: Statistic = {
  judge,
  judgeBucket: judge,
  difference: (current, previous) => {
    const found = hodgesLehmann(current.tally.values, previous.tally.values);
    return found === null ? null : { low: found.low, high: found.high, none: 0 };
  },
};
