/** The one doorway: whatever is collected or pushed becomes raw rows and records here, one transaction a page. */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Normalize, Page } from '../sources/source.ts';
import { writeCoverage } from './coverage.ts';
import { markDirty } from './dirty.ts';
import { writeGroup } from './group.ts';
import { objectKey, type StoredItem, storedItems } from './items.ts';
import { retrying } from './lost.ts';
import { writeCursor, writeValidators } from './position.ts';
import { arrivals, clearReasons, writeRaws } from './raw.ts';
import { iso } from './state.ts';

/** The doorway's view of a source. */
export type Doorway = { readonly sourceId: string; readonly normalize: Normalize };

/**
 * What a page changed: raw rows written (new content, or content that came back), record rows inserted or changed, and payloads
 * of the page that could not be normalised (kept raw, with the reason).
 */
export type Ingested = { readonly raws: number; readonly records: number; readonly rejected: number };

/**
 * Commits everything one page says, or nothing: raw rows, records by natural key, dirty marks, coverage, cursor, validators.
 * The same page again changes nothing; the order of items inside a page makes no difference. `at` is when it was fetched; pages of
 * one source get strictly increasing instants, so `at` is moved on by a millisecond where a clock stands still or runs back.
 */
export async function ingest(db: Db, source: Doorway, page: Page, at: Date): Promise<Ingested> {
  const items = storedItems(page.items);
  return await retrying(() =>
    db.transaction().execute(async (trx) => {
      const pageAt = await takeTurn(trx, source.sourceId, at);
      await writeCoverage(trx, source.sourceId, page.coverage ?? [], pageAt);
      if (page.cursor !== undefined) await writeCursor(trx, source.sourceId, page, pageAt);
      await writeValidators(trx, source.sourceId, page.validators ?? [], pageAt);
      return await writeItems(trx, source, items, pageAt);
    }),
  );
}

/** Locks the source's row, so that its pages enter one after another, and answers the page's instant. */
export async function takeTurn(trx: Db, sourceId: string, at: Date): Promise<Date> {
  const answer = await sql<{ lastPageAt: Date }>`update source
    set last_page_at = greatest(${iso(at)}::timestamptz, last_page_at + interval '1 millisecond')
    where source_id = ${sourceId} returning last_page_at`.execute(trx);
  return answer.rows[0]?.lastPageAt ?? at;
}

/** Raw rows, records and dirty marks of these items, fetched or told at `at`; within a transaction that has the source's turn. */
export async function writeItems(trx: Db, source: Doorway, items: readonly StoredItem[], at: Date): Promise<Ingested> {
  const { news, stillRejected, spoiled } = await arrivals(trx, source, items);
  // Records before their raw rows: a value the database refuses becomes the raw row's reason.
  const written = await writeGroup(trx, news, at);
  await writeRaws(trx, source.sourceId, written.judged, at);
  const cured = written.judged.filter((item) => item.rejected === null && spoiled.has(objectKey(item)));
  await clearReasons(trx, source.sourceId, cured);
  if (written.delivering > 0) {
    const repositories = [...new Set(news.map((item) => item.repositoryId))];
    await markDirty(trx, repositories, written.earliest, randomUUID());
  }
  const rejected = written.judged.filter((item) => item.rejected !== null).length;
  return { raws: news.length, records: written.changed, rejected: rejected + stillRejected };
}
