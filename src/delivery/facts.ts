/** Conclusions written down as facts: rows sorted by their keys. */

import type { Deployment, DeploymentChild, Failure, Incident, UnplannedReason } from '../domain/facts.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Attributed, Attribution } from './attribute.ts';
import type { Classified } from './classify.ts';
import type { JudgedFinding } from './decided.ts';
import { placesOf } from './findings.ts';
import type { ServiceIncident } from './incidents.ts';
import type { Lane } from './lane.ts';
import { byText, latest } from './order.ts';
import type { Recovery } from './recovery.ts';

/** Rows in the order of their key. */
export function sortedBy<T>(rows: readonly T[], key: (row: T) => readonly string[]): readonly T[] {
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => {
      const at = a.key.findIndex((part, i) => part !== b.key[i]);
      return at < 0 ? 0 : byText(a.key[at] ?? '', b.key[at] ?? '');
    })
    .map(({ row }) => row);
}

/** Why a deployment was unplanned; `remedies` = evidence kinds this deployment repaired something by. */
export function unplannedReason(deployment: Classified, remedies: ReadonlySet<string>): UnplannedReason | null {
  if (deployment.kind === 'rollback') return 'rollback';
  if (deployment.kind !== 'forward') return null;
  return remedies.has('revert') ? 'revert' : remedies.has('hotfix') ? 'hotfix' : null;
}

const firstOf = <T>(values: readonly (T | null)[]): T | null => values.find((value) => value !== null) ?? null;

export function deploymentFact(
  serviceId: string,
  lane: Lane,
  deployment: Classified,
  more: Recovery & { readonly unplanned: UnplannedReason | null },
): Deployment {
  const visit = lane.contained.visits.get(deployment.deploymentId);
  const { children } = deployment;
  return {
    serviceId,
    deploymentId: deployment.deploymentId,
    repositoryId: deployment.repositoryId,
    tier: deployment.tier,
    places: placesOf(deployment),
    version: deployment.first.version,
    sha: deployment.sha,
    commitKnown: deployment.commit !== null,
    startedAt: deployment.startedAt,
    finishedAt: deployment.finishedAt,
    outcome: deployment.outcome,
    kind: deployment.kind,
    inferred: children.some((c) => c.inferred),
    title: firstOf(children.map((c) => c.title)),
    url: firstOf(children.map((c) => c.url)),
    previousDeploymentId: deployment.previousId,
    changes: visit?.changes.length ?? 0,
    commitsVisited: visit?.commits ?? 0,
    unknownParents: visit?.unknownParents ?? 0,
    unplanned: more.unplanned,
    failed: more.failed,
    detectedAt: more.detectedAt,
    restoredAt: more.restoredAt,
    recovery: more.recovery,
    fetchedAt: latest(children.map((c) => c.fetchedAt)),
  };
}

export function childFacts(serviceId: string, deployment: Classified): readonly DeploymentChild[] {
  return deployment.children.map((child) => ({
    serviceId,
    deploymentId: deployment.deploymentId,
    repositoryId: child.repositoryId,
    origin: child.origin,
    externalId: child.externalId,
    place: child.place,
    outcome: child.outcome,
    kind: deployment.kindOfChild.get(child.key) ?? null,
    startedAt: child.startedAt,
    finishedAt: child.finishedAt,
    inferred: child.inferred,
    url: child.url,
  }));
}

export function findingFact(serviceId: string, { finding, verdict }: JudgedFinding): Failure {
  const { deployment, evidence, evidenceId, reason, at } = finding;
  const confidence = verdict?.decision === 'confirmed' ? 1 : finding.confidence;
  const decision = verdict?.decision ?? null;
  const entryId = verdict?.entry.entryId ?? null;
  return { serviceId, deploymentId: deployment.deploymentId, evidence, evidenceId, confidence, reason, at, decision, entryId };
}

/** `refusedBy` is the decision by which it does not count, though the rules say so. */
export function incidentFailure(
  serviceId: string,
  { event, incidentId }: ServiceIncident,
  attribution: Attribution,
  refusedBy: LedgerEntry | null,
): Failure {
  const entry = refusedBy ?? attribution.entry;
  return {
    serviceId,
    deploymentId: attribution.deployment.deploymentId,
    evidence: 'incident',
    evidenceId: incidentId,
    confidence: attribution.confidence,
    reason: attribution.reason,
    at: event.openedAt,
    decision: refusedBy !== null ? 'rejected' : entry === null ? null : 'confirmed',
    entryId: entry?.entryId ?? null,
  };
}

const saidBy = ({ author, note }: LedgerEntry): string => `${author}${note === '' ? '' : `: ${note}`}`;

/** Why an incident belongs to no deployment, in words of the one who decided. */
function unrelatedReason(entry: LedgerEntry): string {
  return entry.action === 'reject'
    ? `its attribution was rejected by ${saidBy(entry)}`
    : `said to be not change-related by ${saidBy(entry)}`;
}

/** An incident as the service sees it; `otherwise` says why it is attributed to nothing. */
export function incidentFact(
  serviceId: string,
  { event, incidentId }: ServiceIncident,
  { main, unrelatedBy }: Attributed,
  otherwise: string,
): Incident {
  const state = main === null ? 'not_change_related' : main.confidence >= 0.5 ? 'counted' : 'proposed';
  return {
    serviceId,
    incidentId,
    title: event.title,
    urgency: event.urgency,
    priority: event.priority,
    responders: event.responders,
    openedAt: event.openedAt,
    acknowledgedAt: event.acknowledgedAt,
    resolvedAt: event.resolvedAt,
    url: event.url,
    deploymentId: main?.deployment.deploymentId ?? null,
    rung: main?.rung ?? null,
    confidence: main?.confidence ?? null,
    state,
    reason: main?.reason ?? (unrelatedBy === null ? otherwise : unrelatedReason(unrelatedBy)),
    entryId: main?.entry?.entryId ?? unrelatedBy?.entryId ?? null,
    fetchedAt: event.fetchedAt,
  };
}
