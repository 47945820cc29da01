/** Every record considered for a number, included or not and why, page by page. */

import { type RawBuilder, sql } from 'kysely';
import { consistently } from '../database/consistently.ts';
import type { Db } from '../database/open.ts';
import { decodeTimeCursor, pageOf } from '../domain/cursor.ts';
import { AppError } from '../domain/errors.ts';
import type { Scope } from '../domain/scope.ts';
import { instant } from './facts.ts';
import { metricList } from './list.ts';
import type { MetricSpec, Question } from './metric.ts';
import type { Counts, EvidenceItem, EvidencePage, MetricId } from './result.ts';
import { idsOf, type ScopeService, servicesInScope } from './services.ts';

export type EvidenceOptions = {
  /** True: only what counts; false: only what does not; absent: both. */
  readonly included?: boolean;
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
};

/**
 * The records considered for a metric in the scope's window, newest first. `totals` are those of the whole window, whatever the page.
 * Throws AppError `not_found` for an unknown metric and `invalid` for a cursor that is none.
 */
export async function listEvidence(db: Db, scope: Scope, id: MetricId, options: EvidenceOptions): Promise<EvidencePage> {
  const metric = metricList.find((candidate) => candidate.id === id);
  if (metric === undefined)
    throw new AppError('not_found', `There is no metric "${id}". There are: ${metricList.map((m) => m.id).join(', ')}.`);
  return await evidenceOf(db, metric, scope, options);
}

/** What considers records: a metric, or a stage of flow. */
export type Considering = Pick<MetricSpec, 'considered' | 'evidenceKind'> & {
  /** Further columns of its rows that evidence shows. */
  readonly columns?: RawBuilder<unknown>;
};

/** A page of the records considered in the scope's window, newest first, with the totals of the whole window. */
export async function evidenceOf(db: Db, considering: Considering, scope: Scope, options: EvidenceOptions): Promise<EvidencePage> {
  return await consistently(db, async (trx) => {
    const question = questionOf(scope, await servicesInScope(trx, scope), scope.window);
    const items = await itemsOf(trx, considering, question, { ...options, limit: options.limit + 1 });
    const page = pageOf(items, options.limit, (item) => [item.at.toISOString(), item.serviceId, item.id]);
    return { ...page, totals: await totalsOf(trx, considering, question) };
  });
}

/** The question a scope asks about some range; nothing at or after now is considered. */
export function questionOf(scope: Scope, services: readonly ScopeService[], range: { readonly from: Date; readonly to: Date }): Question {
  return {
    serviceIds: idsOf(services),
    stableIds: idsOf(services.filter((service) => service.stability)),
    teamId: scope.teamId,
    from: range.from,
    to: range.to < scope.now ? range.to : scope.now,
    clock: scope.clock,
    bots: scope.bots,
  };
}

type Row = Omit<EvidenceItem, 'kind' | 'included' | 'contributes'> & { readonly value: number | null };

export async function itemsOf(db: Db, metric: Considering, question: Question, options: EvidenceOptions): Promise<readonly EvidenceItem[]> {
  const columns = metric.columns === undefined ? sql`` : sql`, ${metric.columns}`;
  const chosen = options.included === undefined ? sql`true` : options.included ? sql`reason is null` : sql`reason is not null`;
  const { rows } = await sql<Row>`with considered as (${metric.considered(question)})
    select service_id, id, at, reason, value, title, url, fetched_at${columns} from considered
    where ${chosen} and ${options.after === undefined ? sql`true` : beyond(options.after)}
    order by at desc, service_id desc, id desc limit ${options.limit}`.execute(db);
  return rows.map(({ value, ...row }) => ({ kind: metric.evidenceKind, ...row, included: row.reason === null, contributes: value }));
}

async function totalsOf(db: Db, metric: Considering, question: Question): Promise<Counts> {
  const { rows } = await sql<{ reason: string | null; n: number }>`with considered as (${metric.considered(question)})
    select reason, count(*) as n from considered group by reason order by reason`.execute(db);
  return {
    included: rows.find((row) => row.reason === null)?.n ?? 0,
    excluded: Object.fromEntries(rows.flatMap(({ reason, n }) => (reason === null ? [] : [[reason, n]]))),
  };
}

function beyond(cursor: string): RawBuilder<boolean> {
  const [at = '', serviceId = '', id = ''] = decodeTimeCursor(cursor, 3);
  return sql`(at, service_id, id) < (${instant(readInstant(at))}, ${serviceId}, ${id})`;
}

function readInstant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new AppError('invalid', 'after: is not a cursor of this list; take the "next" of the page before.');
  return at;
}
