/** Where a value stands on the 0–10 scale of DORA's Quick Check beside what respondents said of themselves: a reference, no verdict. */

import { type BenchmarkGroup, industries, sizes } from '../domain/benchmark.ts';
import { byIndustry, bySize, edition, type Scores } from './benchmark-data.ts';
import { type Benchmark, type Metric, metricIds } from './result.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Months of 730 hours. */
const MONTH = 730 * HOUR;

/** Answer options for times, from code 6 down: less than an hour, a day, a week, a month, six months, more. */
const timeOptions = [HOUR, DAY, 7 * DAY, MONTH, 6 * MONTH];
/** Deployments a day from which an option holds, from code 6 down: two a working day, one a working day, one a week, a month, half a year. */
const frequencyOptions = [(2 * 5) / 7, 5 / 7, 1 / 7, 12 / 365, 2 / 365];

const scoreOfCode = (code: number): number => ((code - 1) / 5) * 10;

function scoreOfTime(seconds: number): number {
  const place = timeOptions.findIndex((limit) => seconds < limit);
  return scoreOfCode(place < 0 ? 1 : 6 - place);
}

function scoreOfFrequency(perDay: number): number {
  const place = frequencyOptions.findIndex((limit) => perDay >= limit);
  return scoreOfCode(place < 0 ? 1 : 6 - place);
}

const scoreOf: Readonly<Record<Metric['unit'], (value: number) => number>> = {
  seconds: scoreOfTime,
  per_day: scoreOfFrequency,
  share: (share) => 10 - share * 10,
};

/** Fewest records before a value is put beside answer options; a frequency needs eight weeks (definitions §5). */
const fewest: Readonly<Record<Metric['id'], number>> = {
  'change-lead-time': 12,
  'deployment-frequency': 0,
  'failed-deployment-recovery-time': 6,
  'change-fail-rate': 5,
  'deployment-rework-rate': 5,
};
const fewestDays = 56;

type Asked = Pick<Metric, 'id' | 'unit' | 'value' | 'interval' | 'n'>;

/** Lowest and highest score within the interval; null while too little is known. */
export function quickCheckScore({ id, unit, value, interval, n }: Asked, exposureDays: number): Benchmark['score'] {
  if (value === null || interval === null || n < fewest[id]) return null;
  if (id === 'deployment-frequency' && exposureDays < fewestDays) return null;
  const ends = [scoreOf[unit](interval.low), scoreOf[unit](interval.high)];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** Beyond one standard deviation with the whole interval, or not. */
function positionOf(score: Benchmark['score'], mean: number, sd: number): Benchmark['position'] {
  if (score === null) return 'unknown';
  if (score.low > mean + sd) return 'above';
  return score.high < mean - sd ? 'below' : 'around';
}

/** One benchmark for each group the organisation says it belongs to; all respondents where it says nothing. */
export function benchmarksOf(metric: Asked, exposureDays: number, { industry, size }: BenchmarkGroup): readonly Benchmark[] {
  const score = quickCheckScore(metric, exposureDays);
  const beside = (group: Benchmark['group'], scores: Scores): Benchmark => {
    // The scores stand in the order of the metrics.
    const [mean, sd] = scores[metricIds.indexOf(metric.id)] ?? [Number.NaN, Number.NaN];
    return { edition, group, score, mean, sd, position: positionOf(score, mean, sd) };
  };
  const own = industry ?? (size === null ? 'all' : null);
  const name = (list: readonly { readonly id: string; readonly name: string }[], id: string) =>
    list.find((one) => one.id === id)?.name ?? id;
  return [
    ...(own === null ? [] : [beside({ by: 'industry', id: own, name: name(industries, own) }, byIndustry[own])]),
    ...(size === null ? [] : [beside({ by: 'size', id: size, name: name(sizes, size) }, bySize[size])]),
  ];
}
