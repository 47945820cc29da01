/** Text looked for in columns, in either case, without patterns. */

import { type RawBuilder, sql } from 'kysely';

/** The column in lower case. The database may know the letters of English alone, so those of the text asked for are told to it. */
function lowered(column: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  const letters = [...new Set(text)].filter((letter) => letter > '\u007f' && [...letter.toUpperCase()].length === 1);
  const capitals = letters.map((letter) => letter.toUpperCase());
  return letters.length === 0 ? sql`lower(${column})` : sql`translate(lower(${column}), ${capitals.join('')}, ${letters.join('')})`;
}

/** True where a column holds the text, in either case; nothing in it is a pattern. */
export function holds(columns: readonly RawBuilder<unknown>[], text: string): readonly RawBuilder<unknown>[] {
  return columns.map((column) => sql`strpos(${lowered(column, text.toLowerCase())}, ${text.toLowerCase()}) > 0`);
}
