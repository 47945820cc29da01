/** Pull requests by last update, each with its commits and reviews in the same page. */

import { z } from 'zod';
import type { Page, RawItem, Validator } from '../source.ts';
import { commitItem, shaOf } from './commits.ts';
import { covered, gatherDays } from './days.ts';
import { address, newestFirst, numberOf, pageSize, type Row, readWhole, subjectOf, textOf, type WholeList } from './lists.ts';
import { listCursor, sinceText, storedCursor } from './position.ts';
import type { RepositoryReading } from './reading.ts';
import { lean, leanPull, shapes } from './scrub.ts';
import { GithubError } from './trouble.ts';

const object = 'pull_requests';
/** GitHub lists at most so many commits of a pull request. */
const mostCommits = 250;
const day = 24 * 60 * 60 * 1000;

const pullsCursor = listCursor.extend({
  /** Last update of the pull requests inside the re-read window, by number. */
  recent: z.record(z.string(), z.string()),
  /** The day their reviews were looked at again. */
  reviewsDay: z.string().nullable(),
});
type PullsCursor = z.infer<typeof pullsCursor>;

type Details = { readonly items: readonly RawItem[]; readonly validators: readonly Validator[] };

/** New and updated pull requests; then, once a day, late reviews of recent ones. */
export async function* readPulls(reading: RepositoryReading): AsyncGenerator<Page> {
  const { context, target, settings } = reading;
  const stored = await storedCursor(reading, object, pullsCursor);
  const today = context.now().toISOString().slice(0, 10);
  let cursor: PullsCursor = stored ?? { since: null, complete: null, walk: null, day: null, recent: {}, reviewsDay: today };
  cursor = { ...cursor, since: sinceText(reading, stored) };
  // Small pages: one page is one transaction, with two requests for each of its pull requests.
  const firstUrl = address(reading, '/pulls', { state: 'all', sort: 'updated', direction: 'desc', per_page: '30' });
  const stamp = (row: Row) => textOf(row, 'updated_at');
  const days = gatherDays();
  const walk = { reading, firstUrl, subject: subjectOf(reading, object), stamp, floor: settings.since };
  let done = 0;
  for await (const news of newestFirst(walk, cursor)) {
    const items: RawItem[] = [];
    const validators = [...news.validators];
    const recent = { ...cursor.recent };
    for (const row of news.rows) {
      context.progress({ repository: target.name, object, done, total: null });
      const details = await detailsOf(reading, row, stored !== null || cursor.complete !== null);
      items.push(pullItem(target.repositoryId, row), ...details.items);
      validators.push(...details.validators);
      recent[String(row.number)] = stamp(row) ?? '';
      for (const field of ['created_at', 'merged_at', 'closed_at']) days.add(row[field]);
      done += 1;
    }
    cursor = { ...cursor, ...news.position, recent: stillRecent(reading, recent) };
    yield { repositoryId: target.repositoryId, object, items, validators, cursor };
  }
  yield* lateReviews(reading, cursor, today);
  const coverage = [covered(reading, object, cursor.day, days.all())];
  cursor = { ...cursor, day: today, reviewsDay: today, recent: stillRecent(reading, cursor.recent) };
  yield { repositoryId: target.repositoryId, object, items: [], coverage, cursor };
}

function pullItem(repositoryId: string, row: Row): RawItem {
  return { repositoryId, kind: 'pull_request', externalId: String(row.number), payload: leanPull(row) };
}

/** Commits and reviews of one pull request. What GitHub refuses to list for it stays unknown, and stops nothing else. */
async function detailsOf(reading: RepositoryReading, row: Row, conditional: boolean): Promise<Details> {
  const number = numberOf(row, 'number');
  if (number === null) return { items: [], validators: [] };
  const commits = await listOf(reading, `/pulls/${number}/commits`, conditional);
  const reviews = await reviewsOf(reading, number, conditional);
  return {
    items: [...(commits === null ? [] : await commitItems(reading, number, commits.rows)), ...reviews.items],
    validators: [...(commits?.validators ?? []), ...reviews.validators],
  };
}

/** Commits that came from a clone with their paths stay as they are. */
async function commitItems(reading: RepositoryReading, number: number, rows: readonly Row[]): Promise<readonly RawItem[]> {
  const { repositoryId } = reading.target;
  const cloned = reading.settings.commits === 'git' ? await reading.context.knownCommits(repositoryId, rows.map(shaOf)) : new Set<string>();
  const payload = { number, shas: rows.map(shaOf), complete: rows.length < mostCommits };
  const list = { repositoryId, kind: 'pull_request_commits', externalId: String(number), payload };
  return [...rows.filter((row) => !cloned.has(shaOf(row))).map((row) => commitItem(repositoryId, row)), list];
}

async function reviewsOf(reading: RepositoryReading, number: number, conditional: boolean): Promise<Details> {
  const { repositoryId } = reading.target;
  const reviews = await listOf(reading, `/pulls/${number}/reviews`, conditional);
  const items = (reviews?.rows ?? [])
    .filter((row) => textOf(row, 'state') !== 'PENDING')
    .map((row) => {
      const payload = { ...lean(row, shapes.review), pull_number: number };
      return { repositoryId, kind: 'review', externalId: `${number}/${String(row.id)}`, payload };
    });
  return { items, validators: reviews?.validators ?? [] };
}

async function listOf(reading: RepositoryReading, path: string, conditional: boolean): Promise<WholeList | null> {
  const url = address(reading, path, { per_page: String(pageSize) });
  try {
    return await readWhole(reading, url, subjectOf(reading, object), conditional);
  } catch (error) {
    if (error instanceof GithubError && (error.status === 404 || error.status === 422)) return null;
    throw error;
  }
}

/** A review may come without an update of its pull request; inside the window each one is looked at once a day. */
async function* lateReviews(reading: RepositoryReading, cursor: PullsCursor, today: string): AsyncGenerator<Page> {
  if (cursor.reviewsDay === today) return;
  for (const number of Object.keys(stillRecent(reading, cursor.recent))) {
    const { items, validators } = await reviewsOf(reading, Number(number), true);
    if (items.length + validators.length > 0) yield { repositoryId: reading.target.repositoryId, object, items, validators };
  }
}

function stillRecent(reading: RepositoryReading, recent: PullsCursor['recent']): PullsCursor['recent'] {
  const oldest = reading.context.now().getTime() - reading.settings.rereadDays * day;
  return Object.fromEntries(Object.entries(recent).filter(([, updatedAt]) => Date.parse(updatedAt) >= oldest));
}
