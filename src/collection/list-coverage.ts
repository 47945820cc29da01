/** What was asked of a source, day by day, and how far each list of it has been read. */

import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { holds } from '../database/search.ts';
import { decodeCursor, pageOf } from '../domain/cursor.ts';

/** How far an object of a repository has been read, of whatever kind the source is. */
export type Reading = {
  /** The newest instant (ISO) or UTC date that is read without a gap; null = not even the first reading is through. */
  readonly to: string | null;
  /** A reading was cut short and goes on where it stopped. */
  readonly unfinished: boolean;
  /** Null = everything there is. */
  readonly since: string | null;
};

/** Days of one object of one repository, as runs of equal state; days in no run were never asked. */
export type CoverageRow = {
  readonly repositoryId: string;
  readonly repository: string;
  readonly object: string;
  readonly days: { readonly fetched: number; readonly empty: number; readonly failed: number };
  /** UTC dates, both inclusive. */
  readonly runs: readonly { readonly from: string; readonly until: string; readonly state: string }[];
  /** Null = the source keeps no place in it. */
  readonly reading: Reading | null;
  /** When the provider last answered about any of these days. */
  readonly askedAt: Date | null;
};

export type CoverageFilter = {
  /** UTC dates, both inclusive. */
  readonly from: string;
  readonly until: string;
  /** Text in the repository's name or the object's. */
  readonly q?: string | undefined;
  /** Only rows with a failed day. */
  readonly failed?: boolean | undefined;
};

type Paging = { readonly limit: number; readonly after?: string | undefined };
type Counted = { readonly items: readonly CoverageRow[]; readonly next: string | null; readonly total: number | null };

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/**
 * What sources write into their cursors, in the words all of them use: `complete`, `day` or `until` is how far, `walk` a reading that
 * was cut short, `since` where history begins. Anything else is the source's own business.
 */
export function readingOf(cursor: unknown): Reading | null {
  if (typeof cursor !== 'object' || cursor === null) return null;
  const fields = new Map(Object.entries(cursor));
  const to = textOf(fields.get('complete')) ?? textOf(fields.get('day')) ?? textOf(fields.get('until'));
  const walk = fields.get('walk');
  const unfinished = walk !== null && walk !== undefined;
  if (to === null && !unfinished) return null;
  return { to, unfinished, since: textOf(fields.get('since')) };
}

type Row = Omit<CoverageRow, 'days' | 'reading'> & CoverageRow['days'] & { readonly cursor: unknown; readonly total: number };

/** Rows a filter finds, by repository and object. `total` with the first page only. */
export async function listCoverage(db: Db, sourceId: string, filter: CoverageFilter, paging: Paging): Promise<Counted> {
  const [repository = '', object = ''] = paging.after === undefined ? [] : decodeCursor(paging.after, 2);
  const conditions = conditionsOf(filter);
  // The page's rows are chosen before their days are put together: a year of hundreds of repositories is a million cells.
  const { rows } = await sql<Row>`
    with known as (select repository_id, object, bool_or(state = 'failed') as failing from coverage
        where source_id = ${sourceId} and day between ${filter.from}::date and ${filter.until}::date group by repository_id, object),
      fitting as (select k.repository_id, k.object, coalesce(r.name, k.repository_id) as repository
        from known k left join repository r on r.repository_id = k.repository_id where ${conditions}),
      listed as (select * from fitting where (repository_id, object) > (${repository}, ${object})
        order by repository_id, object limit ${paging.limit + 1}),
      cell as (select c.repository_id, c.object, c.day, c.state, c.at from coverage c join listed l using (repository_id, object)
        where c.source_id = ${sourceId} and c.day between ${filter.from}::date and ${filter.until}::date),
      stepped as (select *, day - (row_number() over (partition by repository_id, object, state order by day))::integer as step from cell),
      run as (select repository_id, object, state, min(day) as first, max(day) as last, count(*) as days, max(at) as at
        from stepped group by repository_id, object, state, step),
      drawn as (select repository_id, object,
          coalesce(sum(days) filter (where state = 'fetched'), 0)::integer as fetched,
          coalesce(sum(days) filter (where state = 'empty'), 0)::integer as empty,
          coalesce(sum(days) filter (where state = 'failed'), 0)::integer as failed,
          max(at) filter (where state <> 'failed') as asked_at,
          json_agg(json_build_object('from', first::text, 'until', last::text, 'state', state) order by first) as runs
        from run group by repository_id, object)
    select l.repository, d.*, p.cursor, (select count(*)::integer from fitting) as total
    from listed l join drawn d using (repository_id, object)
      left join collection_cursor p on p.source_id = ${sourceId} and p.repository_id = d.repository_id and p.object = d.object
    order by d.repository_id, d.object`.execute(db);
  const items = rows.map(({ fetched, empty, failed, cursor, total: _, ...row }) => ({
    ...row,
    days: { fetched, empty, failed },
    reading: readingOf(cursor),
  }));
  const page = pageOf(items, paging.limit, (row) => [row.repositoryId, row.object]);
  return { ...page, total: paging.after === undefined ? (rows[0]?.total ?? 0) : null };
}

function conditionsOf({ q, failed }: CoverageFilter): RawBuilder<unknown> {
  const conditions = [sql`true`];
  if (failed === true) conditions.push(sql`k.failing`);
  if (q !== undefined) {
    const objects = holds([sql`k.object`], q.replaceAll(' ', '_'));
    conditions.push(sql`(${sql.join([...holds([sql`coalesce(r.name, k.repository_id)`], q), ...objects], sql` or `)})`);
  }
  return sql.join(conditions, sql` and `);
}
