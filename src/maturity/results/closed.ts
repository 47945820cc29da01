/** A closed campaign, read whole: whom it asked, what of their answers is told, what evidence said then. */

import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import { type Campaign, type CampaignTeam, stateOf } from '../campaign/campaign.ts';
import { readEvidence } from '../campaign/evidence.ts';
import { campaignRow, readRoutes, readTeams } from '../campaign/store.ts';
import type { Found } from '../evidence/of-model.ts';
import type { Statement } from '../model.ts';
import { exemptAt } from '../plan/store.ts';
import { decideTexts } from '../suppression/text.ts';
import { readInvited, readParts } from './counts.ts';
import type { Given } from './given.ts';
import { type Rates, ratesOf } from './rates.ts';
import { type Tellings, tellingsOf } from './tell.ts';

export type ClosedCampaign = Tellings & {
  readonly campaign: Campaign & { readonly closedAt: Date };
  readonly teams: readonly CampaignTeam[];
  /** Of the dimensions that are asked, in the model's order. */
  readonly statements: readonly Statement[];
  readonly rates: Rates;
  /** Whether what a team wrote may be shown. */
  readonly showsNotes: (team: string) => boolean;
  readonly evidence: Found;
  /** Statements that a team did not hold against itself on the day of the close, by team. */
  readonly exempt: ReadonlyMap<string, ReadonlySet<string>>;
};

const soon = ({ closesAt }: Campaign, now: Date): string =>
  now < closesAt
    ? `The campaign runs until ${closesAt.toISOString()}: its results will be there once it is closed.`
    : 'The time of the campaign has passed: its results will be there within minutes, once it is closed.';

/** @throws AppError `not_found`, `conflict` as long as it is not closed. */
async function closedRow(db: Db, campaignId: string, now: Date): Promise<ClosedCampaign['campaign']> {
  const { closedAt, ...row } = await campaignRow(db, campaignId);
  if (closedAt === null) throw new AppError('conflict', soon({ ...row, closedAt }, now), { state: stateOf({ ...row, closedAt }, now) });
  return { ...row, closedAt };
}

function notesShown({ policy, teams, invited, parts }: Given): (team: string) => boolean {
  const open = new Set(teams.flatMap(({ teamId, consensus }) => (consensus ? [teamId] : [])));
  const anonymous = teams.map(({ teamId }) => teamId).filter((id) => !open.has(id));
  const sizeOf = (id: string): number => invited.reduce((sum, { team, people }) => sum + (team === id ? people : 0), 0);
  const batch = parts.filter(({ team }) => !open.has(team)).map(({ team, role, people }) => ({ team, role, asked: people, values: 0 }));
  const decided = decideTexts({ policy, teams: anonymous.map((id) => ({ id, invited: sizeOf(id) })), batches: [batch] });
  const shown = new Set(decided.flatMap(({ team, texts }) => (team !== null && texts.shown ? [team] : [])));
  return (team) => open.has(team) || shown.has(team);
}

/** @throws AppError `not_found`, `conflict` as long as it is not closed, saying when its results will be there. */
export async function readClosed(db: Db, campaignId: string, now: Date): Promise<ClosedCampaign> {
  const campaign = await closedRow(db, campaignId, now);
  const { model, dimensions, closedAt } = campaign;
  const statements = model.dimensions.filter(({ id }) => dimensions.includes(id)).flatMap((one) => one.statements);
  const teams = await readTeams(db, campaignId);
  const routes = await readRoutes(db, campaignId);
  const [invited, parts] = [await readInvited(db, campaignId), await readParts(db, campaignId, statements)];
  const given: Given = { policy: campaign, teams, routes, invited, parts };
  return {
    campaign,
    teams,
    statements,
    ...tellingsOf(given),
    rates: ratesOf(given),
    showsNotes: notesShown(given),
    evidence: await readEvidence(db, campaignId),
    exempt: await exemptAt(
      db,
      teams.map(({ teamId }) => teamId),
      closedAt,
    ),
  };
}
