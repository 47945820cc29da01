/** Flow: the stages of pull requests and what waits, and the records behind each stage. */

import { z } from 'zod';
import { answerFlow, listFlowEvidence } from '../metrics/flow.ts';
import { stageIds } from '../metrics/result.ts';
import { flag, paging } from './paging.ts';
import { type Route, route } from './route.ts';
import { scopeOf, scopeQuery } from './scope.ts';
import { page } from './shapes.ts';
import { counts, evidenceItem, flow } from './shapes-metrics.ts';
import { sheets } from './sheets.ts';

/** Stages know no buckets, no other clock and no comparison. */
const flowQuery = scopeQuery.pick({ from: true, to: true, zone: true, service: true, team: true, bots: true });
const plain = { bucket: 'week', compare: 'none', clock: 'authored' } as const;

export const flowRoutes: readonly Route[] = [
  route({
    path: '/flow',
    summary: 'How the pull requests deployed in the window came to production, stage by stage, and what waits now.',
    query: flowQuery,
    answer: flow,
    handle: async (deps, { query }) => answerFlow(deps.database.db, await scopeOf(deps, { ...query, ...plain })),
  }),
  route({
    path: '/flow/{stage}/evidence',
    summary: 'Every pull request considered for a stage: included, or left out and why. The last deployed first.',
    params: z.object({ stage: z.enum(stageIds) }),
    query: flowQuery.extend({ ...paging, included: flag.optional().describe('true: only what counts; false: only what is left out.') }),
    answer: page(evidenceItem).extend({ totals: counts }),
    csv: sheets.flow,
    handle: async (deps, { params, query: { limit, after, included, ...query } }) =>
      listFlowEvidence(deps.database.db, await scopeOf(deps, { ...query, ...plain }), params.stage, {
        limit,
        ...(after !== undefined && { after }),
        ...(included !== undefined && { included }),
      }),
  }),
];
