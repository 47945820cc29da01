/** One team of a closed campaign, scored: what is told of its answers beside what evidence said at the close. Pure. */

import type { DimensionResult, Told } from '../scoring/result.ts';
import { scoreProfile } from '../scoring/score.ts';
import type { ClosedCampaign } from './closed.ts';

export type ScoredTeam = {
  readonly dimensions: readonly DimensionResult[];
  /** The share of those invited who responded; null = it may not be told, or the team answered openly together. */
  readonly response: number | null;
  readonly consensus: boolean;
};

function responseOf({ rates }: ClosedCampaign, team: string): number | null {
  const { invited, responded } = rates.of(team);
  return responded === null || invited === 0 ? null : responded / invited;
}

/** `seed` null = chances are not worked out, which saves most of the time. */
export function scoreTeam(closed: ClosedCampaign, team: string, seed: string | null): ScoredTeam {
  const { campaign, statements, evidence, exempt, teams } = closed;
  const consensus = teams.some((one) => one.teamId === team && one.consensus);
  const told = new Map(
    statements.flatMap((statement): [string, Told][] => {
      const own = closed.told(statement, team);
      return own === null ? [] : [[statement.id, own]];
    }),
  );
  const response = consensus ? null : responseOf(closed, team);
  const { model, dimensions } = campaign;
  const own = { evidence: evidence.get(team) ?? new Map(), exempt: exempt.get(team) ?? new Set<string>() };
  return { dimensions: scoreProfile({ model, dimensions, told, ...own, response, consensus, seed }), response, consensus };
}
