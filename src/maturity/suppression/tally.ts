/** How many people of a batch are in a cell. */

import type { Role } from '../model.ts';
import type { Group } from './level.ts';

type Counts = Pick<Group, 'asked' | 'values'>;

const none: Counts = { asked: 0, values: 0 };
const keyOf = (team: string | null, role: Role | null): string => JSON.stringify([team, role]);

/** Answers for a team, a role, both, or neither (null = all). */
export function tally(
  groups: readonly Group[],
): (cell: { readonly team: string | null; readonly role: Role | null }, of: keyof Counts) => number {
  const sums = new Map<string, Counts>();
  for (const { team, role, asked, values } of groups) {
    for (const key of [keyOf(team, role), keyOf(team, null), keyOf(null, role), keyOf(null, null)]) {
      const before = sums.get(key) ?? none;
      sums.set(key, { asked: before.asked + asked, values: before.values + values });
    }
  }
  return ({ team, role }, of) => (sums.get(keyOf(team, role)) ?? none)[of];
}
