/** How many of those invited responded, as far as it may be told. Pure. */

import { ratesShown } from '../suppression/participation.ts';
import type { Given } from './given.ts';

export type Rate = {
  readonly invited: number;
  /** Null = it would tell of too few people whether they answered. */
  readonly responded: number | null;
};

export type Rates = {
  readonly of: (team: string) => Rate;
  /** Of all teams that answered anonymously. */
  readonly whole: Rate;
};

function totals(rows: readonly { readonly team: string; readonly people: number }[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { team, people } of rows) sums.set(team, (sums.get(team) ?? 0) + people);
  return sums;
}

export function ratesOf({ policy, teams, invited, parts }: Given): Rates {
  const [links, responses] = [totals(invited), totals(parts)];
  const open = new Set(teams.flatMap(({ teamId, consensus }) => (consensus ? [teamId] : [])));
  const anonymous = teams.flatMap(({ teamId: id }) => (open.has(id) ? [] : [{ id, invited: links.get(id) ?? 0 }]));
  const shown = ratesShown(anonymous, policy);
  const responded = anonymous.reduce((sum, { id }) => sum + (responses.get(id) ?? 0), 0);
  return {
    of: (team) => ({
      invited: links.get(team) ?? 0,
      responded: open.has(team) || shown.groups.has(team) ? (responses.get(team) ?? 0) : null,
    }),
    whole: { invited: anonymous.reduce((sum, one) => sum + one.invited, 0), responded: shown.whole ? responded : null },
  };
}
