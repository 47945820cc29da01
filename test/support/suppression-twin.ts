/**
 * The rule of anonymity again, slowly, person by person, from its words in docs/maturity.md. Each precaution can be switched off, to see
 * whether the attacker notices.
 */

import { roles } from '../../src/maturity/model.ts';
import type { Cell } from '../../src/maturity/suppression/batch.ts';
import { isIn, isValue, type Person, type View, type World } from './suppression-world.ts';

export type Precaution = 'complement' | 'filter' | 'batch' | 'histogram' | 'states';

type Index = number;
/** What a size of block makes of a batch: sets of people that may be told apart. */
type Cut = { readonly teams: ReadonlySet<string>; readonly split: ReadonlySet<string>; readonly whole: boolean; readonly roles: boolean };

export function hiddenChildren(sizes: ReadonlyMap<string, number>, least: number, already: number): ReadonlySet<string> {
  const hidden = new Set([...sizes].filter(([, n]) => n < least).map(([id]) => id));
  for (;;) {
    const sum = [...hidden].reduce((total, id) => total + (sizes.get(id) ?? 0), already);
    const shown = [...sizes].filter(([id]) => !hidden.has(id));
    if (sum === 0 || sum >= least || shown.length === 0) return hidden;
    const smallest = Math.min(...shown.map(([, n]) => n));
    const [first] = shown.flatMap(([id, n]) => (n === smallest ? [id] : [])).sort();
    if (first !== undefined) hidden.add(first);
  }
}

function cut(people: readonly Person[], least: number, below: Cut | null, off: ReadonlySet<Precaution>): Cut {
  const all = [...new Set(people.map(({ team }) => team))];
  const may = all.filter((team) => below === null || below.teams.has(team));
  const size = (team: string): number => people.filter((one) => one.team === team).length;
  const already = people.filter(({ team }) => !may.includes(team)).length;
  const sizes = new Map(may.map((team) => [team, size(team)]));
  const hidden = off.has('complement') ? new Set(may.filter((team) => size(team) < least)) : hiddenChildren(sizes, least, already);
  const teams = new Set(may.filter((team) => !hidden.has(team)));
  const rest = people.filter(({ team }) => !teams.has(team));
  const fine = (some: readonly Person[]): boolean =>
    roles.every((role) => {
      const n = some.filter((one) => one.role === role).length;
      return n === 0 || n >= least;
    });
  const split = new Set([...teams].filter((team) => (below?.split.has(team) ?? true) && fine(people.filter((one) => one.team === team))));
  const whole = (below?.whole ?? true) && people.length > 0 && (off.has('complement') || rest.length === 0 || rest.length >= least);
  return { teams, split, whole, roles: whole && (below?.roles ?? true) && split.size === teams.size && fine(rest) };
}

function tells(made: Cut, cell: Cell, people: readonly Person[], least: number, off: ReadonlySet<Precaution>): boolean {
  const { team, role } = cell;
  if (role !== null && off.has('filter')) {
    const isThere = team === null ? made.whole : made.teams.has(team);
    return isThere && people.filter((one) => isIn(cell, one)).length >= least;
  }
  if (team === null) return role === null ? made.whole : made.roles;
  return role === null ? made.teams.has(team) : made.split.has(team);
}

type Cuts = { readonly states: Cut; readonly values: Cut; readonly choices: Cut };

function cutsOf(people: readonly Person[], minimum: number, off: ReadonlySet<Precaution>): Cuts {
  const given = people.filter(isValue);
  const states = cut(off.has('states') ? given : people, minimum, null, off);
  const values = cut(given, minimum, states, off);
  return { states, values, choices: cut(given, Math.max(8, minimum), values, off) };
}

/** As `publishAll`, with some precautions left out. */
export function publishNaively(world: World, off: ReadonlySet<Precaution> = new Set()): readonly View[] {
  const indexes = world.people.map((_, index) => index);
  const person = (index: Index): Person => world.people[index] as Person; // of the same array
  return Array.from({ length: world.batches }, (_, publication) => {
    const batches = off.has('batch')
      ? [indexes.filter((index) => person(index).batch <= publication)]
      : Array.from({ length: publication + 1 }, (_, batch) => indexes.filter((index) => person(index).batch === batch));
    const made = batches.map((batch) => ({ batch, cuts: cutsOf(batch.map(person), world.minimum, off) }));
    const cells = [null, ...world.teams.map(({ id }) => id)].flatMap((team) => [null, ...roles].map((role) => ({ team, role })));
    return cells.map((cell): View => {
      const within = (size: keyof Cuts, batch: readonly Index[], cuts: Cuts): boolean => {
        const people = batch.map(person).filter((one) => size === 'states' || isValue(one));
        return tells(cuts[size], cell, people, size === 'choices' ? Math.max(8, world.minimum) : world.minimum, off);
      };
      const inside = (batch: readonly Index[]): readonly Index[] => batch.filter((index) => isIn(cell, person(index)));
      const states = made.flatMap(({ batch, cuts }) => (within('states', batch, cuts) ? inside(batch) : []));
      const some = made
        .map(({ batch, cuts }) => ({ batch, cuts, own: inside(batch).filter((index) => isValue(person(index))) }))
        .filter(({ batch, cuts, own }) => own.length > 0 && within('values', batch, cuts));
      const values = some.flatMap(({ own }) => own);
      const histogram = off.has('histogram')
        ? values.length >= 8
        : some.length > 0 && some.every(({ batch, cuts }) => within('choices', batch, cuts));
      return {
        publication,
        cell,
        states: states.length > 0 ? states.toSorted((a, b) => a - b) : null,
        values: values.length > 0 ? values.toSorted((a, b) => a - b) : null,
        histogram: values.length > 0 && histogram,
        why: '',
      };
    });
  }).flat();
}

/** The smallest sets of people who gave a choice that anything shown may be about, by the rule; people in none of them are in nothing. */
export function blocksOf(world: World): readonly (readonly Index[])[] {
  const off: ReadonlySet<Precaution> = new Set();
  return Array.from({ length: world.batches }, (_, batch) => {
    const indexes = world.people.flatMap((one, index) => (one.batch === batch ? [index] : []));
    const { values } = cutsOf(
      indexes.flatMap((index) => world.people[index] ?? []),
      world.minimum,
      off,
    );
    const blocks = new Map<string, Index[]>();
    for (const index of indexes) {
      const one = world.people[index];
      if (one === undefined || !isValue(one)) continue;
      if (!values.teams.has(one.team) && !values.whole) continue;
      const role = values.roles || values.split.has(one.team) ? one.role : '';
      const key = values.teams.has(one.team) ? `${one.team} ${role}` : `- ${role}`;
      blocks.set(key, [...(blocks.get(key) ?? []), index]);
    }
    return [...blocks.values()];
  }).flat();
}
