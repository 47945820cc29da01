/** What is read once for all metrics of an answer, and what of it a group of services needs. */

import type { Db } from '../database/open.ts';
import type { Scope } from '../domain/scope.ts';
import { type Covered, type CoveredDay, coveredDays, exposedDays, readCovered, uncoveredShare } from './exposure.ts';
import { type Frame, frameOf } from './frame.ts';
import { metricList } from './list.ts';
import { type FindingsByNeed, findingsOf, type QualityRows, readQuality } from './quality.ts';
import type { ScopeAnswer } from './result.ts';
import { leftOutOf, type ScopeService, servicesInScope } from './services.ts';

export type Reading = {
  readonly scope: Scope;
  readonly frame: Frame;
  /** All in scope, those without deployment rules included. */
  readonly services: readonly ScopeService[];
  readonly covered: Covered;
  readonly quality: QualityRows;
};

/** A reading narrowed to a group of services. */
export type Context = {
  readonly scope: Scope;
  readonly frame: Frame;
  readonly services: readonly ScopeService[];
  readonly days: readonly CoveredDay[];
  readonly findings: FindingsByNeed;
};

export async function readAll(db: Db, scope: Scope, series: boolean): Promise<Reading> {
  const frame = frameOf(scope, series);
  const services = await servicesInScope(db, scope);
  const detecting = services.filter((service) => service.detects);
  const from = frame.edges[0] ?? scope.window.from;
  const covered = await readCovered(db, detecting, { from, to: scope.window.to }, scope.zone, scope.now);
  return { scope, frame, services, covered, quality: await readQuality(db, detecting, scope) };
}

export function contextOf({ scope, frame, covered, quality }: Reading, services: readonly ScopeService[]): Context {
  const detecting = services.filter((service) => service.detects);
  const days = coveredDays(covered, detecting);
  const { window, now } = scope;
  const all = findingsOf(quality, detecting, { uncovered: uncoveredShare(days, window, detecting.length), now, needing: 'deployments' });
  const stable = detecting.filter(({ stability }) => stability);
  const needing = 'incidents as well';
  const needy = coveredDays(covered, stable, needing);
  const uncovered = uncoveredShare(needy, window, stable.length);
  return { scope, frame, services, days, findings: { all, stable: findingsOf(quality, stable, { uncovered, now, needing }) } };
}

/** The question as it was understood. */
export function scopeAnswer({ scope, frame, services, days }: Omit<Context, 'findings'>): ScopeAnswer {
  const { window, zone, bucket, serviceId, teamId, clock, bots, now } = scope;
  const exposureDays = exposedDays(days, window);
  const leftOut = leftOutOf(services, metricList);
  const { previous } = frame;
  return { window, previous, zone, bucket, serviceId, teamId, clock, bots, now, exposureDays, services: services.length, leftOut };
}
