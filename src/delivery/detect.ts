/** Detection: which events are deployments of the service, into which place and tier. The first matching rule wins. */

import { judgeEnvironment } from '../domain/environment.ts';
import type { Tier } from '../domain/facts.ts';
import type { DeploymentEvent, PullRequest } from '../domain/records.ts';
import type { DeploymentRule, ServiceSettings } from '../domain/service.ts';
import { type Matches, nameGlob } from './patterns.ts';
import type { Fetched } from './records.ts';

export type Detected = {
  readonly event: Fetched<DeploymentEvent>;
  readonly rule: DeploymentRule;
  /** Of the rule, from 0. */
  readonly index: number;
  readonly place: string;
  readonly tier: Tier;
  /** Why the place is of that tier, as words that follow its name. */
  readonly because: string;
};

/** What a rule asks beside the kind of record, named as in the configuration. */
export type RuleSetting = 'workflow' | 'job' | 'tag' | 'name' | 'branch' | 'namespace' | 'environment';

/** A condition of a rule that an event does not meet; `value` null = the event says nothing there. */
export type Miss = {
  readonly index: number;
  readonly setting: RuleSetting;
  readonly wanted: string;
  readonly value: string | null;
};

type Condition = {
  readonly setting: RuleSetting;
  readonly wanted: string;
  readonly value: (event: DeploymentEvent) => string | null;
  readonly holds: (event: DeploymentEvent) => boolean;
};

/** A rule made ready. `misses` = the conditions the event does not meet; null = it is not of the kind the rule looks at. */
export type ReadyRule = {
  readonly rule: DeploymentRule;
  readonly index: number;
  readonly takes: (event: DeploymentEvent) => boolean;
  readonly misses: (event: DeploymentEvent) => readonly Miss[] | null;
};

export type Detector = (event: Fetched<DeploymentEvent>) => Detected | null;

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A filter that is configured but has nothing to look at does not match. */
function condition(
  setting: RuleSetting,
  wanted: string | undefined,
  value: Condition['value'],
  extra?: (text: string) => string,
): readonly Condition[] {
  if (wanted === undefined) return [];
  const glob: Matches = nameGlob(wanted);
  const holds = (event: DeploymentEvent): boolean => {
    const text = value(event);
    return text !== null && (glob(text) || (extra !== undefined && glob(extra(text))));
  };
  return [{ setting, wanted, value, holds }];
}

function conditionsOf(rule: DeploymentRule): readonly Condition[] {
  return [
    ...condition('workflow', rule.workflow, (e) => e.name, lastPart),
    ...condition('job', rule.job, (e) => e.name),
    ...condition('tag', rule.tag, (e) => e.name),
    ...condition('name', rule.name, (e) => e.name),
    ...condition('branch', rule.branch, (e) => e.branch),
    ...condition('namespace', rule.namespace, (e) => e.environment),
    ...condition('environment', rule.from === 'deployments' ? rule.environment : undefined, (e) => e.environment),
  ];
}

/** The rules of a service in their order. */
export function readyRules(settings: Pick<ServiceSettings, 'deployments'>): readonly ReadyRule[] {
  return settings.deployments.map((rule, index) => {
    const conditions = conditionsOf(rule);
    return {
      rule,
      index,
      takes: (event) => event.origin === rule.from && !event.removed && conditions.every(({ holds }) => holds(event)),
      misses: (event) =>
        event.origin === rule.from
          ? conditions.flatMap(({ setting, wanted, value, holds }) =>
              holds(event) ? [] : [{ index, setting, wanted, value: value(event) }],
            )
          : null,
    };
  });
}

type Target = Pick<Detected, 'place' | 'tier' | 'because'>;

/** Where it went: what the configuration says decides, then what the provider says, then the name. */
function target(event: DeploymentEvent, rule: DeploymentRule, words: readonly string[]): Target {
  if (event.preRelease) return { place: 'pre-release', tier: 'staging', because: 'is never production' };
  const named = rule.from === 'releases' || rule.from === 'tags';
  if (rule.from !== 'deployments' && rule.environment !== undefined)
    return { place: rule.environment, ...judgeEnvironment(rule.environment, null, words) };
  if (named || (rule.from !== 'deployments' && event.environment === null))
    return { place: 'production', tier: 'production', because: 'is where its rule says these go' };
  const place = event.environment ?? 'unknown';
  return { place, ...judgeEnvironment(place, event.productionHint, words) };
}

/** Of the rules, the first that takes an event, with where the event went. */
export function detectorOf(rules: readonly ReadyRule[], productionWords: readonly string[]): Detector {
  return (event) => {
    const ready = rules.find(({ takes }) => takes(event));
    return ready === undefined ? null : { event, rule: ready.rule, index: ready.index, ...target(event, ready.rule, productionWords) };
  };
}

export function detector(settings: ServiceSettings): Detector {
  return detectorOf(readyRules(settings), settings.productionWords);
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
    updatedAt: null,
    fetchedAt: pull.fetchedAt,
  };
}
