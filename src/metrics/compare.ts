import type { Window } from '../domain/scope.ts';
import { type Judged, type Period, verdictOf, withoutValue } from './judgement.ts';
import type { MetricSpec } from './metric.ts';
import type { Previous } from './result.ts';
import { statistics } from './statistics.ts';

/** The previous period beside this one. Without a value on both sides nothing is said about the difference. */
export function compared(metric: MetricSpec, judged: Judged, period: Period, window: Window, previous: Period, sourced: boolean): Previous {
  const statistic = statistics[metric.statistic];
  const before = sourced ? statistic.judge(metric, previous) : withoutValue('no_source', '');
  const shown = { from: window.from, to: window.to, state: before.state, value: before.value, n: previous.tally.included };
  if (judged.state !== 'value' || before.state !== 'value') return { ...shown, difference: null, verdict: 'unknown' };
  const difference = statistic.difference(period, previous);
  return {
    ...shown,
    difference: difference === null ? null : { low: difference.low, high: Number.isFinite(difference.high) ? difference.high : null },
    verdict: verdictOf(difference, metric.better),
  };
}
