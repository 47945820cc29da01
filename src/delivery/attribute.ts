/** Attribution: to which deployment an incident belongs, first rung that fits (definitions.md, "Incident attribution"). */

import type { IncidentEvent } from '../domain/records.ts';
import type { Classified } from './classify.ts';
import { type Finding, minute, nameOf } from './finding.ts';
import type { ServiceIncident } from './incidents.ts';
import { type NameIndex, namedDeployments } from './named.ts';
import { byInstant, byText, groupBy } from './order.ts';

const HOUR = 3_600_000;

export type Attribution = {
  readonly rung: 2 | 3 | 4;
  readonly confidence: number;
  /** A forward or baseline deployment (or a failed rollout that counts as such). */
  readonly deployment: Classified;
  readonly reason: string;
};

/** Everything the ladder looks at; lists by start, then finish, then id. */
export type Ladder = {
  readonly names: NameIndex;
  /** Successful production deployments. */
  readonly successes: readonly Classified[];
  /** Of those the forward and baseline ones. */
  readonly forwards: readonly Classified[];
  /** Start of the next forward deployment of the same repository. */
  readonly nextStart: ReadonlyMap<string, Date>;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
};

const byStart = (a: Classified, b: Classified): number =>
  byInstant(a.startedAt, b.startedAt) || byInstant(a.finishedAt, b.finishedAt) || byText(a.deploymentId, b.deploymentId);

export function ladderOf(names: NameIndex, findings: readonly Finding[]): Ladder {
  const successes = [...names.deployments.values()].filter((d) => d.kind !== null).sort(byStart);
  const forwards = successes.filter((d) => d.kind === 'forward' || d.kind === 'baseline');
  const nextStart = new Map<string, Date>();
  const later = new Map<string, { at: Date; next: Date | null }>();
  for (const d of [...forwards].reverse()) {
    const after = later.get(d.repositoryId);
    const next = after === undefined ? null : after.at.getTime() > d.startedAt.getTime() ? after.at : after.next;
    if (next !== null) nextStart.set(d.deploymentId, next);
    later.set(d.repositoryId, { at: d.startedAt, next });
  }
  return { names, successes, forwards, nextStart, findings: groupBy(findings, (f) => f.deployment.deploymentId) };
}

/** What first put the running commit there; null for attempts that did not succeed, unless they count as failed rollouts. */
function blamed(ladder: Ladder, deployment: Classified): Classified | null {
  if (deployment.kind === null) {
    const counts = ladder.findings.get(deployment.deploymentId)?.some((f) => f.evidence === 'failed_rollout');
    return counts ? deployment : null;
  }
  return deployment.ownerId === null ? null : (ladder.names.deployments.get(deployment.ownerId) ?? null);
}

/** The newest named deployment that had started when the incident opened: what was deployed later may be the repair. */
function second(ladder: Ladder, event: IncidentEvent): Attribution | null {
  const named = namedDeployments(ladder.names, event)
    .filter(({ deployment }) => deployment.startedAt.getTime() <= event.openedAt.getTime())
    .flatMap(({ deployment, by }) => {
      const target = blamed(ladder, deployment);
      return target === null ? [] : [{ target, by }];
    })
    .sort((a, b) => byStart(a.target, b.target) || byText(b.by, a.by));
  const last = named.at(-1);
  if (last === undefined) return null;
  return {
    rung: 2,
    confidence: 0.95,
    deployment: last.target,
    reason: `the incident names ${last.by}, which ${nameOf(last.target)} put into production`,
  };
}

function third(ladder: Ladder, event: IncidentEvent): Attribution | null {
  const opened = event.openedAt.getTime();
  const wasOpenAt = (at: Date): boolean =>
    opened <= at.getTime() && (event.resolvedAt === null || event.resolvedAt.getTime() > at.getTime());
  for (let i = ladder.forwards.length - 1; i >= 0; i -= 1) {
    const deployment = ladder.forwards[i];
    if (!deployment || opened < deployment.startedAt.getTime()) continue;
    const next = ladder.nextStart.get(deployment.deploymentId);
    const beforeNext = next === undefined || opened < next.getTime();
    const end = ladder.findings
      .get(deployment.deploymentId)
      ?.find((f) => wasOpenAt(f.at) && (f.evidence === 'revert' || (beforeNext && (f.evidence === 'rollback' || f.evidence === 'hotfix'))));
    if (end) {
      const what = { revert: 'its change was reverted', rollback: 'production moved back from it', hotfix: 'a hotfix replaced it' };
      const how = what[end.evidence as keyof typeof what]; // the search above leaves only these three
      const reason = `opened while ${nameOf(deployment)} ran and was still open when ${how} at ${minute(end.at)}`;
      return { rung: 3, confidence: 0.9, deployment, reason };
    }
  }
  return null;
}

/** The latest success that had started by then; the list is sorted by start. */
function nearest(successes: readonly Classified[], opened: number): Classified | null {
  let low = 0;
  let high = successes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((successes[middle]?.startedAt.getTime() ?? 0) <= opened) low = middle + 1;
    else high = middle;
  }
  return successes[low - 1] ?? null;
}

function fourth(ladder: Ladder, { event, windowMs }: ServiceIncident): Attribution | null {
  const opened = event.openedAt.getTime();
  const near = nearest(ladder.successes, opened);
  const deployment = near === null ? null : blamed(ladder, near);
  if (near === null || near.finishedAt === null || deployment === null) return null;
  const age = opened - near.finishedAt.getTime();
  if (age > windowMs) return null;
  const confidence = age <= HOUR ? 0.8 : age <= 6 * HOUR ? 0.6 : 0.4;
  const minutes = Math.round(age / 60_000);
  const when = age < 0 ? `while ${nameOf(near)} was being deployed` : `${minutes} min after ${nameOf(near)} was deployed`;
  return { rung: 4, confidence, deployment, reason: `opened ${when}, the nearest earlier deployment` };
}

/** Null = not change-related. */
export function attribute(ladder: Ladder, incident: ServiceIncident): Attribution | null {
  return second(ladder, incident.event) ?? third(ladder, incident.event) ?? fourth(ladder, incident);
}
