/** Raw rows: what a provider said, append-only by content. The newest `fetched_at` of an object is its current version. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Normalize } from '../sources/source.ts';
import { type Judged, judge, objectKey, type StoredItem } from './items.ts';
import { iso } from './state.ts';

type Version = {
  readonly repositoryId: string;
  readonly kind: string;
  readonly externalId: string;
  readonly contentHash: string;
  readonly fetchedAt: Date;
  readonly returned: boolean;
  readonly rejected: string | null;
};

/** The items that say something new, already normalised, and how many known rejected payloads still do not normalise. */
export type Arrivals = { readonly news: readonly Judged[]; readonly stillRejected: number };

/**
 * New is: content never seen, content that was replaced meanwhile and came back, and rejected content that normalises by now.
 * An unchanged current version is not even normalised.
 */
export async function arrivals(
  db: Db,
  source: { readonly sourceId: string; readonly normalize: Normalize },
  items: readonly StoredItem[],
): Promise<Arrivals> {
  const versions = await storedVersions(db, source.sourceId, items);
  const news: Judged[] = [];
  let stillRejected = 0;
  for (const item of items) {
    const known = versions.get(objectKey(item)) ?? [];
    const current = known[0];
    const same = known.find((version) => version.contentHash === item.contentHash);
    if (same !== undefined && same === current && same.rejected === null) continue;
    const judged = judge(source.normalize, item, same !== undefined && (same.returned || same !== current));
    if (same !== undefined && same === current && judged.rejected !== null) stillRejected += 1;
    else news.push(judged);
  }
  return { news, stillRejected };
}

/** Writes these versions as current at `at`; a version that normalised clears the reasons of the earlier ones. */
export async function writeRaws(db: Db, sourceId: string, items: readonly Judged[], at: Date): Promise<void> {
  if (items.length === 0) return;
  const column = (pick: (item: Judged) => string | null): (string | null)[] => items.map(pick);
  await sql`insert into raw_record
      (source_id, fetched_at, repository_id, kind, external_id, content_hash, payload, returned, rejected)
    select ${sourceId}, ${iso(at)}::timestamptz, u.repository_id, u.kind, u.external_id, u.content_hash, u.payload, u.returned, u.rejected
    from unnest(${column((item) => item.repositoryId)}::text[], ${column((item) => item.kind)}::text[],
      ${column((item) => item.externalId)}::text[], ${column((item) => item.contentHash)}::text[],
      ${column((item) => item.payload)}::text[], ${items.map((item) => item.returned)}::boolean[],
      ${column((item) => item.rejected)}::text[])
      as u (repository_id, kind, external_id, content_hash, payload, returned, rejected)
    on conflict (repository_id, source_id, kind, external_id, content_hash) do update set
      fetched_at = excluded.fetched_at, returned = excluded.returned, rejected = excluded.rejected`.execute(db);
  await clearReasons(
    db,
    sourceId,
    items.filter((item) => item.rejected === null),
  );
}

async function clearReasons(db: Db, sourceId: string, accepted: readonly Judged[]): Promise<void> {
  if (accepted.length === 0) return;
  await sql`update raw_record r set rejected = null
    from ${keys(accepted)} as u (repository_id, kind, external_id)
    where r.source_id = ${sourceId} and r.repository_id = u.repository_id and r.kind = u.kind and r.external_id = u.external_id
      and r.rejected is not null`.execute(db);
}

/** Every stored version of these objects, newest first. */
async function storedVersions(db: Db, sourceId: string, items: readonly StoredItem[]): Promise<ReadonlyMap<string, readonly Version[]>> {
  const byObject = new Map<string, Version[]>();
  if (items.length === 0) return byObject;
  const answer = await sql<Version>`select r.repository_id, r.kind, r.external_id, r.content_hash, r.fetched_at, r.returned, r.rejected
    from ${keys(items)} as u (repository_id, kind, external_id)
    join raw_record r on r.repository_id = u.repository_id and r.source_id = ${sourceId}
      and r.kind = u.kind and r.external_id = u.external_id
    order by r.fetched_at desc, r.content_hash`.execute(db);
  for (const version of answer.rows) {
    const key = objectKey(version);
    byObject.set(key, [...(byObject.get(key) ?? []), version]);
  }
  return byObject;
}

function keys(items: readonly StoredItem[]) {
  return sql`unnest(${items.map((item) => item.repositoryId)}::text[], ${items.map((item) => item.kind)}::text[],
    ${items.map((item) => item.externalId)}::text[])`;
}
