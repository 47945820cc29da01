/** A team's profile before anybody answers: by evidence alone. */

import { consistently } from '../../database/consistently.ts';
import type { Db } from '../../database/open.ts';
import { evidenceOfModel, type Found, type Moment } from '../evidence/of-model.ts';
import type { Model } from '../model.ts';
import { exemptAt, readPlans } from '../plan/store.ts';
import { scoreProfile } from '../scoring/score.ts';
import { gapsOf, profileDimensions, targetsOf } from './dimensions.ts';
import { configuredTeam, modelHead } from './heads.ts';
import type { TeamProfile } from './profile.ts';
import type { ScoredTeam } from './score-team.ts';

export type EvidenceQuestion = Moment & { readonly model: Model };

/** A team by what evidence says alone. `seed` as in `scoreTeam`. */
export function scoreByEvidence(
  model: Model,
  evidence: Found,
  teamId: string,
  { exempt, seed }: { readonly exempt: ReadonlySet<string>; readonly seed: string | null },
): ScoredTeam {
  const dimensions = model.dimensions.map(({ id }) => id);
  const own = { told: new Map(), evidence: evidence.get(teamId) ?? new Map(), exempt };
  return {
    dimensions: scoreProfile({ model, dimensions, ...own, response: null, consensus: false, seed }),
    response: null,
    consensus: false,
  };
}

const nobody = { campaign: null, previous: null, consensus: false, invited: null, responded: null, notes: null } as const;

async function profileOf(db: Db, teamId: string, { model, now, zone }: EvidenceQuestion): Promise<TeamProfile> {
  const team = await configuredTeam(db, teamId);
  const evidence = await evidenceOfModel(db, model, { dimensions: model.dimensions.map(({ id }) => id), teamIds: [teamId] }, { now, zone });
  const seed = `evidence ${teamId} ${now.toISOString().slice(0, 10)}`;
  const exempt = (await exemptAt(db, [teamId], now)).get(teamId) ?? new Set<string>();
  const scored = scoreByEvidence(model, evidence, teamId, { exempt, seed });
  const targets = targetsOf(await readPlans(db, teamId));
  const dimensions = profileDimensions({ model, targets, before: null, byRole: () => [] }, scored);
  return { ...nobody, team, model: modelHead(model), at: now, dimensions, gaps: gapsOf(dimensions), seed };
}

/** What evidence says of a team now, statement by statement and as levels. @throws AppError `not_found`. */
export const evidenceProfile = async (db: Db, teamId: string, question: EvidenceQuestion): Promise<TeamProfile> =>
  await consistently(db, async (trx) => await profileOf(trx, teamId, question));
