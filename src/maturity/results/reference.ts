/** What is thought of teams before they are asked: what evidence says of each statement, and the level of each dimension. */

import type { Db } from '../../database/open.ts';
import { evidenceOfModel, type Found, type Moment } from '../evidence/of-model.ts';
import type { Verdict } from '../evidence/verdict.ts';
import type { Level, Model } from '../model.ts';
import type { RouteRequest } from '../routing.ts';
import { readClosed } from './closed.ts';
import { scoreByEvidence } from './evidence-profile.ts';
import { lastCampaigns } from './heads.ts';
import { type ScoredTeam, scoreTeam } from './score-team.ts';

/** What a route rests on. */
export type Reference = Pick<RouteRequest, 'reference' | 'verdicts'>;

function verdictsOf({ dimensions }: Model, found: Found, teamId: string): ReadonlyMap<string, Verdict> {
  const own = found.get(teamId);
  const statements = dimensions.flatMap((one) => one.statements);
  return new Map(
    statements.flatMap(({ id, evidence }) => {
      const verdict = evidence === null ? undefined : own?.get(evidence.rule)?.verdict;
      return verdict === undefined ? [] : [[id, verdict] as const];
    }),
  );
}

/** Where too little is known of a dimension it is asked from the beginning. */
const levelsOf = ({ dimensions }: ScoredTeam): ReadonlyMap<string, Level> => new Map(dimensions.map(({ id, level }) => [id, level ?? 1]));

/** Of teams that a closed campaign asked with this model, as the last one found them. */
async function lastScored(db: Db, model: Model, teamIds: readonly string[], now: Date): Promise<ReadonlyMap<string, ScoredTeam>> {
  const last = await lastCampaigns(db, model.id, teamIds, null);
  const scored = new Map<string, ScoredTeam>();
  for (const campaignId of new Set(last.values())) {
    const closed = await readClosed(db, campaignId, now);
    for (const [teamId, own] of last) if (own === campaignId) scored.set(teamId, scoreTeam(closed, teamId, null));
  }
  return scored;
}

/**
 * By team. Levels are those of the last campaign with this model, for teams it never asked those by evidence alone; 1 where nothing is
 * known. Reads much: seconds for hundreds of teams.
 */
export async function referencesFor(
  db: Db,
  model: Model,
  teamIds: readonly string[],
  moment: Moment,
): Promise<ReadonlyMap<string, Reference>> {
  const found = await evidenceOfModel(db, model, { dimensions: model.dimensions.map(({ id }) => id), teamIds }, moment);
  const scored = await lastScored(db, model, teamIds, moment.now);
  return new Map(
    teamIds.map((teamId): [string, Reference] => {
      const known = scored.get(teamId) ?? scoreByEvidence(model, found, teamId, { exempt: new Set(), seed: null });
      return [teamId, { reference: levelsOf(known), verdicts: verdictsOf(model, found, teamId) }];
    }),
  );
}
