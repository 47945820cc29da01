/** The close: what was not submitted goes, and what stays can be linked to nobody, not even by whoever reads the database. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import { evidenceOfModel, type Found, type Moment } from '../evidence/of-model.ts';
import type { Campaign } from './campaign.ts';
import { storeEvidence } from './evidence.ts';
import { campaignRow, readTeams } from './store.ts';

async function openRow(db: Db, campaignId: string): Promise<Campaign> {
  const row = await campaignRow(db, campaignId);
  if (row.closedAt !== null) throw new AppError('conflict', `The campaign was closed at ${row.closedAt.toISOString()} already.`);
  return row;
}

/**
 * Closes a campaign for good. Answers lose the key they were found by and are written anew in another order, notes stand apart from
 * answers, links that nobody used end, and what evidence says now is kept beside them. @throws AppError `not_found`, `conflict` when it
 * is closed.
 */
export async function closeCampaign(db: Db, campaignId: string, moment: Moment): Promise<void> {
  const campaign = await openRow(db, campaignId);
  const teams = await readTeams(db, campaignId);
  // Takes seconds where teams are many; people go on answering meanwhile.
  const found = await evidenceOfModel(db, campaign.model, { ...campaign, teamIds: teams.map(({ teamId }) => teamId) }, moment);
  await closeWith(db, campaignId, found, moment.now);
}

async function closeWith(db: Db, campaignId: string, found: Found, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select from campaign where campaign_id = ${campaignId} for update`.execute(trx);
    const { perceptionMinimum } = await openRow(trx, campaignId);
    await trx.updateTable('campaign').set({ closedAt: now }).where('campaignId', '=', campaignId).execute();
    await storeEvidence(trx, campaignId, found, now);
    await sql`delete from response where campaign_id = ${campaignId} and not submitted`.execute(trx);
    await sql`insert into campaign_note (campaign_id, team_id, note_id, dimension, text)
      select r.campaign_id, r.team_id, gen_random_uuid()::text, n.key, n.value from response r, jsonb_each_text(r.notes) n
      where r.campaign_id = ${campaignId} and n.value <> '' order by gen_random_uuid()`.execute(trx);
    await rewriteResponses(trx, campaignId, perceptionMinimum);
    // Every row, so that none tells by its age when it was used.
    await sql`update invitation set state = case state when 'open' then 'ended' else state end where campaign_id = ${campaignId}`.execute(
      trx,
    );
  });
}

/** Ids of campaigns whose time has passed and that nobody has closed, the oldest first. */
async function overCampaigns(db: Db, now: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ campaignId: string }>`select campaign_id from campaign
    where closed_at is null and closes_at <= ${now}::timestamptz order by closes_at, campaign_id`.execute(db);
  return rows.map(({ campaignId }) => campaignId);
}

/**
 * Closes every campaign whose time has passed; answers how many. One that cannot be closed holds up no other; its error is thrown at the
 * end. That somebody else was faster is none.
 */
export async function closeOver(db: Db, moment: Moment): Promise<number> {
  const failures: unknown[] = [];
  let closed = 0;
  for (const campaignId of await overCampaigns(db, moment.now))
    try {
      await closeCampaign(db, campaignId, moment);
      closed += 1;
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict')) failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
  return closed;
}

/**
 * Under keys nobody has, in another order. What was asked and left is written as blank, because with the role goes what was asked: where
 * few of a role of a team answered, the role would say who.
 */
async function rewriteResponses(trx: Db, campaignId: string, fewest: number): Promise<void> {
  await sql`with gone as (delete from response where campaign_id = ${campaignId} returning campaign_id, team_id, role, submitted, answers),
      whole as (select g.campaign_id, g.team_id, g.role, g.submitted, count(*) over (partition by g.team_id, g.role) as of_role,
          (select coalesce(jsonb_object_agg(asked, 'blank'), '{}'::jsonb) from unnest(c.statements) asked) || g.answers as answers
        from gone g join campaign_route c on c.campaign_id = g.campaign_id and c.team_id = g.team_id and c.role = g.role)
    insert into response (campaign_id, key_hash, team_id, role, submitted, answers, notes)
    select campaign_id, gen_random_uuid()::text, team_id, case when of_role >= ${fewest} then role end, submitted, answers, '{}'::jsonb
    from whole order by gen_random_uuid()`.execute(trx);
}
