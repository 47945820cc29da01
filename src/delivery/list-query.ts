/** What the lists of facts have in common: whose, text filter, sorting, and cursors that lose and double no row. */

import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { decodeCursor, isCursorInstant, pageOf } from '../domain/cursor.ts';
import { AppError } from '../domain/errors.ts';
import type { Page, Paging, Whose } from './lists.ts';

type Sql = RawBuilder<unknown>;

/** A way to sort a list. Rows without a value come last in either order. */
export type Sort = {
  readonly name: string;
  readonly order: 'asc' | 'desc';
  readonly key: Sql;
  readonly type: 'timestamptz' | 'double precision';
  readonly nullable: boolean;
};

export type Listing = {
  /** The fact table with its alias `f`, and joins that neither add nor lose rows. */
  readonly from: Sql;
  readonly where: readonly Sql[];
  readonly sort: Sort;
  /** Columns that together with `f.service_id` name a row. */
  readonly id: readonly Sql[];
  /** The columns of an answer, over the chosen rows (`f.*`), their service `s`, and its owner `t` at `ownedAt`. */
  readonly columns: Sql;
  readonly ownedAt: Sql;
  /** Further joins for the chosen rows. */
  readonly joins?: Sql;
};

export const all = (conditions: readonly Sql[]): Sql => (conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `));

/** An instant as a parameter, whatever the zone of the machine. */
export const instant = (at: Date): RawBuilder<Date> => sql`${at.toISOString()}::timestamptz`;

/** The service, or the team that owned it at that instant. */
export function whose(filter: Whose, at: Sql): readonly Sql[] {
  const owned = sql`exists (select from ownership o where o.service_id = f.service_id and o.team_id = ${filter.teamId}
    and ${at} >= o.from_at and ${at} < o.until_at)`;
  return [...(filter.serviceId === null ? [] : [sql`f.service_id = ${filter.serviceId}`]), ...(filter.teamId === null ? [] : [owned])];
}

/** The service's name and its owner, as columns of an answer. */
export const ownerColumns = sql`s.name as service_name,
  case when t.team_id is not null then json_build_object('id', t.team_id, 'name', t.name) end as team`;

/** True where a column begins with the text: for commit ids, which are lower case. */
export const begins = (column: Sql, text: string): Sql => sql`starts_with(${column}, ${text.toLowerCase()})`;

/** The whole id, or its last part: the number a provider gave. */
export const isId = (column: Sql, text: string): Sql =>
  sql`(${column} = ${text} or split_part(${column}, ':', -1) = ${text.replace(/^#/, '')})`;

/** True where one of them is; unknown is not. */
export const any = (conditions: readonly Sql[]): Sql => sql`(coalesce(${sql.join(conditions, sql`, false) or coalesce(`)}, false))`;

function keyOf({ key, type, nullable, order }: Sort): Sql {
  const typed = sql`(${key})::${sql.raw(type)}`;
  if (!nullable) return type === 'timestamptz' ? key : typed;
  return sql`coalesce(${typed}, ${order === 'asc' ? 'infinity' : '-infinity'}::${sql.raw(type)})`;
}

function refuse(): never {
  throw new AppError('invalid', 'after: is not a cursor of this list; take the "next" of the page before, with the same sort and order.');
}

/** The rows after a cursor. Cursors name their order, so that one of another sorting is refused. */
function beyond(cursor: string, { sort, id }: Listing): Sql {
  const [name, order, value = '', ...row] = decodeCursor(cursor, 4 + id.length);
  const readable = sort.type === 'timestamptz' ? isCursorInstant(value) : String(Number(value)) === value && value !== 'NaN';
  if (name !== sort.name || order !== sort.order || !readable) refuse();
  const typed = sql`${value}::${sql.raw(sort.type)}`;
  const columns = sql.join([keyOf(sort), sql`f.service_id`, ...id]);
  const given = sql.join([typed, ...row.map((part) => sql`${part}::text`)]);
  return sql`(${columns}) ${sql.raw(sort.order === 'asc' ? '>' : '<')} (${given})`;
}

type Chosen = { readonly sortKey: Date | number; readonly serviceId: string; readonly sortId: readonly string[] };

const textOf = (key: Date | number): string => (key instanceof Date ? key.toISOString() : String(key));

/** One page. Names are joined to the rows of the page alone, so that the page itself is read from an index. */
export async function readPage<T extends { readonly serviceId: string }>(db: Db, listing: Listing, paging: Paging): Promise<Page<T>> {
  const { sort, id } = listing;
  const after = paging.after === undefined ? [] : [beyond(paging.after, listing)];
  const direction = sql.raw(sort.order);
  const order = sql.join([keyOf(sort), sql`f.service_id`, ...id].map((column) => sql`${column} ${direction}`));
  const again = sql.join(['f.sort_key', 'f.service_id', 'f.sort_id'].map((column) => sql`${sql.ref(column)} ${direction}`));
  const { rows } = await sql<T & Chosen>`with f as materialized (
      select f.*, ${keyOf(sort)} as sort_key, array[${sql.join(id)}] as sort_id from ${listing.from} where ${all([...listing.where, ...after])}
      order by ${order} limit ${paging.limit + 1})
    select ${listing.columns}, ${ownerColumns}, f.sort_key, f.sort_id from f ${listing.joins ?? sql``}
      left join service s on s.service_id = f.service_id
      left join ownership o on o.service_id = f.service_id and ${listing.ownedAt} >= o.from_at and ${listing.ownedAt} < o.until_at
      left join team t on t.team_id = o.team_id
    order by ${again}`.execute(db);
  const page = pageOf(rows, paging.limit, (row) => [sort.name, sort.order, textOf(row.sortKey), row.serviceId, ...row.sortId]);
  const items = page.items.map(({ sortKey: _, sortId: __, ...row }) => row);
  // What is left of a row is what its columns said.
  return {
    items: items as unknown as readonly T[],
    next: page.next,
    total: paging.after === undefined ? await countOf(db, listing) : null,
  };
}

async function countOf(db: Db, listing: Listing): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${listing.from} where ${all(listing.where)}`.execute(db);
  return rows[0]?.n ?? 0;
}
