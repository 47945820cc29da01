/** The close: what was not submitted goes, and what stays can be linked to nobody, not even by whoever reads the database. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import { campaignRow } from './store.ts';

/**
 * Closes a campaign for good. Answers lose the key they were found by and are written anew in another order, notes stand apart from
 * answers, links that nobody used end. @throws AppError `not_found`, `conflict` when it is closed.
 */
export async function closeCampaign(db: Db, campaignId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select from campaign where campaign_id = ${campaignId} for update`.execute(trx);
    const { closedAt, perceptionMinimum } = await campaignRow(trx, campaignId);
    if (closedAt !== null) throw new AppError('conflict', `The campaign was closed at ${closedAt.toISOString()} already.`);
    await trx.updateTable('campaign').set({ closedAt: now }).where('campaignId', '=', campaignId).execute();
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
