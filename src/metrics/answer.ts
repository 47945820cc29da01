/** Answers about the metrics: one engine for every screen, report and interface. */

import { consistently } from '../database/consistently.ts';
import type { Db } from '../database/open.ts';
import type { BenchmarkGroup } from '../domain/benchmark.ts';
import type { Scope } from '../domain/scope.ts';
import { assembled } from './assemble.ts';
import { benchmarksOf } from './benchmarks.ts';
import { readCensored } from './censored.ts';
import { type Context, contextOf, readAll, scopeAnswer } from './context.ts';
import { itemsOf, questionOf } from './evidence.ts';
import { exposedDays } from './exposure.ts';
import { tallyWithin } from './frame.ts';
import { metricList } from './list.ts';
import type { MetricSpec } from './metric.ts';
import { type Answer, type Metric, type MetricId, metricIds } from './result.ts';
import { tallies } from './tally.ts';
import { readTrends, type TrendQuestion, trendQuestion } from './trend-read.ts';

export type AnswerOptions = {
  /** With one point per bucket of the scope; default false. */
  readonly series?: boolean;
  /** With a process-behaviour chart, its signals and what they say of the window; default false. */
  readonly trend?: boolean;
  /** Whom to put the values beside; absent = no benchmark. */
  readonly benchmark?: BenchmarkGroup;
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
    const reading = await readAll(trx, scope, options.series ?? false);
    const context = contextOf(reading, reading.services);
    const trend = options.trend ? trendQuestion(scope, [{ key: '', services: reading.services }], true) : null;
    const metrics: Metric[] = [];
    for (const metric of metricList)
      if (ids.includes(metric.id)) metrics.push(await answerMetric(trx, metric, context, trend, options.benchmark));
    return { scope: scopeAnswer(context), metrics };
  });
}

async function answerMetric(
  db: Db,
  metric: MetricSpec,
  context: Context,
  trend: TrendQuestion | null,
  group: BenchmarkGroup | undefined,
): Promise<Metric> {
  const { scope, frame, services, days } = context;
  const range = { from: frame.edges[0] ?? scope.window.from, to: frame.edges.at(-1) ?? scope.window.to };
  const list = await tallies(db, metric, questionOf(scope, services, range), frame.edges, scope.zone);
  const trends = trend === null ? undefined : await readTrends(db, metric, trend);
  const answer = assembled(metric, context, list, trends?.get(''));
  const tally = tallyWithin(frame, list, scope.window);
  const censored =
    metric.evidenceKind === 'change' ? await readCensored(db, questionOf(scope, services, scope.window), scope, tally) : null;
  return await withPoints(db, metric, context, {
    ...answer,
    ...(censored === null ? {} : { censored }),
    ...(group === undefined ? {} : { benchmarks: benchmarksOf(answer, exposedDays(days, scope.window), group) }),
  });
}

/** While there is too little data, the records there are. */
async function withPoints(db: Db, metric: MetricSpec, { scope, services }: Context, answer: Metric): Promise<Metric> {
  if (answer.state !== 'too_little_data' || answer.n === 0) return answer;
  const items = await itemsOf(db, metric, questionOf(scope, services, scope.window), { included: true, limit: mostPoints });
  const points = items.map(({ at, contributes, id, title }) => ({ at, value: contributes ?? 0, id, title }));
  const cut = points.length < answer.n ? ` The newest ${points.length} of ${answer.n} are listed.` : '';
  return { ...answer, points, ...(answer.needs !== undefined && { needs: `${answer.needs}${cut}` }) };
}
