/** The rules of a service in plain sentences. Pure. */

import type { DeploymentRule, IncidentRule, ServiceSettings } from '../src/domain/service.ts';
import { duration } from './format.ts';

export type Rule = { readonly of: string; readonly said: string };

/** "a", "a or b", "a, b or c". */
function either(words: readonly string[], joint = 'or'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joint} ${last}`;
}

const quoted = (words: readonly string[]): string => either(words.map((word) => `“${word}”`));
const where = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join('');
const named = (before: string, value: string | undefined): string | null => (value === undefined ? null : `${before} “${value}”`);

type Origin = DeploymentRule['from'];

const origins: Readonly<Record<Origin, (rule: DeploymentRule) => string>> = {
  deployments: ({ environment }) =>
    where(['a deployment recorded at the provider', environment === undefined ? null : `, environment “${environment}”`]),
  workflow_runs: (rule) => where(['a run of the workflow', named('', rule.workflow), named(' on', rule.branch), toOf(rule)]),
  releases: (rule) => where(['a release', named(' tagged', rule.tag), toOf(rule)]),
  tags: (rule) => where(['a tag', named(' like', rule.tag), toOf(rule)]),
  merges: (rule) => where(['a merge', named(' into', rule.branch), toOf(rule)]),
  builds: (rule) => where(['a build', named(' of job', rule.job), named(' on', rule.branch), toOf(rule)]),
  rollouts: (rule) => where(['a rollout', named(' of', rule.name), named(' in namespace', rule.namespace)]),
  events: () => 'an event posted to Plumbline',
};

/** Environments that a rule assumes. */
const toOf = ({ environment }: DeploymentRule): string | null => (environment === undefined ? null : `, to “${environment}”`);

const incidentOrigins: Readonly<Record<IncidentRule['from'], (rule: IncidentRule) => string>> = {
  issues: ({ labels }) => `an issue${labels === undefined ? '' : ` labelled ${quoted(labels)}`}`,
  pagerduty: ({ services, urgencies }) =>
    where([
      'a PagerDuty incident',
      services === undefined ? null : ` of ${either(services)}`,
      urgencies === undefined ? null : ` with urgency ${either(urgencies)}`,
    ]),
  events: () => 'an incident posted to Plumbline',
};

function failures({ failures: on, revertAgeSeconds, hotfixWords }: ServiceSettings): string {
  const counted = [
    on.incident ? 'an incident attributed to it' : null,
    on.rollback ? 'a rollback' : null,
    on.revert ? `a revert within ${duration(revertAgeSeconds)}` : null,
    on.hotfix ? `a hotfix within 48\u202fh whose every change says ${quoted(hotfixWords)}` : null,
    on.failed_rollout ? 'a rollout that ended failed' : null,
  ].filter((text) => text !== null);
  const off = on.failed_rollout ? '' : ' A rollout that ended failed does not count.';
  return counted.length === 0
    ? `Only what a person marked counts as a failure.${off}`
    : `A deployment failed if there was ${either(counted)}.${off}`;
}

function incidents({ incidents: rules, failures: on }: ServiceSettings): string {
  if (rules.length === 0) {
    return on.incident
      ? 'No incidents are collected, so stability has no source. Add a rule to see it.'
      : 'No incidents are collected: stability rests on rollbacks, reverts and hotfixes alone, as configured.';
  }
  const kinds = rules.map((rule) => incidentOrigins[rule.from](rule));
  const longest = Math.max(...rules.map(({ windowSeconds }) => windowSeconds));
  return `An incident is ${either(kinds)}. It is attributed to a deployment that finished up to ${duration(longest)} before, by how near and how clearly it points there.`;
}

/** What counts for this service, and by which settings. */
export function rulesOf(settings: ServiceSettings): readonly Rule[] {
  const { repositories, deployments, foldSeconds, productionWords, bots, sourceCommit } = settings;
  const made = repositories.map(({ name, paths }) => (paths === null ? name : `${name} (${paths.join(', ')})`));
  const rules = deployments.map((rule) => origins[rule.from](rule));
  return [
    { of: 'Made of', said: made.length === 0 ? 'No repository is configured.' : `${either(made, 'and')}.` },
    {
      of: 'Deployments',
      said:
        rules.length === 0
          ? 'No rule says what a deployment is, so nothing is counted. Add one to see delivery.'
          : `A deployment is ${either(rules)}${rules.length > 1 ? '; the first that fits wins' : ''}. Production is an environment named ${quoted(productionWords)}, unless the provider or the rule says so.`,
    },
    { of: 'Folding', said: `Records of one version that finish within ${duration(foldSeconds)} of the first are one deployment.` },
    { of: 'Incidents', said: incidents(settings) },
    { of: 'Failures', said: failures(settings) },
    ...(bots.length === 0 ? [] : [{ of: 'Bots', said: `Authors like ${quoted(bots)} are bots, beside those the provider says are.` }]),
    ...(sourceCommit === null ? [] : [{ of: 'Source commit', said: 'A deployed commit names its source commit in its message.' }]),
  ];
}
