/** One deployment's story: its child records, what it delivered, what it failed by, what ran before. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { deploymentColumns, type ListedChange, type ListedDeployment, type ListedIncident, type OldChange } from './lists.ts';

export type ListedChild = {
  readonly repositoryId: string;
  readonly origin: string;
  readonly externalId: string;
  readonly place: string;
  readonly outcome: string;
  readonly kind: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly inferred: boolean;
  readonly url: string | null;
};

/** A deployment as others point at it. */
export type DeploymentName = {
  readonly id: string;
  readonly title: string | null;
  readonly version: string | null;
  readonly sha: string | null;
  readonly kind: string | null;
  readonly outcome: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

/** An incident as a deployment points at it. */
export type IncidentName = {
  readonly id: string;
  readonly title: string;
  readonly url: string | null;
  readonly openedAt: Date;
  readonly resolvedAt: Date | null;
};

export type ListedFailure = {
  readonly evidence: string;
  readonly evidenceId: string;
  readonly confidence: number;
  readonly reason: string;
  readonly at: Date;
  /** Where the evidence is an incident. */
  readonly incident: IncidentName | null;
  /** The deployment that repaired it, where the evidence is a rollback, a revert or a hotfix. */
  readonly remedy: DeploymentName | null;
};

/** What ended a failure: the incident that was resolved last, else the first deployment that repaired it. */
export type Restoration = {
  readonly how: 'incident' | 'rollback' | 'revert' | 'hotfix' | 'next_success';
  readonly at: Date;
  readonly incident: IncidentName | null;
  readonly deployment: DeploymentName | null;
};

/** A deployment this one repaired, and by what. */
export type Remedied = { readonly evidence: string; readonly reason: string; readonly deployment: DeploymentName };

export type DeploymentStory = ListedDeployment & {
  readonly previousDeploymentId: string | null;
  readonly commitsVisited: number;
  readonly unknownParents: number;
  readonly detectedAt: Date | null;
  readonly children: readonly ListedChild[];
  /** At most 500; `changes` is how many there are. */
  readonly delivered: readonly ListedChange[];
  readonly failures: readonly ListedFailure[];
  /** Null unless it failed and was restored. */
  readonly restoredBy: Restoration | null;
  readonly remediates: readonly Remedied[];
  /** Opened on the service from its start until the next forward production deployment started; at most 100, oldest first. */
  readonly incidents: readonly ListedIncident[];
  /** The successful production deployments of the service that finished just before and just after it. */
  readonly previous: DeploymentName | null;
  readonly next: DeploymentName | null;
};

/** A successful production deployment around the opening of an incident. */
export type NearDeployment = DeploymentName & {
  /** Seconds from the opening to its finish; negative before. */
  readonly fromOpening: number;
};

/** An incident as one of its services sees it. */
export type IncidentOfService = ListedIncident & {
  /** The deployment it is attributed to, also when only proposed. */
  readonly deployment: DeploymentName | null;
  /** The three that finished last before it opened, newest first. */
  readonly before: readonly NearDeployment[];
  /** The three that finished first after it opened, oldest first. */
  readonly after: readonly NearDeployment[];
};

export type IncidentStory = { readonly id: string; readonly services: readonly IncidentOfService[] };

const mostDelivered = 500;

/** The service's part of a deployment id. */
const serviceOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf(':')));

/** Null when there is no such deployment. */
export async function readDeployment(db: Db, id: string): Promise<object | null> {
  const service = serviceOf(id);
  const own = sql`service_id = ${service} and deployment_id = ${id}`;
  const found = await sql<Omit<DeploymentStory, 'children' | 'delivered' | 'failures'>>`
    select ${deploymentColumns}, d.previous_deployment_id, d.commits_visited, d.unknown_parents, d.detected_at
    from deployment d where d.service_id = ${service} and d.deployment_id = ${id}`.execute(db);
  const deployment = found.rows[0];
  if (!deployment) return null;
  const children =
    await sql<ListedChild>`select repository_id, origin, external_id, place, outcome, kind, started_at, finished_at, inferred, url
    from deployment_child where ${own} order by coalesce(finished_at, started_at), repository_id, origin, external_id`.execute(db);
  const delivered =
    await sql<OldChange>`select service_id, repository_id, sha, title, url, authored_at, committed_at, merged_at, pull_number, bot,
      originals_unknown, fetched_at from delivery where ${own} order by authored_at, repository_id, sha limit ${mostDelivered}`.execute(db);
  const failures = await sql<
    Omit<ListedFailure, 'incident' | 'remedy'>
  >`select evidence, evidence_id, confidence, reason, at from failure where ${own}
    order by confidence desc, evidence, evidence_id`.execute(db);
  return { ...deployment, children: children.rows, delivered: delivered.rows, failures: failures.rows };
}
