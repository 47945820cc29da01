/** Campaigns read from documents. */

import { createHash, randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import { storeCampaign } from '../campaign/create.ts';
import { storeEvidence } from '../campaign/evidence.ts';
import { campaignRow } from '../campaign/store.ts';
import type { Evidence } from '../evidence/verdict.ts';
import { campaignOf, documentFaults } from './check.ts';
import { deal } from './deal.ts';
import { type CampaignDocument, type ClosedPart, type Definition, definition, refuseDocument } from './document.ts';
import { definitionOf } from './export.ts';

/** As it is asked, whatever it is called in a database. */
const contentOf = ({ id: _, ...rest }: Definition): string => JSON.stringify(definition.omit({ id: true }).parse(rest));

const isTaken = async (db: Db, campaignId: string): Promise<boolean> =>
  (await db.selectFrom('campaign').where('campaignId', '=', campaignId).select('campaignId').executeTakeFirst()) !== undefined;

const hereAlready = (campaignId: string): AppError =>
  new AppError('conflict', `This campaign is here already, as "${campaignId}". Nothing was changed.`);

/**
 * Its own id where that is free; where another campaign has it, one made of what it asks of whom and when, which is the same each time
 * the same file comes. @throws AppError `conflict` when it is here already.
 */
async function idFor(db: Db, campaign: Definition): Promise<string> {
  if (!(await isTaken(db, campaign.id))) return campaign.id;
  const content = contentOf(campaign);
  if (contentOf(await definitionOf(db, await campaignRow(db, campaign.id))) === content) throw hereAlready(campaign.id);
  const made = createHash('sha256').update(content).digest('hex').slice(0, 12);
  if (await isTaken(db, made)) throw hereAlready(made);
  return made;
}

async function storeLinks(trx: Db, campaignId: string, { invited }: ClosedPart): Promise<void> {
  await sql`insert into invitation (campaign_id, token_hash, team_id, role, state)
    select ${campaignId}, gen_random_uuid()::text, i.team, i.role, 'ended'
    from jsonb_to_recordset(${JSON.stringify(invited)}::jsonb) as i(team text, role text, people integer), generate_series(1, i.people)`.execute(
    trx,
  );
}

/** In another order than they were dealt. */
async function storeAnswers(trx: Db, campaignId: string, closed: ClosedPart): Promise<void> {
  await sql`insert into response (campaign_id, key_hash, team_id, role, submitted, answers, notes)
    select ${campaignId}, gen_random_uuid()::text, r.team, r.role, true, r.answers, '{}'::jsonb
    from jsonb_to_recordset(${JSON.stringify(deal(closed, randomInt))}::jsonb) as r(team text, role text, answers jsonb)
    order by gen_random_uuid()`.execute(trx);
  const notes = closed.notes.flatMap(({ texts, ...place }) => texts.map((text) => ({ ...place, text })));
  await sql`insert into campaign_note (campaign_id, team_id, note_id, dimension, text)
    select ${campaignId}, n.team, gen_random_uuid()::text, n.dimension, n.text
    from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as n(team text, dimension text, text text) order by gen_random_uuid()`.execute(
    trx,
  );
}

function foundIn({ evidence }: ClosedPart): ReadonlyMap<string, ReadonlyMap<string, Evidence>> {
  const found = new Map<string, Map<string, Evidence>>();
  for (const { team, ...one } of evidence) found.set(team, (found.get(team) ?? new Map<string, Evidence>()).set(one.rule, one));
  return found;
}

async function storeClosed(trx: Db, campaignId: string, closed: ClosedPart): Promise<void> {
  await sql`update campaign set closed_at = ${closed.closedAt}::timestamptz where campaign_id = ${campaignId}`.execute(trx);
  if (closed.evidenceAt !== null) await storeEvidence(trx, campaignId, foundIn(closed), new Date(closed.evidenceAt));
  await storeLinks(trx, campaignId, closed);
  await storeAnswers(trx, campaignId, closed);
}

/**
 * Adds a campaign and answers its id: ready to be invited to, or closed with what groups answered.
 * @throws AppError `invalid` with what is wrong, `conflict` when it is here already; nothing is written then.
 */
export async function importCampaign(db: Db, document: CampaignDocument, now: Date): Promise<string> {
  const faults = documentFaults(document, now);
  if (faults.length > 0) refuseDocument(faults);
  return await db.transaction().execute(async (trx) => {
    // Two of the same file take turns.
    await sql`lock table campaign in share row exclusive mode`.execute(trx);
    const campaignId = await idFor(trx, document.campaign);
    await storeCampaign(trx, campaignId, campaignOf(document.campaign));
    if (document.closed !== null) await storeClosed(trx, campaignId, document.closed);
    return campaignId;
  });
}
