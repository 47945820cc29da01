/** The three answers: how a tally becomes a value, too little data or no source (definitions §5). */

import type { Interval } from '../statistics/interval.ts';
import type { MetricSpec } from './metric.ts';
import type { Metric, MetricState, Verdict } from './result.ts';
import type { Tally } from './tally.ts';

/** A tally with the days it was exposed for. */
export type Period = { readonly tally: Tally; readonly exposureDays: number };

export type Judged = {
  readonly state: MetricState;
  /** Null unless the state is `value`. */
  readonly value: number | null;
  readonly interval: Interval | null;
  /** What is missing, one sentence; null when nothing is. */
  readonly needs: string | null;
  readonly more: Partial<Pick<Metric, 'numerator' | 'denominator' | 'percentiles' | 'parts' | 'open' | 'activeDaysPerWeek'>>;
};

/** The interval of a difference, and the point at which there is none (0, or 1 for a ratio); null = cannot be told. */
export type Difference = { readonly low: number; readonly high: number; readonly none: number } | null;

/** What a kind of metric does with its tallies. */
export type Statistic = {
  readonly judge: (metric: MetricSpec, period: Period) => Judged;
  /** One period of a series; `whole` = cut by nothing. */
  readonly judgeBucket: (metric: MetricSpec, period: Period, whole: boolean) => Judged;
  /** This period minus (or over) the previous one; asked only when both have a value. */
  readonly difference: (current: Period, previous: Period) => Difference;
};

/** Better or worse only when the interval of the difference excludes "none". */
export function verdictOf(difference: Difference, better: 'lower' | 'higher'): Verdict {
  if (difference === null || (difference.low <= difference.none && difference.none <= difference.high)) return 'no_difference';
  return difference.low > difference.none === (better === 'higher') ? 'better' : 'worse';
}

/** A state without a value. */
export function withoutValue(state: 'too_little_data' | 'no_source', needs: string, more: Judged['more'] = {}): Judged {
  return { state, value: null, interval: null, needs, more };
}
