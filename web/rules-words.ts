/** Rules of a service as sentences. Pure. */

import type { DeploymentRule, IncidentRule, ServiceSettings } from '../src/domain/service.ts';
import { duration } from './format.ts';

const quoted = (words: readonly string[]): string => words.map((word) => `“${word}”`).join(', ');
const or = (words: readonly string[]): string => (words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);

/** Where a rule assumes an environment, rather than matching the record's own. */
const assumed = ({ environment }: DeploymentRule): string => (environment === undefined ? '' : `, in the environment “${environment}”`);

const deploymentRules: Readonly<Record<DeploymentRule['from'], (rule: DeploymentRule) => string>> = {
  deployments: ({ environment }) =>
    `Deployment records of the provider${environment === undefined ? '' : ` whose environment matches “${environment}”`}`,
  workflow_runs: (rule) =>
    `Runs of the workflow “${rule.workflow ?? ''}”${rule.branch === undefined ? '' : ` on the branch “${rule.branch}”`}${assumed(rule)}`,
  releases: (rule) => `Releases${rule.tag === undefined ? '' : ` whose tag matches “${rule.tag}”`}${assumed(rule)}`,
  tags: (rule) => `Tags${rule.tag === undefined ? '' : ` that match “${rule.tag}”`}${assumed(rule)}`,
  merges: (rule) => `Merges into the branch “${rule.branch ?? ''}”${assumed(rule)}`,
  builds: (rule) => `Builds of the job “${rule.job ?? ''}”${assumed(rule)}`,
  rollouts: (rule) =>
    `Rollouts in the namespace “${rule.namespace ?? ''}”${rule.name === undefined ? '' : ` of “${rule.name}”`}${assumed(rule)}`,
  events: (rule) => `Deployments sent as events${assumed(rule)}`,
};

export const deploymentRule = (rule: DeploymentRule): string => deploymentRules[rule.from](rule);

const incidentRules: Readonly<Record<IncidentRule['from'], (rule: IncidentRule) => string>> = {
  issues: ({ labels = [] }) => `Issues labelled ${or(labels.map((label) => `“${label}”`))}`,
  pagerduty: ({ services = [], urgencies }) =>
    `PagerDuty incidents of ${quoted(services)}${urgencies === undefined ? '' : ` with urgency ${or(urgencies)}`}`,
  events: () => 'Incidents sent as events',
};

export const incidentRule = (rule: IncidentRule): string =>
  `${incidentRules[rule.from](rule)}; they may be laid to a deployment up to ${duration(rule.windowSeconds)} before`;

const evidence: Readonly<Record<keyof ServiceSettings['failures'], string>> = {
  incident: 'an incident is laid to it',
  rollback: 'it is rolled back',
  revert: 'a change of it is reverted',
  hotfix: 'a hotfix follows it',
  failed_rollout: 'its rollout fails',
};

/** What makes a deployment a failed one, and what does not. */
export function failureRule(failures: ServiceSettings['failures']): string {
  // The keys are those of the record itself.
  const kinds = Object.keys(evidence) as (keyof typeof evidence)[];
  const counted = kinds.filter((kind) => failures[kind]).map((kind) => evidence[kind]);
  const left = kinds.filter((kind) => !failures[kind]).map((kind) => evidence[kind]);
  const yes = counted.length === 0 ? 'No deployment counts as failed' : `A deployment failed when ${or(counted)}`;
  return left.length === 0 ? yes : `${yes}; not when ${or(left)}`;
}

export const foldRule = ({ foldSeconds }: ServiceSettings): string =>
  `Records of one version that finish within ${duration(foldSeconds)} are one deployment`;

export const revertRule = ({ revertAgeSeconds }: ServiceSettings): string =>
  `A revert later than ${duration(revertAgeSeconds)} is no evidence`;

/** "acme/mono (services/shop/**)". */
export const repositoryInWords = ({ name, paths }: ServiceSettings['repositories'][number]): string =>
  paths === null ? name : `${name} (${paths.join(', ')})`;
