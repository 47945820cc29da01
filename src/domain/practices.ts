/**
 * Records of practices: what a provider tells of how a repository is worked on. Evidence of maturity is computed from them; no delivery
 * metric rests on them. What the columns mean in full is said in `migrations/0004_practices.sql`.
 */

/** What is asked for of every repository beside its history; each may be refused on its own. */
export const practiceObjects = [
  'checks',
  'branch_rules',
  'branch_protection',
  'files',
  'environments',
  'workflow_permissions',
  'dependabot_alerts',
  'code_scanning_alerts',
  'secret_scanning_alerts',
] as const;
export type PracticeObject = (typeof practiceObjects)[number];

/** `off`: the provider has it switched off for this repository. `refused`: the token may not read it. */
export type PracticeAccess = {
  readonly repositoryId: string;
  readonly object: PracticeObject;
  readonly state: 'readable' | 'off' | 'refused';
  /** The provider's words; null where readable. */
  readonly reason: string | null;
};

export type RepositoryPractice = {
  readonly repositoryId: string;
  readonly archived: boolean | null;
  readonly template: boolean | null;
  readonly visibility: string | null;
  readonly secretScanning: boolean | null;
  readonly pushProtection: boolean | null;
  readonly dependencyUpdates: boolean | null;
};

/** That the checks of a merged pull request's head commit were read. */
export type PullRequestChecks = {
  readonly repositoryId: string;
  readonly number: number;
  readonly headSha: string;
  /** False: the provider no longer has the commit. */
  readonly known: boolean;
  readonly pending: boolean;
  readonly complete: boolean;
  readonly runs: number;
  /** Null = not asked for. */
  readonly statuses: number | null;
};

export type CheckResult = {
  readonly repositoryId: string;
  readonly number: number;
  readonly kind: 'run' | 'status';
  readonly checkId: string;
  readonly name: string;
  readonly app: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
};

/** Null = not told this way. */
export type BranchProtection = {
  readonly repositoryId: string;
  readonly branch: string;
  readonly via: 'rules' | 'protection' | 'summary';
  readonly protected: boolean;
  readonly pullRequests: boolean | null;
  readonly approvals: number | null;
  readonly codeOwners: boolean | null;
  readonly requiredChecks: readonly string[] | null;
  readonly forcePushBlocked: boolean | null;
};

export type PracticeFile = {
  readonly repositoryId: string;
  readonly kind: string;
  readonly files: number;
  readonly paths: readonly string[];
  readonly complete: boolean;
};

export type WorkflowFile = {
  readonly repositoryId: string;
  readonly path: string;
  readonly sha: string;
  readonly removed: boolean;
  readonly broken: boolean;
  readonly permissions: 'none' | 'read' | 'write' | null;
  readonly idToken: boolean;
  readonly triggers: readonly string[];
  readonly uses: readonly string[];
  readonly secrets: readonly string[];
  readonly environments: readonly string[];
  readonly tools: readonly string[];
};

export type OwnerFile = {
  readonly repositoryId: string;
  readonly path: string;
  readonly sha: string;
  readonly removed: boolean;
  readonly rules: number;
  readonly everything: boolean;
};

export type RepositoryEnvironment = {
  readonly repositoryId: string;
  readonly name: string;
  readonly reviewersRequired: boolean;
  readonly waitMinutes: number;
  readonly branchesLimited: boolean;
  readonly createdAt: Date | null;
  readonly removed: boolean;
};

export type WorkflowDefault = { readonly repositoryId: string; readonly permissions: 'read' | 'write' };

export type SecurityAlert = {
  readonly repositoryId: string;
  readonly kind: 'dependabot' | 'code_scanning' | 'secret_scanning';
  readonly number: number;
  readonly severity: string | null;
  readonly state: 'open' | 'fixed' | 'dismissed';
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly updatedAt: Date | null;
};

export type PracticeRecord =
  | { readonly table: 'practice_access'; readonly row: PracticeAccess }
  | { readonly table: 'repository_practice'; readonly row: RepositoryPractice }
  | { readonly table: 'pull_request_checks'; readonly row: PullRequestChecks }
  | { readonly table: 'check_result'; readonly row: CheckResult }
  | { readonly table: 'branch_protection'; readonly row: BranchProtection }
  | { readonly table: 'practice_file'; readonly row: PracticeFile }
  | { readonly table: 'workflow_file'; readonly row: WorkflowFile }
  | { readonly table: 'owner_file'; readonly row: OwnerFile }
  | { readonly table: 'repository_environment'; readonly row: RepositoryEnvironment }
  | { readonly table: 'workflow_default'; readonly row: WorkflowDefault }
  | { readonly table: 'security_alert'; readonly row: SecurityAlert };

/** Tables of practices: what changes in them is no reason to derive a service again. Small and steady ones first. */
export const practiceTables = [
  'practice_access',
  'repository_practice',
  'pull_request_checks',
  'check_result',
  'branch_protection',
  'practice_file',
  'workflow_file',
  'owner_file',
  'repository_environment',
  'workflow_default',
  'security_alert',
] as const satisfies readonly PracticeRecord['table'][];
