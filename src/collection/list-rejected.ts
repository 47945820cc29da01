/** Payloads that were stored and could not be understood: what, when and why. Never what they hold. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { decodeTimeCursor, pageOf } from '../domain/cursor.ts';
import { iso } from './state.ts';

export type RejectedPayload = {
  readonly repositoryId: string;
  readonly repository: string;
  readonly kind: string;
  readonly externalId: string;
  readonly reason: string;
  readonly fetchedAt: Date;
};

type Paging = { readonly limit: number; readonly after?: string | undefined };
type Counted = { readonly items: readonly RejectedPayload[]; readonly next: string | null; readonly total: number | null };

/** The rejected payloads of a source, newest first. */
export async function listRejected(db: Db, sourceId: string, paging: Paging): Promise<Counted> {
  const [at, ...key] =
    paging.after === undefined ? [iso(new Date('9999-01-01T00:00:00Z')), '', '', '', ''] : decodeTimeCursor(paging.after, 5);
  const [repositoryId = '', kind = '', externalId = '', hash = ''] = key;
  const { rows } = await sql<RejectedPayload & { contentHash: string }>`
    select r.repository_id, coalesce(n.name, r.repository_id) as repository, r.kind, r.external_id, r.content_hash, r.rejected as reason,
      r.fetched_at
    from raw_record r left join repository n on n.repository_id = r.repository_id
    where r.source_id = ${sourceId} and r.rejected is not null
      and (r.fetched_at, r.repository_id, r.kind, r.external_id, r.content_hash)
        < (${at}::timestamptz, ${repositoryId}, ${kind}, ${externalId}, ${hash})
    order by r.fetched_at desc, r.repository_id desc, r.kind desc, r.external_id desc, r.content_hash desc
    limit ${paging.limit + 1}`.execute(db);
  const page = pageOf(rows, paging.limit, (row) => [iso(row.fetchedAt), row.repositoryId, row.kind, row.externalId, row.contentHash]);
  const items = page.items.map(({ contentHash: _, ...row }) => row);
  return { items, next: page.next, total: paging.after === undefined ? await countRejected(db, sourceId) : null };
}

async function countRejected(db: Db, sourceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from raw_record
    where source_id = ${sourceId} and rejected is not null`.execute(db);
  return rows[0]?.n ?? 0;
}
