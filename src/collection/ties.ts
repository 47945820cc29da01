/** News of the very instant of what is stored: which of the two is newer, only the provider knows. */

import { sql } from 'kysely';
import { snakeCase } from '../database/names.ts';
import type { Db } from '../database/open.ts';
import { recordTables } from '../database/specs.ts';
import type { TableSpec } from '../database/table-spec.ts';
import type { AnyRecord } from '../domain/records.ts';
import type { Normalize } from '../sources/source.ts';
import { judge, type StoredItem } from './items.ts';

export type Parted = { readonly clear: readonly StoredItem[]; readonly tied: readonly StoredItem[] };

/**
 * Tells apart items whose records carry the same provider's instant as the stored ones and yet say something else (`tied`). Instants have
 * seconds: two changes of one second that come in the wrong order cannot be put right by looking at them.
 */
export async function partTies(db: Db, normalize: Normalize, items: readonly StoredItem[]): Promise<Parted> {
  const clear: StoredItem[] = [];
  const tied: StoredItem[] = [];
  for (const item of items) {
    let isTied = false;
    for (const record of judge(normalize, item, false).records) isTied ||= await ties(db, record);
    (isTied ? tied : clear).push(item);
  }
  return { clear, tied };
}

async function ties(db: Db, record: AnyRecord): Promise<boolean> {
  const spec: TableSpec = recordTables[record.table];
  const told = new Map<string, unknown>(Object.entries(record.row));
  if (spec.newest === undefined || !(told.get(spec.newest) instanceof Date)) return false;
  const key = spec.key.map((column) => sql`${sql.ref(snakeCase(column))} = ${told.get(column)}`);
  const { rows } = await sql<object>`select * from ${sql.table(spec.name)} where ${sql.join(key, sql` and `)}`.execute(db);
  const [stored] = rows.map((row) => new Map<string, unknown>(Object.entries(row)));
  if (stored === undefined || !same(stored.get(spec.newest), told.get(spec.newest))) return false;
  const compared = Object.keys(spec.columns).filter((column) => !spec.uncompared?.includes(column));
  return compared.some((column) => !same(stored.get(column), told.get(column) ?? null));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
