/** One deployment's story: its child records, what it delivered, what it failed by, what ran before. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { deploymentColumns, type ListedChange, type ListedDeployment } from './lists.ts';

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

export type ListedFailure = {
  readonly evidence: string;
  readonly evidenceId: string;
  readonly confidence: number;
  readonly reason: string;
  readonly at: Date;
};

export type DeploymentStory = ListedDeployment & {
  readonly previousDeploymentId: string | null;
  readonly commitsVisited: number;
  readonly unknownParents: number;
  readonly detectedAt: Date | null;
  readonly children: readonly ListedChild[];
  /** At most 500; `changes` is how many there are. */
  readonly delivered: readonly ListedChange[];
  readonly failures: readonly ListedFailure[];
};

const mostDelivered = 500;

/** The service's part of a deployment id. */
const serviceOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf(':')));

/** Null when there is no such deployment. */
export async function readDeployment(db: Db, id: string): Promise<DeploymentStory | null> {
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
    await sql<ListedChange>`select service_id, repository_id, sha, title, url, authored_at, committed_at, merged_at, pull_number, bot,
      originals_unknown, fetched_at from delivery where ${own} order by authored_at, repository_id, sha limit ${mostDelivered}`.execute(db);
  const failures = await sql<ListedFailure>`select evidence, evidence_id, confidence, reason, at from failure where ${own}
    order by confidence desc, evidence, evidence_id`.execute(db);
  return { ...deployment, children: children.rows, delivered: delivered.rows, failures: failures.rows };
}
