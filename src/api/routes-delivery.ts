/** Deployments, changes and incidents. */

import { z } from 'zod';
import { listDelivered, listUndeployed } from '../delivery/list-changes.ts';
import { listDeployments } from '../delivery/list-deployments.ts';
import { listIncidents } from '../delivery/list-incidents.ts';
import { deliveredSorts, deploymentSorts, incidentSorts, undeployedSorts } from '../delivery/lists.ts';
import { readDeployment } from '../delivery/story-deployment.ts';
import { readIncident } from '../delivery/story-incident.ts';
import { AppError } from '../domain/errors.ts';
import type { ApiDeps } from './deps.ts';
import { flag, idText, ordering, paging, searching, storable } from './paging.ts';
import { type Route, route } from './route.ts';
import { whoseOf, whoseQuery, windowOf, windowQuery } from './scope.ts';
import { countedPage } from './shapes.ts';
import { change, deployment, deploymentStory, incident, incidentStory } from './shapes-delivery.ts';
import { sheets } from './sheets.ts';

const id = z.object({ id: idText });
const listQuery = z.strictObject({ ...windowQuery, ...whoseQuery, ...searching, ...ordering, ...paging });

/** Lists without dates are not narrowed; with either date they are, the other end by its default. */
function windowIfAsked(deps: ApiDeps, query: { from?: string | undefined; to?: string | undefined; zone?: string | undefined }) {
  return query.from === undefined && query.to === undefined ? null : windowOf(deps, query).window;
}

const changeSorts = [...undeployedSorts, ...deliveredSorts.filter((sort) => sort !== 'authored')] as const;
type ChangeSort = (typeof changeSorts)[number];

/** Of the sorts of both kinds of changes, one that this kind knows. */
function sortAmong<S extends string>(asked: ChangeSort | undefined, known: readonly [S, ...S[]], state: string): S {
  const found = asked === undefined ? known[0] : known.find((sort) => sort === asked);
  if (found === undefined) throw new AppError('invalid', `sort: ${state} changes are sorted by ${known.join(', ')}`);
  return found;
}

export const deliveryRoutes: readonly Route[] = [
  route({
    path: '/deployments',
    summary: 'Deployments of every tier and outcome; by default the last finished first.',
    query: listQuery.extend({
      sort: z.enum(deploymentSorts).default('finished'),
      outcome: z.enum(['succeeded', 'failed', 'cancelled', 'running', 'unknown']).optional(),
      kind: z.enum(['baseline', 'forward', 'rollback', 'redeploy']).optional(),
      tier: z.enum(['production', 'staging', 'testing', 'development']).optional(),
      failed: flag.optional().describe('true: only those that needed intervention.'),
      unplanned: flag.optional().describe('true: only rollbacks, reverts, hotfixes.'),
    }),
    answer: countedPage(deployment),
    csv: sheets.deployments,
    handle: async (deps, { query }) => {
      const filter = { ...query, ...(await whoseOf(deps, query)), window: windowIfAsked(deps, query) };
      return listDeployments(deps.database.db, filter, query);
    },
  }),
  route({
    path: '/deployments/{id}',
    summary: 'A deployment’s story: child records, changes delivered, failures with evidence, what restored it, what it repaired.',
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
    summary: 'Changes that production does not have yet, the longest waiting first; or those it has, the last deployed first.',
    query: listQuery.extend({
      state: z.enum(['undeployed', 'delivered']).default('undeployed'),
      from: windowQuery.from.describe('Of delivered changes: by when they were deployed.'),
      sort: z
        .enum(changeSorts)
        .optional()
        .describe(`Undeployed: ${undeployedSorts.join(', ')}; delivered: ${deliveredSorts.join(', ')}.`),
    }),
    answer: countedPage(change),
    csv: sheets.changes,
    handle: async (deps, { query }) => {
      const filter = { ...query, ...(await whoseOf(deps, query)), window: windowIfAsked(deps, query) };
      if (query.state === 'delivered')
        return listDelivered(deps.database.db, { ...filter, sort: sortAmong(query.sort, deliveredSorts, query.state) }, query);
      if (filter.window !== null) throw new AppError('invalid', 'from, to: what waits now has no window; ask for state=delivered');
      return listUndeployed(deps.database.db, { ...filter, sort: sortAmong(query.sort, undeployedSorts, query.state) }, deps.now(), query);
    },
  }),
  route({
    path: '/incidents',
    summary: 'Incidents, by default the last opened first, with what each is attributed to, how surely and why.',
    query: listQuery.extend({
      sort: z.enum(incidentSorts).default('opened'),
      state: z.enum(['counted', 'proposed', 'not_change_related']).optional(),
      open: flag.optional().describe('true: only those not resolved yet.'),
      urgency: storable(z.string().max(50)).optional().describe('As the provider says, such as high.'),
      decided: flag.optional().describe('true: only those a person decided on.'),
    }),
    answer: countedPage(incident),
    csv: sheets.incidents,
    handle: async (deps, { query }) => {
      const filter = { ...query, ...(await whoseOf(deps, query)), window: windowIfAsked(deps, query) };
      return listIncidents(deps.database.db, filter, query);
    },
  }),
  route({
    path: '/incidents/{id}',
    summary: 'One incident as each of its services sees it, with what was deployed around its opening.',
    params: id,
    answer: incidentStory,
    handle: async (deps, { params }) => {
      const found = await readIncident(deps.database.db, params.id);
      if (!found) throw new AppError('not_found', `There is no incident "${params.id}".`);
      return found;
    },
  }),
];
