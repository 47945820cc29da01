/** Answers in words a person would say. Pure: instants are in the answers, the zone is an argument. */

import type { MetricId, StageId } from '../src/metrics/result.ts';
import type { WireFlow, WireMetric, WireScope } from './api.ts';
import { calendarUnit, dateIn, daysBetween } from './calendar.ts';
import { amount, count, days, decimal, duration, frequency, monthOf, range, shortDay, some } from './format.ts';

type Nouns = { readonly few: string; readonly value: (metric: WireMetric, value: number) => string };

const counted = ({ numerator = 0, denominator = 0 }: WireMetric, did: string, none: string): string =>
  numerator === 0
    ? `None of ${some(denominator, 'deployment')} ${none}`
    : `${count(numerator)} of ${some(denominator, 'deployment')} ${did}`;

const activeDays = ({ activeDaysPerWeek: days }: WireMetric): string =>
  days === null || days === undefined ? '' : `, on ${decimal(days)} ${days === 1 ? 'day' : 'days'} a week`;

const words: Readonly<Record<MetricId, Nouns>> = {
  'change-lead-time': { few: 'changes', value: (_, value) => `Half of all changes live within ${duration(value)}` },
  'deployment-frequency': {
    few: 'deployments',
    value: (metric, value) => (value === 0 ? 'Nothing was deployed' : `Deployed ${spoken(value)}${value >= 1 ? activeDays(metric) : ''}`),
  },
  'failed-deployment-recovery-time': {
    few: 'restored failures',
    value: (_, value) => `Half of failures restored within ${duration(value)}`,
  },
  'change-fail-rate': { few: 'deployments', value: (metric) => counted(metric, 'failed', 'failed') },
  'deployment-rework-rate': { few: 'deployments', value: (metric) => counted(metric, 'were unplanned', 'was unplanned') },
};

const often: Readonly<Record<string, string>> = { 1: 'once', 2: 'twice' };
const spoken = (perDay: number): string => frequency(perDay).replace(/^[\d.,]+/, (amount) => often[amount] ?? `${amount} times`);

/** The length of what has passed of a window: "13 weeks", "12 days". */
function lengthOf(scope: WireScope): string {
  const end = scope.window.to < scope.now ? scope.window.to : scope.now;
  const length = Math.max(1, Math.round((Date.parse(end) - Date.parse(scope.window.from)) / 86_400_000));
  return length >= 21 ? some(Math.round(length / 7), 'week') : some(length, 'day');
}

function notSourced(metric: WireMetric, scope: WireScope): string {
  const whose = scope.serviceId === null ? 'any service here' : 'this service';
  if (scope.services === 0) return 'No services are configured here. Add one to see its delivery.';
  return metric.id === 'change-lead-time' || metric.id === 'deployment-frequency'
    ? `No deployments are detected for ${whose}. Add a deployment rule to see its delivery.`
    : `No incidents are collected for ${whose}. Add a rule to see stability.`;
}

/** Said beside every value that rests on weak data, wherever it stands. */
export const provisionally = ({ provisional }: Pick<WireMetric, 'provisional'>): string => (provisional ? ' (provisional)' : '');

/** The answer of a metric as one sentence: the title of its panel. What its trend says goes first where it says something. */
export function answerOf(metric: WireMetric, scope: WireScope): string {
  if (metric.state === 'no_source') return notSourced(metric, scope);
  const { few, value } = words[metric.id];
  if (metric.value !== null) return `${moved(metric, metric.value, scope.zone) ?? value(metric, metric.value)}${provisionally(metric)}`;
  const subject = metric.id === 'deployment-frequency' ? 'Too short a history to say' : `Too few ${few} to say`;
  const listed = metric.id === 'deployment-frequency' ? `${some(metric.n, 'deployment')} in` : `${count(metric.n)} in`;
  return `${subject} (${listed} ${lengthOf(scope)})`;
}

/** The same without what the trend says. */
export function plainAnswerOf({ movement: _, ...metric }: WireMetric, scope: WireScope): string {
  return answerOf(metric, scope);
}

/** Names of metrics where there is little room. */
export const shortTitles: Readonly<Record<MetricId, string>> = {
  'change-lead-time': 'Change lead time',
  'deployment-frequency': 'Deployment frequency',
  'failed-deployment-recovery-time': 'Recovery time',
  'change-fail-rate': 'Change fail rate',
  'deployment-rework-rate': 'Rework rate',
};

/** "the week of 14 Sep", "September", "the deployment of 14 Sep". */
export function signalPlace(metric: Pick<WireMetric, 'trend'>, at: string, zone: string): string {
  const from = new Date(at);
  const unit = metric.trend?.unit ?? 'week';
  if (unit === 'month') return monthOf(from, zone);
  return `the ${unit === 'failure' ? 'deployment' : unit} of ${shortDay(from, zone)}`;
}

/** The sentence of a signal, or of there being none; null where the trend cannot be read. */
function moved({ id, unit, movement, previous, ...metric }: WireMetric, value: number, zone: string): string | null {
  if (movement === undefined || movement.verdict === 'unknown') return null;
  const { signal } = movement;
  // Two periods may differ clearly without a signal week by week: then "stable" would be too much said.
  const differs = previous?.verdict === 'better' || previous?.verdict === 'worse';
  if (signal === null && differs) return null;
  if (signal === null) return `${shortTitles[id]} is stable at about ${amount(value, unit)}`;
  if (movement.verdict === 'mixed') return `${shortTitles[id]} moved both ways: newest signal in ${signalPlace(metric, signal.at, zone)}`;
  return `${shortTitles[id]} ${signal.direction === 'up' ? 'rose' : 'fell'}: signal in ${signalPlace(metric, signal.at, zone)}`;
}

const rules: Readonly<Record<'outside' | 'run' | 'near_limit', string>> = {
  outside: 'outside a limit',
  run: 'eight in a row on one side of the mean',
  near_limit: 'three of four nearer a limit than the mean',
};

/** A rule of the process-behaviour chart in words. */
export const ruleInWords = (rule: keyof typeof rules): string => rules[rule];

/** What the value is: "median of 647 changes", "13 ÷ 114", "159 deployments ÷ 90 days". */
export function reckoning(metric: WireMetric, scope: WireScope): string {
  if (metric.numerator !== undefined && metric.denominator !== undefined)
    return `${count(metric.numerator)} ÷ ${some(metric.denominator, 'deployment')}`;
  if (metric.unit === 'per_day') {
    const exposure = decimal(scope.exposureDays);
    return `${some(metric.n, 'deployment')} ÷ ${exposure} ${exposure === decimal(1) ? 'day' : 'days'}`;
  }
  return metric.id === 'change-lead-time' ? `median of ${some(metric.n, 'change')}` : `median of ${some(metric.n, 'restored failure')}`;
}

export type Comparison = { readonly shape: 'up' | 'down' | null; readonly verdict: string | null; readonly text: string };

const higherWord: Readonly<Record<WireMetric['unit'], readonly [string, string]>> = {
  seconds: ['Longer', 'Shorter'],
  per_day: ['More often', 'Less often'],
  share: ['Higher', 'Lower'],
};

/** The previous period beside this one. Direction and verdict only where the interval of the difference excludes none. */
export function comparison(metric: WireMetric): Comparison | null {
  const { previous } = metric;
  if (previous === undefined || metric.state === 'no_source') return null;
  if (previous.value === null) return { shape: null, verdict: null, text: 'Nothing to compare with: too little data before' };
  const before = amount(previous.value, metric.unit);
  if (metric.value === null) return { shape: null, verdict: null, text: `Before, it was ${before}` };
  if (previous.verdict !== 'better' && previous.verdict !== 'worse')
    return { shape: null, verdict: null, text: `No clear difference from ${before} before` };
  const rose = (previous.verdict === 'better') === (metric.better === 'higher');
  const [up, down] = higherWord[metric.unit];
  return { shape: rose ? 'up' : 'down', verdict: previous.verdict, text: `${rose ? up : down} than before, when it was ${before}` };
}

/** The interval of the difference in words, for whoever looks closer; null where there is none. */
export function differenceOf(metric: WireMetric): string | null {
  const difference = metric.previous?.difference;
  if (!difference) return null;
  const { low, high } = difference;
  if (metric.unit === 'per_day')
    return `between ${decimal(low)} and ${high === null ? 'any number of' : decimal(high)} times as often (95${'\u202f'}%)`;
  if (metric.unit === 'share') {
    const points = (value: number): string => `${value < 0 ? '−' : '+'}${decimal(Math.abs(value) * 100)}`;
    return `difference ${points(low)} to ${high === null ? '…' : points(high)} percentage points (95${'\u202f'}%)`;
  }
  return `difference ${signed(low)} to ${high === null ? '…' : signed(high)} (95${'\u202f'}%)`;
}

const signed = (seconds: number): string => (seconds > 0 ? `+${duration(seconds)}` : duration(seconds));

/** "25 Aug – 22 Nov 2026, compared with the 90 days before, UTC". */
export function windowInWords(scope: Pick<WireScope, 'window' | 'previous' | 'zone'>): string {
  const { zone } = scope;
  const shown = days(new Date(scope.window.from), new Date(scope.window.to), zone);
  return `${shown}${scope.previous === null ? '' : `, compared with ${beforeInWords(scope)}`}, ${zone}`;
}

function beforeInWords({ window, zone }: Pick<WireScope, 'window' | 'zone'>): string {
  const dates = { from: dateIn(zone, new Date(window.from)), to: dateIn(zone, new Date(window.to)) };
  const unit = calendarUnit(dates);
  if (unit !== null) return `the ${unit} before`;
  const length = daysBetween(dates);
  return length === 1 ? 'the day before' : `the ${length} days before`;
}

/** "95 % interval 14 h – 19 h". */
export const intervalOf = ({ interval, unit, value }: Pick<WireMetric, 'interval' | 'unit' | 'value'>): string | null =>
  interval === null ? null : `${Math.round(interval.level * 100)}${'\u202f'}% interval ${range(interval.low, interval.high, unit, value)}`;

const contributions: Readonly<Record<MetricId, (value: number) => string>> = {
  'change-lead-time': duration,
  'deployment-frequency': () => 'one deployment',
  'failed-deployment-recovery-time': duration,
  'change-fail-rate': (value) => (value === 1 ? 'failed' : 'did not fail'),
  'deployment-rework-rate': (value) => (value === 1 ? 'unplanned' : 'planned'),
};

/** What one record adds to a number. */
export const contribution = (id: MetricId, value: number): string => contributions[id](value);

/** Everything left out, whatever the reason. */
export const total = (excluded: Readonly<Record<string, number>>): number => Object.values(excluded).reduce((sum, n) => sum + n, 0);

type StageName = { readonly name: string; readonly definition: string };

/** The stages of flow, as definitions §4 has them. */
export const stageNames: Readonly<Record<StageId, StageName>> = {
  coding: {
    name: 'coding',
    definition: 'From the first commit of a pull request until it was ready for review; time as a draft belongs here.',
  },
  pickup: { name: 'pickup', definition: 'From ready for review until the first review by another person.' },
  review: { name: 'review', definition: 'From the first review by another person until the merge.' },
  deploy: { name: 'deploy', definition: 'From the merge until the first deployment to production that delivered it.' },
};

/** "Half of pull requests leave review within 3 h". */
export function stageSentence({ id, p50, n }: Pick<WireFlow['stages'][number], 'id' | 'p50' | 'n'>): string {
  const { name } = stageNames[id];
  return p50 === null
    ? `Too few pull requests to say about ${name} (${n})`
    : `Half of pull requests spend at most ${duration(p50)} in ${name}`;
}

type Benchmark = NonNullable<WireMetric['benchmarks']>[number];

/** "Quick Check 2025, technology (self-reported): 5.7 ± 2.4 of 10; here 6 – 8". */
export function positionOf({ edition, group, score, mean, sd }: Benchmark): string {
  const here =
    score === null ? '' : `; here ${score.low === score.high ? decimal(score.low) : `${decimal(score.low)} – ${decimal(score.high)}`}`;
  return `Quick Check ${edition}, ${group.name} (self-reported): ${decimal(mean)} ± ${decimal(sd)} of 10${here}`;
}

type Censored = NonNullable<WireMetric['censored']>;

/** "with the 23 that wait counted as waiting: 10 h" (Kaplan–Meier). */
export function censoredInWords({ p50, waiting }: Censored): string {
  const half = p50 === null ? 'half have not arrived yet' : duration(p50);
  return `with the ${count(waiting)} that wait${waiting === 1 ? 's' : ''} counted: ${half}`;
}
