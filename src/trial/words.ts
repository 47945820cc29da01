/** How trials speak of rules and records. */

import type { DeploymentOrigin, IncidentOrigin } from '../domain/records.ts';
import type { FailureEvidence } from '../domain/service.ts';

/** Records of a kind, in the plural. */
export const recordWords: Readonly<Record<DeploymentOrigin, string>> = {
  deployments: 'deployment records',
  workflow_runs: 'workflow runs',
  releases: 'releases',
  tags: 'tags',
  merges: 'merged pull requests',
  builds: 'builds',
  rollouts: 'rollouts',
  events: 'posted events',
};

export const incidentWords: Readonly<Record<IncidentOrigin, string>> = {
  issues: 'issues',
  pagerduty: 'PagerDuty incidents',
  events: 'posted incidents',
};

export const evidenceWords: Readonly<Record<FailureEvidence, string>> = {
  incident: 'incidents',
  rollback: 'rollbacks',
  revert: 'reverts',
  hotfix: 'hotfixes',
  failed_rollout: 'failed rollouts',
};

export const quoted = (text: string): string => `"${text}"`;

/** `1 run`, `3 runs`. */
export const many = (n: number, one: string, several: string): string => `${n} ${n === 1 ? one : several}`;

/** Seconds as a configuration writes them. */
export function spanText(seconds: number): string {
  const [size, unit] = seconds % 3600 === 0 ? [3600, 'h'] : seconds % 60 === 0 ? [60, 'min'] : [1, 's'];
  return `${seconds / size} ${unit}`;
}
