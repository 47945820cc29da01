/** Making a campaign: what is asked of whom is fixed here, once. */

import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import type { Campaign, CampaignTeam, Route } from './campaign.ts';

export type NewCampaign = Omit<Campaign, 'campaignId' | 'closedAt' | 'evidenceAt' | 'demo'> & {
  readonly teams: readonly CampaignTeam[];
  readonly routes: readonly Route[];
};

/** Everything that is wrong with it, in sentences; empty = nothing. */
export function faultsOf({ name, model, dimensions, teams, routes, ...rest }: NewCampaign): readonly string[] {
  const known = new Set(model.dimensions.flatMap(({ statements }) => statements.map(({ id }) => id)));
  const strange = routes.flatMap(({ statements }) => statements).find((id) => !known.has(id));
  const unasked = teams.find(({ teamId }) => !routes.some((route) => route.teamId === teamId && route.statements.length > 0));
  const faults: readonly (readonly [boolean, string])[] = [
    [name.trim() === '', 'name: a campaign needs one.'],
    [rest.closesAt <= rest.opensAt, 'closesAt: it must lie after opensAt.'],
    [rest.perceptionMinimum < 5, 'perceptionMinimum: fewer than 5 would show what single people think.'],
    [![3, 5].includes(rest.practiceMinimum), 'practiceMinimum: it is 5, or 3.'],
    [dimensions.length === 0, 'dimensions: choose at least one.'],
    [dimensions.some((id) => !model.dimensions.some((one) => one.id === id)), `dimensions: ${model.name} has no such dimension.`],
    [teams.length === 0, 'teams: choose at least one.'],
    [unasked !== undefined, `teams: nobody of ${unasked?.teamId} would be asked anything.`],
    [strange !== undefined, `routes: ${model.name} has no statement ${strange}.`],
  ];
  return faults.flatMap(([isFault, said]) => (isFault ? [said] : []));
}

/** Stores it as it is: whoever calls has looked for faults. */
export async function storeCampaign(trx: Db, campaignId: string, campaign: NewCampaign, demo = false): Promise<void> {
  const { teams, routes, model, ...rest } = campaign;
  const dimensions = model.dimensions.map(({ id }) => id).filter((id) => rest.dimensions.includes(id));
  const row = {
    ...rest,
    name: rest.name.trim(),
    dimensions,
    campaignId,
    model: JSON.stringify(model),
    closedAt: null,
    evidenceAt: null,
    demo,
  };
  await trx.insertInto('campaign').values(row).execute();
  await trx
    .insertInto('campaignTeam')
    .values(teams.map((team) => ({ campaignId, ...team })))
    .execute();
  await sql`insert into campaign_route (campaign_id, team_id, role, statements)
    select ${campaignId}, r."teamId", r.role, r.statements
    from jsonb_to_recordset(${JSON.stringify(routes)}::jsonb) as r("teamId" text, role text, statements text[])`.execute(trx);
}

/** Stores it and answers its id. @throws AppError `invalid` with every fault. */
export async function createCampaign(db: Db, campaign: NewCampaign, demo = false): Promise<string> {
  const faults = faultsOf(campaign);
  if (faults.length > 0) throw new AppError('invalid', faults.join(' '), faults);
  const campaignId = randomBytes(6).toString('hex');
  await db.transaction().execute(async (trx) => await storeCampaign(trx, campaignId, campaign, demo));
  return campaignId;
}
