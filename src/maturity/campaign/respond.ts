/** Answering: a link is exchanged for a key that its holder made; from then on the key alone finds the answers, until the close. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import { type Answer, isChoice, optionsOf } from '../answer.ts';
import type { Model, Statement } from '../model.ts';
import { stateOf } from './campaign.ts';
import { hashOf, isSecret } from './link.ts';
import { campaignRow } from './store.ts';

/** What somebody has answered; blank statements are not in it. */
export type Answers = Readonly<Record<string, Answer>>;
export type Notes = Readonly<Record<string, string>>;

export type OwnResponse = {
  readonly teamId: string;
  readonly role: string;
  readonly submitted: boolean;
  readonly answers: unknown;
  readonly notes: unknown;
  /** What is asked, in the model's order. */
  readonly statements: readonly string[];
};

/** Why no answers are taken here and now: too early, too late, or not by this link. Stands in the details of a `conflict`. */
export type Refusal = { readonly reason: 'planned'; readonly opensAt: Date } | { readonly reason: 'closed' | 'revoked' | 'used' };

const gone = (said: string, refusal: Refusal): AppError => new AppError('conflict', said, refusal);
const unknownLink = (): AppError =>
  new AppError('not_found', 'This link leads nowhere. Was it copied whole? Ask whoever sent it for another.');

/** The campaign, where answers are taken now. */
async function openCampaign(db: Db, campaignId: string, now: Date): Promise<void> {
  const campaign = await campaignRow(db, campaignId, unknownLink);
  const state = stateOf(campaign, now);
  const { opensAt } = campaign;
  if (state === 'planned')
    throw gone('This campaign has not begun yet: the link works from the day it opens.', { reason: 'planned', opensAt });
  if (state !== 'open') throw gone('This campaign is closed: its answers can be neither given nor changed any more.', { reason: 'closed' });
}

/**
 * Exchanges a link for answers under `key`. Asked again with the same two, as after a lost connection, it gives the same. Which link
 * became which answers is written nowhere. @throws AppError `not_found`, `conflict`, `invalid`.
 */
export async function begin(
  db: Db,
  { campaignId, token, key }: { readonly campaignId: string; readonly token: string; readonly key: string },
  now: Date,
): Promise<OwnResponse> {
  if (!isSecret(token)) throw unknownLink();
  if (!isSecret(key)) throw new AppError('invalid', 'key: 32 random bytes in base64url are needed.');
  await db.transaction().execute(async (trx) => {
    // A close waits for this, and this for a close.
    await sql`select from campaign where campaign_id = ${campaignId} for share`.execute(trx);
    await openCampaign(trx, campaignId, now);
    const own = { campaignId, tokenHash: hashOf(token) };
    const used = await useLink(trx, own);
    if (used === null) return await refuseLink(trx, own, key);
    const empty = { submitted: false, answers: '{}', notes: '{}' };
    await trx
      .insertInto('response')
      .values({ campaignId, keyHash: hashOf(key), ...used, ...empty })
      .execute();
  });
  return await readResponse(db, campaignId, key, now);
}

type Link = { readonly campaignId: string; readonly tokenHash: string };
type Invited = { readonly teamId: string; readonly role: string };

/**
 * Marks a link as used. All links of the team and role are written anew in another order, so that neither age nor place of its row tells
 * which answers it became. Null = it cannot be used.
 */
async function useLink(trx: Db, { campaignId, tokenHash }: Link): Promise<Invited | null> {
  const { rows } = await sql<Invited>`select team_id, role from invitation
    where campaign_id = ${campaignId} and token_hash = ${tokenHash}`.execute(trx);
  const [own] = rows;
  if (own === undefined) return null;
  const those = sql`campaign_id = ${campaignId} and team_id = ${own.teamId} and role = ${own.role}`;
  // People of one team and role take turns.
  await sql`select from campaign_route where ${those} for update`.execute(trx);
  const used = await sql`update invitation set state = 'used' where ${those} and token_hash = ${tokenHash} and state = 'open'`.execute(trx);
  if (used.numAffectedRows !== 1n) return null;
  await sql`with moved as (delete from invitation where ${those} returning campaign_id, token_hash, team_id, role, state)
    insert into invitation (campaign_id, token_hash, team_id, role, state)
    select campaign_id, token_hash, team_id, role, state from moved order by gen_random_uuid()`.execute(trx);
  return own;
}

/** Says why a link cannot be used, unless it was used with this very key. */
async function refuseLink(trx: Db, own: Link, key: string): Promise<void> {
  const invitation = await trx
    .selectFrom('invitation')
    .where('campaignId', '=', own.campaignId)
    .where('tokenHash', '=', own.tokenHash)
    .select('state')
    .executeTakeFirst();
  if (invitation === undefined) throw unknownLink();
  if (invitation.state === 'revoked') throw gone('This link was taken back. Ask whoever sent it for another.', { reason: 'revoked' });
  const mine = await trx
    .selectFrom('response')
    .where('campaignId', '=', own.campaignId)
    .where('keyHash', '=', hashOf(key))
    .select('teamId')
    .executeTakeFirst();
  if (mine === undefined)
    throw gone('This link was used already. If it was you, open it in the same browser, or use the address you were given to come back.', {
      reason: 'used',
    });
}

/** What the holder of the key has answered so far. @throws AppError `not_found`, `conflict`. */
export async function readResponse(db: Db, campaignId: string, key: string, now: Date): Promise<OwnResponse> {
  const { rows } = await sql<OwnResponse>`select r.team_id, r.role, r.submitted, r.answers, r.notes, c.statements
    from response r join campaign_route c on c.campaign_id = r.campaign_id and c.team_id = r.team_id and c.role = r.role
    where r.campaign_id = ${campaignId} and r.key_hash = ${hashOf(key)}`.execute(db);
  const [own] = rows;
  // Looked at after the answers: where a close has just taken them, it says so.
  await openCampaign(db, campaignId, now);
  if (own === undefined) throw unknownLink();
  return own;
}

export type Saved = { readonly answers: Answers; readonly notes: Notes; readonly submit: boolean };

const longestNote = 4_000;

/** What cannot be taken of these answers, in sentences. Pure. */
export function faultsIn({ answers, notes }: Saved, model: Model, asked: readonly string[]): readonly string[] {
  const statements = new Map<string, Statement>(model.dimensions.flatMap((dimension) => dimension.statements.map((one) => [one.id, one])));
  const dimensions = new Set(model.dimensions.map(({ id }) => id));
  const wrong = Object.entries(answers).flatMap(([id, answer]) => {
    const statement = statements.get(id);
    if (statement === undefined || !asked.includes(id)) return [`answers: you are not asked about "${id}".`];
    return isChoice(answer) && answer > optionsOf(statement) ? [`answers: ${id} has no answer ${answer}.`] : [];
  });
  const strange = Object.entries(notes).flatMap(([id, text]) => {
    if (!dimensions.has(id)) return [`notes: there is no dimension "${id}".`];
    return text.length > longestNote ? [`notes: ${id} is longer than ${longestNote} characters.`] : [];
  });
  return [...wrong, ...strange];
}

/** Replaces the answers under the key; once submitted they stay submitted. @throws AppError `not_found`, `conflict`, `invalid`. */
export async function save(db: Db, { campaignId, key }: { readonly campaignId: string; readonly key: string }, saved: Saved, now: Date) {
  const own = await readResponse(db, campaignId, key, now);
  const { model } = await campaignRow(db, campaignId);
  const faults = faultsIn(saved, model, own.statements);
  if (faults.length > 0) throw new AppError('invalid', faults.join(' '), faults);
  const written =
    await sql`update response r set answers = ${JSON.stringify(saved.answers)}::jsonb, notes = ${JSON.stringify(saved.notes)}::jsonb,
      submitted = r.submitted or ${saved.submit}
    from campaign c where c.campaign_id = r.campaign_id and r.campaign_id = ${campaignId} and r.key_hash = ${hashOf(key)}
      and c.closed_at is null and c.closes_at > ${now}`.execute(db);
  if (written.numAffectedRows !== 1n)
    throw gone('This campaign was closed just now: these last answers could not be taken.', { reason: 'closed' });
}
