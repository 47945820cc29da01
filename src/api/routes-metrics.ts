/** Metrics and their evidence. */

import { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import { answerMetrics } from '../metrics/answer.ts';
import { listEvidence } from '../metrics/evidence.ts';
import { serviceQuality } from '../metrics/quality.ts';
import { idText, paging } from './paging.ts';
import { type Route, route } from './route.ts';
import { scopeOf, scopeQuery, whoseOf, windowOf, windowQuery } from './scope.ts';
import { counts, evidenceItem, metric, metricId, page, scopeAnswer, serviceQualityAnswer } from './shapes.ts';
import { sheets } from './sheets.ts';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const metricRoutes: readonly Route[] = [
  route({
    path: '/metrics',
    summary: 'The five delivery metrics of a service, a team or the organisation.',
    query: scopeQuery.extend({ series: flag.optional().describe('With one point per bucket.') }),
    answer: z.object({ scope: scopeAnswer, metrics: z.array(metric) }),
    handle: async (deps, { query: { series, ...query } }) =>
      answerMetrics(deps.database.db, await scopeOf(deps, query), undefined, { series: series ?? false }),
  }),
  route({
    path: '/metrics/{id}',
    summary: 'One metric with its series.',
    params: z.object({ id: metricId }),
    query: scopeQuery,
    answer: metric,
    handle: async (deps, { params, query }) => {
      const { metrics } = await answerMetrics(deps.database.db, await scopeOf(deps, query), [params.id], { series: true });
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
    summary: 'How far a service’s data can be trusted: score, deductions, what fixes them.',
    query: z.strictObject({ ...windowQuery, service: idText }),
    answer: serviceQualityAnswer,
    handle: async (deps, { query }) => {
      await whoseOf(deps, { service: query.service });
      const { window, zone } = windowOf(deps, query);
      const found = await serviceQuality(deps.database.db, query.service, window, zone, deps.now());
      if (found === null) throw new AppError('not_found', `service: there is no service "${query.service}"`);
      return found;
    },
  }),
];
