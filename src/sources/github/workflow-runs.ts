/** Workflow runs by windows of creation, every attempt an object of its own. */

import { z } from 'zod';
import type { Page, RawItem, Validator } from '../source.ts';
import type { Answer, Check } from './client.ts';
import { covered, type Days, gatherDays } from './days.ts';
import { runExternalId } from './items.ts';
import { address, numberOf, type Row, rowCheck, rowsCheck, subjectOf, textOf } from './lists.ts';
import { isAttempt } from './normalize-deployments.ts';
import { sinceText, storedCursor } from './position.ts';
import type { RepositoryReading } from './reading.ts';
import { lean, shapes } from './scrub.ts';
import { GithubError } from './trouble.ts';

const object = 'workflow_runs';
/** GitHub lists at most so many runs of one filtered question. */
const mostListed = 1000;
const week = 7 * 24 * 60 * 60 * 1000;

/** Whole seconds, both inside. */
type Window = { readonly from: number; readonly to: number };

const runsCursor = z.object({
  since: z.string().nullable(),
  day: z.string().nullable(),
  /** Before it every window has been read for good; null = the first reading has not begun. */
  done: z.string().nullable(),
  /** Windows of the re-read period known to hold too many runs for one question. */
  split: z.array(z.string()),
});
type RunsCursor = z.infer<typeof runsCursor>;
type State = { readonly reading: RepositoryReading; readonly days: Days; cursor: RunsCursor };

/**
 * The past once, in windows halved until each is below the cap; the re-read period in fixed weeks, asked for in every run, so that
 * unchanged weeks answer "not modified" and re-runs and late endings arrive.
 */
export async function* readRuns(reading: RepositoryReading): AsyncGenerator<Page> {
  const { context, settings, target } = reading;
  const now = context.now().getTime();
  const stored = await storedCursor(reading, object, runsCursor);
  const cursor = { ...(stored ?? { day: null, done: null, split: [] }), since: sinceText(reading, stored) };
  const state: State = { reading, days: gatherDays(), cursor };
  const trailing = startOfWeek(now - settings.rereadDays * 24 * 60 * 60 * 1000);
  const beginning = Math.min(settings.since?.getTime() ?? Date.parse(target.createdAt ?? '1970-01-01T00:00:00Z'), trailing);
  const before = cursor.done === null ? beginning : Date.parse(cursor.done);
  // A reading that was cut short, or a source that slept for long, goes on in large windows.
  const far = cursor.done === null || trailing - before > 8 * week;
  if (far) yield* readWindow(state, { from: before, to: trailing - 1000 }, true);
  const done = far ? trailing : before;
  for (let from = startOfWeek(done); from <= now; from += week) yield* readWindow(state, { from, to: from + week - 1000 }, false);
  const kept = state.cursor.split.filter((key) => Date.parse(key.split('..')[0] ?? '') >= trailing);
  const coverage = [covered(reading, object, cursor.day, state.days.all())];
  const after = { ...state.cursor, split: kept, done: iso(Math.max(done, trailing)), day: iso(now).slice(0, 10) };
  yield { repositoryId: target.repositoryId, object, items: [], coverage, cursor: after };
}

/** Weeks begin on Thursdays, as the count of instants does; only their being fixed matters. */
function startOfWeek(at: number): number {
  return Math.floor(at / week) * week;
}

function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

async function* readWindow(state: State, window: Window, forGood: boolean): AsyncGenerator<Page> {
  if (window.to < window.from) return;
  const key = `${iso(window.from)}..${iso(window.to)}`;
  if (state.cursor.split.includes(key)) return yield* readHalves(state, window, forGood);
  const { reading } = state;
  const { repositoryId } = reading.target;
  let url: string | null = address(reading, '/actions/runs', { created: key, exclude_pull_requests: 'true', per_page: '100' });
  while (url !== null) {
    const validator: Validator | null = forGood ? null : await reading.context.validator(url);
    const answer: Answer<Runs> = await reading.client.get(url, subjectOf(reading, object), runsCheck, validator);
    if (answer.data !== null && answer.data.total >= mostListed && window.from < window.to) {
      if (!forGood) state.cursor = { ...state.cursor, split: [...state.cursor.split, key] };
      return yield* readHalves(state, window, forGood);
    }
    url = answer.next;
    if (forGood && url === null) state.cursor = { ...state.cursor, done: iso(window.to + 1000) };
    if (answer.data === null) continue;
    const page = await withAttempts(state, answer.data.rows, new Date(window.from));
    const validators = [...(forGood || answer.validator === null ? [] : [answer.validator]), ...page.validators];
    yield { repositoryId, object, items: page.items, validators, ...(forGood && url === null ? { cursor: state.cursor } : {}) };
  }
}

/** Older half first: `done` then only ever moves on. */
async function* readHalves(state: State, { from, to }: Window, forGood: boolean): AsyncGenerator<Page> {
  const middle = from + Math.floor((to - from) / 2000) * 1000;
  yield* readWindow(state, { from, to: middle }, forGood);
  yield* readWindow(state, { from: middle + 1000, to }, forGood);
}

type Runs = { readonly total: number; readonly rows: readonly Row[] };

const runsCheck: Check<Runs> = (data) => {
  const body = rowCheck(data);
  const rows = body === undefined ? undefined : rowsCheck(body.workflow_runs);
  const total = body === undefined ? null : numberOf(body, 'total_count');
  return rows === undefined || total === null ? undefined : { total, rows };
};

/** The list names only the newest attempt of a run; the earlier ones are asked for, or a re-run would erase what it repeats. */
async function withAttempts(
  state: State,
  rows: readonly Row[],
  from: Date,
): Promise<{ items: readonly RawItem[]; validators: readonly Validator[] }> {
  const { reading } = state;
  const { since } = reading.settings;
  const seen = new Set(await reading.context.deploymentEventsSince(reading.target.repositoryId, object, from));
  const items: RawItem[] = [];
  const validators: Validator[] = [];
  for (const row of rows) {
    const createdAt = textOf(row, 'created_at') ?? '';
    if (since !== null && Date.parse(createdAt) < since.getTime()) continue;
    reading.context.progress({ repository: reading.target.name, object, done: items.length, total: rows.length });
    state.days.add(createdAt);
    items.push(runItem(reading, row, seen));
    for (let attempt = 1; attempt < (numberOf(row, 'run_attempt') ?? 1); attempt += 1) {
      const earlier = await readAttempt(reading, String(row.id), attempt);
      if (earlier === null) continue;
      items.push(runItem(reading, { ...earlier.row, run_attempt: attempt }, seen));
      if (earlier.validator !== null) validators.push(earlier.validator);
    }
  }
  return { items, validators };
}

/** A run that was seen running and then ended as skipped or the like was no deployment after all. */
function runItem(reading: RepositoryReading, row: Row, seen: ReadonlySet<string>): RawItem {
  const externalId = runExternalId(row);
  const conclusion = textOf(row, 'conclusion');
  const removed = conclusion !== null && !isAttempt(conclusion) && seen.has(externalId) ? { removed: true } : {};
  const payload = { ...lean(row, shapes.workflow_run), ...removed };
  return { repositoryId: reading.target.repositoryId, kind: 'workflow_run', externalId, payload };
}

/** Null when it is stored already, or GitHub no longer keeps it. */
async function readAttempt(
  reading: RepositoryReading,
  run: string,
  attempt: number,
): Promise<{ row: Row; validator: Validator | null } | null> {
  const url = address(reading, `/actions/runs/${run}/attempts/${attempt}`, { exclude_pull_requests: 'true' });
  try {
    const answer = await reading.client.get(url, subjectOf(reading, object), rowCheck, await reading.context.validator(url));
    return answer.data === null ? null : { row: answer.data, validator: answer.validator };
  } catch (error) {
    if (error instanceof GithubError && error.status === 404) return null;
    throw error;
  }
}
