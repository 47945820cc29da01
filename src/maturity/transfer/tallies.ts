/**
 * Answers as counts of groups. The groups are the smallest blocks of the rule in `suppression/publication.ts`: whatever is shown of
 * answers rests on how many were asked, by team and role, and on what these blocks answered. So a campaign whose people of a block have
 * exchanged their answers tells the same, and nobody's answers have to be kept together to take it elsewhere. Pure.
 */

import { optionsOf } from '../answer.ts';
import type { Statement } from '../model.ts';
import type { Part } from '../results/counts.ts';
import { countsTogether } from '../results/given.ts';
import type { CellCounts } from '../scoring/told.ts';
import { levelOf } from '../suppression/level.ts';
import { minimumOf, type Policy } from '../suppression/policy.ts';
import type { ClosedPart, Tally } from './document.ts';

export const askedOf = ({ choices, dontKnow, notApplicable, blank }: CellCounts): number =>
  choices.reduce((sum, n) => sum + n, 0) + dontKnow + notApplicable + blank;

type Asked = Part & { readonly n: number };

function tallyOf(statement: Statement, parts: readonly Asked[], isShown: boolean): Tally {
  const { choices, ...rest } = countsTogether(statement, parts);
  return {
    statement: statement.id,
    of: parts.map(({ team, role, n }) => ({ team, role: role === 'unknown' ? null : role, people: n })),
    counts: isShown ? { choices: [...choices], ...rest } : null,
  };
}

function blocksOf(parts: readonly Asked[], minimum: number): readonly (readonly Asked[])[] {
  const groups = parts.map(({ team, role, n }) => ({ team, role, n }));
  const { fates, split, wholeSplit } = levelOf(groups, minimum, null);
  const keyOf = ({ team, role }: Asked): string => {
    const apart = fates.get(team) === 'apart';
    return JSON.stringify([apart ? team : null, (apart ? split.has(team) : wholeSplit) ? role : null]);
  };
  const blocks = new Map<string, Asked[]>();
  for (const part of parts) blocks.set(keyOf(part), [...(blocks.get(keyOf(part)) ?? []), part]);
  return [...blocks.values()];
}

/** Of one statement. Teams that answer openly together stand by themselves; a rest that is too small says nothing. */
function talliesOf(statement: Statement, parts: readonly Asked[], policy: Policy, open: ReadonlySet<string>): readonly Tally[] {
  const minimum = minimumOf(statement.scale, policy);
  const anonymous = blocksOf(
    parts.filter(({ team }) => !open.has(team)),
    minimum,
  );
  return [
    ...parts.filter(({ team }) => open.has(team)).map((part) => tallyOf(statement, [part], true)),
    ...anonymous.map((block) => tallyOf(statement, block, block.reduce((sum, { n }) => sum + n, 0) >= minimum)),
  ];
}

/** `open` = teams that answer openly together. */
export function talliesFor(
  statements: readonly Statement[],
  parts: readonly Part[],
  policy: Policy,
  open: ReadonlySet<string>,
): ClosedPart['tallies'] {
  return statements.flatMap((statement) => {
    const asked = parts.flatMap((part): Asked[] => {
      const own = part.counts.get(statement.id);
      return own === undefined ? [] : [{ ...part, n: askedOf(own) }];
    });
    return talliesOf(statement, asked, policy, open);
  });
}

/** Whether counts can be those of these people. */
export const fits = (statement: Statement, { of, counts }: Tally): boolean =>
  counts === null ||
  (counts.choices.length === optionsOf(statement) && askedOf(counts) === of.reduce((sum, { people }) => sum + people, 0));
