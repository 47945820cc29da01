/** One kind of number (states, values, choices) of one statement in one batch of responses: which groups may be told apart. */

import type { Role } from '../model.ts';
import { type Fate, pool } from './pool.ts';

/**
 * Where few of a role of a team answered, the close takes their role away. These people of a team are a part of it like a role: told
 * apart from the others only where they are as many as the minimum, and never asked for by themselves.
 */
export type GroupRole = Role | 'unknown';

/** People of one team in one role whose responses came in one batch. */
export type Group = {
  readonly team: string;
  readonly role: GroupRole;
  /** Responses that were asked the statement, whatever they said. */
  readonly asked: number;
  /** Those that gave one of its choices. */
  readonly values: number;
};

export type Level = {
  readonly fates: ReadonlyMap<string, Fate>;
  /** All of the batch may be shown together. */
  readonly whole: boolean;
  /** Teams that stand apart and whose roles may be told apart. */
  readonly split: ReadonlySet<string>;
  /** The roles of the whole batch may be told apart. */
  readonly wholeSplit: boolean;
};

type Counted = { readonly team: string; readonly role: GroupRole; readonly n: number };

function totals<K>(rows: readonly Counted[], key: (row: Counted) => K): ReadonlyMap<K, number> {
  const sums = new Map<K, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + row.n);
  return sums;
}

const safeSplit = (rows: readonly Counted[], minimum: number): boolean =>
  [...totals(rows, ({ role }) => role).values()].every((n) => n === 0 || n >= minimum);

/** What stands apart may be divided by role where that was so below, and where no part is too small here. */
function splitTeams(counted: readonly Counted[], minimum: number, apart: ReadonlySet<string>, below: Level | null): ReadonlySet<string> {
  const rows = new Map<string, Counted[]>();
  for (const row of counted) if (apart.has(row.team)) rows.set(row.team, [...(rows.get(row.team) ?? []), row]);
  return new Set([...rows].flatMap(([team, own]) => ((below === null || below.split.has(team)) && safeSplit(own, minimum) ? [team] : [])));
}

/**
 * Blocks of at least `minimum` people: teams that stand apart, the rest as one. A block is divided by role only where each part is empty
 * or large enough. `below` is the level this one coarsens: what it holds together stays together, so that every decision here rests on
 * numbers that are shown there and adds nothing to them.
 */
export function levelOf(counted: readonly Counted[], minimum: number, below: Level | null): Level {
  const canStand = (team: string): boolean => below === null || below.fates.get(team) === 'apart';
  const teams = [...totals(counted, ({ team }) => team)].map(([id, n]) => ({ id, n }));
  const already = teams.filter(({ id }) => !canStand(id)).reduce((sum, { n }) => sum + n, 0);
  const standing = teams.filter(({ id }) => canStand(id));
  const pooled = pool(standing, minimum, already);
  const empty = standing.flatMap(({ id, n }) => (n === 0 ? [[id, 'too_few'] as const] : []));
  const fates = new Map<string, Fate>([...(below?.fates ?? []), ...pooled.fates, ...empty]);
  const apart = new Set([...fates].flatMap(([team, fate]) => (fate === 'apart' ? [team] : [])));
  const split = splitTeams(counted, minimum, apart, below);
  const whole = pooled.whole && (below?.whole ?? true);
  const rest = counted.filter(({ team }) => !apart.has(team));
  const wholeSplit = whole && (below?.wholeSplit ?? true) && split.size === apart.size && safeSplit(rest, minimum);
  return { fates, whole, split, wholeSplit };
}
