/** Commits over the API: pages of the history below one commit, and what is kept of them. */

import type { Page, RawItem } from '../source.ts';
import type { Answer } from './client.ts';
import type { Days } from './days.ts';
import { address, type Row, rowsCheck, subjectOf, textOf } from './lists.ts';
import type { RepositoryReading } from './reading.ts';
import { lean, shapes } from './scrub.ts';
import { GithubError } from './trouble.ts';

/** One descent through the history, and what it meets. */
export type Walk = {
  readonly reading: RepositoryReading;
  readonly days: Days;
  /** Stored even when they lie before `since`. */
  readonly keep: ReadonlySet<string>;
  /** Commits something stored points to; those met leave it. */
  readonly wanted: Set<string>;
};

export function historyOf(reading: RepositoryReading, sha: string): string {
  return address(reading, '/commits', { sha, per_page: '100' });
}

/**
 * Pages of the history, until a page holds nothing new (or, with `resume`, to its end: that is the cursor from which it would go on).
 * What lies before `since` is not stored, unless it was deployed; where a stored commit has such a parent, the parent is named as the
 * boundary.
 */
export async function* descend(walk: Walk, firstUrl: string, resume: ((next: string) => unknown) | null): AsyncGenerator<Page> {
  const { reading, wanted } = walk;
  const { repositoryId } = reading.target;
  let done = 0;
  let url: string | null = firstUrl;
  while (url !== null) {
    const answer: Answer<readonly Row[]> | null = await reading.client
      .get(url, subjectOf(reading, 'commits'), rowsCheck)
      .catch(nothingThere);
    const rows: readonly Row[] = answer?.data ?? [];
    const known: ReadonlySet<string> = await reading.context.knownCommits(repositoryId, rows.map(shaOf));
    const items = rows.flatMap((row) => itemsOf(walk, row));
    for (const row of rows) wanted.delete(shaOf(row));
    done += rows.length;
    reading.context.progress({ repository: reading.target.name, object: 'commits', done, total: null });
    const over: boolean = rows.every((row) => (resume === null && known.has(shaOf(row))) || isOld(walk, row));
    url = over ? null : (answer?.next ?? null);
    const cursor = resume === null || url === null ? {} : { cursor: resume(url) };
    if (items.length > 0) yield { repositoryId, object: 'commits', items, ...cursor };
  }
}

/** GitHub does not have the commit (any more), or the repository is empty: 404, 409, 422. Other errors are thrown again. */
export function nothingThere(error: unknown): null {
  if (error instanceof GithubError && (error.status === 404 || error.status === 409 || error.status === 422)) return null;
  throw error;
}

function itemsOf(walk: Walk, row: Row): readonly RawItem[] {
  const { repositoryId } = walk.reading.target;
  const sha = shaOf(row);
  const committedAt = committedAtOf(row);
  if (isOld(walk, row)) return walk.wanted.has(sha) ? [boundaryItem(repositoryId, sha)] : [];
  for (const parent of parentsOf(row)) walk.wanted.add(parent);
  if (committedAt !== null) walk.reading.commitDates.set(sha, committedAt);
  walk.days.add(committedAt);
  return [commitItem(repositoryId, row)];
}

export function boundaryItem(repositoryId: string, sha: string): RawItem {
  return { repositoryId, kind: 'boundary_commit', externalId: sha, payload: { sha } };
}

export function commitItem(repositoryId: string, row: Row): RawItem {
  return { repositoryId, kind: 'commit', externalId: shaOf(row), payload: lean(row, shapes.commit) };
}

function isOld(walk: Walk, row: Row): boolean {
  const { since } = walk.reading.settings;
  return since !== null && !walk.keep.has(shaOf(row)) && Date.parse(committedAtOf(row) ?? '') < since.getTime();
}

export function shaOf(row: Row): string {
  return textOf(row, 'sha') ?? '';
}

export function committedAtOf(row: Row): string | null {
  const { commit } = row;
  if (typeof commit !== 'object' || commit === null || !('committer' in commit)) return null;
  const { committer } = commit;
  const date = typeof committer === 'object' && committer !== null && 'date' in committer ? committer.date : null;
  return typeof date === 'string' ? date : null;
}

function parentsOf(row: Row): readonly string[] {
  const parents = Array.isArray(row.parents) ? row.parents : [];
  return parents.flatMap((parent: unknown) =>
    typeof parent === 'object' && parent !== null && 'sha' in parent && typeof parent.sha === 'string' ? [parent.sha] : [],
  );
}
