/** Reading lists page by page. A page is a whole array or an error; `octokit.paginate` would lose the rows of a cut one. */

import type { CollectContext, Validator } from '../source.ts';
import type { Answer, Check, Client } from './client.ts';
import type { ListCursor } from './position.ts';
import type { Reading, RepositoryReading } from './reading.ts';
import type { Subject } from './trouble.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The largest page GitHub gives. */
export const pageSize = 100;

/** All rows, or undefined when it is no list of objects. */
export const rowsCheck: Check<readonly Row[]> = (data) => (Array.isArray(data) && data.every(isRow) ? data : undefined);

export const rowCheck: Check<Row> = (data) => (isRow(data) ? data : undefined);
/** An object without its field is half an answer: it is asked for again. */
export const rowWith =
  (field: string): Check<Row> =>
  (data) =>
    isRow(data) && field in data ? data : undefined;

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The address of an object of the repository. */
export function address(reading: RepositoryReading, path: string, query?: Readonly<Record<string, string>>): string {
  return reading.client.url(`/repos/${reading.target.fullName}${path}`, query);
}

export function subjectOf(reading: RepositoryReading, object: string): Subject {
  return { object, repository: reading.target.name };
}

export function textOf(row: Row, field: string): string | null {
  const value = row[field];
  return typeof value === 'string' ? value : null;
}

export function numberOf(row: Row, field: string): number | null {
  const value = row[field];
  return typeof value === 'number' ? value : null;
}

export type WholeList = { readonly rows: readonly Row[]; readonly validators: readonly Validator[] };

/**
 * A whole list at once; null when every page is as it was. A change on a later page re-reads the list, since the rows of the
 * unchanged pages are not known here.
 */
export async function readWhole(
  reading: { readonly client: Client; readonly context: CollectContext },
  firstUrl: string,
  subject: Subject,
  conditional: boolean,
): Promise<WholeList | null> {
  const rows: Row[] = [];
  const validators: Validator[] = [];
  let unchanged = 0;
  let url: string | null = firstUrl;
  while (url !== null) {
    const stored: Validator | null = conditional && rows.length === 0 ? await reading.context.validator(url) : null;
    const answer: Answer<readonly Row[]> = await reading.client.get(url, subject, rowsCheck, stored);
    if (answer.data === null) unchanged += 1;
    else if (unchanged > 0) return await readWhole(reading, firstUrl, subject, false);
    else rows.push(...answer.data);
    // A full last page stays the same when a row comes after it: it has to be asked for again.
    const sure = answer.next !== null || (answer.data?.length ?? 0) < pageSize;
    if (answer.validator !== null && sure) validators.push(answer.validator);
    url = answer.next;
  }
  return unchanged > 0 ? null : { rows, validators };
}

/** One page of a newest-first list: the rows that are news, and where the list stands once they are stored. */
export type News = {
  readonly rows: readonly Row[];
  readonly position: Pick<ListCursor, 'complete' | 'walk'>;
  readonly validators: readonly Validator[];
};

type Walk = {
  readonly reading: Reading;
  readonly firstUrl: string;
  readonly subject: Subject;
  readonly stamp: (row: Row) => string | null;
  readonly floor: Date | null;
};

/**
 * A list in descending order of `stamp`, down to what is complete. Rows that move or arrive meanwhile push others to later pages, so
 * none is missed; what moved to the front is newer than the top and is read next time. A walk that was cut short goes on where it
 * stopped, then looks at the front once more. Rows older than `floor` are left out.
 */
export async function* newestFirst(walk: Walk, from: Pick<ListCursor, 'complete' | 'walk'> | null): AsyncGenerator<News> {
  const position = { complete: from?.complete ?? null, walk: from?.walk ?? null };
  if (position.walk !== null) {
    for await (const news of descend(walk, position.complete, position.walk.next, position.walk.top, null)) {
      position.complete = news.position.complete;
      yield news;
    }
  }
  const stored = position.complete === null ? null : await walk.reading.context.validator(walk.firstUrl);
  yield* descend(walk, position.complete, walk.firstUrl, null, stored);
}

async function* descend(
  walk: Walk,
  complete: string | null,
  url: string,
  knownTop: string | null,
  stored: Validator | null,
): AsyncGenerator<News> {
  let top = knownTop;
  let next: string | null = url;
  while (next !== null) {
    const first = next === walk.firstUrl;
    const answer: Answer<readonly Row[]> = await walk.reading.client.get(next, walk.subject, rowsCheck, first ? stored : null);
    if (answer.data === null) return;
    top = latest(top ?? complete, answer.data[0] === undefined ? null : walk.stamp(answer.data[0]));
    const rows = answer.data.filter((row) => isNews(walk, row, complete));
    const over: boolean = answer.next === null || reaches(walk, answer.data.at(-1), complete);
    // Without a single row there is no instant to be complete up to; a complete reading is then marked by the oldest one.
    const position = over ? { complete: top ?? '1970-01-01T00:00:00Z', walk: null } : { complete, walk: { top, next: answer.next ?? '' } };
    yield { rows, position, validators: first && answer.validator !== null ? [answer.validator] : [] };
    next = over ? null : answer.next;
  }
}

/** Equal instants are read again: a second may hold more than was seen of it. */
function isNews(walk: Walk, row: Row, complete: string | null): boolean {
  const at = Date.parse(walk.stamp(row) ?? '');
  return !(at < Date.parse(complete ?? '')) && !(walk.floor !== null && at < walk.floor.getTime());
}

/** Whether the list has come down to what is complete or too old. */
function reaches(walk: Walk, last: Row | undefined, complete: string | null): boolean {
  return last !== undefined && !isNews(walk, last, complete);
}

function latest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) < Date.parse(b) ? b : a;
}
