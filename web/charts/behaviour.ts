/** A process-behaviour (XmR) chart: whole periods or single failures, their mean and limits, signals ringed. Pure. */

import type { WireMetric, WireScope } from '../api.ts';
import { amount, days, moment, monthOf, range, shortDay, some } from '../format.ts';
import { pageOf, type Question } from '../question.ts';
import { intervalOf, ruleInWords } from '../words.ts';
import { captions, careOf, counted, linear, logarithmic, type Mark, one, type Picture, perPeriod, spansDecades } from './picture.ts';

type Trend = NonNullable<WireMetric['trend']>;
type Point = Trend['points'][number];
type Signals = NonNullable<WireMetric['signals']>;

const smallest: Readonly<Record<WireMetric['unit'], number>> = { seconds: 60, per_day: 0.05, share: 0.05 };

const goodOf = ({ better }: Pick<WireMetric, 'better'>, direction: 'up' | 'down'): 'better' | 'worse' =>
  (direction === 'up') === (better === 'higher') ? 'better' : 'worse';

/** What is said of a point's signals: "signal: outside a limit (worse)". */
function signalsAt(metric: WireMetric, signals: Signals, point: Point): readonly string[] {
  return signals
    .filter(({ at }) => at === point.from)
    .map(({ rule, direction }) => `signal: ${ruleInWords(rule)} (${goodOf(metric, direction)})`);
}

function markOf(metric: WireMetric, point: Point, scope: WireScope, question: Question): Mark {
  const [from, to] = [new Date(point.from), new Date(point.to)];
  const single = metric.trend?.unit === 'failure';
  const note = careOf(point);
  const own = (metric.signals ?? []).find(({ at }) => at === point.from);
  const interval = single ? null : intervalOf({ ...point, unit: metric.unit });
  return {
    x: (from.getTime() + to.getTime()) / 2,
    y: point.value,
    partial: point.partial,
    settling: point.settling,
    title: `${single ? moment(from, scope.zone) : days(from, to, scope.zone)}${note === null ? '' : ` (${note})`}`,
    lines: [
      point.value === null ? 'too little data' : amount(point.value, metric.unit),
      ...(single ? [] : [counted(metric, point.n)]),
      ...(interval ? [interval] : []),
      ...signalsAt(metric, metric.signals ?? [], point),
      ...(metric.provisional ? ['provisional'] : []),
    ],
    ...(own && { signal: goodOf(metric, own.direction) }),
    ...(point.id !== undefined && { href: pageOf('deployments', point.id, question) }),
  };
}

/** At most four names, none so near the end that it would be cut. */
function ticksOf(points: readonly Point[], unit: Trend['unit'], zone: string, min: number, max: number): Picture['x']['ticks'] {
  const starts = [...new Set(points.map(({ from }) => Date.parse(from)))].filter((at) => at < max - (max - min) * 0.14);
  const named: number[] = [];
  // Failures lie unevenly: a name needs a quarter of the width to itself, whatever it names.
  for (const at of starts) if (named.length === 0 || at - (named.at(-1) ?? 0) >= (max - min) / 4.2) named.push(at);
  return named.map((value) => ({
    value,
    label: unit === 'month' ? monthOf(new Date(value), zone).slice(0, 3) : shortDay(new Date(value), zone),
  }));
}

/** The chart of a metric's trend, or null when it has no point with a value. */
export function behaviourOf(metric: WireMetric, scope: WireScope, question: Question): Picture | null {
  const points = metric.trend?.points ?? [];
  const marks = points.map((point) => markOf(metric, point, scope, question));
  const values = marks.flatMap(({ y }) => (y === null ? [] : [y]));
  const [first, last] = [points[0], points.at(-1)];
  if (values.length === 0 || !first || !last || !metric.trend) return null;
  const joined = metric.trend.unit !== 'failure';
  const limits = metric.limits ?? undefined;
  const spread = Date.parse(last.to) - Date.parse(first.from) || 7 * 86_400_000;
  const margin = joined ? 0 : spread * 0.04;
  const [min, max] = [Date.parse(first.from) - margin, Date.parse(last.to) + margin];
  const log = spansDecades(values, metric.unit);
  const spoken = metric.unit === 'per_day' ? perPeriod(metric).times : 1;
  const highest = Math.max(...values, limits?.high ?? 0, smallest[metric.unit]);
  const shaded = { from: Math.max(min, Date.parse(scope.window.from)), to: Math.min(max, Date.parse(scope.window.to)) };
  return {
    marks,
    joined,
    log,
    x: { min, max, ticks: ticksOf(points, metric.trend.unit, scope.zone, min, max) },
    y: log ? logarithmic([...values, ...(limits ? [limits.mean, limits.high] : [])]) : linear(highest, metric.unit, spoken),
    ...(limits && { limits }),
    ...(shaded.from > min && shaded.to > shaded.from && { shaded }),
  };
}

/** "Median by week, log scale · mean 9 h, limits 4 h – 14 h, trial". */
export function behaviourCaption(metric: WireMetric, picture: Picture): string {
  const unit = metric.trend?.unit ?? 'week';
  const what =
    unit === 'failure'
      ? `Each ${one(metric)}`
      : `${captions[metric.id]}${metric.unit === 'per_day' ? ` a ${perPeriod(metric).period},` : ''} by ${unit}`;
  const { limits } = metric;
  const said = limits
    ? ` · mean ${amount(limits.mean, metric.unit)}, limits ${range(limits.low, limits.high, metric.unit, limits.mean)}${limits.locked ? '' : ', trial'}`
    : ' · too few points for limits';
  return `${what}${picture.log ? ', log scale' : ''}${said}${metric.provisional ? ' · provisional' : ''}`;
}

/** One sentence for whoever does not see the chart. */
export function behaviourSummary(metric: WireMetric, picture: Picture): string {
  const unit = metric.trend?.unit ?? 'week';
  const drawn = picture.marks.filter(({ y }) => y !== null);
  const ringed = drawn.filter(({ signal }) => signal !== undefined);
  const newest = ringed.at(-1);
  const points = unit === 'failure' ? counted(metric, drawn.length) : `${drawn.length} of ${some(picture.marks.length, unit)} with a value`;
  const said = newest ? `${some(ringed.length, 'point')} with a signal, the newest ${newest.title} (${newest.signal})` : 'no signal';
  return `${metric.title}: ${points}; ${metric.limits ? said : 'too few points for limits'}.`;
}
