/** Links that let one person answer: made in any number, used once, taken back while unused. */

import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import type { Role } from '../model.ts';
import { stateOf } from './campaign.ts';
import { hashOf, newSecret } from './link.ts';
import { campaignRow } from './store.ts';

/** More at once is a mistake rather than a team. */
export const mostInvitations = 500;

export type Invitation = {
  /** Names it in lists, and when it is taken back. */
  readonly reference: string;
  /** The secret of the link: shown now and never again. */
  readonly token: string;
};

const referenceOf = (tokenHash: string): string => tokenHash.slice(0, 12);

/** Makes so many links for people of a team in a role. @throws AppError `not_found`, `invalid`, `conflict`. */
export async function invite(
  db: Db,
  {
    campaignId,
    teamId,
    role,
    count,
  }: { readonly campaignId: string; readonly teamId: string; readonly role: Role; readonly count: number },
  now: Date,
): Promise<readonly Invitation[]> {
  if (count < 1 || count > mostInvitations)
    throw new AppError('invalid', `count: ${count} links at once is not possible; 1 to ${mostInvitations} are.`);
  const campaign = await campaignRow(db, campaignId);
  if (['over', 'closed'].includes(stateOf(campaign, now)))
    throw new AppError('conflict', 'The campaign is over: nobody can be invited any more.');
  const route = await db
    .selectFrom('campaignRoute')
    .where('campaignId', '=', campaignId)
    .where('teamId', '=', teamId)
    .where('role', '=', role)
    .select('role')
    .executeTakeFirst();
  if (route === undefined) throw new AppError('invalid', `The campaign asks nobody of team "${teamId}" in the role ${role}.`);
  const made = Array.from({ length: count }, newSecret).map((token) => ({ token, tokenHash: hashOf(token) }));
  await db
    .insertInto('invitation')
    .values(made.map(({ tokenHash }) => ({ campaignId, tokenHash, teamId, role, state: 'open' })))
    .execute();
  return made.map(({ token, tokenHash }) => ({ token, reference: referenceOf(tokenHash) }));
}

/** Takes a link back. What a used one became cannot be found. @throws AppError `not_found`, `conflict`. */
export async function revoke(db: Db, campaignId: string, reference: string): Promise<void> {
  const mine = (await listInvitations(db, campaignId)).find((one) => one.reference === reference);
  if (mine === undefined) throw new AppError('not_found', `There is no link "${reference}" of this campaign.`);
  const taken = await db
    .updateTable('invitation')
    .set({ state: 'revoked' })
    .where('campaignId', '=', campaignId)
    .where('tokenHash', 'like', `${reference.replace(/[\\%_]/g, '\\$&')}%`)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (taken.numUpdatedRows > 0n || mine.state === 'revoked') return;
  throw new AppError('conflict', 'This link was used already. Which answers it became is not known, so they stay.');
}

export type ListedInvitation = {
  readonly reference: string;
  readonly teamId: string;
  readonly role: string;
  /** Used or not, a link is valid here: whoever sent it must not see whether it was used. */
  readonly state: 'valid' | 'revoked' | 'ended';
};

const toldState = (state: string): ListedInvitation['state'] => (state === 'revoked' || state === 'ended' ? state : 'valid');

/** Every link without its secret, by team and role; their order says nothing about when they were made. */
export async function listInvitations(db: Db, campaignId: string): Promise<readonly ListedInvitation[]> {
  const rows = await db
    .selectFrom('invitation')
    .where('campaignId', '=', campaignId)
    .select(['tokenHash', 'teamId', 'role', 'state'])
    .orderBy('teamId')
    .orderBy('role')
    .orderBy('tokenHash')
    .execute();
  return rows.map(({ tokenHash, state, ...rest }) => ({ reference: referenceOf(tokenHash), ...rest, state: toldState(state) }));
}
