/** Opaque cursors of lists: the sort key of the last row, as base64url JSON. */

import { AppError } from './errors.ts';

const refusal = 'after: is not a cursor of this list; take the "next" of the page before.';

export type CursorKey = readonly (string | number)[];

function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The key of a cursor with as many parts as the list sorts by. @throws AppError `invalid` for anything that was never handed out. */
export function decodeCursor(cursor: string, parts: number): readonly string[] {
  const refuse = (): never => {
    throw new AppError('invalid', refusal);
  };
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(key) && key.length === parts && key.every(isPlain) ? key : refuse();
  } catch {
    return refuse();
  }
}

/** Text the database can hold; it has no character U+0000. */
const isPlain = (part: unknown): part is string => typeof part === 'string' && !part.includes('\u0000');

/** Whether the part of a cursor is an instant as it was handed out: what JavaScript alone can read, the database cannot. */
export const isCursorInstant = (text: string): boolean => {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text && /^\d{4}-/.test(text);
};

/** As `decodeCursor` for lists sorted by an instant first. */
export function decodeTimeCursor(cursor: string, parts: number): readonly string[] {
  const key = decodeCursor(cursor, parts);
  if (!isCursorInstant(key[0] ?? '')) throw new AppError('invalid', refusal);
  return key;
}

/** A page of a list that was read one row too far. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => CursorKey,
): { readonly items: readonly T[]; readonly next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
