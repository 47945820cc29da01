/** A campaign as it is typed, and what is sent of it. Pure. */

import type { Role } from '../src/maturity/model.ts';
import { addDays, clockIn, instantIn, type LocalDate } from './calendar.ts';
import { roles } from './campaign-words.ts';

export type ListedModel = {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly scored: 'levels' | 'mean';
  readonly dimensions: readonly { readonly id: string; readonly name: string; readonly statements: number }[];
};

/** A file of the organisation's own that the configuration names and that cannot be used. */
export type UnusableModel = { readonly file: string; readonly faults: readonly string[] };
export type Models = { readonly items: readonly ListedModel[]; readonly unusable: readonly UnusableModel[] };

export type Draft = {
  readonly name: string;
  readonly model: string;
  /** Null = all of the model. */
  readonly dimensions: ReadonlySet<string> | null;
  readonly teams: ReadonlySet<string>;
  /** Those that answer openly together. */
  readonly together: ReadonlySet<string>;
  readonly roles: ReadonlySet<Role>;
  readonly questions: 'by_role' | 'same_for_all';
  /** Days of the organisation's zone; the last one is still open. */
  readonly opens: LocalDate;
  readonly closes: LocalDate;
  readonly practiceMinimum: 3 | 5;
  readonly statements: string;
};

/** Two weeks, all roles, the usual length. */
export const emptyDraft = (today: LocalDate, model: string): Draft => ({
  name: '',
  model,
  dimensions: null,
  teams: new Set(),
  together: new Set(),
  roles: new Set(roles),
  questions: 'by_role',
  opens: today,
  closes: addDays(today, 13),
  practiceMinimum: 5,
  statements: '34',
});

/** A set with an element put in or taken out. */
export function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

/** Dimensions of another model are others. */
export const withModel = (draft: Draft, model: string): Draft => ({ ...draft, model, dimensions: null });

/** What the form itself can see to be wrong, in sentences. */
export function faultsOf({ name, teams, roles: asked, opens, closes, dimensions, statements }: Draft): readonly string[] {
  const many = Number(statements);
  const faults: readonly (readonly [boolean, string])[] = [
    [name.trim() === '', 'Give the campaign a name.'],
    [teams.size === 0, 'Choose at least one team.'],
    [asked.size === 0, 'Choose at least one role that is asked.'],
    [dimensions?.size === 0, 'Choose at least one dimension.'],
    [opens === '' || closes === '', 'Say when it opens and when it closes.'],
    [opens !== '' && closes !== '' && closes < opens, 'It closes before it opens.'],
    [!Number.isInteger(many) || many < 5 || many > 120, 'A person can be asked 5 to 120 statements.'],
  ];
  return faults.flatMap(([isFault, said]) => (isFault ? [said] : []));
}

/** Midnight of a day in a zone, or the first instant after it where the clocks skip midnight. */
function beginningOf(day: LocalDate, zone: string): Date {
  const clocks = ['00:00', '00:30', '01:00'].map((clock) => instantIn(zone, `${day}T${clock}`));
  return clocks.find((at) => at !== null) ?? new Date(`${day}T00:00:00Z`);
}

/** What is sent. A campaign that opens today opens at once. */
export function bodyOf(draft: Draft, zone: string, now: Date) {
  const { name, model, dimensions, teams, together, roles: asked, questions, opens, closes, practiceMinimum, statements } = draft;
  const opensAt = beginningOf(opens, zone);
  return {
    name: name.trim(),
    model,
    ...(dimensions !== null && { dimensions: [...dimensions] }),
    teams: [...teams].map((id) => ({ id, consensus: together.has(id) })),
    roles: roles.filter((role) => asked.has(role)),
    questions,
    opensAt: (clockIn(zone, now).slice(0, 10) === opens ? now : opensAt).toISOString(),
    closesAt: beginningOf(addDays(closes, 1), zone).toISOString(),
    practiceMinimum,
    statements: Number(statements),
  };
}

/** What a refusal lists beside its sentence. */
export const listedFaults = (details: unknown): readonly string[] =>
  Array.isArray(details)
    ? details.flatMap((one: unknown) =>
        typeof one === 'string'
          ? [one]
          : typeof one === 'object' && one !== null && 'message' in one && typeof one.message === 'string'
            ? [one.message]
            : [],
      )
    : [];
