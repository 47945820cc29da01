/** A change as a fact carries it: its instants, its pull request, whether a bot made it. */

import type { Delivery, UndeployedChange } from '../domain/facts.ts';
import type { Classified } from './classify.ts';
import { commitAt, type History } from './history.ts';
import type { Matches } from './patterns.ts';
import type { PullLinks } from './squash.ts';

export const subjectOf = (message: string): string => (message.split('\n', 1)[0] ?? '').trim();

export type ChangeRules = { readonly serviceId: string; readonly isBot: Matches };

export function changeOf(history: History, links: PullLinks, commit: number, rules: ChangeRules): UndeployedChange {
  const row = commitAt(history, commit);
  const pull = links.pullOf.get(commit);
  return {
    serviceId: rules.serviceId,
    repositoryId: history.repositoryId,
    sha: row.sha,
    authoredAt: row.authoredAt,
    committedAt: row.committedAt,
    firstCommitAt: pull === undefined ? null : (links.firstCommitAt.get(pull.number) ?? null),
    mergedAt: pull?.mergedAt ?? null,
    pullNumber: pull?.number ?? null,
    bot: row.bot || (row.author !== null && rules.isBot(row.author)),
    originalsUnknown: links.originalsUnknown.has(commit),
    title: subjectOf(row.message),
    url: row.url,
    fetchedAt: row.fetchedAt,
  };
}

/** A delivery by a successful deployment; `kind` tells the unknown past from what counts. */
export function deliveryOf(change: UndeployedChange, deployment: Classified, finishedAt: Date): Delivery {
  return { ...change, deploymentId: deployment.deploymentId, kind: deployment.kind === 'baseline' ? 'baseline' : 'forward', finishedAt };
}
