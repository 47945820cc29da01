/** How much the headline depends on choices: the incident window, where change lead time starts, whether bots count. */

import type { Db } from '../database/open.ts';
import { judgeService } from '../delivery/derive.ts';
import type { Lane } from '../delivery/lane.ts';
import type { ServiceRecords } from '../delivery/records.ts';
import { clocks, type Scope } from '../domain/scope.ts';
import type { ServiceSettings } from '../domain/service.ts';
import { answerMetrics } from '../metrics/answer.ts';
import type { Metric, MetricId } from '../metrics/result.ts';
import { judgeOnStage } from './stage.ts';
import type { Variant } from './trial.ts';
import { spanText } from './words.ts';

/** Records with what was deployed of them. */
export type Prepared = { readonly records: ServiceRecords; readonly lanes: readonly Lane[] };

const HOUR = 3600;
const windows = [HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR];
/** Rework rests on the graph and on people, not on incidents. */
const stability: readonly MetricId[] = ['change-fail-rate', 'failed-deployment-recovery-time'];

const shown = (metrics: readonly Metric[], ids: readonly MetricId[]): Variant['metrics'] =>
  metrics
    .filter(({ id }) => ids.includes(id))
    .map(({ id, title, unit, state, value, n, interval, provisional }) => ({ id, title, unit, state, value, n, interval, provisional }));

/** The one window of all rules; null where they differ. */
function commonWindow({ incidents }: ServiceSettings): number | null {
  const [first, ...more] = new Set(incidents.map((rule) => rule.windowSeconds));
  return first === undefined || more.length > 0 ? null : first;
}

async function windowVariants(
  stage: Db,
  { records, lanes }: Prepared,
  scope: Scope,
  after: readonly Metric[],
): Promise<readonly Variant[]> {
  const { service } = records;
  const { settings } = service;
  if (settings.incidents.length === 0 || !settings.failures.incident) return [];
  const present = commonWindow(settings);
  const vary = 'incident_window';
  const variants: Variant[] = [];
  for (const windowSeconds of [...new Set([...windows, ...(present === null ? [] : [present])])].sort((a, b) => a - b)) {
    const current = windowSeconds === present;
    if (current) {
      variants.push({ vary, variant: spanText(windowSeconds), current, metrics: shown(after, stability) });
      continue;
    }
    const varied = { ...service, settings: { ...settings, incidents: settings.incidents.map((rule) => ({ ...rule, windowSeconds })) } };
    await judgeOnStage(stage, service.serviceId, judgeService({ ...records, service: varied }, lanes));
    const { metrics } = await answerMetrics(stage, scope, stability);
    variants.push({ vary, variant: spanText(windowSeconds), current, metrics: shown(metrics, stability) });
  }
  // Rules with windows of their own are none of these.
  return present === null ? [...variants, { vary, variant: 'as proposed', current: true, metrics: shown(after, stability) }] : variants;
}

/** Asks with another question, not with other facts: the stage stays as it is. */
async function questionVariants(stage: Db, scope: Scope, after: readonly Metric[]): Promise<readonly Variant[]> {
  const ids: readonly MetricId[] = ['change-lead-time'];
  const ask = async (vary: 'clock' | 'bots', varied: Scope, variant: string): Promise<Variant> => {
    const current = varied.clock === scope.clock && varied.bots === scope.bots;
    const metrics = current ? after : (await answerMetrics(stage, varied, ids)).metrics;
    return { vary, variant, current, metrics: shown(metrics, ids) };
  };
  const variants: Variant[] = [];
  for (const clock of clocks) variants.push(await ask('clock', { ...scope, clock }, clock));
  for (const bots of ['included', 'excluded'] as const) variants.push(await ask('bots', { ...scope, bots }, bots));
  return variants;
}

/** With the proposed facts on the stage; afterwards others may stand there. `after` = the answers under the proposed rules. */
export async function sensitivityOf(stage: Db, prepared: Prepared, scope: Scope, after: readonly Metric[]): Promise<readonly Variant[]> {
  const asked = await questionVariants(stage, scope, after);
  return [...(await windowVariants(stage, prepared, scope, after)), ...asked];
}
