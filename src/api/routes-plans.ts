/** Plans: targets, exemptions and actions of teams. Every change is a version, none is ever removed. */

import { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import type { Plan, PlanEntry } from '../maturity/plan/entry.ts';
import { modelOf } from '../maturity/plan/model-of.ts';
import { planHistory, readPlans, withdrawPlan, writePlan } from '../maturity/plan/store.ts';
import { configuredTeam } from '../maturity/results/heads.ts';
import type { ApiDeps } from './deps.ts';
import { flag, idText } from './paging.ts';
import { type Route, route } from './route.ts';
import { author } from './routes-ledger.ts';
import { changedPlan, newPlan, planEntry } from './shapes-results.ts';

const id = z.strictObject({ id: idText });
const list = z.strictObject({ items: z.array(planEntry) });

const shown = ({ entryId, teamId, ...rest }: PlanEntry) => ({ ...rest, id: entryId, team: teamId });

const planOf = ({ kind, body }: Plan): Plan => ({ kind, body }) as Plan; // TypeScript does not follow the pair through the union.

const writing = (deps: ApiDeps) => ({ db: deps.database.db, author, now: deps.now() });

/** @throws AppError `not_found`. */
async function lastVersion(deps: ApiDeps, entryId: string): Promise<PlanEntry> {
  const last = (await planHistory(deps.database.db, entryId)).at(-1);
  if (last === undefined) throw new AppError('not_found', `There is no such plan: "${entryId}".`);
  return last;
}

export const planRoutes: readonly Route[] = [
  route({
    path: '/assessments/plans',
    summary: 'What a team decided: targets, exemptions, actions, each as it stands now, the oldest first.',
    query: z.strictObject({ team: idText, withdrawn: flag.default(false).describe('Also those that were taken back.') }),
    answer: list,
    handle: async (deps, { query }) => ({ items: (await readPlans(deps.database.db, query.team, query.withdrawn)).map(shown) }),
  }),
  route({
    method: 'post',
    path: '/assessments/plans',
    summary: 'Writes a plan. A second target of a dimension, or exemption of a statement, is a new version of the first.',
    body: newPlan,
    answer: planEntry,
    status: 201,
    handle: async (deps, { body: { team, model, ...plan } }) => {
      const { id: teamId } = await configuredTeam(deps.database.db, team);
      return shown(
        await writePlan({ ...writing(deps), model: await modelOf(planOf(plan), model, deps.models?.models) }, teamId, planOf(plan)),
      );
    },
  }),
  route({
    method: 'post',
    path: '/assessments/plans/{id}',
    summary: 'Changes a plan: a new version of it.',
    params: id,
    body: changedPlan,
    answer: planEntry,
    handle: async (deps, { params, body: { model, ...plan } }) => {
      const { teamId } = await lastVersion(deps, params.id);
      return shown(
        await writePlan(
          { ...writing(deps), model: await modelOf(planOf(plan), model, deps.models?.models) },
          teamId,
          planOf(plan),
          params.id,
        ),
      );
    },
  }),
  route({
    method: 'post',
    path: '/assessments/plans/{id}/withdraw',
    summary: 'Takes a plan back. Its versions stay.',
    params: id,
    body: z.strictObject({}),
    answer: planEntry,
    handle: async (deps, { params }) => shown(await withdrawPlan(writing(deps), params.id)),
  }),
  route({
    path: '/assessments/plans/{id}/history',
    summary: 'Every version of a plan, the oldest first: who decided what, and when.',
    params: id,
    answer: list,
    handle: async (deps, { params }) => {
      await lastVersion(deps, params.id);
      return { items: (await planHistory(deps.database.db, params.id)).map(shown) };
    },
  }),
];
