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

export type Arrivals = {
  /** The items that say something new, already normalised. */
  readonly news: readonly Judged[];
  /** How many known rejected payloads still do not normalise. */
  readonly stillRejected: number;
  /** Objects (by `objectKey`) with a rejected version. */
  readonly spoiled: ReadonlySet<string>;
};

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
  const spoiled = new Set<string>();
  let stillRejected = 0;
  for (const item of items) {
    const known = versions.get(objectKey(item)) ?? [];
    if (known.some((version) => version.rejected !== null)) spoiled.add(objectKey(item));
    const current = known[0];
    const same = known.find((version) => version.contentHash === item.contentHash);
    if (same !== undefined && same === current && same.rejected === null) continue;
    const judged = judge(source.normalize, item, same !== undefined && (same.returned || same !== current));
    if (same !== undefined && same === current && judged.rejected !== null) stillRejected += 1;
    else news.push(judged);
  }
  return { news, stillRejected, spoiled };
}

/** Writes these versions as current at `at`. */
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
}

/** These objects have a good version now: the reasons of the earlier ones no longer count. */
export async function clearReasons(db: Db, sourceId: string, items: readonly StoredItem[]): Promise<void> {
  for (const group of groups(items)) {
    await sql`update raw_record set rejected = null where ${within(sourceId, group)} and rejected is not null`.execute(db);
  }
}

/** Every stored version of these objects, newest first. */
async function storedVersions(db: Db, sourceId: string, items: readonly StoredItem[]): Promise<ReadonlyMap<string, readonly Version[]>> {
  const byObject = new Map<string, Version[]>();
  for (const group of groups(items)) {
    const answer = await sql<Version>`select repository_id, kind, external_id, content_hash, fetched_at, returned, rejected
      from raw_record where ${within(sourceId, group)} order by fetched_at desc, content_hash`.execute(db);
    for (const version of answer.rows) {
      const key = objectKey(version);
      byObject.set(key, [...(byObject.get(key) ?? []), version]);
    }
  }
  return byObject;
}

/** Items of one repository and kind: constants and one list, so that the key's index is used before there are statistics. */
function groups(items: readonly StoredItem[]): readonly (readonly [StoredItem, ...StoredItem[]])[] {
  const byKind = new Map<string, [StoredItem, ...StoredItem[]]>();
  for (const item of items) {
    const key = JSON.stringify([item.repositoryId, item.kind]);
    const group = byKind.get(key);
    if (group === undefined) byKind.set(key, [item]);
    else group.push(item);
  }
  return [...byKind.values()];
}

function within(sourceId: string, group: readonly [StoredItem, ...StoredItem[]]) {
  const [{ repositoryId, kind }] = group;
  return sql`repository_id = ${repositoryId} and source_id = ${sourceId} and kind = ${kind}
    and external_id = any(${group.map((item) => item.externalId)}::text[])`;
}
