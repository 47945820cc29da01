/** The jobs: a look every minute at what is due, one collection per source, one derivation at a time, campaigns that are over. */

import type { TaskList } from 'graphile-worker';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import type { Normalize, Source } from '../sources/source.ts';
import type { Pause } from './backoff.ts';
import { takeLock } from './lock.ts';
import { dueSources, recoverInterrupted } from './recover.ts';
import { runSource } from './run.ts';
import type { Progress } from './state.ts';

/** A configured source with its rhythm. */
export type ScheduledSource = { readonly source: Source; readonly normalize: Normalize; readonly everySeconds: number };

type ScheduleLevel = 'error' | 'warn' | 'info' | 'debug';

export type ScheduleDeps = {
  readonly sources: readonly ScheduledSource[];
  /** Derives the dirty services; called by one process at a time. */
  readonly derive: (signal: AbortSignal) => Promise<void>;
  /** Closes campaigns whose time has passed; called by one process at a time, every minute. Absent = nobody does. */
  readonly closeCampaigns?: () => Promise<void>;
  readonly now: () => Date;
  readonly log: (level: ScheduleLevel, message: string, detail?: unknown) => void;
  readonly onProgress?: (sourceId: string, progress: Progress, waiting: string | null) => void;
  /** Jobs at a time in this process; default 4. */
  readonly concurrency?: number;
  /** Waits before the schedule is started again after it lost the database. */
  readonly pause?: Pause;
};

const collectPayload = z.object({ sourceId: z.string(), force: z.boolean().optional() });

/**
 * Jobs have a key (so that one waits at most once) and no queue: a queue would stay locked for hours after its worker was killed.
 * That a source is collected once at a time, and that one process derives, is what our own locks are for; they die with their holder.
 */
export function tasks(database: Database, deps: ScheduleDeps, signal: AbortSignal): TaskList {
  return {
    tick: () => quietly(deps, 'looking for due work', () => tick(database, deps)),
    collect: (payload: unknown) => quietly(deps, 'collecting', () => collect(database, deps, signal, payload)),
    derive: () => quietly(deps, 'deriving', () => derive(database, deps, signal)),
    campaigns: () => quietly(deps, 'closing campaigns', () => closeCampaigns(database, deps)),
  };
}

async function tick(database: Database, deps: ScheduleDeps): Promise<void> {
  const now = deps.now();
  for (const sourceId of await recoverInterrupted(database, now)) deps.log('warn', `The last run of source "${sourceId}" was interrupted`);
  for (const sourceId of await dueSources(database.db, sourceIdsOf(deps), now)) {
    await addJob(database, 'collect', { sourceId }, `collect:${sourceId}`);
  }
  await askToDerive(database);
  if (deps.closeCampaigns !== undefined) await addJob(database, 'campaigns', {});
}

async function collect(database: Database, deps: ScheduleDeps, signal: AbortSignal, payload: unknown): Promise<void> {
  const { sourceId, force } = collectPayload.parse(payload);
  const scheduled = deps.sources.find(({ source }) => source.sourceId === sourceId);
  if (scheduled === undefined) return deps.log('warn', `Source "${sourceId}" is not configured in this process`);
  // A job may have waited until another process had done it.
  if (force !== true && (await dueSources(database.db, [sourceId], deps.now())).length === 0) return;
  const { onProgress } = deps;
  const result = await runSource(database, scheduled.source, {
    now: deps.now,
    signal,
    normalize: scheduled.normalize,
    everySeconds: scheduled.everySeconds,
    log: (message, detail) => deps.log('error', message, detail),
    ...(onProgress && { onProgress: (progress, waiting) => onProgress(sourceId, progress, waiting) }),
  });
  const { outcome, pages, records, rejected, error } = result;
  const text = `Source "${sourceId}": ${outcome}${error === null ? '' : `, ${error.message}`}`;
  deps.log(outcome === 'failed' ? 'warn' : 'info', text, { pages, records, rejected });
  await askToDerive(database);
}

/** Puts a derivation into the queue where a service has news. */
export async function askToDerive(database: Database): Promise<void> {
  const dirty = await sql`select from dirty_service limit 1`.execute(database.db);
  if (dirty.rows.length > 0) await addJob(database, 'derive', {}, 'derive');
}

/** One process derives at a time; another's marks are seen by it or by the next look. */
async function derive(database: Database, deps: ScheduleDeps, signal: AbortSignal): Promise<void> {
  const lock = await takeLock(database.connection, 'derive');
  if (lock === null) return;
  try {
    await deps.derive(AbortSignal.any([signal, lock.lost]));
  } finally {
    await lock.release();
  }
}

/** What evidence says at a close takes a while to work out: nobody else need do it at the same time. */
async function closeCampaigns(database: Database, deps: ScheduleDeps): Promise<void> {
  const lock = await takeLock(database.connection, 'campaigns');
  if (lock === null) return;
  try {
    await deps.closeCampaigns?.();
  } finally {
    await lock.release();
  }
}

/** The configured sources' ids. */
export function sourceIdsOf(deps: ScheduleDeps): readonly string[] {
  return deps.sources.map(({ source }) => source.sourceId);
}

/** Puts a job into the queue; a waiting job with the same key is replaced by it. */
export async function addJob(database: Database, task: string, payload: object, key: string = task): Promise<void> {
  await sql`select graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json, job_key := ${key}, max_attempts := 1)`.execute(
    database.db,
  );
}

/** A job never fails in the queue: what went wrong is on the source row or in the log, and the next look tries again. */
async function quietly(deps: ScheduleDeps, doing: string, job: () => Promise<void>): Promise<void> {
  try {
    await job();
  } catch (error) {
    if (error instanceof AppError) deps.log(error.code === 'conflict' ? 'info' : 'warn', error.message);
    else deps.log('error', `An error while ${doing}`, error);
  }
}
