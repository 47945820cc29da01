/** Containment: which deployment first delivered each change, by one walk over the graph in which every commit is visited once. */

import type { Classified } from './classify.ts';
import { commitAt, type History } from './history.ts';
import { byInstant, byText } from './order.ts';
import { type PullLinks, standsFor } from './squash.ts';
import { reachNew } from './walk.ts';

export type Visit = { readonly commits: number; readonly unknownParents: number; readonly changes: readonly number[] };

export type Contained = {
  /** By forward and baseline deployment. */
  readonly visits: ReadonlyMap<string, Visit>;
  /** The deployment that first contained a commit of the graph, change or not. */
  readonly firstContained: ReadonlyMap<number, Classified>;
  /** The deployment that delivered a change. */
  readonly delivered: ReadonlyMap<number, Classified>;
  /** Changes of the default branch that nothing delivered; empty before the first success with a known commit. */
  readonly undeployed: readonly number[];
};

/** Changes among newly reached commits: the service's own ones, a squash replaced by those of its originals that are the service's. */
function changesAmong(
  history: History,
  links: PullLinks,
  reached: readonly number[],
  taken: (change: number) => boolean,
): readonly number[] {
  const found = new Set<number>();
  for (const commit of reached) {
    if (history.own[commit] !== 1) continue;
    const inherited = commitAt(history, commit).paths;
    for (const change of standsFor(links, commit)) {
      const belongs = change === commit || history.belongs(commitAt(history, change).paths ?? inherited);
      if (belongs && !taken(change)) found.add(change);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Delivering deployments of one repository, by finish; the baseline carries the unknown past, so it goes first among equals. */
export function deliveringOrder(a: Classified, b: Classified): number {
  const rank = (d: Classified): number => (d.kind === 'baseline' ? 0 : 1);
  return byInstant(a.finishedAt, b.finishedAt) || rank(a) - rank(b) || byText(a.deploymentId, b.deploymentId);
}

export function contain(history: History, links: PullLinks, deployments: readonly Classified[]): Contained {
  const seen = new Uint8Array(history.commits.length);
  const visits = new Map<string, Visit>();
  const firstContained = new Map<number, Classified>();
  const delivered = new Map<number, Classified>();
  const delivering = deployments.filter((d) => d.kind === 'forward' || d.kind === 'baseline').sort(deliveringOrder);
  for (const deployment of delivering) {
    const reached = deployment.commit === null ? [] : reachNew(history.graph, deployment.commit, seen);
    for (const commit of reached) firstContained.set(commit, deployment);
    const changes = changesAmong(history, links, reached, (change) => delivered.has(change));
    for (const change of changes) delivered.set(change, deployment);
    const unknownParents = reached.filter((commit) => history.graph.unknownParent[commit] === 1).length;
    visits.set(deployment.deploymentId, { commits: reached.length, unknownParents, changes });
  }
  const head = history.defaultBranch === null ? undefined : history.graph.indexOf.get(history.defaultBranch.sha);
  const waiting = firstContained.size === 0 || head === undefined ? [] : reachNew(history.graph, head, seen);
  const undeployed = changesAmong(history, links, waiting, (change) => delivered.has(change));
  return { visits, firstContained, delivered, undeployed };
}
