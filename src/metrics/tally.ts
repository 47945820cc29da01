/** Counts what a metric considers, period by period, in one query. */

import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { instants } from './facts.ts';
import type { MetricSpec, Question } from './metric.ts';

/** What one period, or several together, contain. */
export type Tally = {
  readonly included: number;
  readonly excluded: Readonly<Record<string, number>>;
  /** Included records of value 1. */
  readonly hits: number;
  /** Local days with an included record. */
  readonly days: number;
  /** Ascending; only for metrics of times. */
  readonly values: Float64Array;
  readonly parts: Readonly<Record<string, Float64Array>>;
};

type Row = {
  readonly whose: string;
  readonly place: number;
  readonly reason: string | null;
  readonly n: number;
  readonly hits: number;
  readonly days: number;
  readonly times: Readonly<Record<string, Buffer | null>>;
};

/**
 * One tally for each interval between neighbouring `edges` (ascending, at least two; whole local days of `zone` except the outer
 * ones). Exact values travel packed, eight bytes each: every quantile and interval is then taken from the same numbers.
 */
export async function tallies(
  db: Db,
  metric: MetricSpec,
  question: Question,
  edges: readonly Date[],
  zone: string,
): Promise<readonly Tally[]> {
  const rows = await readRows(db, metric, question, edges, zone, sql`''::text`);
  return listOf(rows, metric, edges);
}

/** The same for each service by itself, in one query. */
export async function talliesByService(
  db: Db,
  metric: MetricSpec,
  question: Question,
  edges: readonly Date[],
  zone: string,
): Promise<ReadonlyMap<string, readonly Tally[]>> {
  const rows = await readRows(db, metric, question, edges, zone, sql`service_id`);
  const byService = new Map<string, Row[]>();
  for (const row of rows) {
    const own = byService.get(row.whose);
    if (own) own.push(row);
    else byService.set(row.whose, [row]);
  }
  return new Map(question.serviceIds.map((id) => [id, listOf(byService.get(id) ?? [], metric, edges)]));
}

async function readRows(
  db: Db,
  metric: MetricSpec,
  question: Question,
  edges: readonly Date[],
  zone: string,
  whose: RawBuilder<unknown>,
): Promise<readonly Row[]> {
  const columns = ['value', ...metric.parts];
  const { rows } = await sql<Record<string, unknown> & Omit<Row, 'times'>>`with considered as (${metric.considered(question)}),
    placed as (select *, ${whose} as whose, width_bucket(at, ${instants(edges)}) as place from considered)
    ${grouped(metric, columns, zone)} group by whose, place, reason order by whose, place, reason`.execute(db);
  return rows.map((row): Row => ({ ...row, times: Object.fromEntries(columns.map((name) => [name, bytes(row[name])])) }));
}

function listOf(rows: readonly Row[], metric: MetricSpec, edges: readonly Date[]): readonly Tally[] {
  const byPlace = new Map<number, Row[]>();
  for (const row of rows) {
    const own = byPlace.get(row.place);
    if (own) own.push(row);
    else byPlace.set(row.place, [row]);
  }
  return edges.slice(1).map((_, index) => tallyOf(byPlace.get(index + 1) ?? [], metric.parts));
}

function grouped(metric: MetricSpec, columns: readonly string[], zone: string): RawBuilder<unknown> {
  if (metric.statistic === 'share')
    return sql`select whose, place, reason, count(*) as n, count(*) filter (where value = 1) as hits, 0 as days from placed`;
  // Day by day first: counting distinct days of every record would sort them all.
  if (metric.statistic === 'frequency')
    return sql`select whose, place, reason, sum(n)::bigint as n, 0 as hits, count(*) as days from (
      select whose, place, reason, (at at time zone ${zone})::date as day, count(*) as n from placed group by 1, 2, 3, 4) as daily`;
  const lists = columns.map((name) => {
    const column = sql.ref(name);
    // In no order: they are sorted once they are all together. A part that ended before it began says nothing.
    return sql`string_agg(float8send(${column}), ''::bytea) filter (where reason is null and ${column} >= 0) as ${sql.id(name)}`;
  });
  return sql`select whose, place, reason, count(*) as n, 0 as hits, 0 as days, ${sql.join(lists)} from placed`;
}

const bytes = (value: unknown): Buffer | null => (Buffer.isBuffer(value) ? value : null);

function tallyOf(rows: readonly Row[], parts: readonly string[]): Tally {
  const included = rows.find((row) => row.reason === null);
  const list = (name: string): Float64Array => unpack(included?.times[name] ?? null);
  return {
    included: included?.n ?? 0,
    excluded: Object.fromEntries(rows.flatMap((row) => (row.reason === null ? [] : [[row.reason, row.n]]))),
    hits: included?.hits ?? 0,
    days: included?.days ?? 0,
    values: list('value'),
    parts: Object.fromEntries(parts.map((part) => [part, list(part)])),
  };
}

/** Doubles in network order, to ascending numbers. */
export function unpack(packed: Buffer | null): Float64Array {
  if (packed === null) return new Float64Array(0);
  const copy = Uint8Array.from(packed);
  Buffer.from(copy.buffer).swap64();
  return new Float64Array(copy.buffer).sort();
}

/** Several periods as one. Days are right because periods meet at local midnights. */
export function together(list: readonly Tally[]): Tally {
  const sum = (pick: (tally: Tally) => number): number => list.reduce((total, tally) => total + pick(tally), 0);
  const excluded: Record<string, number> = {};
  for (const tally of list) for (const [reason, n] of Object.entries(tally.excluded)) excluded[reason] = (excluded[reason] ?? 0) + n;
  const parts = [...new Set(list.flatMap((tally) => Object.keys(tally.parts)))];
  return {
    included: sum((tally) => tally.included),
    excluded,
    hits: sum((tally) => tally.hits),
    days: sum((tally) => tally.days),
    values: merged(list.map((tally) => tally.values)),
    parts: Object.fromEntries(parts.map((part) => [part, merged(list.map((tally) => tally.parts[part] ?? new Float64Array(0)))])),
  };
}

function merged(lists: readonly Float64Array[]): Float64Array {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  const all = new Float64Array(lists.reduce((total, list) => total + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all.sort();
}
