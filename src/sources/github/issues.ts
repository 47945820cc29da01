/** Issues that may be incidents: first by label, then whatever is updated. */

import { z } from 'zod';
import type { Page, RawItem } from '../source.ts';
import type { Answer } from './client.ts';
import { covered, type Days, gatherDays } from './days.ts';
import { isPull, labelNames } from './items.ts';
import { address, newestFirst, type Row, rowsCheck, subjectOf, textOf } from './lists.ts';
import { listCursor, sinceText, storedCursor } from './position.ts';
import type { RepositoryReading } from './reading.ts';
import { lean, shapes } from './scrub.ts';

const object = 'issues';

const issuesCursor = listCursor.extend({
  /** Labels whose history has been read, in lower case. */
  labels: z.array(z.string()),
});
type IssuesCursor = z.infer<typeof issuesCursor>;

/**
 * A new label is read with its history. After that all updated issues pass by: those with a label that matters, and those once
 * stored, so that closing one and taking its label away both arrive.
 */
export async function* readIssues(reading: RepositoryReading): AsyncGenerator<Page> {
  const { context, settings, target } = reading;
  const { repositoryId } = target;
  const stored = await storedCursor(reading, object, issuesCursor);
  const days = gatherDays();
  const newestUrl = address(reading, '/issues', { state: 'all', sort: 'updated', direction: 'desc', per_page: '100' });
  let cursor: IssuesCursor = { ...(stored ?? { complete: null, walk: null, day: null, labels: [] }), since: sinceText(reading, stored) };
  if (cursor.complete === null) cursor = { ...cursor, complete: await newestUpdate(reading, newestUrl) };
  for (const label of settings.issueLabels.filter((label) => !cursor.labels.includes(label.toLowerCase()))) {
    yield* readLabel(reading, label, days);
    cursor = { ...cursor, labels: [...cursor.labels, label.toLowerCase()] };
    yield { repositoryId, object, items: [], cursor };
  }
  const stamp = (row: Row) => textOf(row, 'updated_at');
  const walk = { reading, firstUrl: newestUrl, subject: subjectOf(reading, object), stamp, floor: null };
  for await (const news of newestFirst(walk, cursor)) {
    cursor = { ...cursor, ...news.position };
    const known = await context.knownIncidents(repositoryId);
    const rows = news.rows.filter((row) => !isPull(row) && (known.has(String(row.number)) || hasLabel(row, settings.issueLabels)));
    yield { repositoryId, object, items: rows.map((row) => issueItem(reading, row, days)), cursor, validators: news.validators };
  }
  const coverage = [covered(reading, object, cursor.day, days.all())];
  yield { repositoryId, object, items: [], coverage, cursor: { ...cursor, day: context.now().toISOString().slice(0, 10) } };
}

/** Asked before the labels are read, so that what changes meanwhile is seen afterwards. */
async function newestUpdate(reading: RepositoryReading, url: string): Promise<string> {
  const answer = await reading.client.get(url, subjectOf(reading, object), rowsCheck);
  const newest = answer.data?.[0];
  return (newest === undefined ? null : textOf(newest, 'updated_at')) ?? '1970-01-01T00:00:00Z';
}

async function* readLabel(reading: RepositoryReading, label: string, days: Days): AsyncGenerator<Page> {
  const { context, settings, target } = reading;
  const since = settings.since === null ? {} : { since: settings.since.toISOString() };
  let done = 0;
  let url: string | null = address(reading, '/issues', {
    labels: label,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: '100',
    ...since,
  });
  while (url !== null) {
    const answer: Answer<readonly Row[]> = await reading.client.get(url, subjectOf(reading, object), rowsCheck);
    const rows = (answer.data ?? []).filter((row) => !isPull(row));
    done += rows.length;
    context.progress({ repository: target.name, object, done, total: null });
    yield { repositoryId: target.repositoryId, object, items: rows.map((row) => issueItem(reading, row, days)) };
    url = answer.next;
  }
}

function hasLabel(row: Row, wanted: readonly string[]): boolean {
  const names = labelNames(row);
  return wanted.some((label) => names.includes(label.toLowerCase()));
}

function issueItem(reading: RepositoryReading, row: Row, days: Days): RawItem {
  days.add(row.created_at);
  const { repositoryId } = reading.target;
  return { repositoryId, kind: 'issue', externalId: String(row.number), payload: lean(row, shapes.issue) };
}
