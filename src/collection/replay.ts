/** Makes every record again from the raw rows: after a normaliser has learned something, or to prove that nothing was lost. */

import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Db } from '../database/open.ts';
import { recordTables } from '../database/specs.ts';
import type { Tables } from '../database/tables.ts';
import type { Normalize } from '../sources/source.ts';
import { markDirty } from './dirty.ts';
import { writeGroup } from './group.ts';
import { takeTurn } from './ingest.ts';
import { inWritingOrder, type Judged, judge, objectKey, type StoredItem } from './items.ts';
import { retrying } from './lost.ts';

/** Normalisers by kind of source. */
export type Normalizers = Readonly<Record<string, Normalize>>;

export type ReplayProgress = { readonly repositoryId: string; readonly done: number; readonly total: number; readonly raws: number };

export type Replayed = {
  readonly repositories: number;
  readonly raws: number;
  readonly records: number;
  readonly rejected: number;
  /** Repositories of sources that are no longer configured: their records stay as they are. */
  readonly skipped: readonly string[];
};

type RawRow = StoredItem & { readonly fetchedAt: Date; readonly returned: boolean };
type Stored = { readonly repositoryId: string; readonly sourceId: string; readonly kind: string | null };
type Counts = { readonly raws: number; readonly records: number; readonly rejected: number };

const rowsAtOnce = 500;

/**
 * Repository by repository, each in one transaction: its records are removed and every raw version is normalised again, page by
 * page in the order in which it last arrived, through the same code as collection. So the records come out exactly as collection
 * left them, `fetched_at` included, and a replay that is interrupted leaves whole repositories, old or new; start it again.
 */
export async function replay(db: Db, normalizers: Normalizers, onProgress?: (progress: ReplayProgress) => void): Promise<Replayed> {
  const stored = await sql<Stored>`select distinct r.repository_id, r.source_id, s.kind
    from raw_record r left join source s on s.source_id = r.source_id order by 1, 2`.execute(db);
  const skipped: string[] = [];
  let total = { repositories: 0, raws: 0, records: 0, rejected: 0 };
  for (const [index, row] of stored.rows.entries()) {
    const normalize = row.kind === null ? undefined : normalizers[row.kind];
    if (normalize === undefined) skipped.push(row.repositoryId);
    else {
      const counts = await retrying(() => db.transaction().execute((trx) => replayRepository(trx, row, normalize)));
      total = {
        repositories: total.repositories + 1,
        raws: total.raws + counts.raws,
        records: total.records + counts.records,
        rejected: total.rejected + counts.rejected,
      };
    }
    onProgress?.({ repositoryId: row.repositoryId, done: index + 1, total: stored.rows.length, raws: total.raws });
  }
  return { ...total, skipped };
}

async function replayRepository(trx: Transaction<Tables>, of: Stored, normalize: Normalize): Promise<Counts> {
  // Pages of the source wait until this repository is done.
  await takeTurn(trx, of.sourceId, new Date(0));
  for (const table of Object.values(recordTables)) {
    await sql`delete from ${sql.table(table.name)} where repository_id = ${of.repositoryId}`.execute(trx);
  }
  const reasons = new Map<string, Map<string, Judged>>();
  let raws = 0;
  let records = 0;
  for await (const page of pages(trx, of)) {
    const judged = inWritingOrder(page).map((row) => judge(normalize, row, row.returned));
    const at = page[0]?.fetchedAt ?? new Date(0);
    const written = await writeGroup(trx, judged, at);
    written.judged.forEach((item) => {
      remember(reasons, item);
    });
    raws += page.length;
    records += written.changed;
  }
  const rejected = [...reasons.values()].flatMap((versions) => [...versions.values()]);
  await writeReasons(trx, of, rejected);
  await markDirty(trx, [of.repositoryId], new Date(0), randomUUID());
  return { raws, records, rejected: rejected.length };
}

/** Rows with one `fetched_at` came in one page. Read through a cursor: a repository may have more than memory should hold. */
async function* pages(trx: Transaction<Tables>, of: Stored): AsyncGenerator<readonly RawRow[]> {
  await sql`declare replayed no scroll cursor for
    select repository_id, kind, external_id, content_hash, payload, fetched_at, returned from raw_record
    where repository_id = ${of.repositoryId} and source_id = ${of.sourceId} order by fetched_at`.execute(trx);
  let page: RawRow[] = [];
  for (;;) {
    const { rows } = await sql<RawRow>`fetch ${sql.lit(rowsAtOnce)} from replayed`.execute(trx);
    for (const row of rows) {
      if (page[0] !== undefined && page[0].fetchedAt.getTime() !== row.fetchedAt.getTime()) {
        yield page;
        page = [];
      }
      page.push(row);
    }
    if (rows.length < rowsAtOnce) break;
  }
  if (page.length > 0) yield page;
  await sql`close replayed`.execute(trx);
}

/** An object's reasons count until a later version of it normalises. */
function remember(reasons: Map<string, Map<string, Judged>>, item: Judged): void {
  const key = objectKey(item);
  if (item.rejected === null) reasons.delete(key);
  else reasons.set(key, (reasons.get(key) ?? new Map<string, Judged>()).set(item.contentHash, item));
}

async function writeReasons(trx: Db, of: Stored, rejected: readonly Judged[]): Promise<void> {
  await sql`update raw_record set rejected = null
    where repository_id = ${of.repositoryId} and source_id = ${of.sourceId} and rejected is not null`.execute(trx);
  await sql`update raw_record r set rejected = u.reason
    from unnest(${rejected.map((item) => item.kind)}::text[], ${rejected.map((item) => item.externalId)}::text[],
      ${rejected.map((item) => item.contentHash)}::text[], ${rejected.map((item) => item.rejected)}::text[])
      as u (kind, external_id, content_hash, reason)
    where r.repository_id = ${of.repositoryId} and r.source_id = ${of.sourceId} and r.kind = u.kind
      and r.external_id = u.external_id and r.content_hash = u.content_hash`.execute(trx);
}
