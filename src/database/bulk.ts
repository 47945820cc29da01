/** Writes many rows at once, and only those that differ from what is stored. */

import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import { arrayLiterals, preparedRows } from './encode.ts';
import { snakeCase } from './names.ts';
import type { Db } from './open.ts';
import type { TableSpec } from './table-spec.ts';

export type { TableSpec } from './table-spec.ts';

/** A row by column name in code; a column left out is null. */
type BulkRow = object;

/** Parameters of a statement grow with its rows; beyond this nothing gets faster. */
const chunkSize = 5_000;

/**
 * Inserts rows, or updates those whose compared columns differ. Answers how many were inserted or changed. Of rows with the same
 * key the last one wins. Text may hold anything; U+0000, which PostgreSQL cannot store, becomes U+FFFD. Rows are written in the
 * order of their keys, so that two writers never wait for each other in a circle. More than 5,000 rows are several statements:
 * pass a transaction where all or nothing is meant.
 */
export async function upsert(db: Db, table: TableSpec, rows: readonly BulkRow[]): Promise<number> {
  return await writeChunks(db, table, preparedRows(table, rows));
}

/**
 * Makes `rows` the only ones that have the values of `within` (columns as in SQL, e.g. `{ service_id }`), touching nothing that
 * is already right. Every row must lie within. Several statements: pass a transaction.
 */
export async function replaceRows(
  db: Db,
  table: TableSpec,
  within: Readonly<Record<string, string>>,
  rows: readonly BulkRow[],
): Promise<{ readonly inserted: number; readonly updated: number; readonly deleted: number }> {
  const prepared = preparedRows(table, rows);
  const columns = Object.keys(table.columns);
  for (const [name, value] of Object.entries(within)) {
    const at = columns.findIndex((column) => snakeCase(column) === name);
    if (at < 0 || prepared.some((row) => row[at] !== value)) throw new Error(`A row of ${table.name} lies outside ${name} ${value}.`);
  }
  const deleted = await deleteOthers(db, table, within, prepared);
  const inserted = prepared.length - (await countWithin(db, table, within));
  const written = await writeChunks(db, table, prepared);
  return { inserted, updated: written - inserted, deleted };
}

type Prepared = readonly (readonly unknown[])[];

async function writeChunks(db: Db, table: TableSpec, rows: Prepared): Promise<number> {
  const text = upsertSql(table);
  const columns = Object.keys(table.columns);
  const chunk = (from: number) => arrayLiterals(table, columns, rows.slice(from, from + chunkSize));
  const chunkLater = async (from: number) => {
    if (from >= rows.length) return [];
    // First the socket gets a chance to send what is on its way.
    await pause(1);
    return chunk(from);
  };
  let written = 0;
  let values: readonly string[] = chunk(0);
  for (let from = 0; from < rows.length; from += chunkSize) {
    const sent = db.executeQuery(CompiledQuery.raw(text, [...values]));
    // The next chunk is written out while the server works on this one.
    const [answer, next] = await Promise.all([sent, chunkLater(from + chunkSize)]);
    written += Number(answer.numAffectedRows ?? 0);
    values = next;
  }
  return written;
}

async function countWithin(db: Db, table: TableSpec, within: Readonly<Record<string, string>>): Promise<number> {
  const conditions = Object.keys(within).map((name, i) => `${name} = $${i + 1}`);
  const text = `select count(*) as present from ${table.name} where ${conditions.join(' and ')}`;
  const answer = await db.executeQuery<{ present: number }>(CompiledQuery.raw(text, Object.values(within)));
  return Number(answer.rows[0]?.present ?? 0);
}

async function deleteOthers(db: Db, table: TableSpec, within: Readonly<Record<string, string>>, rows: Prepared): Promise<number> {
  const bound = Object.keys(within);
  const conditions = bound.map((name, i) => `${table.name}.${name} = $${i + 1}`);
  const names = table.key.map(snakeCase);
  const kept = unnest(table, table.key, bound.length);
  const same = names.map((name) => `kept.${name} = ${table.name}.${name}`).join(' and ');
  const text = `delete from ${table.name} where ${conditions.join(' and ')} and not exists
    (select from ${kept.call} as kept(${names.join(', ')}) where ${same})`;
  const answer = await db.executeQuery(CompiledQuery.raw(text, [...Object.values(within), ...arrayLiterals(table, table.key, rows)]));
  return Number(answer.numAffectedRows ?? 0);
}

/** `unnest` of one array a column; arrays of arrays travel as the text of each, because unnest flattens all dimensions. */
function unnest(table: TableSpec, columns: readonly string[], offset: number): { readonly call: string; readonly values: string } {
  const call = columns.map((column, i) => `$${offset + i + 1}::${isArray(table, column) ? 'text' : table.columns[column]}[]`);
  const values = columns.map((column) => `${snakeCase(column)}${isArray(table, column) ? `::${table.columns[column]}` : ''}`);
  return { call: `unnest(${call.join(', ')})`, values: values.join(', ') };
}

function isArray(table: TableSpec, column: string): boolean {
  return table.columns[column]?.endsWith('[]') === true;
}

function upsertSql(table: TableSpec): string {
  const columns = Object.keys(table.columns);
  const names = columns.map(snakeCase).join(', ');
  const source = unnest(table, columns, 0);
  const rest = columns.filter((column) => !table.key.includes(column));
  const compared = rest.filter((column) => !table.uncompared?.includes(column));
  const insert = `insert into ${table.name} (${names}) select ${source.values} from ${source.call} as given(${names})
    on conflict (${table.key.map(snakeCase).join(', ')})`;
  const action =
    compared.length === 0
      ? 'do nothing'
      : `do update set ${rest.map((column) => `${snakeCase(column)} = ${incoming(table, column)}`).join(', ')}
    where (${compared.map((column) => `${table.name}.${snakeCase(column)}`).join(', ')})
      is distinct from (${compared.map((column) => incoming(table, column)).join(', ')})${unlessOlder(table)}`;
  return `${insert} ${action}`;
}

/** Where one of the two instants is unknown, what arrived last wins. */
function unlessOlder({ name, newest }: TableSpec): string {
  if (newest === undefined) return '';
  const column = snakeCase(newest);
  return ` and coalesce(excluded.${column} >= ${name}.${column}, true)`;
}

/** The value a stored row takes on. */
function incoming(table: TableSpec, column: string): string {
  const name = snakeCase(column);
  if (table.earliest?.includes(column)) return `least(${table.name}.${name}, excluded.${name})`;
  return table.most?.includes(column) ? `greatest(${table.name}.${name}, excluded.${name})` : `excluded.${name}`;
}
