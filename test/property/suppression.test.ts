import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/maturity/answer.ts';
import { pool } from '../../src/maturity/suppression/pool.ts';
import { type Bounds, boundsOf, isolated, triedBounds } from '../support/suppression-attacker.ts';
import { blocksOf, hiddenChildren, type Precaution, publishNaively } from '../support/suppression-twin.ts';
import { choiceOf, isValue, publishAll, randomWorld, type View, type World } from '../support/suppression-world.ts';

type Publish = (world: World) => readonly View[];
const without = (...off: readonly Precaution[]): Publish => {
  const left = new Set(off);
  return (world) => publishNaively(world, left);
};

const large = randomWorld({ teams: 4, roles: 3, group: 9 });
const small = randomWorld({ teams: 3, roles: 2, group: 8 });
const tiny = randomWorld({ teams: 3, roles: 1, group: 3 }).filter(({ people }) => people.length <= 9);

/** Everything that can be seen, as text: who is behind a number is not, what they said is only as sums. */
const seen = (world: World, publish: Publish): string =>
  JSON.stringify(
    publish(world).map(({ states, values, histogram, why, cell, publication }) => {
      const said = (people: readonly number[] | null) => people?.flatMap((index) => world.people.slice(index, index + 1)) ?? null;
      const counts = (people: readonly number[] | null) => {
        const all = (said(people) ?? []).map(({ answer }) => String(answer)).sort();
        return [all.length, all.filter((answer) => answer.length > 1)];
      };
      const given = said(values)?.map(choiceOf) ?? [];
      const squares = given.length >= 5 ? given.reduce((sum, value) => sum + value * value, 0) : null;
      const numbers = [values?.length, given.reduce((sum, value) => sum + value, 0), squares, histogram ? given.sort() : null];
      return [publication, cell, states === null ? null : counts(states), values === null ? null : numbers, why];
    }),
  );

const answering = (world: World, given: ReadonlyMap<number, Answer>): World => ({
  ...world,
  people: world.people.map((one, index) => ({ ...one, answer: given.get(index) ?? one.answer })),
});

/** Whether two people can exchange these two answers and nobody sees a difference. */
const canSwap = (world: World, publish: Publish, [i, j]: readonly [number, number], [a, b]: readonly [Answer, Answer]): boolean =>
  seen(answering(world, new Map([[i, a]]).set(j, b)), publish) === seen(answering(world, new Map([[i, b]]).set(j, a)), publish);

type Swap = readonly [Answer, Answer];
const whole: readonly Swap[] = [
  [1, 5],
  ['dont_know', 3],
  ['dont_know', 'blank'],
  ['not_applicable', 5],
];

/** How many people one of them hides among, himself included; everybody where nothing he says is seen at all. */
function crowdOf(world: World, publish: Publish, i: number, swaps: readonly Swap[], others: readonly number[]): number {
  const alone = new Set(swaps.flat().map((answer) => seen(answering(world, new Map([[i, answer]])), publish)));
  if (alone.size === 1) return Number.POSITIVE_INFINITY;
  return 1 + others.filter((j) => j !== i && swaps.every((swap) => canSwap(world, publish, [i, j], swap))).length;
}

/** The smallest crowd among people of one group of the world, by all they could have said and by choices alone. */
function smallestCrowd(world: World, publish: Publish, i: number): number {
  const everybody = world.people.map((_, index) => index);
  const person = world.people[i];
  const states = crowdOf(world, publish, i, whole, everybody);
  if (person === undefined || !isValue(person)) return states;
  const givers = everybody.filter((index) => world.people.slice(index, index + 1).some(isValue));
  return Math.min(
    states,
    crowdOf(
      world,
      publish,
      i,
      [
        [1, 5],
        [2, 3],
      ],
      givers,
    ),
  );
}

/** The bounds that the rule allows: m people of a block hold at least its m lowest answers and at most its m highest. */
function allowed(world: World, keys: ReadonlySet<string>): { readonly low: number; readonly high: number } {
  const isIt = (index: number): boolean =>
    world.people.slice(index, index + 1).some((one) => isValue(one) && keys.has(`${one.team} ${one.role} ${one.batch}`));
  const blocks = blocksOf(world);
  const shown = new Set(blocks.flat());
  const free = world.people.filter((_, index) => isIt(index) && !shown.has(index)).length;
  return blocks.reduce(
    ({ low, high }, block) => {
      const m = block.filter(isIt).length;
      const given = block.flatMap((index) => world.people.slice(index, index + 1).map(choiceOf)).sort((a, b) => a - b);
      const sum = (some: readonly number[]): number => some.reduce((total, value) => total + value, 0);
      return { low: low + sum(given.slice(0, m)), high: high + sum(given.slice(given.length - m)) };
    },
    { low: free, high: 5 * free },
  );
}

const tooTight = (world: World, found: readonly Bounds[]): readonly string[] =>
  found.flatMap(({ group, low, high }) => {
    const rule = allowed(world, new Set(group.map(({ key }) => key)));
    const isTight = low > rule.low + 1e-4 || high < rule.high - 1e-4;
    return isTight ? [`${group.map(({ key }) => key).join(' + ')}: ${low} to ${high}, the rule says ${rule.low} to ${rule.high}`] : [];
  });

type Attack = (world: World, publish: Publish) => readonly string[];
const bySums: Attack = (world, publish) => isolated(world, publish(world), world.minimum, 'sums');
const byCounts: Attack = (world, publish) => isolated(world, publish(world), 8, 'histograms');
const byBounds: Attack = (world, publish) => tooTight(world, boundsOf(world, publish(world), world.minimum));
const byTrying: Attack = (world, publish) => tooTight(world, triedBounds(world, publish(world), world.minimum));
const byExchange: Attack = (world, publish) =>
  world.people.flatMap((_, i) => (i % 5 === 0 && smallestCrowd(world, publish, i) < world.minimum ? [`person ${i}`] : []));

describe('somebody who sees everything that is ever published', () => {
  it('finds no small group by adding and subtracting', () => {
    fc.assert(
      fc.property(large, (world) => {
        expect(bySums(world, publishAll)).toEqual([]);
        expect(byCounts(world, publishAll)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('bounds no small group more tightly than the rule says', () => {
    fc.assert(
      fc.property(small, (world) => {
        expect(byBounds(world, publishAll)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('bounds none by trying all answers there could be', () => {
    fc.assert(
      fc.property(tiny, (world) => {
        expect(byTrying(world, publishAll)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('sees no difference when anybody exchanges answers with any of enough others', () => {
    fc.assert(
      fc.property(small, fc.nat(), (world, seed) => {
        fc.pre(world.people.length > 0);
        expect(smallestCrowd(world, publishAll, seed % world.people.length)).toBeGreaterThanOrEqual(world.minimum);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the attacker', () => {
  it.each([
    { attack: bySums, precaution: 'complement', worlds: small },
    { attack: bySums, precaution: 'filter', worlds: small },
    { attack: bySums, precaution: 'batch', worlds: small },
    { attack: byCounts, precaution: 'histogram', worlds: small },
    { attack: byBounds, precaution: 'complement', worlds: small },
    { attack: byBounds, precaution: 'filter', worlds: small },
    { attack: byBounds, precaution: 'batch', worlds: small },
    { attack: byTrying, precaution: 'complement', worlds: tiny },
    { attack: byTrying, precaution: 'batch', worlds: tiny },
    { attack: byExchange, precaution: 'complement', worlds: small },
    { attack: byExchange, precaution: 'filter', worlds: small },
    { attack: byExchange, precaution: 'batch', worlds: small },
    { attack: byExchange, precaution: 'states', worlds: small },
  ] as const)('finds leaks where "$precaution" is left out, case %#', ({ attack, precaution, worlds }) => {
    const some = fc.sample(worlds, { numRuns: attack === byExchange ? 25 : 60, seed: 5 });
    expect(some.filter((world) => attack(world, without(precaution)).length > 0).length).toBeGreaterThanOrEqual(2);
  });

  it('has something to look at: every kind of cell is shown and hidden for every reason, and small groups are bound somehow', () => {
    const worlds = fc.sample(small, { numRuns: 200, seed: 5 });
    const views = worlds.flatMap(publishAll);
    const kind = ({ cell: { team, role }, values }: View) => `${team && 'team'} ${role && 'role'} ${values !== null}`;
    expect(new Set(views.map(kind)).size).toBe(8);
    const reasons = ['too_few', 'complement', 'filter', 'batch', 'consensus'];
    expect(reasons.filter((reason) => !views.some(({ why }) => why.includes(reason)))).toEqual([]);
    const bounds = worlds.flatMap((world) => boundsOf(world, publishAll(world), world.minimum));
    const size = ({ group }: Bounds) => group.reduce((sum, { n }) => sum + n, 0);
    expect(bounds.filter(({ low, high, ...rest }) => high - low < 4 * size({ low, high, ...rest }) - 0.5).length).toBeGreaterThan(50);
  });
});

describe('the policy', () => {
  it('shows what its slow twin shows', () => {
    fc.assert(
      fc.property(large, (world) => {
        const bare = (views: readonly View[]) => views.map(({ why: _, ...rest }) => rest);
        expect(bare(publishAll(world))).toEqual(bare(publishNaively(world)));
      }),
      { numRuns: 400 },
    );
  });

  it('never takes back or changes what a batch showed', () => {
    fc.assert(
      fc.property(large, (world) => {
        const views = publishAll(world);
        const key = ({ cell }: View): string => JSON.stringify(cell);
        for (const before of views) {
          const after = views.find((view) => view.publication === before.publication + 1 && key(view) === key(before));
          if (after === undefined || before.values === null) continue;
          expect(after.values).toEqual(expect.arrayContaining([...before.values]));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('hides children of a parent as the algorithm says in words', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 9 });
    fc.assert(
      fc.property(sizes, fc.constantFrom(3, 5, 8), fc.integer({ min: 0, max: 9 }), (ns, minimum, already) => {
        const children = ns.map((n, index) => ({ id: `t${index}`, n }));
        const hidden = hiddenChildren(new Map(children.map(({ id, n }) => [id, n])), minimum, already);
        const { fates, hidden: sum, whole } = pool(children, minimum, already);
        expect([...fates].flatMap(([id, fate]) => (fate === 'apart' ? [] : [id])).sort()).toEqual([...hidden].sort());
        expect(sum).toBe(children.reduce((total, { id, n }) => total + (hidden.has(id) ? n : 0), already));
        expect(whole).toBe(sum === 0 || sum >= minimum);
      }),
      { numRuns: 500 },
    );
  });
});
