/** A team's profile after a campaign. */

import { randomInt } from 'node:crypto';
import { consistently } from '../../database/consistently.ts';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import { readPlans } from '../plan/store.ts';
import { inRandomOrder } from '../suppression/text.ts';
import { type ClosedCampaign, readClosed } from './closed.ts';
import { gapsOf, profileDimensions, targetsOf } from './dimensions.ts';
import { campaignHead, lastCampaigns, modelHead, teamNamed } from './heads.ts';
import type { TeamProfile } from './profile.ts';
import { scoreTeam } from './score-team.ts';

export type ProfileQuestion = {
  readonly campaignId: string;
  readonly teamId: string;
  readonly now: Date;
  /** A whole number below another, unpredictable. */
  readonly below?: (n: number) => number;
};

type Notes = TeamProfile['notes'];

async function readNotes(db: Db, closed: ClosedCampaign, { teamId, below = randomInt }: ProfileQuestion): Promise<Notes> {
  if (!closed.showsNotes(teamId)) return null;
  const { campaignId, model } = closed.campaign;
  const rows = await db
    .selectFrom('campaignNote')
    .where('campaignId', '=', campaignId)
    .where('teamId', '=', teamId)
    .select(['dimension', 'text'])
    .execute();
  return model.dimensions.flatMap(({ id }) => {
    const texts = rows.filter(({ dimension }) => dimension === id).map(({ text }) => text);
    return texts.length === 0 ? [] : [{ dimension: id, texts: inRandomOrder(texts, below) }];
  });
}

/** The last closed campaign before this one that put the same model to the team; null = there is none. */
async function readPrevious(db: Db, { campaign }: ClosedCampaign, { teamId, now }: ProfileQuestion): Promise<ClosedCampaign | null> {
  const previousId = (await lastCampaigns(db, campaign.model.id, [teamId], campaign)).get(teamId);
  return previousId === undefined ? null : await readClosed(db, previousId, now);
}

async function profileOf(db: Db, question: ProfileQuestion): Promise<TeamProfile> {
  const { campaignId, teamId, now } = question;
  const closed = await readClosed(db, campaignId, now);
  if (!closed.teams.some((one) => one.teamId === teamId)) throw new AppError('not_found', `The campaign did not ask team "${teamId}".`);
  const previous = await readPrevious(db, closed, question);
  const { model, evidenceAt, closedAt } = closed.campaign;
  const seed = `${campaignId} ${teamId}`;
  const scored = scoreTeam(closed, teamId, seed);
  const before = previous === null ? null : { model: previous.campaign.model, scored: scoreTeam(previous, teamId, null) };
  const targets = targetsOf(await readPlans(db, teamId));
  const dimensions = profileDimensions({ model, targets, before, byRole: (one) => closed.byRole(one, teamId) }, scored);
  return {
    team: await teamNamed(db, teamId),
    model: modelHead(model),
    campaign: campaignHead(closed.campaign, now),
    previous: previous === null ? null : campaignHead(previous.campaign, now),
    at: evidenceAt ?? closedAt,
    consensus: scored.consensus,
    ...closed.rates.of(teamId),
    dimensions,
    gaps: gapsOf(dimensions),
    notes: await readNotes(db, closed, question),
    seed,
  };
}

/**
 * What a closed campaign says of a team: levels by answers and by evidence of the close, beside targets of now and the campaign before.
 * @throws AppError `not_found`, `conflict` as long as the campaign is not closed.
 */
export const teamProfile = async (db: Db, question: ProfileQuestion): Promise<TeamProfile> =>
  await consistently(db, async (trx) => await profileOf(trx, question));
