/** The quality of services one by one: of one with all its reasons, and of all of them as a list. */

import { sql } from 'kysely';
import { consistently } from '../database/consistently.ts';
import type { Db } from '../database/open.ts';
import { decodeCursor, pageOf } from '../domain/cursor.ts';
import { AppError } from '../domain/errors.ts';
import type { Scope, Window } from '../domain/scope.ts';
import { type Context, contextOf, readAll } from './context.ts';
import { instant, texts } from './facts.ts';
import { metricList } from './list.ts';
import { isProvisional, overallQuality, qualityOf } from './quality.ts';
import type { IncidentGaps } from './quality-incidents.ts';
import type { Deduction, MetricId, Quality } from './result.ts';
import { answers, idsOf, type ScopeService } from './services.ts';

export type ServiceQuality = {
  readonly quality: Quality;
  readonly metrics: Readonly<Record<MetricId, Quality>>;
  /** Incidents that opened in the window: the service's own, and those where they come from that no service takes. */
  readonly incidents: Omit<IncidentGaps, 'share'>;
};

/** A row of the list. */
export type QualityRow = {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly team: { readonly id: string; readonly name: string } | null;
  readonly score: number | null;
  readonly provisional: boolean;
  /** The deduction that takes most; null = nothing was deducted. */
  readonly biggest: Deduction | null;
  readonly deductions: number;
  readonly notAssessed: readonly string[];
  /** The score of each metric by itself; null = no source. */
  readonly metrics: Readonly<Record<MetricId, number | null>>;
};

export type QualityQuestion = {
  readonly serviceId: string | null;
  readonly window: Window;
  readonly zone: string;
  readonly now: Date;
};

const scopeOf = (question: QualityQuestion): Scope => ({
  ...question,
  teamId: null,
  bucket: 'week',
  clock: 'authored',
  bots: 'included',
  comparePrevious: false,
});

// One entry for every metric of the list, whose ids are all there are.
const byMetric = <T>(pick: (metric: (typeof metricList)[number]) => T): Record<MetricId, T> =>
  Object.fromEntries(metricList.map((metric) => [metric.id, pick(metric)])) as Record<MetricId, T>;

function qualityIn({ findings }: Context, service: ScopeService): ServiceQuality {
  const { stability } = service;
  const { share: _, ...incidents } = (stability ? findings.stable : findings.all).incidents;
  return {
    quality: overallQuality(findings, stability),
    metrics: byMetric((metric) => qualityOf(metric, findings, answers(service, metric))),
    incidents,
  };
}

/** One service: every part at its full weight, and each metric by itself. Null when there is no such service. */
export async function serviceQuality(db: Db, serviceId: string, window: Window, zone: string, now: Date): Promise<ServiceQuality | null> {
  return await consistently(db, async (trx) => {
    const reading = await readAll(trx, scopeOf({ serviceId, window, zone, now }), false);
    const [service] = reading.services;
    return service === undefined ? null : qualityIn(contextOf(reading, [service]), service);
  });
}

export const qualitySorts = ['score', 'name'] as const;

export type QualityFilter = {
  readonly teamId: string | null;
  readonly q?: string | undefined;
  readonly provisional?: boolean | undefined;
  readonly sort: (typeof qualitySorts)[number];
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly after?: string | undefined;
};

type QualityPage = { readonly items: readonly QualityRow[]; readonly next: string | null; readonly total: number | null };

/** Services by the quality of their data; those that cannot be assessed come last. `teamId` is who owns them now. */
export async function listQuality(db: Db, question: QualityQuestion, filter: QualityFilter): Promise<QualityPage> {
  const rows = await consistently(db, (trx) => readRows(trx, question));
  const text = filter.q?.toLowerCase();
  const found = rows
    .filter(({ team }) => filter.teamId === null || team?.id === filter.teamId)
    .filter(({ serviceId, serviceName }) => text === undefined || `${serviceName}\n${serviceId}`.toLowerCase().includes(text))
    .filter(({ provisional }) => filter.provisional === undefined || provisional === filter.provisional)
    .toSorted(inOrder(filter));
  const { sort, order, limit, after } = filter;
  const from = after === undefined ? 0 : placeAfter(found, after, filter);
  const page = pageOf(found.slice(from, from + limit + 1), limit, ({ serviceId }) => [sort, order, serviceId]);
  return { ...page, total: after === undefined ? found.length : null };
}

function placeAfter(rows: readonly QualityRow[], after: string, { sort, order }: QualityFilter): number {
  const [sorted, ordered, serviceId] = decodeCursor(after, 3);
  const at = rows.findIndex((row) => row.serviceId === serviceId);
  if (sorted !== sort || ordered !== order || at < 0)
    throw new AppError('invalid', 'after: is not a cursor of this list; take the "next" of the page before, with the same sort and order.');
  return at + 1;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function inOrder({ sort, order }: QualityFilter): (a: QualityRow, b: QualityRow) => number {
  const sign = order === 'asc' ? 1 : -1;
  const byId = (a: QualityRow, b: QualityRow): number => byText(a.serviceId, b.serviceId);
  if (sort === 'name') return (a, b) => sign * (byText(a.serviceName.toLowerCase(), b.serviceName.toLowerCase()) || byId(a, b));
  return (a, b) =>
    a.score === null || b.score === null
      ? Number(a.score === null) - Number(b.score === null) || byId(a, b)
      : sign * (a.score - b.score) || byId(a, b);
}

async function readRows(db: Db, question: QualityQuestion): Promise<readonly QualityRow[]> {
  const reading = await readAll(db, scopeOf(question), false);
  const owners = await readOwners(db, reading.services, question.now);
  return reading.services.map((service) => {
    const { quality, metrics } = qualityIn(contextOf(reading, [service]), service);
    const { score, deductions, notAssessed } = quality;
    const [biggest = null] = deductions.toSorted((a, b) => b.points - a.points);
    return {
      serviceId: service.serviceId,
      serviceName: service.name,
      team: owners.get(service.serviceId) ?? null,
      score,
      provisional: isProvisional(quality) || Object.values(metrics).some(isProvisional),
      biggest,
      deductions: deductions.length,
      notAssessed,
      metrics: byMetric(({ id }) => metrics[id].score),
    };
  });
}

async function readOwners(db: Db, services: readonly ScopeService[], now: Date) {
  const { rows } = await sql<{ serviceId: string; teamId: string; name: string }>`
    select o.service_id, t.team_id, t.name from ownership o join team t on t.team_id = o.team_id
    where o.service_id = any(${texts(idsOf(services))}) and o.from_at <= ${instant(now)} and o.until_at > ${instant(now)}
    order by o.service_id`.execute(db);
  return new Map(rows.map(({ serviceId, teamId, name }) => [serviceId, { id: teamId, name }]));
}
