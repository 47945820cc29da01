/** Somebody's own answers and what they changed since these were saved. Pure. */

import type { WireQuestionnaire } from './api.ts';

export type Asked = WireQuestionnaire['dimensions'][number]['statements'][number];
export type Given = Exclude<WireQuestionnaire['answers'][string], 'blank'>;

/** What is saved, or would be. Blank statements and empty notes are not in it. */
export type Own = { readonly answers: Readonly<Record<string, Given>>; readonly notes: Readonly<Record<string, string>> };

/** Statements and dimensions that were changed, with what they are now; null = blank again. */
export type Changes = { readonly answers: Readonly<Record<string, Given | null>>; readonly notes: Readonly<Record<string, string>> };

export const noChanges: Changes = { answers: {}, notes: {} };

export const isUnchanged = ({ answers, notes }: Changes): boolean => Object.keys(answers).length + Object.keys(notes).length === 0;

const there = <T>(record: Readonly<Record<string, T | null>>): Readonly<Record<string, T>> =>
  // What is null was filtered out.
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== '')) as Record<string, T>;

/** The answers with the changes in them. */
export const changed = (own: Own, { answers, notes }: Changes): Own => ({
  answers: there({ ...own.answers, ...answers }),
  notes: there({ ...own.notes, ...notes }),
});

/** First these changes, then those. */
export const joined = (first: Changes, then: Changes): Changes => ({
  answers: { ...first.answers, ...then.answers },
  notes: { ...first.notes, ...then.notes },
});

const left = <T>(all: Readonly<Record<string, T>>, done: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([id, value]) => !(id in done) || done[id] !== value));

/** What is left of the changes once others are done: what was changed again meanwhile stays. */
export const without = (all: Changes, done: Changes): Changes => ({
  answers: left(all.answers, done.answers),
  notes: left(all.notes, done.notes),
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isGiven = (value: unknown): value is Given | null =>
  value === null ||
  value === 'dont_know' ||
  value === 'not_applicable' ||
  (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 6);

/** Changes as they were kept, as far as they concern what is asked; anything else in storage is none. */
export function readChanges(text: string | null, { dimensions }: Pick<WireQuestionnaire, 'dimensions'>): Changes {
  const ids = new Set(dimensions.flatMap(({ statements }) => statements.map(({ id }) => id)));
  const names = new Set(dimensions.map(({ id }) => id));
  try {
    const read: unknown = JSON.parse(text ?? '');
    if (!isRecord(read) || !isRecord(read.answers) || !isRecord(read.notes)) return noChanges;
    const answers = Object.entries(read.answers).filter(([id, value]) => ids.has(id) && isGiven(value));
    const notes = Object.entries(read.notes).filter(([id, value]) => names.has(id) && typeof value === 'string');
    // Their values were looked at just now.
    return { answers: Object.fromEntries(answers) as Changes['answers'], notes: Object.fromEntries(notes) as Changes['notes'] };
  } catch {
    return noChanges;
  }
}
