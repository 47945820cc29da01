/** Counts of groups, dealt out to rows that together say the same. No row is what anybody answered. */

import { type Answer, choices } from '../answer.ts';
import { inRandomOrder } from '../suppression/text.ts';
import type { ClosedPart, Tally } from './document.ts';

export type DealtRow = { readonly team: string; readonly role: string | null; readonly answers: Readonly<Record<string, Answer>> };

/** A whole number below another, unpredictable. */
type Below = (n: number) => number;

const times = (answer: Answer, n: number): readonly Answer[] => Array.from({ length: n }, () => answer);

/** One answer for each of them; where the file says nothing, blanks: they are too few for anything to be told. */
function answersOf({ of, counts }: Tally, below: Below): readonly Answer[] {
  if (counts === null)
    return times(
      'blank',
      of.reduce((sum, { people }) => sum + people, 0),
    );
  const chosen = choices.flatMap((choice) => times(choice, counts.choices[choice - 1] ?? 0));
  const { dontKnow, notApplicable, blank } = counts;
  // Rows that always get the lowest answers would look like somebody.
  return inRandomOrder(
    [...chosen, ...times('dont_know', dontKnow), ...times('not_applicable', notApplicable), ...times('blank', blank)],
    below,
  );
}

type Open = { readonly team: string; readonly role: string | null; readonly rows: Record<string, Answer>[]; next: number };

export const partKey = ({ team, role }: { readonly team: string; readonly role: string | null }): string => JSON.stringify([team, role]);

/** Of a part, the next ones in turn are those who were asked: where roles are gone, not everybody was. */
function give(part: Open, statement: string, answers: readonly Answer[]): void {
  for (const answer of answers) {
    const row = part.rows[part.next % part.rows.length];
    if (row !== undefined) row[statement] = answer;
    part.next += 1;
  }
}

export function deal({ responses, tallies }: Pick<ClosedPart, 'responses' | 'tallies'>, below: Below): readonly DealtRow[] {
  const parts = new Map(
    responses.map(({ team, role, people }): [string, Open] => [
      partKey({ team, role }),
      { team, role, rows: Array.from({ length: people }, () => ({})), next: 0 },
    ]),
  );
  for (const tally of tallies) {
    const left = [...answersOf(tally, below)];
    for (const { people, ...part } of tally.of) {
      const own = parts.get(partKey(part));
      if (own !== undefined) give(own, tally.statement, left.splice(0, people));
    }
  }
  return [...parts.values()].flatMap(({ team, role, rows }) => rows.map((answers) => ({ team, role, answers })));
}
