/** Commits out of a bare clone, for repositories that are too large to list or whose changed paths are needed. */

import { z } from 'zod';
import { openClone } from '../clone.ts';
import { type GitCommit, readCommits } from '../clone-log.ts';
import { readRefs } from '../clone-refs.ts';
import { type Page, type RawItem, SourceError } from '../source.ts';
import { boundaryItem } from './commits.ts';
import type { Days } from './days.ts';
import { sinceText, storedCursor } from './position.ts';
import type { RepositoryReading } from './reading.ts';
import { withoutMail } from './scrub.ts';

const object = 'clone';
const pageSize = 1000;

const cloneCursor = z.object({ since: z.string().nullable(), withPaths: z.boolean(), tips: z.array(z.string()) });

/** All commits of all branches and tags the first time, afterwards what moved references newly reach. */
export async function* readClone(reading: RepositoryReading, days: Days): AsyncGenerator<Page> {
  const { context, settings, target } = reading;
  const { repositoryId } = target;
  const { signal } = context;
  if (target.htmlUrl === null)
    throw new SourceError(`GitHub gave no address for cloning ${target.name}.`, 'Use `commits: api` for this source.', false);
  const withPaths = settings.withPaths.has(repositoryId);
  const stored = await storedCursor(reading, object, cloneCursor);
  const known = stored?.withPaths === withPaths ? stored.tips : [];
  const { cacheFolder, token, environment = {} } = settings;
  const place = await openClone({ name: `${target.htmlUrl}.git`, cacheFolder, token, environment, signal });
  const refs = await readRefs(place, signal);
  const tips = [...new Set([...refs.branches, ...refs.tags].flatMap((ref) => ref.sha ?? []))].sort();
  const request = { tips: tips.filter((sha) => !known.includes(sha)), not: known, withPaths, pageSize, signal };
  const kept = new Set<string>();
  let done = 0;
  for await (const commits of readCommits(place, request)) {
    const items = await itemsOf(reading, commits, kept);
    for (const commit of commits) days.add(dateOf(commit.committedAt));
    done += commits.length;
    context.progress({ repository: target.name, object: 'commits', done, total: null });
    if (items.length > 0) yield { repositoryId, object: 'commits', items };
  }
  yield { repositoryId, object, items: [], cursor: { since: sinceText(reading, stored), withPaths, tips } };
}

/** Parents come first, so a parent that is neither kept nor stored lies before `since`. */
async function itemsOf(reading: RepositoryReading, commits: readonly GitCommit[], kept: Set<string>): Promise<readonly RawItem[]> {
  const { repositoryId } = reading.target;
  const since = reading.settings.since?.getTime();
  const recent = commits.filter((commit) => since === undefined || !(commit.committedAt !== null && commit.committedAt * 1000 < since));
  for (const commit of recent) kept.add(commit.sha);
  const outside = since === undefined ? [] : [...new Set(recent.flatMap((commit) => commit.parents).filter((sha) => !kept.has(sha)))];
  const stored = await reading.context.knownCommits(repositoryId, outside);
  const boundary = outside.filter((sha) => !stored.has(sha)).map((sha) => boundaryItem(repositoryId, sha));
  return [...recent.map((commit) => commitItem(reading, commit)), ...boundary];
}

/** The API's shape, without accounts: git knows names only. */
function commitItem(reading: RepositoryReading, commit: GitCommit): RawItem {
  const { repositoryId, htmlUrl } = reading.target;
  const committedAt = dateOf(commit.committedAt);
  if (committedAt !== null) reading.commitDates.set(commit.sha, committedAt);
  const payload = {
    sha: commit.sha,
    html_url: `${htmlUrl}/commit/${commit.sha}`,
    parents: commit.parents.map((sha) => ({ sha })),
    author: null,
    commit: {
      author: { name: withoutMail(commit.author), date: dateOf(commit.authoredAt) },
      committer: { date: committedAt },
      message: withoutMail(commit.message),
    },
    paths: commit.paths,
  };
  return { repositoryId, kind: 'commit', externalId: commit.sha, payload };
}

function dateOf(seconds: number | null): string | null {
  const at = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString().replace('.000Z', 'Z');
}
