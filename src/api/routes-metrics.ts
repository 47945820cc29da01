/** Metrics and their evidence. */

import { z } from 'zod';
import { type BenchmarkGroup, industries, sizes } from '../domain/benchmark.ts';
import { AppError } from '../domain/errors.ts';
import { answerMetrics } from '../metrics/answer.ts';
import { edition } from '../metrics/benchmark-data.ts';
import { listEvidence } from '../metrics/evidence.ts';
import { historicalLevels } from '../metrics/historical-levels.ts';
import { listQuality, qualitySorts, serviceQuality } from '../metrics/quality-services.ts';
import { answerSpread } from '../metrics/spread.ts';
import type { ApiDeps } from './deps.ts';
import { flag, paging, searching } from './paging.ts';
import { type Route, route } from './route.ts';
import { scopeOf, scopeQuery, whoseOf, whoseQuery, windowOf, windowQuery } from './scope.ts';
import { countedPage, page } from './shapes.ts';
import {
  benchmarksAnswer,
  counts,
  evidenceItem,
  metric,
  metricId,
  qualityRow,
  scopeAnswer,
  serviceQualityAnswer,
  spread,
} from './shapes-metrics.ts';
import { sheets, spreadSheet } from './sheets.ts';

const trend = flag.optional().describe('With a process-behaviour chart, its signals and what they say of the window.');

const groupOf = ({ config }: ApiDeps): BenchmarkGroup => config.benchmark ?? { industry: null, size: null };

export const metricRoutes: readonly Route[] = [
  route({
    path: '/metrics',
    summary: 'The five delivery metrics of a service, a team or the organisation.',
    query: scopeQuery.extend({ series: flag.optional().describe('With one point per bucket.'), trend }),
    answer: z.object({ scope: scopeAnswer, metrics: z.array(metric) }),
    handle: async (deps, { query: { series, trend: trended, ...query } }) =>
      answerMetrics(deps.database.db, await scopeOf(deps, query), undefined, {
        series: series ?? false,
        trend: trended ?? false,
        benchmark: groupOf(deps),
      }),
  }),
  route({
    path: '/spread',
    summary: 'Every service of a team or the organisation on every metric, each with the answer it has by itself.',
    query: scopeQuery.omit({ service: true, bucket: true }).extend({ trend }),
    answer: spread,
    csv: spreadSheet,
    handle: async (deps, { query: { trend: trended, ...query } }) =>
      answerSpread(deps.database.db, await scopeOf(deps, { ...query, bucket: 'week' }), { trend: trended ?? false }),
  }),
  route({
    path: '/metrics/{id}',
    summary: 'One metric with its series.',
    params: z.object({ id: metricId }),
    query: scopeQuery,
    answer: metric,
    handle: async (deps, { params, query }) => {
      const { metrics } = await answerMetrics(deps.database.db, await scopeOf(deps, query), [params.id], {
        series: true,
        trend: true,
        benchmark: groupOf(deps),
      });
      return metrics[0];
    },
  }),
  route({
    path: '/metrics/{id}/evidence',
    summary: 'Every record considered for a number: included, or left out and why. Newest first.',
    params: z.object({ id: metricId }),
    query: scopeQuery.extend({ ...paging, included: flag.optional().describe('true: only what counts; false: only what is left out.') }),
    answer: page(evidenceItem).extend({ totals: counts }),
    csv: sheets.evidence,
    handle: async (deps, { params, query: { limit, after, included, ...query } }) =>
      listEvidence(deps.database.db, await scopeOf(deps, query), params.id, {
        limit,
        ...(after !== undefined && { after }),
        ...(included !== undefined && { included }),
      }),
  }),
  route({
    path: '/quality',
    summary:
      'How far data can be trusted: of one service its score, deductions and what fixes them; without one, every service, the lowest score first.',
    query: z.strictObject({
      ...windowQuery,
      ...whoseQuery,
      ...searching,
      ...paging,
      sort: z.enum(qualitySorts).default('score'),
      order: z.enum(['asc', 'desc']).default('asc').describe('Rows without a score come last either way.'),
      provisional: flag.optional().describe('true: only services with a value that is provisional.'),
    }),
    answer: z.union([serviceQualityAnswer, countedPage(qualityRow)]),
    csv: sheets.quality,
    handle: async (deps, { query }) => {
      const { teamId, serviceId } = await whoseOf(deps, query);
      const { window, zone } = windowOf(deps, query);
      const now = deps.now();
      if (serviceId === null) return listQuality(deps.database.db, { serviceId, window, zone, now }, { ...query, teamId });
      const found = await serviceQuality(deps.database.db, serviceId, window, zone, now);
      if (found === null) throw new AppError('not_found', `service: there is no service "${serviceId}"`);
      return found;
    },
  }),
  route({
    path: '/benchmarks',
    summary: 'Whom values can be put beside, who is chosen, and the levels of former years where the configuration asks for them.',
    answer: benchmarksAnswer,
    handle: async (deps) => ({
      edition,
      source: 'DORA Quick Check, dora.dev, CC BY 4.0; self-reported',
      chosen: groupOf(deps),
      industries,
      sizes: sizes.map(({ id, name }) => ({ id, name })),
      levels: deps.config.benchmark?.levels ? historicalLevels : [],
    }),
  }),
];
