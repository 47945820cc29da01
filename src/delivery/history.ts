/** One repository of the service, ready to be asked: its graph, which commits are the service's, which sha a text means. */

import type { Branch, Commit, PullRequest } from '../domain/records.ts';
import type { RepositoryReference } from '../domain/service.ts';
import { buildGraph, type CommitGraph } from './graph.ts';
import { byInstant, byText, groupBy } from './order.ts';
import { pathGlobs } from './patterns.ts';
import type { Fetched, ServiceRecords } from './records.ts';

export type History = {
  readonly repositoryId: string;
  /** As configured, `owner/name`. */
  readonly name: string;
  readonly graph: CommitGraph;
  /** By commit number of the graph. */
  readonly commits: readonly Fetched<Commit>[];
  /** Does a commit with these paths belong to the service? Unknown paths (null) do: nothing says that they miss the globs. */
  readonly belongs: (paths: readonly string[] | null) => boolean;
  /** 1 = the service's own, non-merge commit. */
  readonly own: Uint8Array;
  /** Merged ones first, by merge instant, then by number. */
  readonly pulls: readonly Fetched<PullRequest>[];
  readonly lists: ReadonlyMap<number, { readonly shas: readonly string[]; readonly complete: boolean }>;
  readonly defaultBranch: Branch | null;
  /** Shas in text order, for short ones. */
  readonly sorted: readonly string[];
};

export function commitAt(history: History, commit: number): Fetched<Commit> {
  const row = history.commits[commit];
  if (!row) throw new RangeError(`commit number ${commit} is not in ${history.repositoryId}`);
  return row;
}

/** The number of the commit a full or short sha means; null when it is unknown, shorter than 7 characters, or ambiguous. */
export function findCommit(history: History, text: string): number | null {
  const sha = text.toLowerCase();
  const exact = history.graph.indexOf.get(sha);
  if (exact !== undefined) return exact;
  if (sha.length < 7 || !/^[0-9a-f]+$/.test(sha)) return null;
  let low = 0;
  let high = history.sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((history.sorted[middle] ?? '') < sha) low = middle + 1;
    else high = middle;
  }
  const first = history.sorted[low];
  if (first === undefined || !first.startsWith(sha) || history.sorted[low + 1]?.startsWith(sha)) return null;
  return history.graph.indexOf.get(first) ?? null;
}

type HistoryRecords = Pick<ServiceRecords, 'commits' | 'boundary' | 'branches' | 'pullRequests' | 'pullRequestCommits'>;

function historyOf(reference: RepositoryReference, rows: HistoryRecords): History {
  const graph = buildGraph(rows.commits, new Set(rows.boundary.map((b) => b.sha)));
  const bySha = new Map(rows.commits.map((c) => [c.sha, c]));
  const commits = graph.shas.flatMap((sha) => bySha.get(sha) ?? []);
  const takes = reference.paths === null ? null : pathGlobs(reference.paths);
  const belongs = (paths: readonly string[] | null): boolean => takes === null || paths === null || paths.some(takes);
  return {
    repositoryId: reference.repositoryId,
    name: reference.name,
    graph,
    commits,
    belongs,
    own: Uint8Array.from(commits, (c, i) => (graph.merge[i] !== 1 && belongs(c.paths) ? 1 : 0)),
    pulls: [...rows.pullRequests].sort((a, b) => byInstant(a.mergedAt, b.mergedAt) || a.number - b.number),
    lists: new Map(rows.pullRequestCommits.map((l) => [l.number, l])),
    defaultBranch: [...rows.branches].sort((a, b) => byText(a.name, b.name)).find((b) => b.isDefault) ?? null,
    sorted: [...graph.shas].sort(byText),
  };
}

/** One history per repository of the service, in the order of their ids. */
export function histories(records: ServiceRecords): readonly History[] {
  const by = <T extends { readonly repositoryId: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> =>
    groupBy(rows, (row) => row.repositoryId);
  const commits = by(records.commits);
  const boundary = by(records.boundary);
  const branches = by(records.branches);
  const pulls = by(records.pullRequests);
  const lists = by(records.pullRequestCommits);
  return [...records.service.settings.repositories]
    .sort((a, b) => byText(a.repositoryId, b.repositoryId))
    .map((reference) =>
      historyOf(reference, {
        commits: commits.get(reference.repositoryId) ?? [],
        boundary: boundary.get(reference.repositoryId) ?? [],
        branches: branches.get(reference.repositoryId) ?? [],
        pullRequests: pulls.get(reference.repositoryId) ?? [],
        pullRequestCommits: lists.get(reference.repositoryId) ?? [],
      }),
    );
}
