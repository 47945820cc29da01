/** Which groups of one batch may be told apart, for one statement. */

import type { Role } from '../model.ts';
import { type Group, type Level, levelOf } from './level.ts';
import { histogramMinimum } from './policy.ts';
import { tally } from './tally.ts';

/** Null = all of them. */
export type Cell = { readonly team: string | null; readonly role: Role | null };

/** Sizes of blocks, each made of whole blocks of the size before: see the rule in `publication.ts`. */
type Kind = 'states' | 'values' | 'choices';
export type Batch = Readonly<Record<Kind, Level>> & { readonly count: (cell: Cell, of: 'asked' | 'values') => number };

/** What one batch may show of one statement, whatever other batches show. */
export function settle(groups: readonly Group[], minimum: number): Batch {
  const values = groups.map(({ team, role, values: n }) => ({ team, role, n }));
  const states = levelOf(
    groups.map(({ team, role, asked: n }) => ({ team, role, n })),
    minimum,
    null,
  );
  const means = levelOf(values, minimum, states);
  return { states, values: means, choices: levelOf(values, histogramMinimum(minimum), means), count: tally(groups) };
}

/** Whether a cell is made of whole blocks. */
export function stands({ fates, whole, split, wholeSplit }: Level, { team, role }: Cell): boolean {
  if (team === null) return role === null ? whole : wholeSplit;
  return role === null ? fates.get(team) === 'apart' : split.has(team);
}
