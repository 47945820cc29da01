/** Detected events of one repository as children: commit, place, tier, outcome, times. */

import type { Outcome, Tier } from '../domain/facts.ts';
import { deploymentKey } from '../domain/keys.ts';
import type { DeploymentEvent, DeploymentOrigin, DeploymentStatus, PullRequest } from '../domain/records.ts';
import { type Detected, type Detector, mergeEvent } from './detect.ts';
import type { History } from './history.ts';
import { byText } from './order.ts';
import { type Ending, endingOf } from './outcome.ts';
import type { Fetched } from './records.ts';
import { deployedCommit, versionOf } from './version.ts';

export type Child = {
  readonly key: string;
  readonly repositoryId: string;
  readonly origin: DeploymentOrigin;
  readonly externalId: string;
  readonly name: string | null;
  readonly place: string;
  readonly tier: Tier;
  readonly sha: string | null;
  /** Number of the commit in the graph; null when it is unknown or was never collected. */
  readonly commit: number | null;
  readonly version: string | null;
  readonly outcome: Outcome;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly inferred: boolean;
  readonly title: string | null;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

export const statusKey = (row: { origin: string; externalId: string }): string => `${row.origin} ${row.externalId}`;

export type ChildRules = { readonly serviceId: string; readonly detect: Detector; readonly sourceCommit: RegExp | null };

/** Tag name by commit; of several the first by name. */
function tagsOf(events: readonly DeploymentEvent[]): ReadonlyMap<string, string> {
  const tags = events.filter((e) => e.origin === 'tags' && !e.removed);
  const named = tags.flatMap((e): [string, string][] => (e.sha !== null && e.name !== null ? [[e.sha, e.name]] : []));
  return new Map(named.sort((a, b) => byText(b[1], a[1])));
}

/** What may be a deployment: the events as collected, and every merged pull request. */
export function candidateEvents(
  pulls: readonly Fetched<PullRequest>[],
  events: readonly Fetched<DeploymentEvent>[],
): readonly Fetched<DeploymentEvent>[] {
  const merges = pulls.flatMap((pull) => (pull.mergedAt === null ? [] : [mergeEvent(pull, pull.mergedAt)]));
  return [...events.filter((e) => e.origin !== 'merges'), ...merges];
}

/** A merge ended when it happened; everything else ended as its statuses say. */
export function endingAmong(event: DeploymentEvent, statuses: ReadonlyMap<string, readonly DeploymentStatus[]>): Ending {
  const merged: DeploymentStatus = { ...event, statusId: 'merged', state: 'succeeded', at: event.createdAt };
  return endingOf(event, event.origin === 'merges' ? [merged] : (statuses.get(statusKey(event)) ?? []));
}

/** A merge rule without a branch means the default branch. */
export function missesDefaultBranch({ rule, event }: Pick<Detected, 'rule' | 'event'>, defaultBranch: string | null): boolean {
  return rule.from === 'merges' && rule.branch === undefined && (defaultBranch === null || event.branch !== defaultBranch);
}

/** Every event the rules take; merged pull requests are events too. */
export function childrenOf(
  history: History,
  events: readonly Fetched<DeploymentEvent>[],
  statuses: ReadonlyMap<string, readonly DeploymentStatus[]>,
  rules: ChildRules,
): readonly Child[] {
  const tags = tagsOf(events);
  const child = ({ event, place, tier }: Detected): Child => {
    const deployed = deployedCommit(history, event, rules.sourceCommit);
    return {
      key: deploymentKey(rules.serviceId, event),
      repositoryId: event.repositoryId,
      origin: event.origin,
      externalId: event.externalId,
      name: event.name,
      place,
      tier,
      ...deployed,
      version: versionOf(event, deployed.sha, deployed.sha === null ? undefined : tags.get(deployed.sha)),
      ...endingAmong(event, statuses),
      title: event.title,
      url: event.url,
      fetchedAt: event.fetchedAt,
    };
  };
  return candidateEvents(history.pulls, events).flatMap((event) => {
    const detected = rules.detect(event);
    if (detected === null || missesDefaultBranch(detected, history.defaultBranch?.name ?? null)) return [];
    return [child(detected)];
  });
}
