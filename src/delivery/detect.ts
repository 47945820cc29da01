/** Detection: which events are deployments of the service, into which place and tier. The first matching rule wins. */

import { environmentTier } from '../domain/environment.ts';
import type { Tier } from '../domain/facts.ts';
import type { DeploymentEvent, PullRequest } from '../domain/records.ts';
import type { DeploymentRule, ServiceSettings } from '../domain/service.ts';
import { type Matches, nameGlob } from './patterns.ts';
import type { Fetched } from './records.ts';

export type Detected = {
  readonly event: Fetched<DeploymentEvent>;
  readonly rule: DeploymentRule;
  readonly place: string;
  readonly tier: Tier;
};

type Test = (event: DeploymentEvent) => boolean;
export type Detector = (event: Fetched<DeploymentEvent>) => Detected | null;

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A filter that is configured but has nothing to look at does not match. */
const on = (pattern: string | undefined, value: (event: DeploymentEvent) => string | null, extra?: (text: string) => string): Test => {
  if (pattern === undefined) return () => true;
  const glob: Matches = nameGlob(pattern);
  return (event) => {
    const text = value(event);
    return text !== null && (glob(text) || (extra !== undefined && glob(extra(text))));
  };
};

function testOf(rule: DeploymentRule): Test {
  const tests: readonly Test[] = [
    on(rule.workflow, (e) => e.name, lastPart),
    on(rule.job, (e) => e.name),
    on(rule.tag, (e) => e.name),
    on(rule.name, (e) => e.name),
    on(rule.branch, (e) => e.branch),
    on(rule.namespace, (e) => e.environment),
    on(rule.from === 'deployments' ? rule.environment : undefined, (e) => e.environment),
  ];
  return (event) => event.origin === rule.from && !event.removed && tests.every((test) => test(event));
}

/** Where it went: what the configuration says decides, then what the provider says, then the name. */
function target(event: DeploymentEvent, rule: DeploymentRule, words: readonly string[]): { place: string; tier: Tier } {
  if (event.preRelease) return { place: 'pre-release', tier: 'staging' };
  const named = rule.from === 'releases' || rule.from === 'tags';
  if (rule.from !== 'deployments' && rule.environment !== undefined)
    return { place: rule.environment, tier: environmentTier(rule.environment, null, words) };
  if (named) return { place: 'production', tier: 'production' };
  if (rule.from !== 'deployments' && event.environment === null) return { place: 'production', tier: 'production' };
  const place = event.environment ?? 'unknown';
  return { place, tier: environmentTier(place, event.productionHint, words) };
}

export function detector(settings: ServiceSettings): Detector {
  const rules = settings.deployments.map((rule) => ({ rule, test: testOf(rule) }));
  return (event) => {
    const rule = rules.find(({ test }) => test(event))?.rule;
    return rule === undefined ? null : { event, rule, ...target(event, rule, settings.productionWords) };
  };
}

/** A merged pull request seen as an event, for rules `from: merges`; its number is its id, its target branch what `branch:` matches. */
export function mergeEvent(pull: Fetched<PullRequest>, mergedAt: Date): Fetched<DeploymentEvent> {
  return {
    repositoryId: pull.repositoryId,
    origin: 'merges',
    externalId: String(pull.number),
    name: null,
    environment: null,
    branch: pull.target,
    sha: pull.mergeSha,
    productionHint: null,
    preRelease: false,
    createdAt: mergedAt,
    title: pull.title,
    url: pull.url,
    inferred: false,
    removed: false,
    fetchedAt: pull.fetchedAt,
  };
}
