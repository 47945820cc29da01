/** When a failed deployment was restored (definitions.md §3, "restored_at"). */

import type { Deployment } from '../domain/facts.ts';
import type { Classified } from './classify.ts';
import type { Finding } from './finding.ts';
import type { Lane } from './lane.ts';
import { byInstant, earliest, latest } from './order.ts';

export type LinkedIncident = { readonly openedAt: Date; readonly resolvedAt: Date | null };

export type Recovery = Pick<Deployment, 'failed' | 'detectedAt' | 'restoredAt' | 'recovery'>;

const none: Recovery = { failed: false, detectedAt: null, restoredAt: null, recovery: null };

/** The first success that finished after a failed rollout in a place where it ended failed; null if none. */
function nextSuccess(lane: Lane, deployment: Classified): Date | null {
  const lastByPlace = new Map(deployment.children.map((c) => [c.place, c]));
  const failedAt = new Map([...lastByPlace].filter(([, c]) => c.outcome === 'failed'));
  const later = lane.deployments
    .filter((d) => d.tier === 'production' && d.deploymentId !== deployment.deploymentId)
    .flatMap((d) => d.children)
    .filter(
      (c) => c.outcome === 'succeeded' && c.finishedAt !== null && byInstant(c.finishedAt, failedAt.get(c.place)?.finishedAt ?? null) > 0,
    )
    .filter((c) => failedAt.has(c.place));
  return earliest(later.flatMap((c) => c.finishedAt ?? []));
}

/** What counts against a deployment (confidence >= 0.5). */
export type Against = {
  readonly findings: readonly Finding[];
  readonly incidents: readonly LinkedIncident[];
  /** A person marked it as failed; `restoredAt` as that person says, null = not said. */
  readonly marked: { readonly restoredAt: Date | null } | null;
};

/** The instant, or null while open. What a person said of the end stands beside the deployments that repaired it. */
function restoredAt(lane: Lane, deployment: Classified, { findings, incidents, marked }: Against): Date | null {
  if (incidents.some((i) => i.resolvedAt === null)) return null;
  if (incidents.length > 0) return latest(incidents.flatMap((i) => i.resolvedAt ?? []));
  const remedies = findings.flatMap((f) => (f.evidence === 'failed_rollout' ? (nextSuccess(lane, deployment) ?? []) : f.at));
  return earliest([...remedies, ...(marked?.restoredAt ? [marked.restoredAt] : [])]);
}

export function recoveryOf(lane: Lane, deployment: Classified, against: Against): Recovery {
  const { findings, incidents, marked } = against;
  const counts = deployment.kind === 'forward' || deployment.kind === 'baseline' || findings.some((f) => f.evidence === 'failed_rollout');
  if (!counts || deployment.finishedAt === null || findings.length + incidents.length + (marked === null ? 0 : 1) === 0) return none;
  const detectedAt = earliest(incidents.map((i) => i.openedAt));
  const restored = restoredAt(lane, deployment, against);
  const recovery = restored === null ? 'open' : byInstant(restored, deployment.finishedAt) < 0 ? 'before_finish' : 'restored';
  return { failed: true, detectedAt, restoredAt: restored, recovery };
}
