/** Runs one source: one run at a time, page after page through the doorway, with its state on show. */

import type { Database } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { type CollectContext, type Normalize, type Source, SourceError } from '../sources/source.ts';
import { backoff, type Pause, pause } from './backoff.ts';
import { storedState } from './context.ts';
import { ingest } from './ingest.ts';
import { type LiveState, liveState } from './live.ts';
import { type Lock, takeLock } from './lock.ts';
import { isDatabaseLost, type Log } from './lost.ts';
import { type Ending, markEnded, markRunning, type Progress, runningSince, type Tally } from './state.ts';

export type RunOptions = {
  readonly now: () => Date;
  /** Fires on Ctrl-C or shutdown: the run ends after the page it is writing. */
  readonly signal: AbortSignal;
  readonly normalize: Normalize;
  /** Seconds until a scheduled source is due again; default 15 minutes. */
  readonly everySeconds?: number;
  /** Tries without a single page in between before a retryable failure is shown; default 5. */
  readonly tries?: number;
  readonly pause?: Pause;
  readonly onProgress?: (progress: Progress, waiting: string | null) => void;
  /** Takes what is too long or too technical to show. */
  readonly log?: Log;
};

export type RunResult = Tally & {
  /** `stopped`: asked to stop; what was committed is kept and the next run goes on from there. */
  readonly outcome: 'done' | 'stopped' | 'failed';
  readonly error: { readonly message: string; readonly advice: string; readonly retryable: boolean } | null;
};

type Failure = NonNullable<RunResult['error']>;
type Running = {
  readonly database: Database;
  readonly source: Source;
  readonly options: RunOptions;
  readonly lock: Lock;
  readonly live: LiveState;
  readonly signal: AbortSignal;
};

const usualSeconds = 15 * 60;
const usualTries = 5;

/**
 * Collects a source until it has nothing more. Throws AppError `conflict` when another run, in any process, holds the source,
 * and `unavailable` when the database went away; failures of the source itself are in the result and on its row.
 */
export async function runSource(database: Database, source: Source, options: RunOptions): Promise<RunResult> {
  const lock = await takeLock(database.connection, `collect:${source.sourceId}`);
  if (lock === null) throw await alreadyRunning(database, source.sourceId);
  const signal = AbortSignal.any([options.signal, lock.lost]);
  const live = liveState(database.db, source.sourceId, options);
  try {
    return await runLocked({ database, source, options, lock, live, signal });
  } finally {
    await lock.release();
  }
}

async function runLocked(run: Running): Promise<RunResult> {
  const { database, source, options, live } = run;
  try {
    await markRunning(database.db, source.sourceId, options.now());
    const failure = await untilDone(run);
    await live.settle();
    const outcome = failure !== null ? 'failed' : run.signal.aborted ? 'stopped' : 'done';
    await markEnded(database.db, source.sourceId, ending(run, outcome, failure));
    const { pages, raws, records, rejected } = live.progress();
    return { outcome, pages, raws, records, rejected, error: failure };
  } catch (error) {
    if (!run.lock.lost.aborted && !isDatabaseLost(error)) throw error;
    throw await databaseLost(run, error);
  }
}

/** Collects, and tries again with back-off while the failures are of the kind that passes. Null = complete or stopped. */
async function untilDone(run: Running): Promise<Failure | null> {
  const tries = run.options.tries ?? usualTries;
  let failures = 0;
  while (!run.signal.aborted) {
    const before = run.live.progress().raws;
    try {
      await collectOnce(run);
      break;
    } catch (error) {
      if (run.lock.lost.aborted || isDatabaseLost(error)) throw error;
      if (run.signal.aborted) break;
      // News arrived, so it is another failure; a page that only notes what could not be read is no news.
      failures = run.live.progress().raws > before ? 1 : failures + 1;
      const failure = describe(run, error);
      if (!failure.retryable || failures >= tries) return failure;
      await waitAndSay(run, failure, backoff(failures));
    }
  }
  if (run.lock.lost.aborted) throw run.lock.lost.reason;
  return null;
}

async function collectOnce(run: Running): Promise<void> {
  const { database, source, options, live, signal } = run;
  const context: CollectContext = {
    ...storedState(database.db, source.sourceId),
    now: options.now,
    signal,
    progress: live.step,
    waiting: live.waiting,
  };
  for await (const page of source.collect(context)) {
    const written = await ingest(database.db, { sourceId: source.sourceId, normalize: options.normalize }, page, options.now());
    await live.page(written);
    if (signal.aborted) return;
  }
}

async function waitAndSay(run: Running, failure: Failure, milliseconds: number): Promise<void> {
  const until = new Date(run.options.now().getTime() + milliseconds);
  run.live.waiting(`${failure.message} Trying again.`, until);
  await (run.options.pause ?? pause)(milliseconds, run.signal);
  run.live.waiting(null, null);
}

function describe(run: Running, error: unknown): Failure {
  if (error instanceof SourceError) return { message: error.message, advice: error.advice, retryable: error.retryable };
  if (error instanceof AppError) return { message: error.message, advice: '', retryable: false };
  run.options.log?.(`collecting ${run.source.sourceId} failed`, error);
  const message = `Collecting ${run.source.sourceId} failed unexpectedly.`;
  return { message, advice: 'The log has the details; what was collected before is kept.', retryable: false };
}

function ending(run: Running, outcome: Ending['outcome'], failure: Failure | null): Ending {
  const at = run.options.now();
  const later = new Date(at.getTime() + (run.options.everySeconds ?? usualSeconds) * 1000);
  const nextRunAt = outcome === 'stopped' ? at : failure !== null && !failure.retryable ? null : later;
  return { at, outcome, reason: sentence(failure), nextRunAt, progress: run.live.progress() };
}

function sentence(failure: Failure | null): string | null {
  return failure === null ? null : `${failure.message} ${failure.advice}`.trim();
}

async function alreadyRunning(database: Database, sourceId: string): Promise<AppError> {
  const since = await runningSince(database.db, sourceId);
  const when = since === null ? '' : ` since ${since.toISOString()}`;
  return new AppError('conflict', `Source "${sourceId}" is already running${when}. Wait for it to finish, or stop it first.`);
}

/** Says so on the row when the database is back already; in any case the run is over, and only whole pages are in. */
async function databaseLost(run: Running, error: unknown): Promise<AppError> {
  const { database, source, options } = run;
  options.log?.(`collecting ${source.sourceId} lost the database`, error);
  const message = `The connection to the database was lost while collecting "${source.sourceId}".`;
  const advice = 'Everything up to the last whole page is kept; the next run goes on from there.';
  await markEnded(database.db, source.sourceId, ending(run, 'failed', { message, advice, retryable: true })).catch(() => undefined);
  return new AppError('unavailable', `${message} ${advice}`, undefined, error);
}
