/** How pull requests came to production in a service (definitions.md §4): the instants its stages lie between. */

import type { Delivery, PullRequestFlow, UndeployedChange } from '../domain/facts.ts';
import type { PullRequest, PullRequestReady, Review } from '../domain/records.ts';
import type { ChangeRules } from './changes.ts';
import type { Lane } from './lane.ts';
import { byText, earliest, groupBy } from './order.ts';

const lower = (text: string): string => text.toLowerCase();

/** Another person than the author; who wrote a review is unknown when the account is gone. */
function byAnother(pull: PullRequest, review: Review, { isBot }: ChangeRules): boolean {
  if (review.author === null || review.bot || isBot(review.author)) return false;
  return pull.author === null || lower(review.author) !== lower(pull.author);
}

/** The earliest delivery by a forward deployment, else by the baseline. */
function firstDelivery(deliveries: readonly Delivery[]): Delivery | null {
  const rank = (d: Delivery): number => (d.kind === 'forward' ? 0 : 1);
  const order = (a: Delivery, b: Delivery): number =>
    rank(a) - rank(b) || a.finishedAt.getTime() - b.finishedAt.getTime() || byText(a.deploymentId, b.deploymentId);
  return [...deliveries].sort(order)[0] ?? null;
}

/** The last time it was marked ready before it was merged: what was a draft again meanwhile was not ready. Null where nobody tells. */
function readyAtOf(pull: PullRequest, told: readonly PullRequestReady[]): Date | null {
  const until = pull.mergedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const times = told.map(({ at }) => at.getTime()).filter((at) => at <= until);
  return times.length === 0 ? pull.readyAt : new Date(Math.max(...times));
}

/** The pull requests of one repository that have a delivered or an undeployed change of the service. */
export function pullRequestFlows(
  lane: Lane,
  changes: { readonly deliveries: readonly Delivery[]; readonly undeployed: readonly UndeployedChange[] },
  told: { readonly ready: readonly PullRequestReady[]; readonly reviews: readonly Review[] },
  rules: ChangeRules,
): readonly PullRequestFlow[] {
  const numberOf = (row: { readonly number: number }): string => `${row.number}`;
  const delivered = groupBy(changes.deliveries, (d) => `${d.pullNumber}`);
  const waiting = new Set(changes.undeployed.map((c) => `${c.pullNumber}`));
  const readied = groupBy(told.ready, numberOf);
  const reviewed = groupBy(told.reviews, numberOf);
  return lane.history.pulls.flatMap((pull): PullRequestFlow[] => {
    const own = delivered.get(numberOf(pull)) ?? [];
    if (own.length === 0 && !waiting.has(numberOf(pull))) return [];
    const first = firstDelivery(own);
    return [
      {
        serviceId: rules.serviceId,
        repositoryId: pull.repositoryId,
        number: pull.number,
        title: pull.title,
        url: pull.url,
        bot: pull.bot || (pull.author !== null && rules.isBot(pull.author)),
        draft: pull.draft,
        firstCommitAt: lane.links.firstCommitAt.get(pull.number) ?? null,
        openedAt: pull.openedAt,
        readyAt: readyAtOf(pull, readied.get(numberOf(pull)) ?? []),
        firstReviewAt: earliest((reviewed.get(numberOf(pull)) ?? []).filter((r) => byAnother(pull, r, rules)).map((r) => r.submittedAt)),
        mergedAt: pull.mergedAt,
        deploymentId: first?.deploymentId ?? null,
        kind: first?.kind ?? null,
        deployedAt: first?.finishedAt ?? null,
        fetchedAt: pull.fetchedAt,
      },
    ];
  });
}
