/** Reads a schema from PostgreSQL's catalog: what the generated files are written from. */

import type pg from 'pg';

export type CatalogColumn = {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly required: boolean;
  readonly fallback: string | null;
};

export type Catalog = {
  readonly columns: readonly CatalogColumn[];
  readonly constraints: readonly { readonly table: string; readonly name: string; readonly definition: string }[];
  readonly indexes: readonly { readonly table: string; readonly name: string; readonly definition: string }[];
};

/** Ordinary tables of the schema `public`, without the migrator's own. Sorted, so that the same schema reads the same everywhere. */
export async function readCatalog(pool: pg.Pool): Promise<Catalog> {
  const own = `n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname not like 'kysely\\_%'`;
  const columns = await pool.query<CatalogColumn>(`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as required, pg_get_expr(d.adbin, d.adrelid) as fallback
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where ${own} order by c.relname collate "C", a.attnum`);
  // PostgreSQL 18 lists NOT NULL among the constraints; earlier ones do not.
  const constraints = await pool.query<Catalog['constraints'][number]>(`
    select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where ${own} and k.contype <> 'n' order by c.relname collate "C", k.contype desc, k.conname collate "C"`);
  const indexes = await pool.query<Catalog['indexes'][number]>(`
    select c.relname as "table", i.relname as name, pg_get_indexdef(i.oid) as definition
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    where ${own} and not exists (select from pg_constraint k where k.conindid = i.oid) order by c.relname collate "C", i.relname collate "C"`);
  return { columns: columns.rows, constraints: constraints.rows, indexes: indexes.rows };
}

/** Groups by table, in order. */
export function byTable<T extends { readonly table: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const tables = new Map<string, T[]>();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  return tables;
}
