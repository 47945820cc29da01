/** From what somebody chose to a campaign: the model as it is now, and what each role of each team is asked. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import type { Moment } from '../evidence/of-model.ts';
import type { Model, Role } from '../model.ts';
import { findModel } from '../models.ts';
import { type Reference, referencesFor } from '../results/reference.ts';
import { routeFor } from '../routing.ts';
import type { CampaignTeam, Route } from './campaign.ts';
import { createCampaign } from './create.ts';

export type Chosen = {
  readonly name: string;
  readonly model: string;
  /** Of the model; omitted = all. */
  readonly dimensions?: readonly string[] | undefined;
  readonly teams: readonly { readonly id: string; readonly consensus: boolean }[];
  readonly roles: readonly Role[];
  /**
   * `by_role` = each role what it can judge best. `same_for_all` = everybody of a team the same, so that answers of small teams are enough
   * to be shown; more people cannot judge then.
   */
  readonly questions: 'by_role' | 'same_for_all';
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly practiceMinimum: number;
  /** Most statements one person is asked. */
  readonly statements: number;
};

/** Five: fewer would show what single people think. */
const perceptionMinimum = 5;

async function refuseUnknownTeams(db: Db, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ teamId: string }>`select team_id from team where team_id = any(${ids}::text[])`.execute(db);
  const known = new Set(rows.map(({ teamId }) => teamId));
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length > 0) throw new AppError('invalid', `teams: there is no team ${missing.map((id) => `"${id}"`).join(', ')}.`);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new AppError('invalid', `teams: "${twice}" stands there twice.`);
}

const nothingKnown: Reference = { reference: new Map(), verdicts: new Map() };

/** A team that answers together is asked as one, through whoever leads it, whatever the roles. */
function routesOf({ teamId, consensus }: CampaignTeam, model: Model, chosen: Chosen, known: Reference = nothingKnown): readonly Route[] {
  const { roles, dimensions, questions, statements: budget } = chosen;
  const asked = { model, ...(dimensions === undefined ? {} : { dimensions }), budget, ...known };
  return (consensus ? (['lead'] as const) : [...new Set(roles)])
    .map((role) => ({ teamId, role, statements: routeFor({ ...asked, role: consensus || questions === 'same_for_all' ? null : role }) }))
    .filter(({ statements }) => statements.length > 0);
}

/**
 * Makes the campaign and answers its id. Teams are asked what decides their levels next, by the campaign before or by evidence, and what
 * evidence cannot tell. `own` = the models the organisation wrote itself. @throws AppError `not_found` for the model, `invalid` with every fault.
 */
export async function planCampaign(
  db: Db,
  chosen: Chosen,
  { own, ...moment }: Moment & { readonly own?: readonly Model[] },
  demo = false,
): Promise<string> {
  const model = await findModel(chosen.model, own);
  await refuseUnknownTeams(
    db,
    chosen.teams.map(({ id }) => id),
  );
  const teams = chosen.teams.map(({ id: teamId, consensus }) => ({ teamId, consensus }));
  const ids = teams.map(({ teamId }) => teamId);
  const known = await referencesFor(db, model, ids, moment);
  const routes = teams.flatMap((team) => routesOf(team, model, chosen, known.get(team.teamId)));
  const { name, opensAt, closesAt, practiceMinimum } = chosen;
  const dimensions = chosen.dimensions ?? model.dimensions.map(({ id }) => id);
  return await createCampaign(db, { name, model, dimensions, teams, routes, opensAt, closesAt, practiceMinimum, perceptionMinimum }, demo);
}
