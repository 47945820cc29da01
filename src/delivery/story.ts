/** What the page of one deployment tells, and that of one incident. Answers only; they are read in story-*.ts. */

import type { ListedChange, ListedDeployment, ListedIncident } from './lists.ts';

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
  /** Names this piece of evidence in the ledger. */
  readonly key: string;
  readonly evidence: string;
  readonly evidenceId: string;
  readonly confidence: number;
  readonly reason: string;
  readonly at: Date;
  /** What a person said of it; `rejected` evidence does not count. */
  readonly decision: 'confirmed' | 'rejected' | null;
  readonly entryId: string | null;
  /** Where the evidence is an incident. */
  readonly incident: IncidentName | null;
  /** The deployment that repaired it, where the evidence is a rollback, a revert or a hotfix. */
  readonly remedy: DeploymentName | null;
};

/** What ended a failure: the incident that was resolved last, else the first deployment that repaired it, or what a person said. */
export type Restoration = {
  readonly how: 'incident' | 'rollback' | 'revert' | 'hotfix' | 'next_success' | 'person';
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

/** A step in the course of an incident, as its provider tells it; `text` is what a change event said. */
export type CourseEntry = { readonly kind: string; readonly at: Date; readonly text: string | null };

/** A change somebody told the provider of the incident: a deployment, a switch, a setting. */
export type ToldChange = {
  readonly at: Date;
  readonly summary: string | null;
  readonly source: string | null;
  readonly url: string | null;
};

export type IncidentStory = {
  readonly id: string;
  readonly services: readonly IncidentOfService[];
  /** In order, at most 200. */
  readonly course: readonly CourseEntry[];
  /** What its provider was told of in the day before it opened, newest first, at most 20; not what `course` tells already. */
  readonly changes: readonly ToldChange[];
  /** Incidents that were merged into this one. */
  readonly merged: readonly { readonly title: string; readonly openedAt: Date; readonly url: string | null }[];
};
