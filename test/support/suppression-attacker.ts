/**
 * Somebody who wants to know what a small group answered. Knows everything that was ever published, exactly: sums and sums of squares
 * where a mean and a word of agreement are shown, counts where a histogram is; how many people of every team, role and batch gave a
 * choice; and that choices are whole numbers from 1 to 5. Knows nothing of how the policy decides.
 */

import { maximise, type Row } from './linear-programme.ts';
import { choiceOf, isValue, type View, type World } from './suppression-world.ts';

type Unknown = { readonly key: string; readonly team: string; readonly role: string; readonly batch: number; readonly n: number };

const keyOf = (one: { readonly team: string; readonly role: string; readonly batch: number }): string =>
  `${one.team} ${one.role} ${one.batch}`;

/** Groups the attacker can name: people of a team, role and batch who gave a choice. */
export function unknownsOf({ people }: World): readonly Unknown[] {
  const found = new Map<string, Unknown>();
  for (const { team, role, batch } of people.filter(isValue)) {
    const key = keyOf({ team, role, batch });
    found.set(key, { key, team, role, batch, n: (found.get(key)?.n ?? 0) + 1 });
  }
  return [...found.values()];
}

/** Each published number as a sum over unknowns, once. */
const publishedSets = (
  world: World,
  views: readonly View[],
): ReadonlyMap<string, { keys: ReadonlySet<string>; people: readonly number[]; histogram: boolean }> => {
  const sets = new Map<string, { keys: ReadonlySet<string>; people: readonly number[]; histogram: boolean }>();
  for (const { values, histogram } of views) {
    if (values === null) continue;
    const keys = new Set(values.flatMap((index) => world.people.slice(index, index + 1).map(keyOf)));
    const name = [...values].sort((a, b) => a - b).join(' ');
    sets.set(name, { keys, people: values, histogram: histogram || (sets.get(name)?.histogram ?? false) });
  }
  return sets;
};

/** Subsets of the unknowns with 1 to `most` people in all. */
function smallSets(unknowns: readonly Unknown[], most: number): readonly (readonly Unknown[])[] {
  const grow = (from: number, room: number): readonly (readonly Unknown[])[] =>
    unknowns.flatMap((one, index) =>
      index < from || one.n > room ? [] : [[one], ...grow(index + 1, room - one.n).map((rest) => [one, ...rest])],
    );
  return grow(0, most);
}

/** Takes multiples of the rows from a vector of integers until nothing more cancels; whole numbers throughout, so that zero is zero. */
function reduce(
  rows: readonly { readonly pivot: number; readonly row: readonly bigint[] }[],
  vector: readonly bigint[],
): readonly bigint[] {
  return rows.reduce((left, { pivot, row }) => {
    const [head, lead] = [left[pivot] ?? 0n, row[pivot] ?? 1n];
    return head === 0n ? left : left.map((value, index) => value * lead - (row[index] ?? 0n) * head);
  }, vector);
}

/** Groups of fewer than the minimum whose sum, or histogram, is a combination of published ones: exact elimination over the rationals. */
export function isolated(world: World, views: readonly View[], least: number, only: 'sums' | 'histograms'): readonly string[] {
  const unknowns = unknownsOf(world);
  const rows: { pivot: number; row: readonly bigint[] }[] = [];
  for (const { keys, histogram } of publishedSets(world, views).values()) {
    if (only === 'histograms' && !histogram) continue;
    const row = reduce(
      rows,
      unknowns.map(({ key }) => (keys.has(key) ? 1n : 0n)),
    );
    const pivot = row.findIndex((value) => value !== 0n);
    if (pivot >= 0) rows.push({ pivot, row });
  }
  return smallSets(unknowns, least - 1)
    .filter((set) =>
      reduce(
        rows,
        unknowns.map((one) => (set.includes(one) ? 1n : 0n)),
      ).every((value) => value === 0n),
    )
    .map((set) => set.map(({ key }) => key).join(' + '));
}

const choices = [1, 2, 3, 4, 5] as const;

/** Over the unknowns of `keys`: the sum of a weight for every person's choice is known. */
type Fact = { readonly keys: ReadonlySet<string>; readonly weights: readonly number[]; readonly equals: number };

function facts(world: World, views: readonly View[]): readonly Fact[] {
  return [...publishedSets(world, views).values()].flatMap(({ keys, people, histogram }) => {
    const given = people.flatMap((index) => world.people.slice(index, index + 1).map(choiceOf));
    const fact = (weight: (choice: number) => number): Fact => ({
      keys,
      weights: choices.map(weight),
      equals: given.reduce((sum, choice) => sum + weight(choice), 0),
    });
    if (histogram) return choices.map((one) => fact((choice) => (choice === one ? 1 : 0)));
    return [fact((choice) => choice), ...(given.length >= 5 ? [fact((choice) => choice * choice)] : [])];
  });
}

/** Groups of fewer than the minimum: of a team, of a role in it, of a batch of either. */
export function smallGroups(unknowns: readonly Unknown[], least: number): readonly (readonly Unknown[])[] {
  const groups = new Map<string, readonly Unknown[]>();
  for (const { team, role, batch } of unknowns) {
    const tests = [
      (one: Unknown) => one.team === team,
      (one: Unknown) => one.team === team && one.role === role,
      (one: Unknown) => one.team === team && one.batch === batch,
      (one: Unknown) => one.team === team && one.role === role && one.batch === batch,
    ];
    for (const test of tests) {
      const group = unknowns.filter(test);
      if (group.reduce((sum, { n }) => sum + n, 0) < least) groups.set(group.map(({ key }) => key).join(), group);
    }
  }
  return [...groups.values()];
}

export type Bounds = { readonly group: readonly Unknown[]; readonly low: number; readonly high: number };

/** How tightly the sums of small groups are bound: linear programming over how many people of each unknown chose what. */
export function boundsOf(world: World, views: readonly View[], least: number): readonly Bounds[] {
  const unknowns = unknownsOf(world);
  const spread = ({ keys, weights, equals }: Fact): Row => ({
    weights: unknowns.flatMap(({ key }) => choices.map((_, index) => (keys.has(key) ? (weights[index] ?? 0) : 0))),
    equals,
  });
  const rows = [
    ...unknowns.map(({ key, n }) => ({ keys: new Set([key]), weights: choices.map(() => 1), equals: n })),
    ...facts(world, views),
  ].map(spread);
  return smallGroups(unknowns, least).map((group) => {
    const aim = unknowns.flatMap((one) => choices.map((choice) => (group.includes(one) ? choice : 0)));
    return {
      group,
      low: -maximise(
        rows,
        aim.map((weight) => -weight),
      ),
      high: maximise(rows, aim),
    };
  });
}

/** Every way so many people can spread over the choices. */
function spreads(n: number, over: number): readonly (readonly number[])[] {
  if (over === 1) return [[n]];
  return Array.from({ length: n + 1 }, (_, first) => spreads(n - first, over - 1).map((rest) => [first, ...rest])).flat();
}

const times = (weights: readonly number[], counts: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (counts[index] ?? 0), 0);

/** The same by trying every answer anybody could have given: exact, for very small worlds. */
export function triedBounds(world: World, views: readonly View[], least: number): readonly Bounds[] {
  const unknowns = unknownsOf(world);
  const known = facts(world, views);
  const groups = smallGroups(unknowns, least).map((group) => ({ group, low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }));
  const visit = (place: number, chosen: readonly (readonly number[])[], left: readonly number[]): void => {
    const unknown = unknowns[place];
    if (unknown === undefined) {
      for (const each of groups) {
        const sum = each.group.reduce((total, one) => total + times(choices, chosen[unknowns.indexOf(one)] ?? []), 0);
        [each.low, each.high] = [Math.min(each.low, sum), Math.max(each.high, sum)];
      }
      return;
    }
    const later = unknowns.slice(place + 1);
    for (const counts of spreads(unknown.n, choices.length)) {
      const rest = left.map((value, at) => value - (known[at]?.keys.has(unknown.key) ? times(known[at].weights, counts) : 0));
      const isOpen = rest.every((value, at) => value === 0 || (value > 0 && later.some(({ key }) => known[at]?.keys.has(key))));
      if (isOpen) visit(place + 1, [...chosen, counts], rest);
    }
  };
  visit(
    0,
    [],
    known.map(({ equals }) => equals),
  );
  return groups;
}
