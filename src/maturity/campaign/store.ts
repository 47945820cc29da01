/** Campaigns as they are stored. */

import { type Selectable, sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { AppError } from '../../domain/errors.ts';
import { parseStoredModel } from '../stored-model.ts';
import type { Campaign, CampaignTeam, Route } from './campaign.ts';

const campaignOf = ({ model, ...row }: Selectable<Tables['campaign']>): Campaign => ({ ...row, model: parseStoredModel(model) });

const unknown = (campaignId: string) => (): AppError => new AppError('not_found', `There is no campaign "${campaignId}".`);

/** @throws AppError `not_found`, or what `orElse` says. */
export async function campaignRow(db: Db, campaignId: string, orElse: () => AppError = unknown(campaignId)): Promise<Campaign> {
  const row = await db.selectFrom('campaign').where('campaignId', '=', campaignId).selectAll().executeTakeFirst();
  if (row === undefined) throw orElse();
  return campaignOf(row);
}

export async function readTeams(db: Db, campaignId: string): Promise<readonly CampaignTeam[]> {
  return await db
    .selectFrom('campaignTeam')
    .where('campaignId', '=', campaignId)
    .select(['teamId', 'consensus'])
    .orderBy('teamId')
    .execute();
}

export async function readRoutes(db: Db, campaignId: string): Promise<readonly Route[]> {
  const { rows } = await sql<Route>`select team_id, role, statements from campaign_route where campaign_id = ${campaignId}
    order by team_id, role`.execute(db);
  return rows;
}

/** People of a team with a link that was not taken back. */
export async function invitedOf(db: Db, campaignId: string, teamId: string): Promise<number> {
  const { rows } = await sql<{ invited: number }>`select count(*)::integer as invited from invitation
    where campaign_id = ${campaignId} and team_id = ${teamId} and state <> 'revoked'`.execute(db);
  return rows[0]?.invited ?? 0;
}

export type TeamProgress = { readonly teamId: string; readonly invited: number; readonly submitted: number };

/** How many were invited and have submitted, by team: more than may be shown, see `ratesShown`. */
export async function progressOf(db: Db, campaignId: string): Promise<readonly TeamProgress[]> {
  const { rows } = await sql<TeamProgress>`select t.team_id,
      (select count(*) from invitation i where i.campaign_id = t.campaign_id and i.team_id = t.team_id and i.state <> 'revoked') as invited,
      (select count(*) from response r where r.campaign_id = t.campaign_id and r.team_id = t.team_id and r.submitted) as submitted
    from campaign_team t where t.campaign_id = ${campaignId} order by t.team_id`.execute(db);
  return rows;
}
