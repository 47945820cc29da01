/** Metrics that are a count per day of exposure, with Garwood's exact interval. */

import { level } from '../statistics/interval.ts';
import { poissonExact } from '../statistics/poisson-exact.ts';
import { rateRatio } from '../statistics/rate-ratio.ts';
import { type Judged, type Period, type Statistic, withoutValue } from './judgement.ts';
import type { MetricSpec } from './metric.ts';

/** Four whole weeks. */
const fewestDays = 28;

function judge(metric: MetricSpec, period: Period): Judged {
  if (period.exposureDays >= fewestDays) return rate(period);
  const days = `${Math.floor(period.exposureDays * 10) / 10}`;
  const needs = `A frequency needs four whole weeks of collected history; ${days} of ${fewestDays} days are known, with ${period.tally.included} ${metric.noun}.`;
  return withoutValue('too_little_data', needs, { activeDaysPerWeek: null });
}

function rate({ tally, exposureDays }: Period): Judged {
  const { low, high } = poissonExact(tally.included);
  return {
    state: 'value',
    value: tally.included / exposureDays,
    interval: { low: low / exposureDays, high: high / exposureDays, level },
    needs: null,
    more: { activeDaysPerWeek: (tally.days / exposureDays) * 7 },
  };
}

/** A bucket is short by nature: whole, it has a rate; cut, it has only its count. */
function judgeBucket(_: MetricSpec, period: Period, whole: boolean): Judged {
  return whole && period.exposureDays > 0 ? rate(period) : withoutValue('too_little_data', 'The period is not whole.');
}

export const frequency: Statistic = {
  judge,
  judgeBucket,
  difference: (current, previous) => {
    const counts = [current, previous].map(({ tally, exposureDays }) => ({ count: tally.included, exposure: exposureDays }));
    const [first, second] = counts;
    const found = first === undefined || second === undefined ? null : rateRatio(first, second);
    return found === null ? null : { low: found.low, high: found.high, none: 1 };
  },
};
