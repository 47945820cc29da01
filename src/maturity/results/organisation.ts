/** The organisation after a campaign: the spread of its teams, never one number. */

import { consistently } from '../../database/consistently.ts';
import type { Db } from '../../database/open.ts';
import { quantile } from '../../statistics/quantile.ts';
import { teamNames } from '../campaign/story.ts';
import { type Dimension, type Level, type Model, scoredLevels } from '../model.ts';
import type { DimensionResult } from '../scoring/result.ts';
import { type ClosedCampaign, readClosed } from './closed.ts';
import { campaignHead, modelHead } from './heads.ts';
import type { OrganisationSpread, SpreadOfDimension } from './profile.ts';
import { scoreTeam } from './score-team.ts';

const levels: readonly Level[] = [1, ...scoredLevels];

/** `results` are of all teams, each of this dimension. */
function spreadOf({ id, name, group }: Dimension, scored: Model['scored'], results: readonly DimensionResult[]): SpreadOfDimension {
  const found = results.flatMap(({ level, decimal }) => (scored === 'mean' ? (decimal ?? []) : (level ?? []))).toSorted((a, b) => a - b);
  const statements = results.flatMap((one) => one.statements);
  return {
    id,
    name,
    group,
    levels: scored === 'mean' ? [] : levels.map((level) => ({ level, teams: found.filter((own) => own === level).length })),
    unknown: results.length - found.length,
    median: quantile(found, 0.5),
    perceptionGaps: statements.filter(({ perceptionGap }) => perceptionGap).length,
    visibilityGaps: statements.filter(({ visibilityGap }) => visibilityGap).length,
    contested: results.reduce((sum, { contested }) => sum + contested.length, 0),
  };
}

function dimensionsOf({ campaign, teams, ...closed }: ClosedCampaign): OrganisationSpread['dimensions'] {
  const { model, dimensions } = campaign;
  const results = teams.flatMap(({ teamId }) => scoreTeam({ campaign, teams, ...closed }, teamId, null).dimensions);
  return model.dimensions
    .filter(({ id }) => dimensions.includes(id))
    .map((dimension) =>
      spreadOf(
        dimension,
        model.scored,
        results.filter(({ id }) => id === dimension.id),
      ),
    );
}

function statementsOf({ campaign, told }: ClosedCampaign): OrganisationSpread['statements'] {
  const asked = campaign.model.dimensions.filter(({ id }) => campaign.dimensions.includes(id));
  return asked.flatMap(({ id: dimension, statements }) =>
    statements.flatMap((statement) => {
      const own = told(statement, null);
      return own === null ? [] : [{ id: statement.id, dimension, text: statement.text, scale: statement.scale, told: own }];
    }),
  );
}

async function spreadOfCampaign(db: Db, campaignId: string, now: Date): Promise<OrganisationSpread> {
  const closed = await readClosed(db, campaignId, now);
  const nameOf = await teamNames(
    db,
    closed.teams.map(({ teamId }) => teamId),
  );
  const members = closed.teams.map(({ teamId: id, consensus }) => ({ id, name: nameOf(id), consensus }));
  return {
    campaign: campaignHead(closed.campaign, now),
    model: modelHead(closed.campaign.model),
    teams: members.length,
    ...closed.rates.whole,
    dimensions: dimensionsOf(closed),
    statements: statementsOf(closed),
    members: members.toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)),
  };
}

/**
 * What a closed campaign says of all its teams: how many stand where, and what everybody together answered, as far as it may be told.
 * Teams that answered openly together are among the teams, never in what others answered.
 * @throws AppError `not_found`, `conflict` as long as it is not closed.
 */
export const organisationSpread = async (db: Db, campaignId: string, now: Date): Promise<OrganisationSpread> =>
  await consistently(db, async (trx) => await spreadOfCampaign(trx, campaignId, now));
