/** What a deployment failed by, what ended it, and what it repaired itself. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { failureKey } from '../domain/ledger.ts';
import type { DeploymentName, IncidentName, ListedFailure, Remedied, Restoration } from './story.ts';
import { namedDeployments, namedIncidents } from './story-names.ts';

type Own = { readonly serviceId: string; readonly repositoryId: string; readonly id: string };
type Stored = Omit<ListedFailure, 'incident' | 'remedy' | 'key'>;

/** Evidence that is a deployment's id; that of a revert is the reverting commit. */
const deploymentEvidence = ['rollback', 'hotfix'] as const;
const isDeployment = (evidence: string): boolean => (deploymentEvidence as readonly string[]).includes(evidence);

/** Failures with the incident or the deployment each rests on. */
export async function failuresOf(db: Db, { serviceId, repositoryId, id }: Own): Promise<readonly ListedFailure[]> {
  const { rows } = await sql<Stored>`select f.evidence, f.evidence_id, f.confidence, f.reason, f.at,
      f.decision, f.entry_id from failure f
    where f.service_id = ${serviceId} and f.deployment_id = ${id} order by f.confidence desc, f.evidence, f.evidence_id`.execute(db);
  const idsOf = (wanted: (evidence: string) => boolean): readonly string[] =>
    rows.filter((row) => wanted(row.evidence)).map((row) => row.evidenceId);
  const reverting = await deliveredBy(
    db,
    { serviceId, repositoryId },
    idsOf((evidence) => evidence === 'revert'),
  );
  const incidents = await namedIncidents(
    db,
    serviceId,
    idsOf((evidence) => evidence === 'incident'),
  );
  const remedies = await namedDeployments(db, serviceId, [...idsOf(isDeployment), ...reverting.values()]);
  return rows.map((row) => ({
    ...row,
    key: failureKey({ deploymentId: id, ...row }),
    incident: row.evidence === 'incident' ? (incidents.get(row.evidenceId) ?? null) : null,
    remedy: remedies.get(row.evidence === 'revert' ? (reverting.get(row.evidenceId) ?? '') : row.evidenceId) ?? null,
  }));
}

/** The deployment that delivered each commit. */
async function deliveredBy(
  db: Db,
  { serviceId, repositoryId }: Omit<Own, 'id'>,
  shas: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (shas.length === 0) return new Map();
  const { rows } = await sql<{ sha: string; deploymentId: string }>`select f.sha, f.deployment_id from delivery f
    where f.service_id = ${serviceId} and f.repository_id = ${repositoryId} and f.sha = any(${[...shas]}::text[]) order by f.sha`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.sha, row.deploymentId]));
}

/** Deployments that this one repaired. */
export async function remediedBy(db: Db, { serviceId, repositoryId, id }: Own): Promise<readonly Remedied[]> {
  const { rows } = await sql<{ deploymentId: string; evidence: string; reason: string }>`
    with own as materialized (select f.sha from delivery f
      where f.service_id = ${serviceId} and f.repository_id = ${repositoryId} and f.deployment_id = ${id})
    select f.deployment_id, f.evidence, f.reason from failure f
    where f.service_id = ${serviceId} and ((f.evidence = any(${[...deploymentEvidence]}::text[]) and f.evidence_id = ${id})
      or (f.evidence = 'revert' and f.evidence_id in (select own.sha from own)))
    order by f.deployment_id, f.evidence, f.evidence_id`.execute(db);
  const names = await namedDeployments(
    db,
    serviceId,
    rows.map((row) => row.deploymentId),
  );
  return rows.flatMap(({ deploymentId, evidence, reason }) => {
    const deployment = names.get(deploymentId);
    return deployment === undefined ? [] : [{ evidence, reason, deployment }];
  });
}

const remedyWords = { rollback: 'rollback', revert: 'revert', hotfix: 'hotfix' } as const;

/**
 * What the instant of restoration was taken from, by the rules it was derived by: incidents before remedies, the last resolved
 * incident, the first remedy.
 */
export async function restoredBy(
  db: Db,
  own: Own,
  restoredAt: Date | null,
  failures: readonly ListedFailure[],
): Promise<Restoration | null> {
  if (restoredAt === null) return null;
  const at = restoredAt.getTime();
  const counted = failures.filter((failure) => failure.confidence >= 0.5 && failure.decision !== 'rejected');
  const incident = counted.find((f) => f.incident?.resolvedAt?.getTime() === at)?.incident ?? null;
  if (incident !== null) return restoration('incident', restoredAt, incident, null);
  for (const [evidence, how] of Object.entries(remedyWords)) {
    const found = counted.find((failure) => failure.evidence === evidence && failure.at.getTime() === at);
    if (found !== undefined) return restoration(how, restoredAt, null, found.remedy);
  }
  const next = await finishedAt(db, own, restoredAt);
  const marked = next === null && counted.some((failure) => failure.evidence === 'person');
  return restoration(marked ? 'person' : 'next_success', restoredAt, null, next);
}

const restoration = (how: Restoration['how'], at: Date, incident: IncidentName | null, deployment: DeploymentName | null): Restoration => ({
  how,
  at,
  incident,
  deployment,
});

/** The deployment with a success at that instant in a place of this one. */
async function finishedAt(db: Db, { serviceId, repositoryId, id }: Own, at: Date): Promise<DeploymentName | null> {
  const { rows } = await sql<{ deploymentId: string }>`
    with own as materialized (select f.place from deployment_child f where f.service_id = ${serviceId} and f.deployment_id = ${id})
    select f.deployment_id from deployment_child f where f.service_id = ${serviceId} and f.repository_id = ${repositoryId}
      and f.deployment_id <> ${id} and f.outcome = 'succeeded' and f.finished_at = ${at.toISOString()}::timestamptz
      and f.place in (select own.place from own)
    order by f.deployment_id limit 1`.execute(db);
  const found = rows[0]?.deploymentId;
  return found === undefined ? null : ((await namedDeployments(db, serviceId, [found])).get(found) ?? null);
}
