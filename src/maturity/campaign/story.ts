/** One campaign as its makers see it: who was asked, how many answered, what each role is asked. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { minutesFor } from '../minutes.ts';
import type { Statement } from '../model.ts';
import { ratesShown } from '../suppression/participation.ts';
import { type Campaign, type CampaignState, stateOf } from './campaign.ts';
import { campaignRow, progressOf, readRoutes, readTeams } from './store.ts';

type Named = { readonly id: string; readonly name: string };

export type CampaignStory = Pick<
  Campaign,
  'name' | 'opensAt' | 'closesAt' | 'closedAt' | 'demo' | 'perceptionMinimum' | 'practiceMinimum'
> & {
  readonly id: string;
  readonly model: Named & { readonly version: string };
  readonly state: CampaignState;
  /** Of teams that answer anonymously. */
  readonly invited: number;
  /** Null = it would tell of too few people whether they answered. */
  readonly submitted: number | null;
  readonly dimensions: readonly Named[];
  readonly teams: readonly (Named & {
    readonly consensus: boolean;
    readonly invited: number;
    readonly submitted: number | null;
    readonly roles: readonly { readonly role: string; readonly statements: number; readonly minutes: number }[];
  })[];
};

/** Names of teams by id; one that is configured no more is called by its id. */
export async function teamNames(db: Db, ids: readonly string[]): Promise<(id: string) => string> {
  const { rows } = await sql<{ teamId: string; name: string }>`select team_id, name from team where team_id = any(${ids}::text[])`.execute(
    db,
  );
  const names = new Map(rows.map(({ teamId, name }) => [teamId, name]));
  return (id) => names.get(id) ?? id;
}

/** @throws AppError `not_found`. */
export async function readCampaign(db: Db, campaignId: string, now: Date): Promise<CampaignStory> {
  const { model, dimensions, campaignId: id, evidenceAt: _, ...campaign } = await campaignRow(db, campaignId);
  const [teams, routes, progress] = [await readTeams(db, id), await readRoutes(db, id), await progressOf(db, id)];
  const nameOf = await teamNames(
    db,
    teams.map(({ teamId }) => teamId),
  );
  const statements = new Map<string, Statement>(model.dimensions.flatMap((one) => one.statements.map((each) => [each.id, each])));
  const rolesOf = (teamId: string) =>
    routes
      .filter((route) => route.teamId === teamId)
      .map(({ role, statements: ids }) => ({
        role,
        statements: ids.length,
        minutes: minutesFor(ids.flatMap((one) => statements.get(one) ?? [])),
      }));
  const open = new Set(teams.filter(({ consensus }) => consensus).map(({ teamId }) => teamId));
  const anonymous = progress.filter(({ teamId }) => !open.has(teamId));
  const shown = ratesShown(
    anonymous.map(({ teamId, invited }) => ({ id: teamId, invited })),
    campaign,
  );
  const told = teams.map(({ teamId, consensus }) => {
    const { invited = 0, submitted = 0 } = progress.find((one) => one.teamId === teamId) ?? {};
    const isShown = consensus || shown.groups.has(teamId);
    return { id: teamId, name: nameOf(teamId), consensus, invited, submitted: isShown ? submitted : null, roles: rolesOf(teamId) };
  });
  return {
    ...campaign,
    id,
    state: stateOf(campaign, now),
    model: { id: model.id, name: model.name, version: model.version },
    dimensions: model.dimensions.filter((one) => dimensions.includes(one.id)).map((one) => ({ id: one.id, name: one.name })),
    invited: anonymous.reduce((sum, one) => sum + one.invited, 0),
    submitted: shown.whole ? anonymous.reduce((sum, one) => sum + one.submitted, 0) : null,
    teams: told,
  };
}
