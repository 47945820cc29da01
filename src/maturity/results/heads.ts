/** Names of what a result is about, and campaigns in a line. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import { type Campaign, stateOf } from '../campaign/campaign.ts';
import { teamNames } from '../campaign/story.ts';
import type { Model } from '../model.ts';
import type { CampaignHead, ModelHead, Named } from './profile.ts';

export const modelHead = ({ id, name, version, scored, groups }: Model): ModelHead => ({ id, name, version, scored, groups });

type Line = Pick<Campaign, 'name' | 'opensAt' | 'closesAt' | 'closedAt' | 'demo'>;

export const campaignHead = ({ campaignId, name, opensAt, closesAt, closedAt, demo }: Line & Pick<Campaign, 'campaignId'>, now: Date) => ({
  id: campaignId,
  name,
  state: stateOf({ opensAt, closesAt, closedAt }, now),
  opensAt,
  closesAt,
  closedAt,
  demo,
});

/** @throws AppError `not_found` for a team that is not configured. */
export async function configuredTeam(db: Db, teamId: string): Promise<Named> {
  const { rows } = await sql<Named>`select team_id as id, name from team where team_id = ${teamId}`.execute(db);
  const [team] = rows;
  if (team === undefined) throw new AppError('not_found', `There is no team "${teamId}".`);
  return team;
}

/** Also of a team that is configured no more. */
export const teamNamed = async (db: Db, id: string): Promise<Named> => ({ id, name: (await teamNames(db, [id]))(id) });

export type TeamCampaign = CampaignHead & { readonly model: Named };

/** Campaigns that asked a team, the one that opened last first. */
export async function campaignsOf(db: Db, teamId: string, now: Date): Promise<readonly TeamCampaign[]> {
  const { rows } = await sql<
    Line & { campaignId: string; model: Named }
  >`select c.campaign_id, c.name, c.opens_at, c.closes_at, c.closed_at, c.demo,
      jsonb_build_object('id', c.model->>'id', 'name', c.model->>'name') as model
    from campaign c join campaign_team t on t.campaign_id = c.campaign_id where t.team_id = ${teamId}
    order by coalesce(c.closed_at, 'infinity') desc, c.opens_at desc, c.campaign_id desc`.execute(db);
  return rows.map(({ model, ...row }) => ({ ...campaignHead(row, now), model }));
}

type Place = Pick<Campaign, 'campaignId' | 'closedAt'>;

/** By team, the id of the last closed campaign with this model that asked it: before another campaign (null = of all). */
export async function lastCampaigns(
  db: Db,
  modelId: string,
  teamIds: readonly string[],
  before: Place | null,
): Promise<ReadonlyMap<string, string>> {
  const earlier = before === null ? sql`true` : sql`(c.closed_at, c.campaign_id) < (${before.closedAt}::timestamptz, ${before.campaignId})`;
  const { rows } = await sql<{ teamId: string; campaignId: string }>`select distinct on (t.team_id) t.team_id, c.campaign_id
    from campaign c join campaign_team t on t.campaign_id = c.campaign_id
    where c.closed_at is not null and c.model->>'id' = ${modelId} and t.team_id = any(${[...teamIds]}::text[]) and ${earlier}
    order by t.team_id, c.closed_at desc, c.campaign_id desc`.execute(db);
  return new Map(rows.map(({ teamId, campaignId }) => [teamId, campaignId]));
}
