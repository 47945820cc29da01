/** Where a source stands, as everybody sees it: the running state on its row. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

/** What a run has done so far. */
export type Tally = { readonly pages: number; readonly raws: number; readonly records: number; readonly rejected: number };

/** The last step a source reported, with the tally; stored as `source.progress`. */
export type Progress = Tally & {
  readonly repository: string | null;
  readonly object: string | null;
  readonly done: number;
  /** Null = not known. */
  readonly total: number | null;
};

export const noProgress: Progress = {
  pages: 0,
  raws: 0,
  records: 0,
  rejected: 0,
  repository: null,
  object: null,
  done: 0,
  total: null,
};

/** How a run ended, for the source row. `nextRunAt` null = not by itself (a person has to act first). */
export type Ending = {
  readonly at: Date;
  readonly outcome: 'done' | 'stopped' | 'failed';
  readonly reason: string | null;
  readonly nextRunAt: Date | null;
  readonly progress: Progress;
};

/** A run begins: the last error stays visible until a run succeeds. */
export async function markRunning(db: Db, sourceId: string, at: Date): Promise<void> {
  await sql`update source set state = 'running', state_reason = null, progress = ${JSON.stringify(noProgress)}::jsonb,
    last_started_at = ${iso(at)}::timestamptz where source_id = ${sourceId}`.execute(db);
}

/** The source waits and why; null = it goes on. */
export async function markWaiting(db: Db, sourceId: string, reason: string | null): Promise<void> {
  await sql`update source set state = ${reason === null ? 'running' : 'waiting'}, state_reason = ${reason}
    where source_id = ${sourceId} and state in ('running', 'waiting')`.execute(db);
}

export async function markProgress(db: Db, sourceId: string, progress: Progress): Promise<void> {
  await sql`update source set progress = ${JSON.stringify(progress)}::jsonb where source_id = ${sourceId}`.execute(db);
}

/**
 * A run ends. Only a complete run counts as a success and clears the last error. What a webhook asked for while it ran is due now: the
 * run may have passed the place before.
 */
export async function markEnded(db: Db, sourceId: string, ending: Ending): Promise<void> {
  const { at, outcome, reason } = ending;
  const failed = outcome === 'failed';
  const done = outcome === 'done';
  await sql`update source set state = ${failed ? 'failed' : 'idle'}, state_reason = ${reason},
    progress = ${JSON.stringify(ending.progress)}::jsonb, last_finished_at = ${iso(at)}::timestamptz,
    last_success_at = case when ${done} then ${iso(at)}::timestamptz else last_success_at end,
    last_error = case when ${done} then null when ${failed} then ${reason} else last_error end,
    last_error_at = case when ${done} then null when ${failed} then ${iso(at)}::timestamptz else last_error_at end,
    next_run_at = case when ${ending.nextRunAt !== null} and next_run_at > last_started_at and next_run_at <= ${iso(at)}::timestamptz
      then next_run_at else ${ending.nextRunAt === null ? null : iso(ending.nextRunAt)}::timestamptz end
    where source_id = ${sourceId}`.execute(db);
}

/** Since when the source is being collected, for the message that refuses a second run. */
export async function runningSince(db: Db, sourceId: string): Promise<Date | null> {
  const answer = await sql<{ lastStartedAt: Date | null }>`select last_started_at from source where source_id = ${sourceId}`.execute(db);
  return answer.rows[0]?.lastStartedAt ?? null;
}

/** ISO text: the driver writes a `Date` in the machine's zone, which is wrong for instants before zones had whole minutes. */
export function iso(at: Date): string {
  return at.toISOString();
}
