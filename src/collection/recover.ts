/** What a killed process left behind, and which sources are due. */

import { sql } from 'kysely';
import type { Database, Db } from '../database/open.ts';
import { takeLock } from './lock.ts';
import { iso } from './state.ts';

/**
 * Sources that say they run although nobody holds their lock are due again at once. Answers their ids.
 */
export async function recoverInterrupted(database: Database, now: Date): Promise<readonly string[]> {
  const running = await sql<{ sourceId: string }>`select source_id from source
    where state in ('running', 'waiting') order by source_id`.execute(database.db);
  const recovered: string[] = [];
  for (const { sourceId } of running.rows) {
    const lock = await takeLock(database.connection, `collect:${sourceId}`);
    if (lock === null) continue;
    // Asked again under the lock: the run may have ended properly in between.
    const answer = await sql<{ sourceId: string }>`update source set state = 'failed',
      state_reason = 'The last run was interrupted; the next one goes on from where it stopped.', next_run_at = ${iso(now)}::timestamptz
      where source_id = ${sourceId} and state in ('running', 'waiting') returning source_id`.execute(database.db);
    await lock.release();
    recovered.push(...answer.rows.map((row) => row.sourceId));
  }
  return recovered;
}

/** Of these sources, the ones to collect now: their time has come, or they were never or newly configured. */
export async function dueSources(db: Db, sourceIds: readonly string[], now: Date): Promise<readonly string[]> {
  const answer = await sql<{ sourceId: string }>`select source_id from source
    where source_id = any(${[...sourceIds]}::text[]) and state not in ('running', 'waiting')
      and (next_run_at <= ${iso(now)}::timestamptz or (next_run_at is null and state <> 'failed'))
    order by source_id`.execute(db);
  return answer.rows.map((row) => row.sourceId);
}

/** At start, sources that waited for a person get a try: a token or a permission may have been put right. */
export async function retryFailed(db: Db, sourceIds: readonly string[], now: Date): Promise<void> {
  await sql`update source set next_run_at = ${iso(now)}::timestamptz
    where source_id = any(${[...sourceIds]}::text[]) and state = 'failed' and next_run_at is null`.execute(db);
}
