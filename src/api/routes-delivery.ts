/** Deployments, changes and incidents. */

import { z } from 'zod';
import { listDeployments, listIncidents, listUndeployed, readIncident } from '../delivery/lists.ts';
import { readDeployment } from '../delivery/story.ts';
import { AppError } from '../domain/errors.ts';
import type { ApiDeps } from './deps.ts';
import { idText, paging } from './paging.ts';
import { type Route, route } from './route.ts';
import { whoseOf, whoseQuery, windowOf, windowQuery } from './scope.ts';
import { change, deployment, deploymentStory, incident, page } from './shapes.ts';

const id = z.object({ id: idText });
const listQuery = z.strictObject({ ...windowQuery, ...whoseQuery, ...paging });

/** Lists without dates are not narrowed; with either date they are, the other end by its default. */
function windowIfAsked(deps: ApiDeps, query: { from?: string | undefined; to?: string | undefined; zone?: string | undefined }) {
  return query.from === undefined && query.to === undefined ? null : windowOf(deps, query).window;
}

export const deliveryRoutes: readonly Route[] = [
  route({
    path: '/deployments',
    summary: 'Deployments of every tier and outcome, newest first.',
    query: listQuery.extend({
      outcome: z.enum(['succeeded', 'failed', 'cancelled', 'running', 'unknown']).optional(),
      kind: z.enum(['baseline', 'forward', 'rollback', 'redeploy']).optional(),
      tier: z.enum(['production', 'staging', 'testing', 'development']).optional(),
    }),
    answer: page(deployment),
    handle: async (deps, { query }) => {
      const { outcome, kind, tier, limit, after } = query;
      const filter = { ...(await whoseOf(deps, query)), window: windowIfAsked(deps, query), outcome, kind, tier };
      return listDeployments(deps.database.db, filter, { limit, after });
    },
  }),
  route({
    path: '/deployments/{id}',
    summary: 'A deployment’s story: child records, changes delivered, failures with evidence.',
    params: id,
    answer: deploymentStory,
    handle: async (deps, { params }) => {
      const found = await readDeployment(deps.database.db, params.id);
      if (!found) throw new AppError('not_found', `There is no deployment "${params.id}".`);
      return found;
    },
  }),
  route({
    path: '/changes',
    summary: 'Changes on the default branch that production does not have yet, oldest first.',
    query: z.strictObject({ ...whoseQuery, ...paging, state: z.enum(['undeployed']).default('undeployed') }),
    answer: page(change),
    handle: async (deps, { query }) => listUndeployed(deps.database.db, await whoseOf(deps, query), deps.now(), query),
  }),
  route({
    path: '/incidents',
    summary: 'Incidents, newest first, with what each is attributed to, how surely and why.',
    query: listQuery,
    answer: page(incident),
    handle: async (deps, { query }) =>
      listIncidents(deps.database.db, { ...(await whoseOf(deps, query)), window: windowIfAsked(deps, query) }, query),
  }),
  route({
    path: '/incidents/{id}',
    summary: 'One incident as each of its services sees it.',
    params: id,
    answer: z.object({ id: z.string(), services: z.array(incident) }),
    handle: async (deps, { params }) => {
      const services = await readIncident(deps.database.db, params.id);
      if (services.length === 0) throw new AppError('not_found', `There is no incident "${params.id}".`);
      return { id: params.id, services };
    },
  }),
];
