/** The contents of tables as text, for comparing two databases or two moments byte by byte. */

import { sql } from 'kysely';
import type { TableSpec } from '../../src/database/bulk.ts';
import type { Db } from '../../src/database/open.ts';
import { factTables, recordTables } from '../../src/database/specs.ts';

export type SnapshotOptions = {
  /** Also the fact tables. */
  readonly facts?: boolean;
  /** Also `fetched_at`, which differs between runs at different times. */
  readonly fetchedAt?: boolean;
};

/** All record tables (and facts if asked), a line a row, in key order. */
export async function snapshot(db: Db, options: SnapshotOptions = {}): Promise<string> {
  const specs = [...Object.values(recordTables), ...(options.facts === true ? Object.values(factTables) : [])];
  const parts: string[] = [];
  for (const spec of specs) parts.push(await tableText(db, spec, options.fetchedAt === true));
  return parts.join('\n');
}

async function tableText(db: Db, spec: TableSpec, fetchedAt: boolean): Promise<string> {
  const key = sql.join(spec.key.map((column) => sql`${sql.ref(column)}::text collate "C"`));
  const { rows } = await sql<object>`select * from ${sql.table(spec.name)} order by ${key}`.execute(db);
  const lines = rows.map((row) => JSON.stringify(Object.entries(row).filter(([column]) => fetchedAt || column !== 'fetchedAt')));
  return [`${spec.name} ${lines.length}`, ...lines].join('\n');
}

/**
 * When each row of these tables was last written, as the writing transaction's number: equal before and after means that nothing
 * was written, not even the same again.
 */
export async function writtenBy(db: Db, tables: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const table of tables) {
    const { rows } = await sql<{ xmin: string; ctid: string }>`select xmin::text as xmin, ctid::text as ctid
      from ${sql.table(table)} order by ctid`.execute(db);
    parts.push(`${table} ${rows.map((row) => `${row.ctid}:${row.xmin}`).join(' ')}`);
  }
  return parts.join('\n');
}

/** Every table that a run over unchanged input must leave alone. */
export const restingTables: readonly string[] = [
  'raw_record',
  ...Object.values(recordTables).map((table) => table.name),
  ...Object.values(factTables).map((table) => table.name),
  'dirty_service',
];
