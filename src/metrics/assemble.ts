/** Puts a metric's answer together from what was read: the same for one service, for a team, and for each service of a spread. Pure. */

import { compared } from './compare.ts';
import type { Context } from './context.ts';
import { exposedDays } from './exposure.ts';
import { tallyWithin } from './frame.ts';
import { type Judged, type Period, withoutValue } from './judgement.ts';
import type { MetricSpec } from './metric.ts';
import { isProvisional, qualityOf } from './quality.ts';
import type { Metric } from './result.ts';
import { seriesOf } from './series.ts';
import { answers, type ScopeService } from './services.ts';
import { statistics } from './statistics.ts';
import type { Tally } from './tally.ts';
import { movementOf, type TrendAnswer } from './trend.ts';

/** A metric of a group of services: `list` has a tally for each interval of the frame; without a trend nothing is said of one. */
export function assembled(metric: MetricSpec, context: Context, list: readonly Tally[], trend: TrendAnswer | undefined): Metric {
  const { scope, frame, services, days, findings } = context;
  const sourced = services.some((service) => answers(service, metric));
  const period = { tally: tallyWithin(frame, list, scope.window), exposureDays: exposedDays(days, scope.window) };
  const judged = sourced ? statistics[metric.statistic].judge(metric, period) : withoutValue('no_source', sourceNeeded(services, metric));
  const quality = qualityOf(metric, findings, sourced);
  const { id, title, factor, unit, better } = metric;
  return {
    id,
    title,
    factor,
    unit,
    better,
    definition: metric.definition(scope),
    ...shown(judged, period),
    quality,
    provisional: isProvisional(quality),
    ...(frame.buckets.length === 0 ? {} : { series: seriesOf(metric, frame, list, days, sourced) }),
    ...(trend === undefined ? {} : { ...trend, movement: movementOf(metric, trend, scope.window) }),
    ...(frame.previous === null ? {} : { previous: compared(metric, judged, period, frame.previous, before(context, list), sourced) }),
  };
}

function before({ frame, days }: Context, list: readonly Tally[]): Period {
  const previous = frame.previous ?? frame.window;
  return { tally: tallyWithin(frame, list, previous), exposureDays: exposedDays(days, previous) };
}

function shown({ state, value, interval, needs, more }: Judged, { tally }: Period) {
  return {
    state,
    value,
    n: tally.included,
    interval,
    counts: { included: tally.included, excluded: tally.excluded },
    ...more,
    ...(needs === null ? {} : { needs }),
  };
}

function sourceNeeded(services: readonly ScopeService[], metric: MetricSpec): string {
  if (services.length === 0) return 'There is no service in this scope: add one under "services".';
  if (!services.some((service) => service.detects)) return 'No rule says what a deployment is: add "deployments" to the service.';
  return `${metric.title} needs incidents: add an incident rule to the service, or say "failures: { incident: false }" if rollbacks, reverts and hotfixes alone are meant.`;
}
