/** Pages of commits: everything the first time, afterwards only what new references reach and the old ones did not. */

import type { GitPlace } from '../clone-git.ts';
import { countCommits, type GitCommit, readCommits } from '../clone-log.ts';
import type { Refs } from '../clone-refs.ts';
import type { CollectContext, CoveredDays, Page, RawItem } from '../source.ts';
import { type CommitsCursor, effectiveSince, parseCommitsCursor } from './cursor.ts';
import { dayOf, dayStart } from './days.ts';
import type { CommitPayload } from './payload.ts';

const object = 'commits';
const pageSize = 1000;

export type Reading = {
  readonly place: GitPlace;
  readonly repositoryId: string;
  readonly name: string;
  readonly refs: Refs;
  readonly since: Date | null;
  readonly withPaths: boolean;
};

const iso = (seconds: number | null): string => {
  const at = new Date((seconds ?? Number.NaN) * 1000);
  // Kept as git said it; normalising refuses it with the reason.
  return Number.isNaN(at.getTime()) ? 'unreadable date' : at.toISOString();
};

function toItem(repositoryId: string, commit: GitCommit, boundary: readonly string[]): RawItem {
  const payload: CommitPayload = {
    sha: commit.sha,
    parents: [...commit.parents],
    authoredAt: iso(commit.authoredAt),
    committedAt: iso(commit.committedAt),
    author: commit.author,
    message: commit.message,
    ...(commit.paths && { paths: [...commit.paths] }),
    ...(boundary.length > 0 && { boundary: [...boundary] }),
  };
  return { repositoryId, kind: 'commit', externalId: commit.sha, payload };
}

/**
 * Keeps the commits made at or after `since` and everything that descends from one of those, so that what is kept has no holes.
 * `stored` answers which parents an earlier run kept. A parent that is left out is a boundary, except at a shallow clone's edge.
 */
function sinceFilter(repositoryId: string, since: Date | null, stored: CollectContext['knownCommits']) {
  const kept = new Set<string>();
  return async (commits: readonly GitCommit[]): Promise<readonly RawItem[]> => {
    if (since === null) return commits.map((commit) => toItem(repositoryId, commit, []));
    const outside = commits.flatMap((commit) => commit.parents).filter((sha) => !kept.has(sha));
    for (const sha of await stored(repositoryId, outside)) kept.add(sha);
    return commits.flatMap((commit) => {
      const old = commit.committedAt !== null && commit.committedAt * 1000 < since.getTime();
      if (old && !commit.parents.some((sha) => kept.has(sha))) return [];
      kept.add(commit.sha);
      return [toItem(repositoryId, commit, commit.shallow ? [] : commit.parents.filter((sha) => !kept.has(sha)))];
    });
  };
}

/** The days that are now known: from the last day read (the first time: since, or the first commit), and single earlier days with news. */
function coverage(reading: Reading, before: CommitsCursor | null, days: ReadonlySet<string>, today: string): readonly CoveredDays[] {
  const sorted = [...days].filter((day) => day !== '').sort();
  const first = before?.until ?? (reading.since ? dayOf(reading.since) : (sorted[0] ?? today));
  const from = first < today ? first : today;
  const range = (start: string, end: string): CoveredDays => ({
    repositoryId: reading.repositoryId,
    object,
    from: dayStart(start),
    until: dayStart(end),
    state: 'fetched',
    daysWithItems: sorted.filter((day) => day >= start && day <= end),
  });
  const late = before ? sorted.filter((day) => day < from).map((day) => range(day, day)) : [];
  return [range(from, today), ...late];
}

/** The stored cursor, if it answers the same question as this reading. */
function sameQuestion(cursor: CommitsCursor | null, reading: Reading): CommitsCursor | null {
  const since = reading.since?.toISOString() ?? null;
  return cursor && cursor.since === since && cursor.withPaths === reading.withPaths ? cursor : null;
}

const tipsOf = (refs: Refs): readonly string[] => {
  const named = [...refs.branches, ...refs.tags].flatMap((ref) => ref.sha ?? []);
  return [...new Set(named)].sort();
};

/** The cursor comes with the last page only: a run that was stopped reads its commits again, and writes none of them twice. */
export async function* commitPages(asked: Reading, context: CollectContext): AsyncIterable<Page> {
  const { repositoryId, place } = asked;
  const stored = parseCommitsCursor(await context.cursor(repositoryId, object));
  const reading = { ...asked, since: effectiveSince(stored, asked.since) };
  const before = sameQuestion(stored, reading);
  const tips = tipsOf(reading.refs);
  const known = new Set(before?.tips ?? []);
  const request = {
    tips: tips.filter((sha) => !known.has(sha)),
    not: [...known],
    withPaths: reading.withPaths,
    pageSize,
    signal: context.signal,
  };
  const total = await countCommits(place, request);
  const keep = sinceFilter(repositoryId, reading.since, context.knownCommits);
  const days = new Set<string>();
  let done = 0;
  for await (const commits of readCommits(place, request)) {
    const items = await keep(commits);
    for (const commit of commits) if (commit.committedAt !== null) days.add(dayOf(new Date(commit.committedAt * 1000)));
    done += commits.length;
    if (items.length > 0) yield { repositoryId, object, items };
    context.progress({ repository: reading.name, object, done, total });
  }
  const today = dayOf(context.now());
  const cursor: CommitsCursor = {
    tips: [...tips],
    since: reading.since?.toISOString() ?? null,
    withPaths: reading.withPaths,
    until: today,
  };
  const changed = JSON.stringify(cursor) !== JSON.stringify(before);
  yield { repositoryId, object, items: [], coverage: coverage(reading, before, days, today), ...(changed && { cursor }) };
}
