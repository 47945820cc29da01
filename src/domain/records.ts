/**
 * Records: what collectors produce, one plain row per provider object, before any decision is made.
 * Instants are UTC `Date`s. `null` always means "not known"; nothing is guessed here.
 * Every record is owned by exactly one repository (`repositoryId`) and identified inside it by natural provider keys.
 */

import type { PracticeRecord } from './practices.ts';

export type Repository = {
  readonly repositoryId: string;
  readonly sourceId: string;
  /** As in the configuration: `owner/name`, or the path or URL of a clone. */
  readonly name: string;
  readonly url: string | null;
  readonly defaultBranch: string | null;
  readonly createdAt: Date | null;
};

export type Commit = {
  readonly repositoryId: string;
  readonly sha: string;
  /** In git's order; a parent that was never collected is simply absent from the commit table. */
  readonly parents: readonly string[];
  readonly authoredAt: Date;
  readonly committedAt: Date;
  /** Login where the provider knows it, else the author name. Used only to tell bots and "another person". */
  readonly author: string | null;
  /** The provider's own bot flag; the configured bot patterns are applied at derivation. */
  readonly bot: boolean;
  readonly message: string;
  /** Changed paths; null = not collected (only services with path globs need them). Empty for merges. */
  readonly paths: readonly string[] | null;
  readonly url: string | null;
};

/** A parent that is known to lie before the source's `since`: a boundary of the history, not a fault. */
export type BoundaryCommit = { readonly repositoryId: string; readonly sha: string };

export type Branch = {
  readonly repositoryId: string;
  readonly name: string;
  readonly sha: string;
  readonly isDefault: boolean;
};

export type PullRequest = {
  readonly repositoryId: string;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  /** Head branch name. */
  readonly branch: string | null;
  /** Base branch name. */
  readonly target: string | null;
  readonly author: string | null;
  readonly bot: boolean;
  readonly labels: readonly string[];
  readonly openedAt: Date;
  readonly readyAt: Date | null;
  /** Still a draft when it was last read. */
  readonly draft: boolean | null;
  readonly mergedAt: Date | null;
  readonly closedAt: Date | null;
  readonly headSha: string | null;
  /** The commit the merge left on the target: a merge commit, a squash commit, or the last rebased commit. */
  readonly mergeSha: string | null;
  readonly url: string | null;
  readonly updatedAt: Date;
};

/** The original commits of a pull request, oldest first; the commits themselves are in `commit`. */
export type PullRequestCommits = {
  readonly repositoryId: string;
  readonly number: number;
  readonly shas: readonly string[];
  /** False when the provider cut the list (GitHub stops at 250). */
  readonly complete: boolean;
};

export type ReviewState = 'approved' | 'changes_requested' | 'commented' | 'dismissed';

export type Review = {
  readonly repositoryId: string;
  readonly number: number;
  readonly reviewId: string;
  readonly author: string | null;
  readonly bot: boolean;
  readonly state: ReviewState;
  readonly submittedAt: Date;
};

/** Where a possible deployment was seen. Detection rules choose by it (`from:`). */
export const deploymentOrigins = ['deployments', 'workflow_runs', 'releases', 'tags', 'merges', 'builds', 'rollouts', 'events'] as const;
export type DeploymentOrigin = (typeof deploymentOrigins)[number];

/**
 * One thing that may be a deployment: a provider's deployment record, one attempt of a workflow run, a release, a tag.
 * Whether it counts, and in which tier, is decided at derivation by the service's rules.
 */
export type DeploymentEvent = {
  readonly repositoryId: string;
  readonly origin: DeploymentOrigin;
  /** Natural id: deployment id, `run/attempt`, release id, tag name. */
  readonly externalId: string;
  /** What a rule matches: workflow file (`.github/workflows/deploy.yml`), tag name of a release or tag, task of a deployment. */
  readonly name: string | null;
  /** Environment name as the provider gives it. */
  readonly environment: string | null;
  readonly branch: string | null;
  readonly sha: string | null;
  /** GitHub `production_environment: true`, GitLab tier production; null = the provider says nothing (`false` is a default, so null). */
  readonly productionHint: true | null;
  /** Draft or pre-release: never production. */
  readonly preRelease: boolean;
  readonly createdAt: Date;
  readonly title: string | null;
  readonly url: string | null;
  /** True when the instant was not stated by the provider (a lightweight tag's commit date). */
  readonly inferred: boolean;
  /** True when the provider no longer has it (a deleted tag or release): derivation ignores it, the raw history keeps it. */
  readonly removed: boolean;
  /** The provider's own last change: an older version that arrives late changes nothing. Null where it tells none. */
  readonly updatedAt: Date | null;
};

/** `inactive` is never terminal; `succeeded`, `failed` and `cancelled` are. */
export type DeploymentState = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'inactive';

/** One state a deployment event was seen in. Releases and tags have one `succeeded`; workflow runs at most a `running` and a terminal one. */
export type DeploymentStatus = {
  readonly repositoryId: string;
  readonly origin: DeploymentOrigin;
  readonly externalId: string;
  /** Provider's status id, or the state's own name where the provider keeps no list. */
  readonly statusId: string;
  readonly state: DeploymentState;
  readonly at: Date;
};

export type IncidentOrigin = 'issues' | 'pagerduty' | 'events';

/** Something that may be an incident; rules choose by labels, provider service and urgency. */
export type IncidentEvent = {
  /** The repository of an issue; for providers without repositories the source's own key, see `sourceKey`. */
  readonly repositoryId: string;
  readonly origin: IncidentOrigin;
  readonly externalId: string;
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly providerService: string | null;
  readonly urgency: string | null;
  readonly openedAt: Date;
  /** Where the provider states it; else the earliest `acknowledged` entry tells. */
  readonly acknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly url: string | null;
  readonly priority: string | null;
  /** The provider's own last change: an older version that arrives late changes nothing. */
  readonly updatedAt: Date | null;
  /** How many people were asked, never who; null = not known. */
  readonly responders: number | null;
  /** External id of the incident it was merged into. */
  readonly mergedInto: string | null;
};

/** What happened in the course of an incident. `note`, `opened` and `change` may name a deployment in their text. */
export const incidentEntryKinds = [
  'opened',
  'acknowledged',
  'unacknowledged',
  'escalated',
  'assigned',
  'merged',
  'resolved',
  'reopened',
  'note',
  'change',
] as const;
export type IncidentEntryKind = (typeof incidentEntryKinds)[number];

/** One entry in the course of an incident. */
export type IncidentEntry = {
  readonly repositoryId: string;
  readonly origin: IncidentOrigin;
  /** Of the incident. */
  readonly externalId: string;
  readonly entryId: string;
  readonly kind: IncidentEntryKind;
  readonly at: Date;
  /** Custom details of the trigger, a note, a related change event with its links; null where there is nothing to read. */
  readonly text: string | null;
};

/** What an incident provider calls a service; rules choose by its id. */
export type IncidentService = {
  readonly repositoryId: string;
  readonly origin: IncidentOrigin;
  readonly externalId: string;
  readonly name: string;
  readonly url: string | null;
};

/** A change somebody told the provider of: a deployment, a switch, a setting. No number rests on it. */
export type ChangeEvent = {
  readonly repositoryId: string;
  readonly origin: IncidentOrigin;
  readonly externalId: string;
  readonly summary: string | null;
  readonly source: string | null;
  readonly providerServices: readonly string[];
  readonly at: Date;
  readonly url: string | null;
};

/** A pull request was marked ready for review at that instant; only webhooks tell. */
export type PullRequestReady = { readonly repositoryId: string; readonly number: number; readonly at: Date };

/** Every record with the table it belongs to; `normalize` returns these, the doorway writes them. */
export type AnyRecord =
  | { readonly table: 'repository'; readonly row: Repository }
  | { readonly table: 'commit'; readonly row: Commit }
  | { readonly table: 'boundary_commit'; readonly row: BoundaryCommit }
  | { readonly table: 'branch'; readonly row: Branch }
  | { readonly table: 'pull_request'; readonly row: PullRequest }
  | { readonly table: 'pull_request_commits'; readonly row: PullRequestCommits }
  | { readonly table: 'review'; readonly row: Review }
  | { readonly table: 'deployment_event'; readonly row: DeploymentEvent }
  | { readonly table: 'deployment_status'; readonly row: DeploymentStatus }
  | { readonly table: 'incident_event'; readonly row: IncidentEvent }
  | { readonly table: 'incident_entry'; readonly row: IncidentEntry }
  | { readonly table: 'incident_service'; readonly row: IncidentService }
  | { readonly table: 'change_event'; readonly row: ChangeEvent }
  | { readonly table: 'pull_request_ready'; readonly row: PullRequestReady }
  | PracticeRecord;
