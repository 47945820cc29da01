/** Facts: what derivation concludes from records. Metrics read nothing else. */

import type { DeploymentOrigin } from './records.ts';
import type { FailureEvidence } from './service.ts';

export type Tier = 'production' | 'staging' | 'testing' | 'development';
export type Outcome = 'succeeded' | 'failed' | 'cancelled' | 'running' | 'unknown';
export type DeploymentKind = 'baseline' | 'forward' | 'rollback' | 'redeploy';
export type UnplannedReason = 'rollback' | 'revert' | 'hotfix' | 'person';

export type Deployment = {
  readonly serviceId: string;
  readonly deploymentId: string;
  readonly repositoryId: string;
  readonly tier: Tier;
  readonly places: readonly string[];
  /** What a person calls this version: a tag, else the short commit id, else a branch. */
  readonly version: string | null;
  /** The commit deployed (after `source_commit`), null when no record names one. */
  readonly sha: string | null;
  /** True when that commit is among the collected ones. */
  readonly commitKnown: boolean;
  readonly startedAt: Date;
  /** Null while running or when no outcome is known. */
  readonly finishedAt: Date | null;
  readonly outcome: Outcome;
  /** Null for attempts that did not succeed and outside production. */
  readonly kind: DeploymentKind | null;
  /** An instant was inferred (lightweight tag, only `inactive` known). */
  readonly inferred: boolean;
  readonly title: string | null;
  readonly url: string | null;
  /** The forward or baseline deployment that was running in its place just before; null if none. */
  readonly previousDeploymentId: string | null;
  /** Changes first delivered by this deployment. */
  readonly changes: number;
  /** Commits first visited by this deployment's walk, merges included. */
  readonly commitsVisited: number;
  /** Of those, commits with a parent that was never collected and is no boundary. */
  readonly unknownParents: number;
  readonly unplanned: UnplannedReason | null;
  /** At least one failure of confidence >= 0.5. */
  readonly failed: boolean;
  /** When the earliest linked incident opened. */
  readonly detectedAt: Date | null;
  readonly restoredAt: Date | null;
  /** Null unless failed. `before_finish`: restored before it finished, so excluded with that reason. */
  readonly recovery: 'restored' | 'open' | 'before_finish' | null;
  readonly fetchedAt: Date;
};

/** One provider record folded into a deployment. */
export type DeploymentChild = {
  readonly serviceId: string;
  readonly deploymentId: string;
  readonly repositoryId: string;
  readonly origin: DeploymentOrigin;
  readonly externalId: string;
  readonly place: string;
  readonly outcome: Outcome;
  readonly kind: DeploymentKind | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly inferred: boolean;
  readonly url: string | null;
};

/** A change reaching production in a service, once; `baseline` deliveries carry the unknown past and never count. */
export type Delivery = {
  readonly serviceId: string;
  readonly repositoryId: string;
  readonly sha: string;
  readonly deploymentId: string;
  readonly kind: 'baseline' | 'forward';
  readonly finishedAt: Date;
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly firstCommitAt: Date | null;
  readonly mergedAt: Date | null;
  readonly pullNumber: number | null;
  readonly bot: boolean;
  /** A squash-merged pull request whose original commits are unknown: the merged commit stands for them. */
  readonly originalsUnknown: boolean;
  readonly title: string;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

/** A change on the default branch that no production deployment has delivered yet. */
export type UndeployedChange = Omit<Delivery, 'deploymentId' | 'kind' | 'finishedAt'>;

/** How a pull request with changes of a service came to production there, or waits for it. */
export type PullRequestFlow = {
  readonly serviceId: string;
  readonly repositoryId: string;
  readonly number: number;
  readonly title: string;
  readonly url: string | null;
  readonly bot: boolean;
  /** Still a draft when it was last read; null = the provider did not say. */
  readonly draft: boolean | null;
  /** Earliest authored of its own commits, where they are known. */
  readonly firstCommitAt: Date | null;
  readonly openedAt: Date;
  /** Null = the provider did not tell. */
  readonly readyAt: Date | null;
  /** First review by another person than the author; bots are none. */
  readonly firstReviewAt: Date | null;
  readonly mergedAt: Date | null;
  /** The production deployment that first delivered a change of it, a forward one before the baseline; null = none yet. */
  readonly deploymentId: string | null;
  readonly kind: Delivery['kind'] | null;
  readonly deployedAt: Date | null;
  readonly fetchedAt: Date;
};

/** The finding that a deployment needed intervention: one row per piece of evidence. */
export type Failure = {
  readonly serviceId: string;
  readonly deploymentId: string;
  readonly evidence: FailureEvidence | 'person';
  /** Natural id of what it rests on: an incident id, a deployment id, a commit sha. */
  readonly evidenceId: string;
  readonly confidence: number;
  readonly reason: string;
  /** When it began to be visible (incident opened, remediating deployment finished). */
  readonly at: Date;
  /** What a person said of it; `rejected` evidence is listed and does not count. */
  readonly decision: 'confirmed' | 'rejected' | null;
  /** The ledger entry that decided; null = nobody did. */
  readonly entryId: string | null;
};

/** An incident as one service sees it, attributed or not. */
export type Incident = {
  readonly serviceId: string;
  readonly incidentId: string;
  readonly title: string;
  readonly urgency: string | null;
  readonly priority: string | null;
  /** How many people were asked, never who. */
  readonly responders: number | null;
  readonly openedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly url: string | null;
  /** The deployment it is attributed to, also when only proposed. */
  readonly deploymentId: string | null;
  readonly rung: 1 | 2 | 3 | 4 | null;
  readonly confidence: number | null;
  /** `counted`: confidence >= 0.5 · `proposed`: for a person to confirm · `not_change_related`. */
  readonly state: 'counted' | 'proposed' | 'not_change_related';
  readonly reason: string;
  /** The ledger entry that decided; null = rules alone. */
  readonly entryId: string | null;
  readonly fetchedAt: Date;
};
