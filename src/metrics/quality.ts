/** Data quality (definitions §7): 100 minus what is known to be missing, each deduction with what fixes it. */

import type { Db } from '../database/open.ts';
import type { Window } from '../domain/scope.ts';
import { readCoverage, uncoveredShare } from './exposure.ts';
import { metricList } from './list.ts';
import type { MetricSpec } from './metric.ts';
import { type GapCounts, type Gaps, gapsOf, readGaps } from './quality-gaps.ts';
import type { Deduction, MetricId, Quality } from './result.ts';
import { answers, lastCollected, type ScopeService, servicesInScope } from './services.ts';

/** What is known about the data behind a window; shares of the services in scope taken together, null = does not apply. */
export type Findings = Gaps & {
  readonly uncovered: number | null;
  /** Services whose sources were last read more than a day, and more than a week, before now (or never). */
  readonly stale: { readonly day: number; readonly week: number; readonly of: number };
};

const hour = 60 * 60 * 1000;

function staleness(collected: readonly (Date | null)[], now: Date): Findings['stale'] {
  const ages = collected.map((at) => (at === null ? Number.POSITIVE_INFINITY : now.getTime() - at.getTime()));
  const week = ages.filter((age) => age > 7 * 24 * hour).length;
  return { day: ages.filter((age) => age > 24 * hour).length - week, week, of: ages.length };
}

/** What was read about the data behind a window, service by service. */
export type QualityRows = { readonly gaps: GapCounts; readonly collected: ReadonlyMap<string, Date | null> };

export async function readQuality(
  db: Db,
  services: readonly ScopeService[],
  question: { readonly teamId: string | null; readonly window: Window; readonly now: Date },
): Promise<QualityRows> {
  return { gaps: await readGaps(db, services, question), collected: await lastCollected(db, services) };
}

/** Of what was read, what is known of these services taken together. */
export function findingsOf(
  { gaps, collected }: QualityRows,
  services: readonly ScopeService[],
  { uncovered, now }: { readonly uncovered: number | null; readonly now: Date },
): Findings {
  const times = services.flatMap(({ serviceId }) => (collected.has(serviceId) ? [collected.get(serviceId) ?? null] : []));
  return { ...gapsOf(gaps, services), uncovered, stale: staleness(times, now) };
}

type Part = {
  readonly part: string;
  readonly fix: string;
  /** Points to take away; null = does not apply here. */
  readonly points: (findings: Findings) => number | null;
};

const times = (share: number | null, points: number): number | null => (share === null ? null : share * points);

const staleShare = ({ stale }: Findings): number | null => (stale.of === 0 ? null : (5 * stale.day + 20 * stale.week) / stale.of);

function rejectedPoints({ rejected }: Findings): number | null {
  if (rejected === null) return null;
  return rejected.count === 0 ? 0 : rejected.count / rejected.of > 0.01 ? 30 : 10;
}

const always: readonly Part[] = [
  { part: 'days collected', fix: 'Collect the missing days: see coverage of its sources.', points: (f) => times(f.uncovered, 40) },
  { part: 'freshness', fix: 'Its newest successful collection is old: see the state of its sources.', points: staleShare },
  { part: 'payloads understood', fix: 'Some payloads were rejected: see the errors of its sources.', points: rejectedPoints },
];

const knownCommits = (weight: number): Part => ({
  part: 'deployed commits known',
  fix: 'Some deployments name no commit that was collected: collect further back, or set source_commit.',
  points: (f) => times(f.unknownCommits, weight),
});

const lineage: readonly Part[] = [
  {
    part: 'parents known',
    fix: 'Some commits have parents that were never collected: collect further back, or deepen the clone.',
    points: (f) => times(f.unknownParents, 20),
  },
  {
    part: 'originals of squashes known',
    fix: 'Some squashed pull requests miss their original commits: the merged commit stands for them.',
    points: (f) => times(f.unknownOriginals, 15),
  },
];

/** Not assessed yet, by name. */
const incidentsMapped = 'incidents mapped';

function partsOf(metric: Pick<MetricSpec, 'evidenceKind' | 'needsStability'>): readonly Part[] {
  return metric.evidenceKind === 'change' ? [...always, knownCommits(30), ...lineage] : [...always, knownCommits(10)];
}

function graded(parts: readonly Part[], later: readonly string[], findings: Findings): Quality {
  const judged = parts.map((part) => ({ ...part, taken: part.points(findings) }));
  const deductions = judged.flatMap(({ part, fix, taken }): Deduction[] =>
    taken === null || taken <= 0 ? [] : [{ part, points: Math.round(taken * 10) / 10, fix }],
  );
  const notAssessed = [...judged.filter(({ taken }) => taken === null).map(({ part }) => part), ...later];
  const lost = judged.reduce((total, { taken }) => total + (taken ?? 0), 0);
  const score = judged.every(({ taken }) => taken === null) ? null : Math.round(Math.max(0, 100 - lost) * 10) / 10;
  return { score, deductions, notAssessed };
}

/** The quality of one metric. Without a source there is nothing to assess. */
export function qualityOf(metric: MetricSpec, findings: Findings, sourced: boolean): Quality {
  const parts = partsOf(metric);
  const later = metric.needsStability ? [incidentsMapped] : [];
  return sourced ? graded(parts, later, findings) : { score: null, deductions: [], notAssessed: [...parts.map((p) => p.part), ...later] };
}

/** Below this the value is shown as provisional. */
export const provisionalBelow = 60;

type ServiceQuality = { readonly quality: Quality; readonly metrics: Readonly<Record<MetricId, Quality>> };

/** One service: every part at its full weight, and each metric by itself. Null when there is no such service. */
export async function serviceQuality(db: Db, serviceId: string, window: Window, zone: string, now: Date): Promise<ServiceQuality | null> {
  const services = await servicesInScope(db, { serviceId, teamId: null });
  const [service] = services;
  if (service === undefined) return null;
  const days = await readCoverage(db, services, window, zone, now);
  const read = await readQuality(db, services, { teamId: null, window, now });
  const findings = findingsOf(read, services, { uncovered: uncoveredShare(days, window, 1), now });
  const parts = partsOf({ evidenceKind: 'change', needsStability: false });
  const metrics = metricList.map((metric) => [metric.id, qualityOf(metric, findings, answers(service, metric))] as const);
  // One entry for every metric of the list, whose ids are all there are.
  return { quality: graded(parts, [incidentsMapped], findings), metrics: Object.fromEntries(metrics) as Record<MetricId, Quality> };
}
