/** Rows of every table. Generated from the migrated schema by `npm run generate`: do not edit. */

import type { Generated } from 'kysely';

export type Tables = {
  readonly boundaryCommit: BoundaryCommitRow;
  readonly branch: BranchRow;
  readonly branchProtection: BranchProtectionRow;
  readonly campaign: CampaignRow;
  readonly campaignEvidence: CampaignEvidenceRow;
  readonly campaignNote: CampaignNoteRow;
  readonly campaignRoute: CampaignRouteRow;
  readonly campaignTeam: CampaignTeamRow;
  readonly changeEvent: ChangeEventRow;
  readonly checkResult: CheckResultRow;
  readonly collectionCursor: CollectionCursorRow;
  readonly commit: CommitRow;
  readonly coverage: CoverageRow;
  readonly delivery: DeliveryRow;
  readonly deployment: DeploymentRow;
  readonly deploymentChild: DeploymentChildRow;
  readonly deploymentEvent: DeploymentEventRow;
  readonly deploymentStatus: DeploymentStatusRow;
  readonly dirtyService: DirtyServiceRow;
  readonly failure: FailureRow;
  readonly httpValidator: HttpValidatorRow;
  readonly incident: IncidentRow;
  readonly incidentEntry: IncidentEntryRow;
  readonly incidentEvent: IncidentEventRow;
  readonly incidentService: IncidentServiceRow;
  readonly invitation: InvitationRow;
  readonly ledgerEntry: LedgerEntryRow;
  readonly ownerFile: OwnerFileRow;
  readonly ownership: OwnershipRow;
  readonly planEntry: PlanEntryRow;
  readonly practiceAccess: PracticeAccessRow;
  readonly practiceFile: PracticeFileRow;
  readonly pullRequest: PullRequestRow;
  readonly pullRequestChecks: PullRequestChecksRow;
  readonly pullRequestCommits: PullRequestCommitsRow;
  readonly pullRequestFlow: PullRequestFlowRow;
  readonly pullRequestReady: PullRequestReadyRow;
  readonly rawRecord: RawRecordRow;
  readonly repository: RepositoryRow;
  readonly repositoryEnvironment: RepositoryEnvironmentRow;
  readonly repositoryPractice: RepositoryPracticeRow;
  readonly repositoryService: RepositoryServiceRow;
  readonly response: ResponseRow;
  readonly review: ReviewRow;
  readonly securityAlert: SecurityAlertRow;
  readonly service: ServiceRow;
  readonly serviceState: ServiceStateRow;
  readonly source: SourceRow;
  readonly team: TeamRow;
  readonly undeployedChange: UndeployedChangeRow;
  readonly unmappedIncident: UnmappedIncidentRow;
  readonly webhookDelivery: WebhookDeliveryRow;
  readonly workflowDefault: WorkflowDefaultRow;
  readonly workflowFile: WorkflowFileRow;
};

type BoundaryCommitRow = {
  readonly repositoryId: string;
  readonly sha: string;
  readonly fetchedAt: Date;
};

type BranchRow = {
  readonly repositoryId: string;
  readonly name: string;
  readonly sha: string;
  readonly isDefault: boolean;
  readonly fetchedAt: Date;
};

type BranchProtectionRow = {
  readonly repositoryId: string;
  readonly branch: string;
  readonly via: string;
  readonly protected: boolean;
  readonly pullRequests: boolean | null;
  readonly approvals: number | null;
  readonly codeOwners: boolean | null;
  readonly requiredChecks: readonly string[] | null;
  readonly forcePushBlocked: boolean | null;
  readonly fetchedAt: Date;
};

type CampaignRow = {
  readonly campaignId: string;
  readonly name: string;
  readonly model: unknown;
  readonly dimensions: readonly string[];
  readonly perceptionMinimum: number;
  readonly practiceMinimum: number;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly closedAt: Date | null;
  readonly evidenceAt: Date | null;
  readonly demo: Generated<boolean>;
};

type CampaignEvidenceRow = {
  readonly campaignId: string;
  readonly teamId: string;
  readonly rule: string;
  readonly verdict: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly met: number | null;
  readonly of: number | null;
  readonly n: number;
};

type CampaignNoteRow = {
  readonly campaignId: string;
  readonly teamId: string;
  readonly noteId: string;
  readonly dimension: string;
  readonly text: string;
};

type CampaignRouteRow = {
  readonly campaignId: string;
  readonly teamId: string;
  readonly role: string;
  readonly statements: readonly string[];
};

type CampaignTeamRow = {
  readonly campaignId: string;
  readonly teamId: string;
  readonly consensus: boolean;
};

type ChangeEventRow = {
  readonly repositoryId: string;
  readonly origin: string;
  readonly externalId: string;
  readonly summary: string | null;
  readonly source: string | null;
  readonly providerServices: readonly string[];
  readonly at: Date;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

type CheckResultRow = {
  readonly repositoryId: string;
  readonly number: number;
  readonly kind: string;
  readonly checkId: string;
  readonly name: string;
  readonly app: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly fetchedAt: Date;
};

type CollectionCursorRow = {
  readonly sourceId: string;
  readonly repositoryId: string;
  readonly object: string;
  readonly cursor: unknown;
  readonly updatedAt: Date;
};

type CommitRow = {
  readonly repositoryId: string;
  readonly sha: string;
  readonly parents: readonly string[];
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly author: string | null;
  readonly bot: boolean;
  readonly message: string;
  readonly paths: readonly string[] | null;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

type CoverageRow = {
  readonly sourceId: string;
  readonly repositoryId: string;
  readonly object: string;
  readonly day: string;
  readonly state: string;
  readonly at: Date;
};

type DeliveryRow = {
  readonly serviceId: string;
  readonly repositoryId: string;
  readonly sha: string;
  readonly deploymentId: string;
  readonly kind: string;
  readonly finishedAt: Date;
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly firstCommitAt: Date | null;
  readonly mergedAt: Date | null;
  readonly pullNumber: number | null;
  readonly bot: boolean;
  readonly originalsUnknown: boolean;
  readonly title: string;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

type DeploymentRow = {
  readonly serviceId: string;
  readonly deploymentId: string;
  readonly repositoryId: string;
  readonly tier: string;
  readonly places: readonly string[];
  readonly version: string | null;
  readonly sha: string | null;
  readonly commitKnown: boolean;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly outcome: string;
  readonly kind: string | null;
  readonly inferred: boolean;
  readonly title: string | null;
  readonly url: string | null;
  readonly previousDeploymentId: string | null;
  readonly changes: number;
  readonly commitsVisited: number;
  readonly unknownParents: number;
  readonly unplanned: string | null;
  readonly failed: boolean;
  readonly detectedAt: Date | null;
  readonly restoredAt: Date | null;
  readonly recovery: string | null;
  readonly fetchedAt: Date;
};

type DeploymentChildRow = {
  readonly serviceId: string;
  readonly deploymentId: string;
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

type DeploymentEventRow = {
  readonly repositoryId: string;
  readonly origin: string;
  readonly externalId: string;
  readonly name: string | null;
  readonly environment: string | null;
  readonly branch: string | null;
  readonly sha: string | null;
  readonly productionHint: boolean | null;
  readonly preRelease: boolean;
  readonly createdAt: Date;
  readonly title: string | null;
  readonly url: string | null;
  readonly inferred: boolean;
  readonly removed: Generated<boolean>;
  readonly fetchedAt: Date;
  readonly updatedAt: Date | null;
};

type DeploymentStatusRow = {
  readonly repositoryId: string;
  readonly origin: string;
  readonly externalId: string;
  readonly statusId: string;
  readonly state: string;
  readonly at: Date;
  readonly fetchedAt: Date;
};

type DirtyServiceRow = {
  readonly serviceId: string;
  readonly fromAt: Date;
  readonly mark: string;
};

type FailureRow = {
  readonly serviceId: string;
  readonly deploymentId: string;
  readonly evidence: string;
  readonly evidenceId: string;
  readonly confidence: number;
  readonly reason: string;
  readonly at: Date;
  readonly decision: string | null;
  readonly entryId: string | null;
};

type HttpValidatorRow = {
  readonly sourceId: string;
  readonly url: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly nextUrl: string | null;
  readonly updatedAt: Date;
};

type IncidentRow = {
  readonly serviceId: string;
  readonly incidentId: string;
  readonly title: string;
  readonly urgency: string | null;
  readonly openedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly url: string | null;
  readonly deploymentId: string | null;
  readonly rung: number | null;
  readonly confidence: number | null;
  readonly state: string;
  readonly reason: string;
  readonly fetchedAt: Date;
  readonly priority: string | null;
  readonly responders: number | null;
  readonly entryId: string | null;
};

type IncidentEntryRow = {
  readonly repositoryId: string;
  readonly origin: string;
  readonly externalId: string;
  readonly entryId: string;
  readonly kind: string;
  readonly at: Date;
  readonly text: string | null;
  readonly fetchedAt: Date;
};

type IncidentEventRow = {
  readonly repositoryId: string;
  readonly origin: string;
  readonly externalId: string;
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly providerService: string | null;
  readonly urgency: string | null;
  readonly openedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly url: string | null;
  readonly fetchedAt: Date;
  readonly priority: string | null;
  readonly updatedAt: Date | null;
  readonly responders: number | null;
  readonly mergedInto: string | null;
};

type IncidentServiceRow = {
  readonly repositoryId: string;
  readonly origin: string;
  readonly externalId: string;
  readonly name: string;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

type InvitationRow = {
  readonly campaignId: string;
  readonly tokenHash: string;
  readonly teamId: string;
  readonly role: string;
  readonly state: string;
};

type LedgerEntryRow = {
  readonly entryId: string;
  readonly at: Date;
  readonly author: string;
  readonly subjectKind: string;
  readonly subjectKey: string;
  readonly serviceId: string | null;
  readonly action: string;
  readonly targetKey: string | null;
  readonly note: string;
  readonly restoredAt: Date | null;
  readonly demo: Generated<boolean>;
};

type OwnerFileRow = {
  readonly repositoryId: string;
  readonly path: string;
  readonly sha: string;
  readonly removed: boolean;
  readonly rules: number;
  readonly everything: boolean;
  readonly fetchedAt: Date;
};

type OwnershipRow = {
  readonly serviceId: string;
  readonly teamId: string;
  readonly fromAt: Date;
  readonly untilAt: Date;
};

type PlanEntryRow = {
  readonly entryId: string;
  readonly version: number;
  readonly at: Date;
  readonly author: string;
  readonly kind: string;
  readonly teamId: string;
  readonly body: unknown;
  readonly withdrawn: boolean;
  readonly demo: Generated<boolean>;
};

type PracticeAccessRow = {
  readonly repositoryId: string;
  readonly object: string;
  readonly state: string;
  readonly reason: string | null;
  readonly fetchedAt: Date;
};

type PracticeFileRow = {
  readonly repositoryId: string;
  readonly kind: string;
  readonly files: number;
  readonly paths: readonly string[];
  readonly complete: boolean;
  readonly fetchedAt: Date;
};

type PullRequestRow = {
  readonly repositoryId: string;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly branch: string | null;
  readonly target: string | null;
  readonly author: string | null;
  readonly bot: boolean;
  readonly labels: readonly string[];
  readonly openedAt: Date;
  readonly readyAt: Date | null;
  readonly mergedAt: Date | null;
  readonly closedAt: Date | null;
  readonly headSha: string | null;
  readonly mergeSha: string | null;
  readonly url: string | null;
  readonly updatedAt: Date;
  readonly fetchedAt: Date;
  readonly draft: boolean | null;
};

type PullRequestChecksRow = {
  readonly repositoryId: string;
  readonly number: number;
  readonly headSha: string;
  readonly known: boolean;
  readonly pending: boolean;
  readonly complete: boolean;
  readonly runs: number;
  readonly statuses: number | null;
  readonly fetchedAt: Date;
};

type PullRequestCommitsRow = {
  readonly repositoryId: string;
  readonly number: number;
  readonly shas: readonly string[];
  readonly complete: boolean;
  readonly fetchedAt: Date;
};

type PullRequestFlowRow = {
  readonly serviceId: string;
  readonly repositoryId: string;
  readonly number: number;
  readonly title: string;
  readonly url: string | null;
  readonly bot: boolean;
  readonly draft: boolean | null;
  readonly firstCommitAt: Date | null;
  readonly openedAt: Date;
  readonly readyAt: Date | null;
  readonly firstReviewAt: Date | null;
  readonly mergedAt: Date | null;
  readonly deploymentId: string | null;
  readonly kind: string | null;
  readonly deployedAt: Date | null;
  readonly fetchedAt: Date;
};

type PullRequestReadyRow = {
  readonly repositoryId: string;
  readonly number: number;
  readonly at: Date;
  readonly fetchedAt: Date;
};

type RawRecordRow = {
  readonly repositoryId: string;
  readonly sourceId: string;
  readonly kind: string;
  readonly externalId: string;
  readonly contentHash: string;
  readonly payload: string;
  readonly fetchedAt: Date;
  readonly returned: Generated<boolean>;
  readonly rejected: string | null;
};

type RepositoryRow = {
  readonly repositoryId: string;
  readonly sourceId: string;
  readonly name: string;
  readonly url: string | null;
  readonly defaultBranch: string | null;
  readonly createdAt: Date | null;
  readonly fetchedAt: Date;
};

type RepositoryEnvironmentRow = {
  readonly repositoryId: string;
  readonly name: string;
  readonly reviewersRequired: boolean;
  readonly waitMinutes: number;
  readonly branchesLimited: boolean;
  readonly createdAt: Date | null;
  readonly removed: boolean;
  readonly fetchedAt: Date;
};

type RepositoryPracticeRow = {
  readonly repositoryId: string;
  readonly archived: boolean | null;
  readonly template: boolean | null;
  readonly visibility: string | null;
  readonly secretScanning: boolean | null;
  readonly pushProtection: boolean | null;
  readonly dependencyUpdates: boolean | null;
  readonly fetchedAt: Date;
};

type RepositoryServiceRow = {
  readonly repositoryId: string;
  readonly serviceId: string;
};

type ResponseRow = {
  readonly campaignId: string;
  readonly keyHash: string;
  readonly teamId: string;
  readonly role: string | null;
  readonly submitted: boolean;
  readonly answers: unknown;
  readonly notes: unknown;
};

type ReviewRow = {
  readonly repositoryId: string;
  readonly number: number;
  readonly reviewId: string;
  readonly author: string | null;
  readonly bot: boolean;
  readonly state: string;
  readonly submittedAt: Date;
  readonly fetchedAt: Date;
};

type SecurityAlertRow = {
  readonly repositoryId: string;
  readonly kind: string;
  readonly number: number;
  readonly severity: string | null;
  readonly state: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly updatedAt: Date | null;
  readonly fetchedAt: Date;
};

type ServiceRow = {
  readonly serviceId: string;
  readonly name: string;
  readonly demo: Generated<boolean>;
  readonly settings: unknown;
  readonly settingsHash: string;
  readonly stability: boolean;
};

type ServiceStateRow = {
  readonly serviceId: string;
  readonly derivedAt: Date;
  readonly version: string;
};

type SourceRow = {
  readonly sourceId: string;
  readonly kind: string;
  readonly url: string | null;
  readonly demo: Generated<boolean>;
  readonly settingsHash: string;
  readonly state: Generated<string>;
  readonly stateReason: string | null;
  readonly progress: unknown;
  readonly lastStartedAt: Date | null;
  readonly lastFinishedAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastError: string | null;
  readonly lastErrorAt: Date | null;
  readonly nextRunAt: Date | null;
  readonly lastPageAt: Date | null;
};

type TeamRow = {
  readonly teamId: string;
  readonly name: string;
};

type UndeployedChangeRow = {
  readonly serviceId: string;
  readonly repositoryId: string;
  readonly sha: string;
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly firstCommitAt: Date | null;
  readonly mergedAt: Date | null;
  readonly pullNumber: number | null;
  readonly bot: boolean;
  readonly originalsUnknown: boolean;
  readonly title: string;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

type UnmappedIncidentRow = {
  readonly repositoryId: string;
  readonly origin: string;
  readonly externalId: string;
  readonly providerService: string | null;
  readonly title: string;
  readonly urgency: string | null;
  readonly openedAt: Date;
  readonly url: string | null;
};

type WebhookDeliveryRow = {
  readonly sourceId: string;
  readonly deliveryId: string;
  readonly event: string;
  readonly receivedAt: Date;
  readonly ignored: string | null;
};

type WorkflowDefaultRow = {
  readonly repositoryId: string;
  readonly permissions: string;
  readonly fetchedAt: Date;
};

type WorkflowFileRow = {
  readonly repositoryId: string;
  readonly path: string;
  readonly sha: string;
  readonly removed: boolean;
  readonly broken: boolean;
  readonly permissions: string | null;
  readonly idToken: boolean;
  readonly triggers: readonly string[];
  readonly uses: readonly string[];
  readonly secrets: readonly string[];
  readonly environments: readonly string[];
  readonly tools: readonly string[];
  readonly fetchedAt: Date;
};
