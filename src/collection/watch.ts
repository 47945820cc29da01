/** Where every source stands right now, for whoever watches: a small table read whole, once a second. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

export type SourceState = {
  readonly sourceId: string;
  readonly state: string;
  readonly stateReason: string | null;
  /** How far the run under way, or the last one, came; as the run wrote it. */
  readonly progress: unknown;
  readonly lastStartedAt: Date | null;
  readonly lastFinishedAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastError: string | null;
  readonly lastErrorAt: Date | null;
  readonly nextRunAt: Date | null;
};

/** The state of every source, by id. */
export async function sourceStates(db: Db): Promise<readonly SourceState[]> {
  const { rows } = await sql<SourceState>`select source_id, state, state_reason, progress, last_started_at, last_finished_at,
    last_success_at, last_error, last_error_at, next_run_at from source order by source_id`.execute(db);
  return rows;
}
