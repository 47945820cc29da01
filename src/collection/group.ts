/** Writes the records of one page; a value the database refuses costs its own item, not the page. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { type Judged, reasonOf } from './items.ts';
import { isRefusedValue } from './lost.ts';
import { type Written, writeRecords } from './records.ts';

/** What was written, and the items as they were judged in the end. */
export type GroupWritten = Written & { readonly judged: readonly Judged[] };

/**
 * Writes the records of these items, in their order, as fetched at `at`. The items are those of one page; collection and replay
 * both come through here, which is what makes them agree.
 */
export async function writeGroup(trx: Db, items: readonly Judged[], at: Date): Promise<GroupWritten> {
  if (items.length === 0) return { changed: 0, delivering: 0, earliest: at, judged: items };
  const whole = await attempt(trx, items, at);
  if (!(whole instanceof Error)) return { ...whole, judged: items };
  return await oneByOne(trx, items, at);
}

async function oneByOne(trx: Db, items: readonly Judged[], at: Date): Promise<GroupWritten> {
  const judged: Judged[] = [];
  let changed = 0;
  let delivering = 0;
  let earliest = at;
  for (const item of items) {
    const written = await attempt(trx, [item], at);
    if (written instanceof Error) {
      judged.push({ ...item, records: [], rejected: `The database cannot hold a value: ${reasonOf(written)}` });
      continue;
    }
    judged.push(item);
    changed += written.changed;
    delivering += written.delivering;
    if (written.earliest < earliest) earliest = written.earliest;
  }
  return { changed, delivering, earliest, judged };
}

/** Inside a savepoint, so that a refused value leaves the transaction usable. */
async function attempt(trx: Db, items: readonly Judged[], at: Date): Promise<Written | Error> {
  await sql`savepoint records`.execute(trx);
  try {
    const written = await writeRecords(trx, items, at);
    await sql`release savepoint records`.execute(trx);
    return written;
  } catch (error) {
    if (!(error instanceof Error) || !isRefusedValue(error)) throw error;
    await sql`rollback to savepoint records`.execute(trx);
    return error;
  }
}
