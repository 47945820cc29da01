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
    const { closedAt } = await campaignRow(trx, campaignId);
    if (closedAt !== null) throw new AppError('conflict', `The campaign was closed at ${closedAt.toISOString()} already.`);
    await trx.updateTable('campaign').set({ closedAt: now }).where('campaignId', '=', campaignId).execute();
    await sql`delete from response where campaign_id = ${campaignId} and not submitted`.execute(trx);
    await sql`insert into campaign_note (campaign_id, team_id, note_id, dimension, text)
      select r.campaign_id, r.team_id, gen_random_uuid()::text, n.key, n.value from response r, jsonb_each_text(r.notes) n
      where r.campaign_id = ${campaignId} and n.value <> '' order by gen_random_uuid()`.execute(trx);
    await sql`with gone as (delete from response where campaign_id = ${campaignId} returning campaign_id, team_id, role, submitted, answers)
      insert into response (campaign_id, key_hash, team_id, role, submitted, answers, notes)
      select campaign_id, gen_random_uuid()::text, team_id, role, submitted, answers, '{}'::jsonb from gone order by gen_random_uuid()`.execute(
      trx,
    );
    // Every row, so that none tells by its age when it was used.
    await sql`update invitation set state = case state when 'open' then 'ended' else state end where campaign_id = ${campaignId}`.execute(
      trx,
    );
  });
}
