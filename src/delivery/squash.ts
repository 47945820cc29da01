/** What merged pull requests left on their target: a merge, a rebase, or a squash that stands for its originals (definitions.md §2.6). */

import type { PullRequest } from '../domain/records.ts';
import { parentsOf } from './graph.ts';
import { commitAt, type History } from './history.ts';
import { earliest } from './order.ts';
import { containedAmong } from './walk.ts';

export type PullLinks = {
  /** The pull request of a commit: the one merged first, of several. */
  readonly pullOf: ReadonlyMap<number, PullRequest>;
  /** Originals by squash commit; never empty. */
  readonly originals: ReadonlyMap<number, readonly number[]>;
  /** Merged commits that stand for originals nobody knows. */
  readonly originalsUnknown: ReadonlySet<number>;
  /** Earliest authored of a pull request's own commits, where they are known. */
  readonly firstCommitAt: ReadonlyMap<number, Date>;
};

type Left = {
  readonly attached: readonly number[];
  readonly originals: readonly number[];
  readonly squash: boolean;
  readonly unknown: boolean;
};

const authored = (history: History, commit: number): number => commitAt(history, commit).authoredAt.getTime();

/** The last `count` commits of the first-parent chain that ends in `tip`, oldest first; null when the chain is shorter. */
function chain(history: History, tip: number, count: number): readonly number[] | null {
  const found: number[] = [];
  for (let at: number | undefined = tip; found.length < count; at = parentsOf(history.graph, at)[0]) {
    if (at === undefined) return null;
    found.push(at);
  }
  return found.reverse();
}

/** The listed commits that are stored, without merges. */
function listed(history: History, shas: readonly string[]): readonly number[] {
  return shas.flatMap((sha) => history.graph.indexOf.get(sha) ?? []).filter((commit) => history.graph.merge[commit] !== 1);
}

function whatItLeft(history: History, pull: PullRequest): Left {
  const list = history.lists.get(pull.number);
  const shas = list?.shas ?? [];
  const commits = listed(history, shas);
  const merge = pull.mergedAt === null || pull.mergeSha === null ? undefined : history.graph.indexOf.get(pull.mergeSha);
  const plain = { attached: commits, originals: commits, squash: false, unknown: false };
  if (merge === undefined) return plain;
  const target = parentsOf(history.graph, merge)[0];
  const onTarget = target === undefined ? new Set<number>() : containedAmong(history.graph, target, commits);
  const own = commits.filter((commit) => !onTarget.has(commit));
  if (history.graph.merge[merge] === 1) return { ...plain, attached: own, originals: own };
  if (pull.mergeSha === pull.headSha || (pull.mergeSha !== null && shas.includes(pull.mergeSha))) return plain;
  const complete = list?.complete === true && shas.every((sha) => history.graph.indexOf.has(sha));
  if (!complete || own.length === 0) return { attached: [...own, merge], originals: [], squash: false, unknown: true };
  const copies = chain(history, merge, own.length);
  const rebased = copies?.every((copy, i) => authored(history, copy) === authored(history, own[i] ?? copy)) ?? false;
  return { attached: rebased && copies ? [...copies, ...own] : [...own, merge], originals: own, squash: !rebased, unknown: false };
}

/** Links every commit of the repository to its pull request and every squash commit to what it stands for. */
export function pullLinks(history: History): PullLinks {
  const pullOf = new Map<number, PullRequest>();
  const originals = new Map<number, readonly number[]>();
  const originalsUnknown = new Set<number>();
  const firstCommitAt = new Map<number, Date>();
  for (const pull of history.pulls) {
    const left = whatItLeft(history, pull);
    for (const commit of left.attached) if (!pullOf.has(commit)) pullOf.set(commit, pull);
    const merge = pull.mergeSha === null ? undefined : history.graph.indexOf.get(pull.mergeSha);
    if (merge !== undefined && left.squash && !originals.has(merge)) originals.set(merge, left.originals);
    if (merge !== undefined && left.unknown) originalsUnknown.add(merge);
    const first = earliest(left.originals.map((commit) => commitAt(history, commit).authoredAt));
    if (first !== null) firstCommitAt.set(pull.number, first);
  }
  for (const commit of originals.keys()) originalsUnknown.delete(commit);
  return { pullOf, originals, originalsUnknown, firstCommitAt };
}

/** The commits one commit of the graph stands for: itself, or the originals of a squash (whose originals may be squashed themselves). */
export function standsFor(links: PullLinks, commit: number): readonly number[] {
  if (!links.originals.has(commit)) return [commit];
  const found: number[] = [];
  const seen = new Set([commit]);
  const todo = [commit];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const parts = links.originals.get(next);
    if (parts === undefined) found.push(next);
    for (const part of parts ?? []) {
      if (seen.has(part)) continue;
      seen.add(part);
      todo.push(part);
    }
  }
  return found.sort((a, b) => a - b);
}
