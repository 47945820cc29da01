/** Everything the results of campaigns give away, at their doors: organisation, every team, roles, notes, and what is worked out of them. */

import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Answer } from '../../src/maturity/answer.ts';
import { closeCampaign } from '../../src/maturity/campaign/close.ts';
import { type Role, roles, type Statement } from '../../src/maturity/model.ts';
import { organisationSpread } from '../../src/maturity/results/organisation.ts';
import type { OrganisationSpread, TeamProfile } from '../../src/maturity/results/profile.ts';
import { teamProfile } from '../../src/maturity/results/team-profile.ts';
import type { Told } from '../../src/maturity/scoring/result.ts';
import type { Cell } from '../../src/maturity/suppression/batch.ts';
import { modelOf, openCampaign, type Person, statement } from '../support/closed-campaign.ts';
import { testDatabase } from '../support/database.ts';
import { boundsOf, isolated, unknownsOf } from '../support/suppression-attacker.ts';
import { blocksOf, publishNaively } from '../support/suppression-twin.ts';
import { choiceOf, isIn, isValue, type View, type World } from '../support/suppression-world.ts';

const now = new Date('2026-03-25T08:00:00Z');
const closedAt = new Date('2026-03-20T12:00:00Z');
const statements: readonly Statement[] = [
  statement('AAA-2a'),
  statement('AAA-2b', { scale: 'perception' }),
  statement('AAA-3a', { level: 3, roles: ['developer', 'lead'] }),
];
const model = modelOf({ AAA: statements });

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

type Organisation = { readonly people: readonly Person[]; readonly consensus: readonly string[]; readonly practiceMinimum: 3 | 5 };
type Views = { readonly spread: OrganisationSpread; readonly profiles: readonly TeamProfile[] };

/** The same campaign again, under the same id, so that nothing but answers can differ. */
async function look({ people, consensus, practiceMinimum }: Organisation): Promise<Views> {
  const { db } = database;
  const made = await openCampaign(db, { model, people, consensus, practiceMinimum, closedAt });
  await closeCampaign(db, made, { now: closedAt, zone: 'UTC' });
  for (const table of ['campaign', 'campaign_team', 'campaign_route', 'invitation', 'response', 'campaign_note']) {
    await sql`delete from ${sql.table(table)} where campaign_id = 'same'`.execute(db);
    await sql`update ${sql.table(table)} set campaign_id = 'same' where campaign_id = ${made}`.execute(db);
  }
  const spread = await organisationSpread(db, 'same', now);
  const profiles: TeamProfile[] = [];
  // In whatever order random notes come, everybody sees the same.
  for (const { id: teamId } of spread.members) profiles.push(await teamProfile(db, { campaignId: 'same', teamId, now, below: () => 0 }));
  return {
    spread,
    profiles: profiles.map((one) => ({ ...one, notes: one.notes?.map((note) => ({ ...note, texts: note.texts.toSorted() })) ?? null })),
  };
}

const edges = [0, 0, 1, 2, 3, 4, 5, 6, 8];
const kinds: readonly fc.Arbitrary<Answer>[] = [
  fc.constant<Answer>(5),
  fc.constantFrom<Answer[]>(1, 5),
  fc.constantFrom<Answer[]>(1, 2, 3, 4, 5),
  fc.constantFrom<Answer[]>(2, 4, 'dont_know', 'not_applicable', 'blank'),
];

const answersOf = (role: Role, given: readonly Answer[]): NonNullable<Person['answers']> =>
  Object.fromEntries(
    statements.flatMap((one, index) => {
      const answer = given[index];
      return one.roles.includes(role) && answer !== undefined && answer !== 'blank' ? [[one.id, answer]] : [];
    }),
  );

const partOf = (team: string, role: Role, size: number): fc.Arbitrary<readonly Person[]> =>
  fc
    .constantFrom(...kinds)
    .chain((kind) => fc.array(fc.tuple(kind, kind, kind), { minLength: size, maxLength: size }))
    .map((all) => all.map((given, n) => ({ team, role, answers: answersOf(role, given), note: `${team} ${role} ${n}` })));

const organisation: fc.Arbitrary<Organisation> = fc
  .record({
    teams: fc.integer({ min: 1, max: 4 }),
    used: fc.integer({ min: 1, max: 3 }),
    open: fc.boolean(),
    practiceMinimum: fc.constantFrom<(3 | 5)[]>(3, 5),
  })
  .chain(({ teams, used, open, practiceMinimum }) => {
    const places = Array.from({ length: teams }, (_, n) => roles.slice(0, used).map((role) => ({ team: `t${n}`, role }))).flat();
    const parts = places.map(({ team, role }) => fc.constantFrom(...edges).chain((size) => partOf(team, role, size)));
    const silent = places.map(({ team, role }): Person => ({ team, role, answers: null }));
    const together = open ? partOf('open', 'lead', 2) : fc.constant([]);
    return fc
      .tuple(together, ...parts)
      .map((all) => ({ people: [...all.flat(), ...silent], consensus: open ? ['open'] : [], practiceMinimum }));
  });

/** Fewer than so many of a role of a team lose their role at the close. */
const keepsRole = 5;

type Place = { readonly person: Person; readonly index: number };
/** One statement of a campaign as the rule sees it. `people` stand at the places of both worlds. */
type Case = { readonly statement: Statement; readonly people: readonly Place[]; readonly real: World; readonly told: World };

/**
 * `real` has the roles people have, which an attacker may know; `told` those the close left: one that is gone goes by the name of any other
 * that is gone in the same team.
 */
function caseOf({ people, consensus, practiceMinimum }: Organisation, one: Statement): Case {
  const asked = people
    .map((person, index) => ({ person, index }))
    .filter(({ person }) => person.answers !== null && one.roles.includes(person.role) && !consensus.includes(person.team));
  const size = (team: string, role: Role): number =>
    people.filter((own) => own.team === team && own.role === role && own.answers !== null).length;
  const kept = ({ team, role }: Person): Role =>
    size(team, role) >= keepsRole ? role : (roles.find((other) => size(team, other) > 0 && size(team, other) < keepsRole) ?? role);
  const teams = [...new Set(people.map(({ team }) => team))].filter((id) => !consensus.includes(id));
  const world = (roleOf: (person: Person) => Role): World => ({
    scale: one.scale,
    policy: { perceptionMinimum: 5, practiceMinimum },
    teams: teams.map((id) => ({ id, invited: people.filter(({ team }) => team === id).length })),
    minimum: one.scale === 'coverage' ? practiceMinimum : 5,
    batches: 1,
    people: asked.map(({ person }) => ({ team: person.team, role: roleOf(person), batch: 0, answer: person.answers?.[one.id] ?? 'blank' })),
  });
  return { statement: one, people: asked, real: world(({ role }) => role), told: world(kept) };
}

/** What the views tell of a statement, cell by cell. */
function toldCells({ spread, profiles }: Views, { id }: Statement): readonly (readonly [Cell, Told])[] {
  const whole = spread.statements.filter((one) => one.id === id).map(({ told }): [Cell, Told] => [{ team: null, role: null }, told]);
  const teams = profiles
    .filter(({ consensus }) => !consensus)
    .flatMap(({ team, dimensions }) =>
      dimensions
        .flatMap((one) => one.statements)
        .filter((one) => one.id === id)
        .flatMap(({ told, byRole }): [Cell, Told][] => [
          ...(told === null ? [] : [[{ team: team.id, role: null }, told] as [Cell, Told]]),
          ...byRole.map((own): [Cell, Told] => [{ team: team.id, role: own.role }, own.told]),
        ]),
    );
  return [...whole, ...teams];
}

/** The same as sets of people, for the attacker. */
function viewsOf({ real }: Case, cells: ReturnType<typeof toldCells>): readonly View[] {
  return cells.map(([cell, told]) => {
    const inside = real.people.flatMap((person, index) => (isIn(cell, person) ? [index] : []));
    const values = inside.filter((index) => real.people.slice(index, index + 1).some(isValue));
    const shown = told.mean !== null;
    return {
      publication: 0,
      cell,
      states: told.asked === null ? null : inside,
      values: shown ? values : null,
      histogram: told.counts !== null,
      why: '',
    };
  });
}

/** Every figure is the figure of the people of its cell; so those the attacker is given are those that are told. */
function checkFigures({ real }: Case, cells: ReturnType<typeof toldCells>): void {
  for (const [cell, told] of cells) {
    const own = real.people.filter((person) => isIn(cell, person));
    const given = own.filter(isValue).map(choiceOf);
    if (told.asked !== null) {
      const state = (answer: Answer) => own.filter((person) => person.answer === answer).length;
      expect(told).toMatchObject({
        asked: own.length,
        dontKnow: state('dont_know'),
        notApplicable: state('not_applicable'),
        blank: state('blank'),
      });
    }
    if (told.mean !== null) expect(told.mean).toBeCloseTo(given.reduce((sum, choice) => sum + (choice - 1) / 4, 0) / given.length, 9);
    if (told.counts !== null) expect(told.counts).toEqual([1, 2, 3, 4, 5].map((choice) => given.filter((one) => one === choice).length));
    if (told.asked === null) expect(told).toMatchObject({ values: null, mean: null, agreement: null, counts: null, dontKnow: null });
  }
}

/** Nothing more is told than the rule lets be told, worked out slowly from its words. */
function checkRule({ told: world }: Case, cells: ReturnType<typeof toldCells>): void {
  const naive = new Map(publishNaively(world).map((view) => [JSON.stringify([view.cell.team, view.cell.role]), view]));
  for (const [cell, told] of cells) {
    const rule = naive.get(JSON.stringify([cell.team, cell.role]));
    const shown = [told.asked !== null, told.mean !== null, told.counts !== null];
    expect({ cell, shown }).toEqual({ cell, shown: [rule?.states !== null, rule?.values !== null, rule?.histogram] });
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** As in the property of the rule itself: m people of a block hold at least its m lowest answers and at most its m highest. */
function checkBounds(one: Case, views: readonly View[]): void {
  const { real, told } = one;
  expect(isolated(real, views, real.minimum, 'sums')).toEqual([]);
  expect(isolated(real, views, 8, 'histograms')).toEqual([]);
  if (unknownsOf(real).length > 6) return;
  const blocks = blocksOf(told);
  const choice = (index: number): number => real.people.slice(index, index + 1).map(choiceOf)[0] ?? Number.NaN;
  for (const { group, low, high } of boundsOf(real, views, real.minimum)) {
    const keys = new Set(group.map(({ key }) => key));
    const isIt = (index: number): boolean =>
      real.people.slice(index, index + 1).some((person) => isValue(person) && keys.has(`${person.team} ${person.role} ${person.batch}`));
    const free = real.people.filter((_, index) => isIt(index) && !blocks.some((block) => block.includes(index))).length;
    const parts = blocks.map((block) => ({ m: block.filter(isIt).length, given: block.map(choice).sort((a, b) => a - b) }));
    expect(low).toBeLessThanOrEqual(free + sum(parts.map(({ m, given }) => sum(given.slice(0, m)))) + 1e-4);
    expect(high).toBeGreaterThanOrEqual(5 * free + sum(parts.map(({ m, given }) => sum(given.slice(given.length - m)))) - 1e-4);
  }
}

const giving = (world: Organisation, given: ReadonlyMap<number, Answer>, { id }: Statement): Organisation => ({
  ...world,
  people: world.people.map((person, index) => {
    const answer = given.get(index);
    return answer === undefined || answer === 'blank' ? person : { ...person, answers: { ...person.answers, [id]: answer } };
  }),
});

/** Two people of a block with each other's answers; somebody of no block with another answer. Null = there is nobody. */
function exchanged(world: Organisation, one: Case, pick: number): Organisation | null {
  const { told, people } = one;
  const blocks = blocksOf(told);
  const answer = (place: number): Answer => told.people[place]?.answer ?? 'blank';
  const pairs = blocks.flatMap((block) =>
    block.flatMap((i) => block.flatMap((j) => (i < j && answer(i) !== answer(j) ? [[i, j] as const] : []))),
  );
  const hidden = told.people.flatMap((person, place) => (isValue(person) && !blocks.some((block) => block.includes(place)) ? [place] : []));
  const tries = pairs.length + hidden.length;
  if (tries === 0) return null;
  const index = (place: number): number => people[place]?.index ?? -1;
  const chosen = pairs[pick % tries];
  if (chosen !== undefined) {
    const [i, j] = chosen;
    return giving(world, new Map([[index(i), answer(j)]]).set(index(j), answer(i)), one.statement);
  }
  const alone = hidden[(pick % tries) - pairs.length] ?? 0;
  return giving(world, new Map([[index(alone), answer(alone) === 1 ? 5 : 1]]), one.statement);
}

describe('somebody who reads all results of a campaign', () => {
  it('is told what the rule lets be told, and bounds no small group more tightly than the rule says', async () => {
    await fc.assert(
      fc.asyncProperty(organisation, async (world) => {
        const views = await look(world);
        for (const one of statements) {
          const own = caseOf(world, one);
          const cells = toldCells(views, one);
          checkFigures(own, cells);
          checkRule(own, cells);
          checkBounds(own, viewsOf(own, cells));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('sees no difference when two people of a block exchange their answers, in anything that is shown or worked out', async () => {
    let exchanges = 0;
    await fc.assert(
      fc.asyncProperty(organisation, fc.nat(), fc.constantFrom(...statements), async (world, pick, one) => {
        const other = exchanged(world, caseOf(world, one), pick);
        if (other === null) return;
        exchanges += 1;
        expect(await look(other)).toEqual(await look(world));
      }),
      { numRuns: 60 },
    );
    expect(exchanges).toBeGreaterThan(10);
  });

  it('reads no note of a team that hides', async () => {
    await fc.assert(
      fc.asyncProperty(organisation, async (world) => {
        const { profiles } = await look(world);
        for (const { team, notes, consensus } of profiles) {
          const people = world.people.filter((one) => one.team === team.id && one.answers !== null);
          const written = notes?.flatMap(({ texts }) => texts) ?? [];
          if (notes !== null) expect(written.toSorted()).toEqual(people.flatMap(({ note }) => note ?? []).toSorted());
          if (!consensus && people.length < 5) expect(notes).toBeNull();
        }
      }),
      { numRuns: 15 },
    );
  });
});
