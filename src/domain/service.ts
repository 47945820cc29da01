/** Services, teams and their rules as configured: the vocabulary shared by configuration, derivation and metrics. */

import type { DeploymentOrigin } from './records.ts';

export type RepositoryReference = {
  readonly repositoryId: string;
  readonly name: string;
  /** Globs that narrow a monorepo; null = every commit of the repository belongs to the service. */
  readonly paths: readonly string[] | null;
};

export type DeploymentRule = {
  readonly from: DeploymentOrigin;
  /** workflow_runs: file name or path; builds: job glob. */
  readonly workflow?: string;
  readonly job?: string;
  /** workflow_runs, merges: branch glob. */
  readonly branch?: string;
  /** releases, tags: name glob. */
  readonly tag?: string;
  /** The environment to assume, or (for `deployments`) a glob the record's environment must match. */
  readonly environment?: string;
  readonly namespace?: string;
  readonly name?: string;
};

export type IncidentRule = {
  readonly from: 'issues' | 'pagerduty' | 'events';
  /** issues: any of these labels, case-insensitive. */
  readonly labels?: readonly string[];
  readonly services?: readonly string[];
  readonly urgencies?: readonly string[];
  /** Attribution window of rung 4, in seconds; default 24 h. */
  readonly windowSeconds: number;
};

export type FailureEvidence = 'incident' | 'rollback' | 'revert' | 'hotfix' | 'failed_rollout';

export type ServiceSettings = {
  readonly repositories: readonly RepositoryReference[];
  readonly deployments: readonly DeploymentRule[];
  readonly incidents: readonly IncidentRule[];
  readonly failures: Readonly<Record<FailureEvidence, boolean>>;
  readonly foldSeconds: number;
  readonly hotfixWords: readonly string[];
  readonly revertAgeSeconds: number;
  /** A pattern with a group `sha` by which a deployed commit's message points to its source commit; null = none. */
  readonly sourceCommit: string | null;
  /** Words that mean production in an environment name. */
  readonly productionWords: readonly string[];
  /** Author globs counted as bots beside the provider's own flag. */
  readonly bots: readonly string[];
};

export type Ownership = {
  readonly teamId: string;
  /** Inclusive; null = since ever. */
  readonly from: Date | null;
  /** Exclusive; null = until further notice. */
  readonly until: Date | null;
};

export type Service = {
  readonly serviceId: string;
  readonly name: string;
  readonly ownership: readonly Ownership[];
  readonly settings: ServiceSettings;
};

export type Team = { readonly teamId: string; readonly name: string };

/** Stability metrics need an incident rule, unless the configuration says that graph evidence alone is meant. */
export function hasStabilitySource(settings: ServiceSettings): boolean {
  return settings.incidents.length > 0 || !settings.failures.incident;
}
