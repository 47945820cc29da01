/** Metrics that are a share of records: hits over records, with Wilson's interval. Roll-ups divide sums by sums. */

import { newcombe } from '../statistics/newcombe.ts';
import { wilson } from '../statistics/wilson.ts';
import { type Judged, type Period, type Statistic, withoutValue } from './judgement.ts';
import type { MetricSpec } from './metric.ts';

/** Fewest records for a share. */
const fewest = 5;

function judge(metric: MetricSpec, { tally }: Period): Judged {
  const more = { numerator: tally.hits, denominator: tally.included };
  const n = tally.included;
  if (n >= fewest) return { state: 'value', value: tally.hits / n, interval: wilson(tally.hits, n), needs: null, more };
  const needs = `A share needs at least ${fewest} ${metric.noun}; there ${n === 1 ? 'is' : 'are'} ${n}.`;
  return withoutValue('too_little_data', needs, more);
}

export const share: Statistic = {
  judge,
  judgeBucket: judge,
  difference: (current, previous) => {
    const found = newcombe(current.tally.hits, current.tally.included, previous.tally.hits, previous.tally.included);
    return found === null ? null : { low: found.low, high: found.high, none: 0 };
  },
};
