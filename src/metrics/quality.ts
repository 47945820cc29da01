/** Data quality (definitions §7): 100 minus what is known to be missing, each deduction with what fixes it. */

import type { Db } from '../database/open.ts';
import type { Window } from '../domain/scope.ts';
import type { Needing } from './exposure.ts';
import type { MetricSpec } from './metric.ts';
import { type GapCounts, type Gaps, gapsOf, readGaps } from './quality-gaps.ts';
import { type IncidentCounts, type IncidentGaps, incidentGapsOf, readIncidents, type UnmappedGroup } from './quality-incidents.ts';
import type { Deduction, Quality } from './result.ts';
import { type Collected, lastCollected, type ScopeService } from './services.ts';

/** What is known about the data behind a window; shares of the services in scope taken together, null = does not apply. */
export type Findings = Gaps & {
  readonly uncovered: number | null;
  /** Services whose sources were last read more than a day, and more than a week, before now (or never). */
  readonly stale: { readonly day: number; readonly week: number; readonly of: number };
  readonly incidents: IncidentGaps;
};

const hour = 60 * 60 * 1000;

function staleness(collected: readonly (Date | null)[], now: Date): Findings['stale'] {
  const ages = collected.map((at) => (at === null ? Number.POSITIVE_INFINITY : now.getTime() - at.getTime()));
  const week = ages.filter((age) => age > 7 * 24 * hour).length;
  return { day: ages.filter((age) => age > 24 * hour).length - week, week, of: ages.length };
}

/** What was read about the data behind a window, service by service. */
export type QualityRows = {
  readonly gaps: GapCounts;
  readonly collected: Collected;
  readonly incidents: IncidentCounts;
};

export async function readQuality(
  db: Db,
  services: readonly ScopeService[],
  question: { readonly teamId: string | null; readonly window: Window; readonly now: Date },
): Promise<QualityRows> {
  return {
    gaps: await readGaps(db, services, question),
    collected: await lastCollected(db, services),
    incidents: await readIncidents(db, services, question),
  };
}

/** Of what was read, what is known of these services taken together: of their deployments, or of what their incidents rest on as well. */
export function findingsOf(
  { gaps, collected, incidents }: QualityRows,
  services: readonly ScopeService[],
  { uncovered, now, needing }: { readonly uncovered: number | null; readonly now: Date; readonly needing: Needing },
): Findings {
  const read = needing === 'deployments' ? collected.own : collected.withIncidents;
  const times = services.flatMap(({ serviceId }) => (read.has(serviceId) ? [read.get(serviceId) ?? null] : []));
  return { ...gapsOf(gaps, services, needing), uncovered, stale: staleness(times, now), incidents: incidentGapsOf(incidents, services) };
}

type Part = {
  readonly part: string;
  readonly fix: (findings: Findings) => string;
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
  { part: 'days collected', fix: () => 'Collect the missing days: see coverage of its sources.', points: (f) => times(f.uncovered, 40) },
  { part: 'freshness', fix: () => 'Its newest successful collection is old: see the state of its sources.', points: staleShare },
  { part: 'payloads understood', fix: () => 'Some payloads were rejected: see the errors of its sources.', points: rejectedPoints },
];

const knownCommits = (weight: number): Part => ({
  part: 'deployed commits known',
  fix: () => 'Some deployments name no commit that was collected: collect further back, or set source_commit.',
  points: (f) => times(f.unknownCommits, weight),
});

const lineage: readonly Part[] = [
  {
    part: 'parents known',
    fix: () => 'Some commits have parents that were never collected: collect further back, or deepen the clone.',
    points: (f) => times(f.unknownParents, 20),
  },
  {
    part: 'originals of squashes known',
    fix: () => 'Some squashed pull requests miss their original commits: the merged commit stands for them.',
    points: (f) => times(f.unknownOriginals, 15),
  },
];

/** No more services of a provider than this are named in a sentence. */
const mostNamed = 3;

const quoted = ({ name, providerService, repositoryId, n }: UnmappedGroup): string => `“${name ?? providerService ?? repositoryId}” (${n})`;

const incidentsIn = (n: number): string => (n === 1 ? '1 incident' : `${n} incidents`);

function fixIncidents({ incidents: { unmapped, of, proposed, groups } }: Findings): string {
  const rest = groups.length > mostNamed ? ` and ${groups.length - mostNamed} more` : '';
  const issues = groups[0]?.origin === 'issues';
  const where = issues ? 'an issue rule for their repositories' : 'an incident rule';
  const claim = `${unmapped} of ${incidentsIn(of)} ${unmapped === 1 ? 'belongs' : 'belong'} to no service: name ${groups.slice(0, mostNamed).map(quoted).join(', ')}${rest} in ${where}.`;
  const decide = `${incidentsIn(proposed)} ${proposed === 1 ? 'waits' : 'wait'} for a decision: confirm or reject ${proposed === 1 ? 'it' : 'them'}.`;
  return [...(unmapped > 0 ? [claim] : []), ...(proposed > 0 ? [decide] : [])].join(' ');
}

const incidentsMapped: Part = { part: 'incidents mapped', fix: fixIncidents, points: (f) => times(f.incidents.share, 25) };

function partsOf(metric: Pick<MetricSpec, 'evidenceKind' | 'needsStability'>): readonly Part[] {
  const own = metric.evidenceKind === 'change' ? [...always, knownCommits(30), ...lineage] : [...always, knownCommits(10)];
  return metric.needsStability ? [...own, incidentsMapped] : own;
}

/** Every part at its full weight. */
const allParts: readonly Part[] = [...always, knownCommits(30), ...lineage, incidentsMapped];

function graded(parts: readonly Part[], findings: Findings): Quality {
  const judged = parts.map((part) => ({ ...part, taken: part.points(findings) }));
  const deductions = judged.flatMap(({ part, fix, taken }): Deduction[] =>
    taken === null || taken <= 0 ? [] : [{ part, points: Math.round(taken * 10) / 10, fix: fix(findings) }],
  );
  const notAssessed = judged.filter(({ taken }) => taken === null).map(({ part }) => part);
  const lost = judged.reduce((total, { taken }) => total + (taken ?? 0), 0);
  const score = judged.every(({ taken }) => taken === null) ? null : Math.round(Math.max(0, 100 - lost) * 10) / 10;
  return { score, deductions, notAssessed };
}

/** Findings of all services in question, and of those that can answer about stability: incidents are needed there as well. */
export type FindingsByNeed = { readonly all: Findings; readonly stable: Findings };

/** The quality of one metric. Without a source there is nothing to assess. */
export function qualityOf(metric: MetricSpec, findings: FindingsByNeed, sourced: boolean): Quality {
  const parts = partsOf(metric);
  if (!sourced) return { score: null, deductions: [], notAssessed: parts.map(({ part }) => part) };
  return graded(parts, metric.needsStability ? findings.stable : findings.all);
}

/** The quality of a service as a whole: every part at its full weight. */
export function overallQuality({ all, stable }: FindingsByNeed, stability: boolean): Quality {
  return graded(allParts, stability ? stable : all);
}

/** Below this the value is shown as provisional. */
export const provisionalBelow = 60;

export const isProvisional = ({ score }: Pick<Quality, 'score'>): boolean => score !== null && score < provisionalBelow;
