/** Answers about the metrics: one engine for every screen, report and interface. */

import type { Db } from '../database/open.ts';
import type { Scope } from '../domain/scope.ts';
import { compared } from './compare.ts';
import { consistently } from './consistently.ts';
import { itemsOf, questionOf } from './evidence.ts';
import { type CoveredDay, exposedDays, readCoverage, uncoveredShare } from './exposure.ts';
import { type Frame, frameOf, tallyWithin } from './frame.ts';
import { type Judged, type Period, withoutValue } from './judgement.ts';
import { metricList } from './list.ts';
import type { MetricSpec } from './metric.ts';
import { type Findings, provisionalBelow, qualityOf, readFindings } from './quality.ts';
import { type Answer, type Metric, type MetricId, metricIds, type Point, type ScopeAnswer } from './result.ts';
import { seriesOf } from './series.ts';
import { answers, leftOutOf, type ScopeService, servicesInScope } from './services.ts';
import { statistics } from './statistics.ts';
import { type Tally, tallies } from './tally.ts';

export type AnswerOptions = {
  /** With one point per bucket of the scope; default false. */
  readonly series?: boolean;
};

/** Everything read once for all metrics of an answer. */
type Context = {
  readonly scope: Scope;
  readonly frame: Frame;
  readonly services: readonly ScopeService[];
  readonly days: readonly CoveredDay[];
  readonly findings: Findings;
};

/** No more points than this are listed in place of a value. */
const mostPoints = 100;

/** Answers the metrics of a scope in the order of the list. A service or team that is not there has no source. */
export async function answerMetrics(
  db: Db,
  scope: Scope,
  ids: readonly MetricId[] = metricIds,
  options: AnswerOptions = {},
): Promise<Answer> {
  return await consistently(db, async (trx) => {
    const frame = frameOf(scope, options.series ?? false);
    const context = await readContext(trx, scope, frame);
    const metrics: Metric[] = [];
    for (const metric of metricList) if (ids.includes(metric.id)) metrics.push(await answerMetric(trx, metric, context));
    return { scope: scopeAnswer(context), metrics };
  });
}

async function readContext(db: Db, scope: Scope, frame: Frame): Promise<Context> {
  const services = await servicesInScope(db, scope);
  const detecting = services.filter((service) => service.detects);
  const from = frame.edges[0] ?? scope.window.from;
  const days = await readCoverage(db, detecting, { from, to: scope.window.to }, scope.zone, scope.now);
  const uncovered = uncoveredShare(days, scope.window, detecting.length);
  const { teamId, window, now } = scope;
  return { scope, frame, services, days, findings: await readFindings(db, detecting, { teamId, window, uncovered, now }) };
}

function scopeAnswer({ scope, frame, services, days }: Context): ScopeAnswer {
  const { window, zone, bucket, serviceId, teamId, clock, bots, now } = scope;
  const exposureDays = exposedDays(days, window);
  const leftOut = leftOutOf(services, metricList);
  const { previous } = frame;
  return { window, previous, zone, bucket, serviceId, teamId, clock, bots, now, exposureDays, services: services.length, leftOut };
}

async function answerMetric(db: Db, metric: MetricSpec, context: Context): Promise<Metric> {
  const { scope, frame, services, days, findings } = context;
  const first = frame.edges[0] ?? scope.window.from;
  const list = await tallies(db, metric, questionOf(scope, services, { from: first, to: scope.window.to }), frame.edges, scope.zone);
  const sourced = services.some((service) => answers(service, metric));
  const period = { tally: tallyWithin(frame, list, scope.window), exposureDays: exposedDays(days, scope.window) };
  const judged = sourced ? statistics[metric.statistic].judge(metric, period) : withoutValue('no_source', sourceNeeded(services, metric));
  const points = judged.state === 'too_little_data' && period.tally.included > 0 ? await pointsOf(db, metric, context) : null;
  return {
    ...headOf(metric, scope),
    ...shown(judged, period, points),
    quality: qualityOf(metric, findings, sourced),
    provisional: (qualityOf(metric, findings, sourced).score ?? 100) < provisionalBelow,
    ...(frame.buckets.length === 0 ? {} : { series: seriesOf(metric, frame, list, days, sourced) }),
    ...(frame.previous === null ? {} : { previous: compared(metric, judged, period, frame.previous, before(frame, list, days), sourced) }),
  };
}

function before(frame: Frame, list: readonly Tally[], days: readonly CoveredDay[]): Period {
  const previous = frame.previous ?? frame.window;
  return { tally: tallyWithin(frame, list, previous), exposureDays: exposedDays(days, previous) };
}

function headOf(metric: MetricSpec, scope: Scope) {
  const { id, title, factor, unit, better } = metric;
  return { id, title, factor, unit, better, definition: metric.definition(scope) };
}

function shown({ state, value, interval, needs, more }: Judged, { tally }: Period, points: readonly Point[] | null) {
  const cut = points !== null && points.length < tally.included ? ` The newest ${points.length} of ${tally.included} are listed.` : '';
  return {
    state,
    value,
    n: tally.included,
    interval,
    counts: { included: tally.included, excluded: tally.excluded },
    ...more,
    ...(points === null ? {} : { points }),
    ...(needs === null ? {} : { needs: `${needs}${cut}` }),
  };
}

async function pointsOf(db: Db, metric: MetricSpec, { scope, services }: Context): Promise<readonly Point[]> {
  const question = questionOf(scope, services, scope.window);
  const items = await itemsOf(db, metric, question, { included: true, limit: mostPoints });
  return items.map(({ at, contributes, id, title }) => ({ at, value: contributes ?? 0, id, title }));
}

function sourceNeeded(services: readonly ScopeService[], metric: MetricSpec): string {
  if (services.length === 0) return 'There is no service in this scope: add one under "services".';
  if (!services.some((service) => service.detects)) return 'No rule says what a deployment is: add "deployments" to the service.';
  return `${metric.title} needs incidents: add an incident rule to the service, or say "failures: { incident: false }" if rollbacks, reverts and hotfixes alone are meant.`;
}
