/** Collects and derives on schedule: graphile-worker gives each job to one of any number of processes. */

import { Logger, parseCronItems, type Runner, run, runMigrations, runOnce } from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import type { Database } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { pause } from './backoff.ts';
import { waitForLock } from './lock.ts';
import { retryFailed } from './recover.ts';
import { addJob, askToDerive, type ScheduleDeps, sourceIdsOf, tasks } from './tasks.ts';

export type { ScheduleDeps, ScheduledSource } from './tasks.ts';

/** `stop` lets every running job finish its page or service, then resolves. */
export type Worker = { readonly stop: () => Promise<void> };

const restartMilliseconds = 5000;
const usualConcurrency = 4;
// Without its batches the queue would let a completion that fails end the process.
const preset = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };
const everyMinute = parseCronItems([{ task: 'tick', match: '* * * * *', options: { jobKey: 'tick', maxAttempts: 1, backfillPeriod: 0 } }]);

/** Starts working in this process: what is due now, then every minute a look at what has become due. */
export async function startWorker(database: Database, deps: ScheduleDeps): Promise<Worker> {
  await installSchedule(database, deps);
  await retryFailed(database.db, sourceIdsOf(deps), deps.now());
  const stopping = new AbortController();
  const pool = jobPool(database, deps, (deps.concurrency ?? usualConcurrency) + 2);
  const first = await startRunner(pool, database, deps, stopping.signal);
  let current = first;
  const supervised = keepRunning(first, stopping.signal, deps, async () => {
    current = await startRunner(pool, database, deps, stopping.signal);
    return current;
  });
  return {
    stop: async () => {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await current.stop().catch(() => undefined);
      await supervised;
      await pool.end();
    },
  };
}

/** One look and everything that follows from it, then done: what `work` does in a minute, for scripts and tests. */
export async function runDue(database: Database, deps: ScheduleDeps, signal: AbortSignal): Promise<void> {
  await installSchedule(database, deps);
  const pool = jobPool(database, deps, (deps.concurrency ?? usualConcurrency) + 2);
  try {
    await addJob(database, 'tick', {});
    await runOnce({ pgPool: pool, taskList: tasks(database, deps, signal), noHandleSignals: true, logger: loggerOf(deps), preset });
  } finally {
    await pool.end();
  }
}

/** Asks for a source to be collected at once, by whichever worker is free. A source that is being collected is left to finish. */
export async function collectNow(database: Database, sourceId: string, deps: Pick<ScheduleDeps, 'log'>): Promise<void> {
  const known = await sql`select from source where source_id = ${sourceId}`.execute(database.db);
  if (known.rows.length === 0) throw new AppError('not_found', `There is no source "${sourceId}". GET /api/v1/sources lists them.`);
  await asking(database, deps, () => addJob(database, 'collect', { sourceId, force: true }, `collect:${sourceId}`));
}

/** Asks for services with news to be derived, by whichever worker is free. Not asked for, they wait for the next look. */
export async function deriveSoon(database: Database, deps: Pick<ScheduleDeps, 'log'>): Promise<void> {
  await asking(database, deps, () => askToDerive(database));
}

async function asking(database: Database, deps: Pick<ScheduleDeps, 'log'>, ask: () => Promise<void>): Promise<void> {
  await ask().catch(async (error: unknown) => {
    // 3F000: no such schema. Nobody has worked on this database yet; the job waits for the first who does.
    if (!(error instanceof Error && 'code' in error && error.code === '3F000')) throw error;
    await installSchedule(database, deps);
    await ask();
  });
}

/** Creates or updates the tables of the job queue (schema `graphile_worker`); safe to call from several processes at once. */
export async function installSchedule(database: Database, deps: Pick<ScheduleDeps, 'log'>): Promise<void> {
  const lock = await waitForLock(database.connection, 'install');
  const pool = jobPool(database, deps, 1);
  try {
    await runMigrations({ pgPool: pool, logger: loggerOf(deps), noHandleSignals: true });
  } finally {
    await pool.end();
    await lock.release();
  }
}

async function startRunner(pool: pg.Pool, database: Database, deps: ScheduleDeps, signal: AbortSignal): Promise<Runner> {
  const runner = await run({
    pgPool: pool,
    taskList: tasks(database, deps, signal),
    parsedCronItems: everyMinute,
    concurrency: deps.concurrency ?? usualConcurrency,
    // The program handles its own signals and calls `stop`.
    noHandleSignals: true,
    logger: loggerOf(deps),
    preset,
  });
  await addJob(database, 'tick', {});
  return runner;
}

/** A runner ends by itself when it can no longer reach the queue; it is started again until it is asked to stop. */
async function keepRunning(first: Runner, stopping: AbortSignal, deps: ScheduleDeps, again: () => Promise<Runner>): Promise<void> {
  let runner: Runner | null = first;
  while (!stopping.aborted) {
    try {
      await runner?.promise;
    } catch (error) {
      deps.log('error', 'The schedule stopped unexpectedly', error);
    }
    if (stopping.aborted) return;
    await (deps.pause ?? pause)(restartMilliseconds, stopping);
    if (stopping.aborted) return;
    runner = await again().catch((error: unknown) => {
      deps.log('error', 'The schedule cannot start', error);
      return null;
    });
  }
}

/** Connections of the queue alone, so that serving is never short of them. */
function jobPool(database: Database, deps: Pick<ScheduleDeps, 'log'>, max: number): pg.Pool {
  const pool = new pg.Pool({ ...database.connection, max });
  const lost = (error: Error): void => deps.log('warn', 'A connection of the schedule was lost', error);
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}

function loggerOf(deps: Pick<ScheduleDeps, 'log'>): Logger {
  return new Logger(
    () => (level, message, meta) => deps.log(level === 'warning' ? 'warn' : level === 'info' ? 'debug' : level, message, meta),
  );
}
