/** Small organisations that answer one statement in batches, and what a policy publishes of them, person by person. */

import fc from 'fast-check';
import type { Answer } from '../../src/maturity/answer.ts';
import { type Role, roles } from '../../src/maturity/model.ts';
import type { Cell } from '../../src/maturity/suppression/batch.ts';
import { cellsOf, decide, type Published } from '../../src/maturity/suppression/publication.ts';

export type Person = { readonly team: string; readonly role: Role; readonly batch: number; readonly answer: Answer };
export type World = Pick<Published, 'scale' | 'policy' | 'teams'> & {
  readonly minimum: number;
  readonly batches: number;
  readonly people: readonly Person[];
};

/** Indexes into `people`; null = not shown. */
export type View = {
  readonly publication: number;
  readonly cell: Cell;
  readonly states: readonly number[] | null;
  readonly values: readonly number[] | null;
  readonly histogram: boolean;
  readonly why: string;
};

export const isValue = ({ answer }: Person): boolean => typeof answer === 'number';
export const choiceOf = ({ answer }: Person): number => (typeof answer === 'number' ? answer : Number.NaN);
export const isIn = ({ team, role }: Cell, person: Person): boolean =>
  (team === null || person.team === team) && (role === null || person.role === role);

const where = (people: readonly Person[], test: (person: Person) => boolean): readonly number[] =>
  people.flatMap((person, index) => (test(person) ? [index] : []));

const groupsOf = ({ people, teams }: World, batch: number) =>
  teams.flatMap(({ id: team }) =>
    roles.map((role) => {
      const own = people.filter((person) => person.batch === batch && person.team === team && person.role === role);
      return { team, role, asked: own.length, values: own.filter(isValue).length };
    }),
  );

/** All publications of a campaign as the policy decides them, each with all batches so far. */
export function publishAll(world: World): readonly View[] {
  const counted = Array.from({ length: world.batches }, (_, batch) => groupsOf(world, batch));
  return counted.flatMap((_, publication) =>
    cellsOf(world.teams)
      .map(decide({ ...world, batches: counted.slice(0, publication + 1) }))
      .map(({ cell, states, values }) => ({
        publication,
        cell,
        states: states.shown ? where(world.people, (one) => isIn(cell, one) && states.batches.includes(one.batch)) : null,
        values: values.shown ? where(world.people, (one) => isIn(cell, one) && isValue(one) && values.batches.includes(one.batch)) : null,
        histogram: values.shown && values.histogram,
        why: JSON.stringify([states, values]),
      })),
  );
}

const answers = ['dont_know', 'not_applicable', 'blank'] as const;
const kinds: readonly fc.Arbitrary<Answer>[] = [
  fc.constant<Answer>(5),
  fc.constant<Answer>(1),
  fc.constantFrom<Answer[]>(1, 5),
  fc.constantFrom<Answer[]>(1, 2, 3, 4, 5),
  fc.constantFrom<Answer[]>(2, 3, 4, ...answers),
  fc.constantFrom<Answer[]>(...answers),
];

/** Edges first: single people, one fewer and one more than the minimum, late single answers, unanimous extremes, one role only. */
export const randomWorld = (most: { readonly teams: number; readonly roles: number; readonly group: number }): fc.Arbitrary<World> =>
  fc
    .record({
      practice: fc.boolean(),
      teams: fc.integer({ min: 1, max: most.teams }),
      batches: fc.constantFrom(1, 2, 2, 3),
      roles: fc.integer({ min: 1, max: most.roles }),
    })
    .chain(({ practice, teams: count, batches, roles: used }) => {
      const minimum = practice ? 3 : 5;
      const edges = [0, 0, 1, 1, 2, minimum - 1, minimum, minimum + 1, 8].filter((n) => n <= most.group);
      const size = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 0, max: most.group }));
      const ids = Array.from({ length: count }, (_, index) => `t${index}`);
      const places = ids.flatMap((team) =>
        roles.slice(0, used).flatMap((role) => Array.from({ length: batches }, (_, batch) => ({ team, role, batch }))),
      );
      const group = (place: (typeof places)[number]) =>
        fc
          .tuple(place.batch === 0 ? size : fc.oneof(size, fc.constantFrom(0, 0, 1)), fc.constantFrom(...kinds))
          .chain(([n, kind]) => fc.array(kind, { minLength: n, maxLength: n }))
          .map((given) => given.map((answer) => ({ ...place, answer })));
      return fc.tuple(...places.map(group)).map((groups) => {
        const people = groups.flat();
        const teams = ids.map((id) => ({ id, invited: people.filter(({ team }) => team === id).length }));
        const policy = { perceptionMinimum: 5, practiceMinimum: minimum };
        return { scale: practice ? ('coverage' as const) : ('perception' as const), policy, teams, minimum, batches, people };
      });
    });
