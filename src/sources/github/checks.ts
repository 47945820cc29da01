/** Completed checks of merged pull requests: one request each, once. */

import type { Page, RawItem, Validator } from '../source.ts';
import type { Learnt } from './asked.ts';
import type { Answer, Check } from './client.ts';
import { address, numberOf, pageSize, type Row, rowsCheck, subjectOf, textOf } from './lists.ts';
import { requiredPlace } from './protection.ts';
import type { RepositoryReading } from './reading.ts';
import { lean, shapes } from './scrub.ts';
import { GithubError } from './trouble.ts';

const object = 'checks';
const day = 24 * 60 * 60 * 1000;
/** Rules look back so far. */
const windowDays = 90;
/** Pull requests of one page, and so of one transaction. */
const atOnce = 20;

type Pull = { readonly number: number; readonly headSha: string; readonly mergedAt: Date };
type Read = { readonly item: RawItem | null; readonly validators: readonly Validator[] };

const listIn =
  (field: 'check_runs' | 'statuses'): Check<{ readonly rows: readonly Row[]; readonly total: number }> =>
  (data) => {
    if (typeof data !== 'object' || data === null) return undefined;
    const fields = new Map<string, unknown>(Object.entries(data));
    const rows = rowsCheck(fields.get(field));
    const total = fields.get('total_count');
    return rows === undefined ? undefined : { rows, total: typeof total === 'number' ? total : rows.length };
  };

/** Those not read yet, newest first; of a day's merges also those whose checks had not ended. */
export async function* readChecks(reading: RepositoryReading): AsyncGenerator<Page, Learnt> {
  const { context, settings, target } = reading;
  const { repositoryId } = target;
  const now = context.now().getTime();
  const oldest = Math.max(now - (windowDays + settings.rereadDays) * day, settings.since?.getTime() ?? 0);
  const pulls = await context.uncheckedPulls(repositoryId, new Date(oldest), new Date(now - day));
  const required = pulls.length === 0 ? [] : await requiredChecks(reading);
  for (let from = 0; from < pulls.length; from += atOnce) {
    const read: Read[] = [];
    for (const pull of pulls.slice(from, from + atOnce)) {
      context.progress({ repository: target.name, object, done: from + read.length, total: pulls.length });
      read.push(await checksOf(reading, pull, required));
    }
    const items = read.flatMap(({ item }) => item ?? []);
    yield { repositoryId, object, items, validators: read.flatMap(({ validators }) => validators) };
  }
  return {};
}

/** By the rules and the protection as they were last read. */
async function requiredChecks({ context, target }: RepositoryReading): Promise<readonly string[]> {
  const cursors = await Promise.all(
    ['branch_rules', 'branch_protection'].map(async (name) => await context.cursor(target.repositoryId, name)),
  );
  return cursors.flatMap((cursor) => requiredPlace.safeParse(cursor).data?.place.required ?? []);
}

async function checksOf(reading: RepositoryReading, pull: Pull, required: readonly string[]): Promise<Read> {
  const url = address(reading, `/commits/${pull.headSha}/check-runs`, { per_page: String(pageSize) });
  const runs = await orGone(
    reading.client.get(url, subjectOf(reading, object), listIn('check_runs'), await reading.context.validator(url)),
  );
  if (runs === null) return { item: checksItem(reading, pull, { known: false, runs: [], total: 0, statuses: null }), validators: [] };
  if (runs.data === null) return { item: null, validators: [] };
  const { rows, total } = runs.data;
  const names = new Set(rows.map((row) => textOf(row, 'name')));
  const wanted = rows.length === 0 || required.some((name) => !names.has(name));
  const statuses = wanted ? await statusesOf(reading, pull) : null;
  const pending = rows.some((row) => textOf(row, 'status') !== 'completed');
  const item = checksItem(reading, pull, { known: true, runs: rows, total, statuses });
  return { item, validators: pending && statuses === null && runs.validator !== null ? [runs.validator] : [] };
}

/** Legacy statuses, the latest of each context. Null = the commit is gone, or the token may not read them. */
async function statusesOf(reading: RepositoryReading, pull: Pull): Promise<readonly Row[] | null> {
  const url = address(reading, `/commits/${pull.headSha}/status`, { per_page: String(pageSize) });
  try {
    return (await orGone(reading.client.get(url, subjectOf(reading, object), listIn('statuses'))))?.data?.rows ?? null;
  } catch (error) {
    if (error instanceof GithubError && error.status === 403) return null;
    throw error;
  }
}

/** A branch that was deleted may take its commits with it. */
async function orGone<T>(answer: Promise<Answer<T>>): Promise<Answer<T> | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GithubError && (error.status === 404 || error.status === 422)) return null;
    throw error;
  }
}

type Found = {
  readonly known: boolean;
  readonly runs: readonly Row[];
  readonly total: number;
  readonly statuses: readonly Row[] | null;
};

function checksItem(reading: RepositoryReading, { number, headSha }: Pull, { known, runs, total, statuses }: Found): RawItem {
  const payload = {
    number,
    head_sha: headSha,
    known,
    total,
    check_runs: runs.map((row) => lean(row, shapes.check_run)).sort((a, b) => (numberOf(a, 'id') ?? 0) - (numberOf(b, 'id') ?? 0)),
    statuses: statuses?.map((row) => lean(row, shapes.commit_status)) ?? null,
  };
  return { repositoryId: reading.target.repositoryId, kind: 'pull_request_checks', externalId: String(number), payload };
}
