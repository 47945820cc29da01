/** Campaigns written down, to be kept or taken to another database. */

import { consistently } from '../../database/consistently.ts';
import type { Db } from '../../database/open.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { campaignRow, readRoutes, readTeams } from '../campaign/store.ts';
import { modelSchema } from '../model-schema.ts';
import { type ClosedCampaign, readClosed } from '../results/closed.ts';
import { readInvited, readParts } from '../results/counts.ts';
import type { CampaignDocument, ClosedPart, Definition } from './document.ts';
import { talliesFor } from './tallies.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sortedBy = <T>(rows: readonly T[], key: (row: T) => readonly (string | null)[]): T[] =>
  rows.toSorted((a, b) => byText(JSON.stringify(key(a)), JSON.stringify(key(b))));

/** The same of the same campaign, whatever the database. */
export async function definitionOf(db: Db, campaign: Campaign): Promise<Definition> {
  const { campaignId, name, model, dimensions, opensAt, closesAt, perceptionMinimum, practiceMinimum } = campaign;
  const teams = (await readTeams(db, campaignId)).map(({ teamId: id, consensus }) => ({ id, consensus }));
  const routes = (await readRoutes(db, campaignId)).map(({ teamId: team, role, statements }) => ({
    team,
    role,
    statements: [...statements],
  }));
  return {
    id: campaignId,
    name,
    model: modelSchema.parse(model),
    dimensions: [...dimensions],
    teams: sortedBy(teams, ({ id }) => [id]),
    routes: sortedBy(routes, ({ team, role }) => [team, role]),
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    perceptionMinimum,
    practiceMinimum: practiceMinimum === 3 ? 3 : 5,
  };
}

/** What people wrote, of teams of which it may be shown; in the order of the alphabet, so that nothing tells who wrote what else. */
async function notesOf(db: Db, { campaign: { campaignId }, teams, showsNotes }: ClosedCampaign): Promise<ClosedPart['notes']> {
  const rows = await db.selectFrom('campaignNote').where('campaignId', '=', campaignId).select(['teamId', 'dimension', 'text']).execute();
  return sortedBy(
    teams.filter(({ teamId }) => showsNotes(teamId)),
    ({ teamId }) => [teamId],
  ).flatMap(({ teamId: team }) => {
    const own = rows.filter(({ teamId }) => teamId === team);
    const dimensions = [...new Set(own.map(({ dimension }) => dimension))].sort();
    return dimensions.map((dimension) => ({
      team,
      dimension,
      texts: own.flatMap(({ dimension: of, text }) => (of === dimension ? [text] : [])).sort(byText),
    }));
  });
}

async function closedPart(db: Db, campaignId: string, now: Date): Promise<ClosedPart> {
  const closed = await readClosed(db, campaignId, now);
  const { campaign, teams, statements, evidence } = closed;
  const parts = sortedBy(await readParts(db, campaignId, statements), ({ team, role }) => [team, role]);
  const open = new Set(teams.flatMap(({ teamId, consensus }) => (consensus ? [teamId] : [])));
  const found = [...evidence].flatMap(([team, rules]) => [...rules.values()].map((one) => ({ team, ...one })));
  return {
    closedAt: campaign.closedAt.toISOString(),
    evidenceAt: campaign.evidenceAt?.toISOString() ?? null,
    invited: sortedBy(await readInvited(db, campaignId), ({ team, role }) => [team, role]),
    responses: parts.map(({ team, role, people }) => ({ team, role: role === 'unknown' ? null : role, people })),
    tallies: talliesFor(statements, parts, campaign, open),
    evidence: sortedBy(found, ({ team, rule }) => [team, rule]),
    notes: await notesOf(db, closed),
  };
}

/**
 * A campaign as a document; with answers once it is closed, as counts of groups that are large enough to be shown.
 * @throws AppError `not_found`; with answers `conflict` as long as it is not closed.
 */
export async function exportCampaign(
  db: Db,
  campaignId: string,
  { answers, now }: { readonly answers: boolean; readonly now: Date },
): Promise<CampaignDocument> {
  return await consistently(db, async (trx) => ({
    plumbline: 1,
    kind: 'campaign',
    exportedAt: now.toISOString(),
    campaign: await definitionOf(trx, await campaignRow(trx, campaignId)),
    closed: answers ? await closedPart(trx, campaignId, now) : null,
  }));
}
