/** How many people of a batch are in a cell. */

import type { Group, GroupRole } from './level.ts';

type Counts = { asked: number; values: number };
type Place = { readonly team: string | null; readonly role: GroupRole | null };

/** Answers for a team, a role, both, or neither (null = all). */
export function tally(groups: readonly Group[]): (cell: Place, of: keyof Counts) => number {
  const sums = new Map<string | null, Map<string | null, Counts>>();
  const add = (team: string | null, role: GroupRole | null, { asked, values }: Group): void => {
    const ofTeam = sums.get(team) ?? new Map<string | null, Counts>();
    const counts = ofTeam.get(role) ?? { asked: 0, values: 0 };
    counts.asked += asked;
    counts.values += values;
    sums.set(team, ofTeam.set(role, counts));
  };
  for (const group of groups) {
    for (const team of [group.team, null]) for (const role of [group.role, null]) add(team, role, group);
  }
  return ({ team, role }, of) => sums.get(team)?.get(role)?.[of] ?? 0;
}
