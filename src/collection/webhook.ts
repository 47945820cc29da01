/** Pushed news through the one doorway: each delivery once, in one transaction like a page. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import type { PushedNews } from '../sources/source.ts';
import { storable } from './canonical.ts';
import { type Doorway, type Ingested, takeTurn, writeItems } from './ingest.ts';
import { storedItems } from './items.ts';
import { retrying } from './lost.ts';
import { iso } from './state.ts';
import { partTies } from './ties.ts';

/** What became of a delivery. A repeated one (`duplicate`) and one that says nothing to us (`ignored`, why) change nothing. */
export type Received = Ingested & {
  readonly deliveryId: string;
  readonly event: string;
  readonly duplicate: boolean;
  readonly ignored: string | null;
  /** The source is due, for what the delivery does not say. */
  readonly collect: boolean;
};

/** Providers repeat a delivery within days; after that its id may be forgotten, and its content still changes nothing. */
const keptDays = 90;
/** How long a delivery waits for its turn, milliseconds; GitHub waits ten seconds for the answer. */
const usualPatience = 5_000;
/** Old ids forgotten with each delivery. */
const mostForgotten = 100;

const nothing: Ingested = { raws: 0, records: 0, rejected: 0 };

/**
 * Commits everything a delivery says, or nothing: its id, raw rows, records, dirty marks, and that the source is due where it tells of
 * something that has to be asked for. `at` is when it came in; like pages, deliveries of one source get strictly increasing instants.
 * Throws AppError `unavailable` when the source has no turn for it within `patience` milliseconds.
 */
export async function receivePush(db: Db, source: Doorway, news: PushedNews, at: Date, patience = usualPatience): Promise<Received> {
  const { ignored, collect } = news;
  const deliveryId = storable(news.deliveryId);
  const event = storable(news.event);
  const items = storedItems(news.items);
  return await retrying(() =>
    db.transaction().execute(async (trx): Promise<Received> => {
      const duplicate = { deliveryId, event, duplicate: true, ignored, collect: false, ...nothing };
      if (await isKnown(trx, source.sourceId, deliveryId)) return duplicate;
      const turn = await turnWithin(trx, source.sourceId, at, patience);
      if (!(await noteDelivery(trx, source.sourceId, { ...news, deliveryId, event }, turn))) return duplicate;
      await forgetOld(trx, source.sourceId, at);
      const { clear, tied } = await partTies(trx, source.normalize, items);
      // What was read is sure of its place, what was told is not: where both are of one second, the source is asked.
      const asks = collect || tied.length > 0;
      if (asks) await makeDue(trx, source.sourceId, at);
      const written = clear.length === 0 ? nothing : await writeItems(trx, source, clear, turn);
      return { deliveryId, event, duplicate: false, ignored, collect: asks, ...written };
    }),
  );
}

/** Pages of the source go first, and a replay may take minutes: a provider does not wait that long, and each that waits holds a connection. */
async function turnWithin(trx: Db, sourceId: string, at: Date, patience: number): Promise<Date> {
  await sql`select set_config('lock_timeout', ${`${patience}ms`}, true)`.execute(trx);
  try {
    const turn = await takeTurn(trx, sourceId, at);
    await sql`select set_config('lock_timeout', '0', true)`.execute(trx);
    return turn;
  } catch (error) {
    // 55P03: waited too long.
    if (!(error instanceof Error && 'code' in error && error.code === '55P03')) throw error;
    throw new AppError('unavailable', `Source "${sourceId}" is busy (a replay, or a long page). Deliver it again later.`, undefined, error);
  }
}

/** Looked at before the turn is taken, so that a repeated delivery writes nothing at all. */
async function isKnown(trx: Db, sourceId: string, deliveryId: string): Promise<boolean> {
  const answer = await sql`select from webhook_delivery where source_id = ${sourceId} and delivery_id = ${deliveryId}`.execute(trx);
  return answer.rows.length > 0;
}

/** False when the same delivery was taken by another process meanwhile. */
async function noteDelivery(trx: Db, sourceId: string, { deliveryId, event, ignored }: PushedNews, at: Date): Promise<boolean> {
  const answer = await sql`insert into webhook_delivery (source_id, delivery_id, event, received_at, ignored)
    values (${sourceId}, ${deliveryId}, ${event}, ${iso(at)}::timestamptz, ${ignored})
    on conflict (source_id, delivery_id) do nothing returning delivery_id`.execute(trx);
  return answer.rows.length > 0;
}

async function forgetOld(trx: Db, sourceId: string, at: Date): Promise<void> {
  const before = new Date(at.getTime() - keptDays * 86_400_000);
  await sql`delete from webhook_delivery where source_id = ${sourceId} and delivery_id in (select delivery_id from webhook_delivery
    where source_id = ${sourceId} and received_at < ${iso(before)}::timestamptz order by received_at limit ${sql.lit(mostForgotten)})`.execute(
    trx,
  );
}

/**
 * The next look collects it; a run under way may have passed the place already, and is followed by another. A source that waits for a
 * person goes on waiting.
 */
async function makeDue(trx: Db, sourceId: string, at: Date): Promise<void> {
  await sql`update source set next_run_at = ${iso(at)}::timestamptz
    where source_id = ${sourceId} and (next_run_at > ${iso(at)}::timestamptz or state in ('running', 'waiting'))`.execute(trx);
}
