/** What people of the demonstration answer in its two campaigns: pure, and the same on every machine. */

import type { Answer, Choice } from '../maturity/answer.ts';
import type { Role, Statement } from '../maturity/model.ts';
import { type Random, seededRandom } from './random.ts';

/** The first campaign, and the one half a year later. */
export type Round = 1 | 2;

export type Membership = Readonly<Record<Role, number>>;
export type DemoTeam = {
  /** Links that were sent, by role. */
  readonly invited: Membership;
  /** How many of them answered, in each round. */
  readonly answered: Readonly<Record<Round, Membership>>;
  /** Too few to answer anonymously. */
  readonly consensus: boolean;
  /** How mature a dimension is, 1 to 5.5, and how much that changed until the second round. */
  readonly usual: number;
  readonly dimensions: Readonly<Record<string, number>>;
  readonly changed: Readonly<Record<string, number>>;
};

const everybody = (invited: Membership): DemoTeam['answered'] => ({ 1: invited, 2: invited });
const of = (developer: number, platform: number, lead: number): Membership => ({ developer, platform, lead });

/** By team; beside them stand the stories of `planted`. */
export const demoRespondents: Readonly<Record<string, DemoTeam>> = {
  // Half a year ago it began to look at what slows it down, and it shows.
  storefront: {
    invited: of(8, 5, 3),
    answered: { 1: of(7, 4, 3), 2: of(8, 5, 3) },
    consensus: false,
    usual: 3.1,
    dimensions: { CID: 3.3, SEC: 2.9, INC: 3.4, AIM: 2.2, FIN: 1.9 },
    changed: { CID: 1.3, SEC: 1.2, OBS: 0.9, DEX: 0.8 },
  },
  // People answer lower than what is measured: they are better than they think.
  discovery: {
    invited: of(7, 4, 3),
    answered: { 1: of(6, 4, 3), 2: of(6, 4, 3) },
    consensus: false,
    usual: 2.6,
    dimensions: { FIN: 1.6, PRD: 2.2 },
    changed: { LRN: 0.4 },
  },
  // Sure of what evidence does not show, and tired.
  payments: {
    invited: of(9, 5, 3),
    answered: { 1: of(8, 4, 3), 2: of(8, 5, 3) },
    consensus: false,
    usual: 2.9,
    dimensions: { SEC: 3.8, INC: 3.9, DEX: 3 },
    changed: { DEX: -1.1, LRN: -0.6 },
  },
  // Fewer than half answered the second time: provisional, and not compared.
  fulfilment: {
    invited: of(9, 4, 3),
    answered: { 1: of(8, 4, 3), 2: of(4, 3, 0) },
    consensus: false,
    usual: 2.3,
    dimensions: { IAC: 1.8 },
    changed: {},
  },
  // Those who build and those who lead see different teams.
  platform: {
    invited: of(5, 8, 3),
    answered: everybody(of(5, 8, 3)),
    consensus: false,
    usual: 3,
    dimensions: { PLT: 3.4, PRD: 2.4, SLF: 2.8, IAC: 3.3 },
    changed: { PLT: 0.5, PRD: 0.5 },
  },
  apps: {
    invited: of(0, 0, 1),
    answered: everybody(of(0, 0, 1)),
    consensus: true,
    usual: 2.1,
    dimensions: { CID: 2.4, OBS: 1.6 },
    changed: { CID: 0.4 },
  },
};

type Person = { readonly team: string; readonly role: Role; readonly round: Round };

/** Answers that tell a story, whatever the team is like otherwise: a choice or a state, and in how many of ten cases. */
const planted: readonly {
  readonly team: string;
  readonly statement: string;
  readonly answer: Answer;
  readonly of10: number;
  readonly role?: Role;
}[] = [
  { team: 'payments', statement: 'SEC-3a', answer: 5, of10: 9 },
  { team: 'payments', statement: 'SEC-3b', answer: 5, of10: 8 },
  { team: 'payments', statement: 'CID-3a', answer: 5, of10: 8 },
  { team: 'discovery', statement: 'CUL-2b', answer: 2, of10: 8 },
  { team: 'discovery', statement: 'CID-2a', answer: 2, of10: 8 },
  { team: 'discovery', statement: 'CID-3a', answer: 2, of10: 8 },
  { team: 'discovery', statement: 'SEC-3a', answer: 2, of10: 8 },
  { team: 'discovery', statement: 'REL-2b', answer: 'dont_know', of10: 6 },
  { team: 'storefront', statement: 'REL-2b', answer: 'dont_know', of10: 5 },
  { team: 'platform', statement: 'CUL-4b', answer: 5, of10: 10, role: 'lead' },
  { team: 'platform', statement: 'CUL-2a', answer: 5, of10: 10, role: 'lead' },
  { team: 'platform', statement: 'CUL-2a', answer: 1, of10: 7, role: 'platform' },
  { team: 'platform', statement: 'LRN-2b', answer: 5, of10: 10, role: 'lead' },
  { team: 'platform', statement: 'LRN-2b', answer: 1, of10: 8, role: 'platform' },
  { team: 'fulfilment', statement: 'AIM-2b', answer: 'not_applicable', of10: 7 },
];

const asChoice = (n: number): Choice => Math.min(5, Math.max(1, Math.round(n))) as Choice; // within 1 to 5 by construction

/** A statement of a level far below is met, one far above is not; people differ by about half a step. */
function ordinary({ team, round }: Person, dimension: string, { level }: Statement, random: Random): Answer {
  if (random.chance(0.05)) return 'dont_know';
  if (random.chance(0.015)) return 'not_applicable';
  const who = demoRespondents[team];
  const maturity = (who?.dimensions[dimension] ?? who?.usual ?? 2.5) + (round === 2 ? (who?.changed[dimension] ?? 0) : 0);
  const met = 1 / (1 + Math.exp(-2.2 * (maturity + 0.6 - (level ?? 3))));
  return asChoice(1 + 4 * met + (random.next() + random.next() - 1) * 1.1);
}

/** Null = this person passed over the statement. */
export function answerOf(person: Person, dimension: string, statement: Statement, random: Random): Answer | null {
  const story = planted.find(
    (one) => one.team === person.team && one.statement === statement.id && (one.role === undefined || one.role === person.role),
  );
  if (story !== undefined && random.chance(story.of10 / 10)) return story.answer;
  return random.chance(0.02) ? null : ordinary(person, dimension, statement, random);
}

export type Notes = Readonly<Record<string, string>>;

const remarks: Readonly<Record<string, readonly { readonly dimension: string; readonly text: string }[]>> = {
  storefront: [
    { dimension: 'CID', text: 'Previews for every change have spared us most of the back and forth.' },
    { dimension: 'FIN', text: 'I could not say what our services cost.' },
  ],
  payments: [
    { dimension: 'DEX', text: 'The settlement tests take so long that people stop running them.' },
    { dimension: 'DEX', text: 'On call every third week is too much for a team of our size.' },
    { dimension: 'SEC', text: 'Security is taken seriously here.' },
  ],
  platform: [{ dimension: 'CUL', text: 'Tickets reach us with a date and without a reason.' }],
};

/** What the person at this place of the team writes; few do, and only in the second round. */
export function notesOf({ team, round }: Pick<Person, 'team' | 'round'>, place: number): Notes {
  const remark = round === 2 ? remarks[team]?.[place] : undefined;
  return remark === undefined ? {} : { [remark.dimension]: remark.text };
}

/** A stream of one's own for each person and round. */
export function personOf(team: string, place: number, round: Round): Random {
  const name = [...team].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, 7);
  return seededRandom(name + place * 7_919 + round * 104_729);
}
