/** What derivation reads for one service, and what it concludes. Rows carry when they were fetched; nothing else is added. */

import type { Delivery, Deployment, DeploymentChild, Failure, Incident, PullRequestFlow, UndeployedChange } from '../domain/facts.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type {
  BoundaryCommit,
  Branch,
  Commit,
  DeploymentEvent,
  DeploymentStatus,
  IncidentEntry,
  IncidentEvent,
  PullRequest,
  PullRequestCommits,
  PullRequestReady,
  Review,
} from '../domain/records.ts';
import type { Service } from '../domain/service.ts';

export type Fetched<T> = T & { readonly fetchedAt: Date };

/** Every record of the service's repositories; rows of other repositories are ignored. The order of rows has no meaning. */
export type ServiceRecords = {
  readonly service: Service;
  readonly commits: readonly Fetched<Commit>[];
  readonly boundary: readonly BoundaryCommit[];
  readonly branches: readonly Branch[];
  readonly pullRequests: readonly Fetched<PullRequest>[];
  readonly pullRequestCommits: readonly PullRequestCommits[];
  /** Each time one was marked ready for review. */
  readonly pullRequestReady: readonly PullRequestReady[];
  readonly reviews: readonly Review[];
  readonly deploymentEvents: readonly Fetched<DeploymentEvent>[];
  readonly deploymentStatuses: readonly DeploymentStatus[];
  readonly incidentEvents: readonly Fetched<IncidentEvent>[];
  /** The course of these incidents. */
  readonly incidentEntries: readonly IncidentEntry[];
  /** What people decided of this service, and of incidents whatever the service; undone entries and their undoing included. */
  readonly ledger: readonly LedgerEntry[];
};

/** Each list is sorted by its key, so equal facts are equal byte for byte. */
export type ServiceFacts = {
  readonly deployments: readonly Deployment[];
  readonly children: readonly DeploymentChild[];
  readonly deliveries: readonly Delivery[];
  readonly undeployed: readonly UndeployedChange[];
  readonly pullRequests: readonly PullRequestFlow[];
  readonly failures: readonly Failure[];
  readonly incidents: readonly Incident[];
};
