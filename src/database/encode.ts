/** Rows on their way to PostgreSQL: cleaned, each key once, in the order of keys, and as array literals column by column. */

import type { TableSpec } from './table-spec.ts';

type Row = readonly unknown[];

/** Values in the order of the table's columns. Of rows with the same key the last one wins, except for `earliest` columns. */
export function preparedRows(table: TableSpec, rows: readonly object[]): readonly Row[] {
  const columns = Object.keys(table.columns);
  const keyAt = table.key.map((column) => columns.indexOf(column));
  const earliestAt = (table.earliest ?? []).map((column) => columns.indexOf(column));
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    // Rows are plain objects of one of the domain's types; only the columns named by the table are looked at.
    const values = columns.map((column) => storable((row as Readonly<Record<string, unknown>>)[column]));
    const key = keyAt.map((at) => values[at]).join('\u0000');
    const before = byKey.get(key);
    for (const at of before === undefined ? [] : earliestAt) values[at] = earlier(before?.[at], values[at]);
    byKey.set(key, values);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, values]) => values);
}

function earlier(a: unknown, b: unknown): unknown {
  return a instanceof Date && b instanceof Date && a < b ? a : b;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\u0000') ? value.replaceAll('\u0000', '\ufffd') : value;
  if (Array.isArray(value)) return value.map(storable);
  return value ?? null;
}

/** One PostgreSQL array literal a column. Arrays inside rows become literals inside the literal. */
export function arrayLiterals(table: TableSpec, columns: readonly string[], rows: readonly Row[]): readonly string[] {
  const all = Object.keys(table.columns);
  return columns.map((column) => columnLiteral(all.indexOf(column), rows));
}

function columnLiteral(at: number, rows: readonly Row[]): string {
  // Neighbours often share a value (the page's instant, the repository): it is written out once.
  let last: unknown;
  let text = '';
  const elements = rows.map((row) => {
    const value = row[at];
    if (value !== last || text === '') text = element(value);
    last = value;
    return text;
  });
  return `{${elements.join(',')}}`;
}

function element(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return quoted(`{${value.map(inner).join(',')}}`);
  return String(value);
}

/** Commit ids and the like need no quotes, and then none need escaping once more outside. */
const plain = /^[\w./:-]+$/;

function inner(value: unknown): string {
  return typeof value === 'string' && plain.test(value) && value.toLowerCase() !== 'null' ? value : element(value);
}

const special = /["\\]/;

function quoted(text: string): string {
  return `"${special.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
