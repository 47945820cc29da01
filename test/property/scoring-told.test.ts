import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/maturity/answer.ts';
import type { Told } from '../../src/maturity/scoring/result.ts';
import { type CellCounts, toldOf } from '../../src/maturity/scoring/told.ts';
import { groupsOf } from '../../src/maturity/suppression/count.ts';
import { cellsOf, decide } from '../../src/maturity/suppression/publication.ts';
import { greatestEntropy } from '../../src/statistics/greatest-entropy.ts';
import { isIn, type Person, publishAll, randomWorld, type View, type World } from '../support/suppression-world.ts';

const countsOf = (people: readonly Person[]): CellCounts => {
  const number = (answer: Answer) => people.filter((person) => person.answer === answer).length;
  return {
    choices: ([1, 2, 3, 4, 5] as const).map(number),
    dontKnow: number('dont_know'),
    notApplicable: number('not_applicable'),
    blank: number('blank'),
  };
};

/** Every cell as it is told after the last batch. */
function tellAll(world: World): readonly Told[] {
  const batches = Array.from({ length: world.batches }, (_, index) => world.people.filter(({ batch }) => batch === index));
  const groups = batches.map((people) =>
    groupsOf(
      people.map(({ team, role, answer }) => ({ team, role, answers: new Map([['s', answer]]) })),
      's',
    ),
  );
  const decision = decide({ ...world, batches: groups });
  return cellsOf(world.teams).map((cell) => {
    const counts = batches.map((people) => countsOf(people.filter((person) => isIn(cell, person))));
    return toldOf({ scale: world.scale, options: [] }, 99, counts, decision(cell));
  });
}

const lastOf = (world: World): readonly View[] => publishAll(world).filter(({ publication }) => publication === world.batches - 1);

/** What people of a view said, null where it is hidden; numbers the long way. */
function naively(world: World, { states, values, histogram }: View): readonly unknown[] {
  const said = (indexes: readonly number[] | null) => indexes?.map((index) => world.people[index]?.answer ?? 'blank') ?? null;
  const given = said(values)?.map(Number) ?? null;
  const all = said(states);
  const mean = given === null ? null : given.reduce((sum, choice) => sum + (choice - 1) / 4, 0) / given.length;
  const middle = given === null ? 0 : given.reduce((sum, choice) => sum + choice, 0) / given.length;
  const variance = given === null ? 0 : given.reduce((sum, choice) => sum + (choice - middle) ** 2, 0) / (given.length - 1);
  const star = Math.round((1 - variance / 2) * 1e9) / 1e9;
  const number = (answer: Answer) => all?.filter((one) => one === answer).length ?? null;
  return [
    all?.length ?? null,
    given?.length ?? all?.filter((one) => typeof one === 'number').length ?? null,
    number('dont_know'),
    number('not_applicable'),
    number('blank'),
    mean === null ? null : Math.round(mean * 1e9),
    given === null || given.length < 5 ? null : star < 0.5 ? 'contested' : star < 0.7 ? 'mixed' : 'agreed',
    given !== null && histogram ? [1, 2, 3, 4, 5].map((choice) => given.filter((one) => one === choice).length) : null,
  ];
}

const listed = ({ asked, values, dontKnow, notApplicable, blank, mean, agreement, counts }: Told): readonly unknown[] => [
  asked,
  values,
  dontKnow,
  notApplicable,
  blank,
  mean === null ? null : Math.round(mean * 1e9),
  agreement,
  counts,
];

describe('what is told', () => {
  const world = randomWorld({ teams: 4, roles: 3, group: 12 });

  it('is what those shown said, and nothing of what is hidden', () => {
    fc.assert(
      fc.property(world, (one) => {
        const views = lastOf(one);
        for (const [index, told] of tellAll(one).entries()) {
          const view = views[index];
          if (view === undefined) throw new Error('no view');
          expect(listed(told)).toEqual(naively(one, view));
          expect(told.hidden === null).toBe(view.values !== null);
        }
      }),
    );
  });

  it('does not change with the choices of people who are in no mean that is told', () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.constantFrom<Answer[]>(1, 2, 3, 4, 5)), (one, others) => {
        const inMeans = new Set(lastOf(one).flatMap(({ values }) => values ?? []));
        const changed: World = {
          ...one,
          people: one.people.map((person, index) => {
            const other = others.next().value ?? 1;
            return inMeans.has(index) || typeof person.answer !== 'number' ? person : { ...person, answer: other };
          }),
        };
        expect(tellAll(changed)).toEqual(tellAll(one));
      }),
    );
  });
});

describe('shares of greatest entropy', () => {
  const values = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 6 }).map((list) => list.map((one) => one / 40));
  const weights = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 6 });
  const entropy = (shares: readonly number[]) => shares.reduce((sum, share) => sum - (share > 0 ? share * Math.log(share) : 0), 0);
  const mean = (list: readonly number[], shares: readonly number[]) =>
    list.reduce((sum, value, index) => sum + value * (shares[index] ?? 0), 0);

  it('have exactly the mean, and no others with that mean presume less', () => {
    fc.assert(
      fc.property(values, weights, (list, drawn) => {
        const own = drawn.slice(0, list.length);
        const all = own.reduce((sum, weight) => sum + weight, 0);
        fc.pre(all > 0);
        const others = own.map((weight) => weight / all);
        const shares = greatestEntropy(list, mean(list, others));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(mean(list, shares)).toBeCloseTo(mean(list, others), 12);
        expect(entropy(shares)).toBeGreaterThanOrEqual(entropy(others) - 1e-9);
      }),
      { numRuns: 500 },
    );
  });
});
