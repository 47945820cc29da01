/** Raw items as the doorway and a replay both see them: one per provider object, in one order, normalised from their stored text. */

import type { AnyRecord } from '../domain/records.ts';
import type { Normalize, RawItem } from '../sources/source.ts';
import { canonicalJson, contentHash, storable } from './canonical.ts';

/** One raw row to be: the payload as canonical JSON with its hash. */
export type StoredItem = {
  readonly repositoryId: string;
  readonly kind: string;
  readonly externalId: string;
  readonly payload: string;
  readonly contentHash: string;
};

/** A stored item with its records, or the reason why there are none. */
export type Judged = StoredItem & {
  /** Current before, replaced, and back again. */
  readonly returned: boolean;
  readonly records: readonly AnyRecord[];
  readonly rejected: string | null;
};

const longestReason = 500;

/** The items of a page, each provider object once (the last mention wins), in the order in which records are written. */
export function storedItems(items: readonly RawItem[]): readonly StoredItem[] {
  const byObject = new Map<string, StoredItem>();
  for (const item of items) {
    const payload = canonicalJson(item.payload);
    const stored = {
      repositoryId: storable(item.repositoryId),
      kind: storable(item.kind),
      externalId: storable(item.externalId),
      payload,
      contentHash: contentHash(payload),
    };
    byObject.set(objectKey(stored), stored);
  }
  return inWritingOrder([...byObject.values()]);
}

/** Identity of a provider object inside its source. */
export function objectKey(item: { readonly repositoryId: string; readonly kind: string; readonly externalId: string }): string {
  return JSON.stringify([item.repositoryId, item.kind, item.externalId]);
}

/** Items of one page touch the same record in this order, whatever order the provider listed them in. */
export function inWritingOrder<T extends StoredItem>(items: readonly T[]): readonly T[] {
  return [...items].sort(
    (a, b) => compare(a.kind, b.kind) || compare(a.externalId, b.externalId) || compare(a.repositoryId, b.repositoryId),
  );
}

/** Normalises a stored item; never throws. Text in records is made storable, and a record nobody could store is a rejection. */
export function judge(normalize: Normalize, item: StoredItem, returned: boolean): Judged {
  try {
    const { repositoryId, kind, externalId } = item;
    const records = normalize({ repositoryId, kind, externalId, payload: JSON.parse(item.payload) });
    return { ...item, returned, records: records.map((record) => checked(record, repositoryId)), rejected: null };
  } catch (error) {
    return { ...item, returned, records: [], rejected: reasonOf(error) };
  }
}

/** A short, storable reason. Validation errors name their paths. */
export function reasonOf(error: unknown): string {
  const text = issuesOf(error) ?? (error instanceof Error ? error.message : String(error));
  return storable(text.length > longestReason ? `${text.slice(0, longestReason)}…` : text) || 'unknown reason';
}

function checked(record: AnyRecord, repositoryId: string): AnyRecord {
  const row = Object.fromEntries(Object.entries(record.row).map(([column, value]) => [column, storableValue(record.table, column, value)]));
  // Replay empties and refills one repository at a time; a record outside its item's repository would be lost there.
  if (row.repositoryId !== repositoryId) throw new Error(`${record.table} belongs to another repository than its payload`);
  // The columns are those of `record.row`; only characters and emptiness were looked at.
  return { table: record.table, row } as AnyRecord;
}

function storableValue(table: string, column: string, value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map((member) => storableValue(table, column, member));
  if (value instanceof Date && Number.isNaN(value.getTime())) throw new Error(`${table}.${column} is not a valid instant`);
  return value;
}

/** Zod's issues, recognised by shape: the doorway does not care which library a source parses with. */
function issuesOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('issues' in error) || !Array.isArray(error.issues)) return null;
  const issues: readonly { path?: readonly unknown[]; message?: string }[] = error.issues;
  return issues
    .slice(0, 3)
    .map((issue) => `${(issue.path ?? []).join('.') || 'payload'}: ${issue.message ?? 'invalid'}`)
    .join('; ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
