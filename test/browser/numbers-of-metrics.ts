/** What pages about metrics must say, as phrases in the order of the page, made of answers of the interface. */

import type { Page as Listed, WireAnswer, WireChange, WireFlow, WireMetric, WireScope, WireSpread } from '../../web/api.ts';
import { addDays, dateIn, lengthInWords, presetOf } from '../../web/calendar.ts';
import { behaviourCaption, behaviourOf, behaviourSummary } from '../../web/charts/behaviour.ts';
import { ageInWords, flowTitle, waitingTitle } from '../../web/charts/flow.ts';
import { dotsOf, moversOf, scaleOf } from '../../web/charts/strip.ts';
import { toDecideInWords } from '../../web/decision-words.ts';
import { ago, amount, count, decimal, duration, grade, moment, range, shortDays, some } from '../../web/format.ts';
import { readQuestion } from '../../web/question.ts';
import { movementInWords, moversInWords, serviceInWords } from '../../web/spread-words.ts';
import {
  answerOf,
  comparison,
  contribution,
  differenceOf,
  intervalOf,
  plainAnswerOf,
  positionOf,
  ruleInWords,
  total,
  windowInWords,
} from '../../web/words.ts';
import type { Phrases } from './numbers.ts';

type Window = Pick<WireScope, 'window' | 'previous' | 'zone' | 'now'>;

/** Heading and pickers. */
export function where(title: string, scope: Window | null, beside: Phrases = []): Phrases {
  if (scope === null) return [beside, title];
  const said = windowInWords(scope);
  const comma = said.indexOf(',');
  const dates = { from: dateIn(scope.zone, new Date(scope.window.from)), to: dateIn(scope.zone, new Date(scope.window.to)) };
  const length = lengthInWords(dates).replace(/^t/, 'T');
  const preset = presetOf(dates, dateIn(scope.zone, new Date(scope.now)));
  const picked = preset === null ? [dates.from, addDays(dates.to, -1)] : [];
  return [beside, title, said.slice(0, comma), said.slice(comma), `${length} before`, `${length} after`, picked];
}

export const quality = ({ score, deductions }: WireMetric['quality']): Phrases => [
  score === null ? null : `Quality ${grade(score)}`,
  deductions.map(({ part, points, fix }) => [`−${decimal(points)} ${part}`, fix]),
];

/** "13 ÷ 114 deployments", "159 deployments ÷ 90 days", "median of 647 changes": from the numbers themselves. */
export function reckoned(metric: WireMetric, scope: WireScope): string {
  if (metric.unit === 'share') return `${count(metric.numerator ?? -1)} ÷ ${some(metric.denominator ?? -1, 'deployment')}`;
  const days = decimal(scope.exposureDays);
  if (metric.unit === 'per_day') return `${some(metric.n, 'deployment')} ÷ ${days} ${days === '1' ? 'day' : 'days'}`;
  return `median of ${some(metric.n, metric.id === 'change-lead-time' ? 'change' : 'restored failure')}`;
}

function beside(metric: WireMetric): Phrases {
  const { percentiles, activeDaysPerWeek: days, parts = [], censored, open = 0 } = metric;
  return [
    percentiles?.p75 == null ? null : `75 % within ${duration(percentiles.p75)}`,
    percentiles?.p90 == null ? null : `90 % within ${duration(percentiles.p90)}`,
    days == null ? null : days >= 1 ? `${decimal(days)} of 7 days` : `${decimal((days / 7) * 30)} of 30 days`,
    parts.map(({ p50 }) => (p50 === null ? null : duration(p50))),
    censored && censored.waiting > 0
      ? [`with the ${count(censored.waiting)} that wait`, censored.p50 === null ? null : duration(censored.p50)]
      : null,
    open > 0 ? `${count(open)} not restored yet` : null,
  ];
}

/** The process-behaviour chart; null where there is none to draw. */
function drawn(metric: WireMetric, scope: WireScope): Phrases | null {
  const picture = behaviourOf(metric, scope, readQuestion({}));
  if (picture === null) return null;
  const { mean, low, high } = metric.limits ?? { mean: 0, low: 0, high: 0 };
  const limits = metric.limits && [
    `mean ${amount(mean, metric.unit)}`,
    `limits ${range(low, high, metric.unit, mean)}`,
    metric.limits.locked ? null : ', trial',
  ];
  return [limits ?? behaviourCaption(metric, picture), behaviourSummary(metric, picture)];
}

function chart(metric: WireMetric, scope: WireScope): Phrases {
  if (metric.state === 'no_source') return [];
  const picture = drawn(metric, scope);
  if (picture !== null) return picture;
  const points = metric.points ?? [];
  return [
    points.slice(0, 6).map(({ at, value }) => [moment(new Date(at), scope.zone), contribution(metric.id, value)]),
    points.length > 6 ? `and ${count(points.length - 6)} more` : null,
  ];
}

function twin(metric: WireMetric, scope: WireScope): Phrases {
  return (metric.trend?.points ?? []).map(({ from, to, value, n, interval }) => [
    shortDays(new Date(from), new Date(to), scope.zone),
    (metric.signals ?? []).filter(({ at }) => at === from).map(({ rule }) => ruleInWords(rule)),
    value === null ? null : amount(value, metric.unit),
    count(n),
    interval === null ? null : range(interval.low, interval.high, metric.unit, value),
  ]);
}

/** One metric of a scope with its chart and table. */
function panel(metric: WireMetric, scope: WireScope): Phrases {
  return [
    quality(metric.quality),
    answerOf(metric, scope),
    metric.value === null ? metric.needs : [amount(metric.value, metric.unit), reckoned(metric, scope), intervalOf(metric), beside(metric)],
    comparison(metric) === null
      ? null
      : [comparison(metric)?.text, differenceOf(metric), (metric.benchmarks ?? []).filter(({ score }) => score !== null).map(positionOf)],
    chart(metric, scope),
    twin(metric, scope),
  ];
}

/** What waits for deployment, as service and team pages have it beside the panels. */
export function waiting({ waiting: { n, oldestAt, ages }, scope }: WireFlow, oldest: Listed<WireChange>, team: boolean): Phrases {
  if (n === 0) return [];
  return [
    waitingTitle({ n, oldestAt, ages }, new Date(scope.now)),
    ages.map((age) => [ageInWords(age), count(age.n)]),
    oldest.items.map(({ waiting: seconds, pullTitle, title, serviceName }) => [
      seconds === null ? null : duration(seconds),
      pullTitle ?? title,
      team ? serviceName : null,
    ]),
  ];
}

export const panels = ({ metrics, scope }: WireAnswer, sixth: Phrases): Phrases => [metrics.map((metric) => panel(metric, scope)), sixth];

const orNull = (seconds: number | null): string | null => (seconds === null ? null : duration(seconds));

export function flow(answer: WireFlow): Phrases {
  if (answer.pullRequests === 0) return [flowTitle(answer)];
  return [
    flowTitle(answer),
    answer.stages.map(({ p50, n, inferred }) => [
      `${p50 === null ? 'too little data' : duration(p50)} n ${count(n)}`,
      orNull(p50),
      `n ${count(n)}`,
      inferred === 0 ? null : `${count(inferred)} of ${count(n)} taken to be ready`,
    ]),
    `${some(answer.pullRequests, 'pull request')} first deployed`,
    answer.stages.map(({ p50, p75, p90, n, inferred, interval, excluded }) => [
      orNull(p50),
      interval === null ? null : range(interval.low, interval.high, 'seconds', p50),
      [orNull(p75), orNull(p90), count(n), count(inferred), count(total(excluded))],
    ]),
  ];
}

/** Its medians are of few failures: how many stands beside each. */
const recovery = 'failed-deployment-recovery-time';

type SpreadMetric = WireSpread['metrics'][number];
type Named = (serviceId: string) => string;

function strip(metric: SpreadMetric, nameOf: Named, zone: string): Phrases {
  const scale = scaleOf(
    metric.services.flatMap(({ value }) => (value === null ? [] : [value])),
    metric.unit,
  );
  const dots = dotsOf(metric, scale, 48).toSorted((a, b) => a.x - b.x || a.y - b.y);
  if (dots.length === 0) return [];
  return [
    `${metric.title} of ${dots.length} services`,
    dots.map(({ service }) => `${nameOf(service.serviceId)}: ${serviceInWords(metric, service, zone)}`),
    scale.ticks.map(({ label }) => label),
    metric.median === null ? null : `median of services ${amount(metric.median, metric.unit)}`,
  ];
}

function movers(metric: SpreadMetric, nameOf: Named, zone: string): Phrases {
  const all = moversOf(metric);
  return [
    all.slice(0, 4).map((service) => {
      const before = service.previous?.value ?? null;
      const value = service.value ?? 0;
      const agrees = before !== null && service.movement?.signal?.direction === (value > before ? 'up' : 'down');
      const [was, is] = [amount(before ?? 0, metric.unit), amount(value, metric.unit)];
      const said = service.value === null ? null : agrees ? `${was} → ${is}` : is;
      return [nameOf(service.serviceId), said, metric.id === recovery ? `n ${count(service.n)}` : null, movementInWords(service, zone)];
    }),
    all.length > 4 ? `and ${count(all.length - 4)} more` : null,
  ];
}

/** One metric of many services, and all of them together. */
function row(metric: SpreadMetric, together: WireMetric, blendedScope: WireScope, nameOf: Named, zone: string): Phrases {
  const few = metric.services.filter(({ state }) => state === 'too_little_data').length;
  const none = metric.services.filter(({ state }) => state === 'no_source').length;
  const answer = plainAnswerOf(together, blendedScope);
  return [
    quality(together.quality),
    `${moversInWords(metric)}; ${answer.slice(0, 1).toLowerCase()}${answer.slice(1)}`,
    strip(metric, nameOf, zone),
    metric.id === recovery && together.trend?.unit === 'failure' ? drawn(together, blendedScope) : null,
    movers(metric, nameOf, zone),
    together.value === null ? null : [amount(together.value, together.unit), reckoned(together, blendedScope), intervalOf(together)],
    few === 0 ? null : `${count(few)} with too little data`,
    none === 0 ? null : `${count(none)} without a source`,
  ];
}

/** What waits for somebody to confirm it. */
export const toDecide = (n: number): Phrases => [n === 0 ? null : toDecideInWords(n)];

function unknowns({ services, metrics, scope }: WireSpread, proposed: number): Phrases {
  const frequency = metrics.find(({ id }) => id === 'deployment-frequency')?.services ?? [];
  const quiet = services.flatMap(({ serviceId, name }) =>
    frequency
      .filter((one) => one.serviceId === serviceId && one.state !== 'no_source' && one.n < 5)
      .map(({ n }) => [name, some(n, 'deployment')]),
  );
  const waits = services.filter(({ undeployed, team }) => undeployed > 0 && (scope.teamId === null || team?.id === scope.teamId));
  const sum = waits.reduce((all, { undeployed }) => all + undeployed, 0);
  const oldest = waits.flatMap(({ oldestUndeployedAt }) => oldestUndeployedAt ?? []).sort()[0];
  return [
    scope.leftOut.slice(0, 4).map(({ name }) => name),
    scope.leftOut.length > 4 ? some(scope.leftOut.length - 4, 'other service') : null,
    quiet.slice(0, 4),
    quiet.length > 4 ? some(quiet.length - 4, 'other quiet service') : null,
    toDecide(proposed),
    sum === 0 ? null : `${some(sum, 'change')} merged`,
    sum === 0 || oldest === undefined ? null : ago(new Date(oldest), new Date(scope.now)),
  ];
}

/** The table of services, by name. */
function table({ services, metrics, scope }: WireSpread): Phrases {
  return [
    `${count(services.length)} in all`,
    services
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
      .map(({ serviceId, name, team, undeployed, lastDeploymentAt }) => {
        const own = metrics.flatMap(({ id, unit, services: list }) =>
          list.filter((one) => one.serviceId === serviceId).map((found) => ({ ...found, id, unit })),
        );
        const scores = own.flatMap((found) => found.quality ?? []);
        return [
          [name, team?.name],
          own.map(({ id, value, state, n, unit }) => {
            const few = state === 'no_source' ? null : `too little data (${count(n)})`;
            const said = value === null ? few : amount(value, unit);
            return [said, said, id === recovery && value !== null ? `n ${count(n)}` : null];
          }),
          scores.length === 0 ? null : grade(Math.min(...scores)),
          undeployed === 0 ? null : count(undeployed),
          lastDeploymentAt === null ? null : ago(new Date(lastDeploymentAt), new Date(scope.now)),
        ];
      }),
  ];
}

/** Strips, what is not known, and the table of services: of an organisation or a team. */
export function spread(answer: WireSpread, blended: WireAnswer, proposed: number): Phrases {
  const nameOf: Named = (id) => answer.services.find(({ serviceId }) => serviceId === id)?.name ?? id;
  return [
    answer.metrics.map((metric, index) => {
      const together = blended.metrics[index];
      return together === undefined ? [] : row(metric, together, blended.scope, nameOf, answer.scope.zone);
    }),
    unknowns(answer, proposed),
    table(answer),
  ];
}

/** What is known of a spread as a whole. */
export function covered({ services, metrics }: WireSpread): Phrases {
  const scores = metrics.flatMap(({ services: list }) => list.flatMap(({ quality: score }) => score ?? []));
  const weak = new Set(metrics.flatMap(({ services: list }) => list.flatMap((one) => (one.provisional ? [one.serviceId] : []))));
  return [
    some(services.length, 'service'),
    scores.length === 0 ? null : `lowest quality ${grade(Math.min(...scores))}`,
    weak.size === 0 ? null : `${weak.size} provisional`,
  ];
}
