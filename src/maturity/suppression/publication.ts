/**
 * What of a statement's answers may be shown: for the organisation, its teams, and the roles in both, decided once for all of them.
 *
 * The rule. Responses are published in batches, and never changed or withdrawn once published. For each statement a batch falls into
 * blocks that do not overlap: teams that stand apart, and all others as one; divided by role where no part is too small. Blocks come in
 * three sizes, each made of whole blocks of the size before:
 * - *states* (who gave a choice, who could not judge …): every block has at least the minimum of people who were asked;
 * - *values* (means, agreement): at least the minimum of people who gave a choice;
 * - *choices* (histograms): at least 8 of these, or the minimum where that is more.
 * Every group shown is made of whole blocks of its size, and every decision, with its reason, rests on responses per team and role and
 * on the states of the smallest blocks.
 *
 * What follows. Two people of a block can exchange their answers, and nothing shown in any view at any time changes. So a group of m
 * people inside a block of N can be known no better than by the block itself: its sum may be anything between that of the m lowest and
 * that of the m highest answers of the block, even for somebody who knows every mean and histogram exactly. No sum, difference or other
 * combination of what is shown is about fewer people than the minimum. What the rule does not prevent: a block whose people all said
 * the same tells what each of them said, and whoever took part knows one answer of a block beforehand.
 */

import { roles, type Scale } from '../model.ts';
import { type Batch, type Cell, settle, stands } from './batch.ts';
import type { Group } from './level.ts';
import { leastAgreement, minimumOf, type Policy } from './policy.ts';

/**
 * `too_few` = fewer than the minimum; `complement` = enough, hidden so that a smaller group cannot be worked out; `filter` = roles cannot
 * be told apart here without telling too small a group; `batch` = enough in all, in batches that are each too small; `consensus` = so
 * few were invited that it can never be shown: such a team answers openly together, or counts for the organisation only.
 */
export type Reason = 'too_few' | 'complement' | 'filter' | 'batch' | 'consensus';
export type Hidden = { readonly shown: false; readonly reason: Reason };

/** `n` people of the cell, those of these batches (counted from 0): nobody else may go into what is shown. */
export type Shown = { readonly shown: true; readonly n: number; readonly batches: readonly number[] };

export type Decision = {
  readonly cell: Cell;
  /** How many could not judge, found it not applicable, left it out; `n` were asked. */
  readonly states: Shown | Hidden;
  /** The mean; the word of agreement and the counts by choice where they are true. */
  readonly values: (Shown & { readonly agreement: boolean; readonly histogram: boolean }) | Hidden;
};

export type Published = {
  readonly scale: Scale;
  readonly policy: Policy;
  /** Teams that answer openly together are not among them, nor in any number shown of the others: their answers hide nobody. */
  readonly teams: readonly { readonly id: string; readonly invited: number }[];
  /** Oldest first. What a batch shows depends on nothing that came before or after it. */
  readonly batches: readonly (readonly Group[])[];
};

function shownIn(batches: readonly Batch[], cell: Cell, kind: 'states' | 'values'): Shown | null {
  const of = kind === 'states' ? 'asked' : 'values';
  const found: number[] = [];
  let n = 0;
  for (const [index, batch] of batches.entries()) {
    const own = stands(batch[kind], cell) ? batch.count(cell, of) : 0;
    if (own > 0) found.push(index);
    n += own;
  }
  return n === 0 ? null : { shown: true, n, batches: found };
}

/** Tells nothing but what responses per team and role, and states of whole blocks, tell already. */
function reasonOf(batches: readonly Batch[], cell: Cell, kind: 'states' | 'values', minimum: number): Reason {
  const there = batches.filter(({ count }) => count(cell, 'asked') > 0);
  if (there.reduce((sum, { count }) => sum + count(cell, 'asked'), 0) < minimum) return 'too_few';
  if (cell.role !== null) {
    const all = { ...cell, role: null };
    if (shownIn(batches, all, kind) === null) return reasonOf(batches, all, kind, minimum);
    return there.some((batch) => stands(batch[kind], cell)) ? 'too_few' : 'filter';
  }
  const { team } = cell;
  if (team !== null && there.some((batch) => batch[kind].fates.get(team) === 'complement')) return 'complement';
  return there.length > 1 ? 'batch' : 'too_few';
}

function detailOf(batches: readonly Batch[], cell: Cell, { n, batches: own }: Shown): { agreement: boolean; histogram: boolean } {
  const histogram = own.every((index) => {
    const batch = batches[index];
    return batch !== undefined && stands(batch.choices, cell);
  });
  return { agreement: n >= leastAgreement, histogram };
}

/** @throws RangeError for counts that cannot be, or of a team that is not there. */
function check({ teams, batches }: Published): void {
  const known = new Set(teams.map(({ id }) => id));
  for (const { team, asked, values } of batches.flat()) {
    if (!known.has(team)) throw new RangeError(`Team "${team}" is not in the campaign.`);
    const areCounts = Number.isSafeInteger(asked) && Number.isSafeInteger(values);
    if (!areCounts || values < 0 || asked < values) throw new RangeError(`Team "${team}": ${values} answers of ${asked} cannot be.`);
  }
}

/** All there are, the organisation first. */
export function cellsOf(teams: Published['teams']): readonly Cell[] {
  const all = [null, ...roles];
  return [null, ...teams.map(({ id }) => id)].flatMap((team) => all.map((role) => ({ team, role })));
}

/**
 * Decides for every cell at once, and answers for each: neither which are asked for nor their order changes any answer.
 * @throws RangeError for counts that cannot be, or of a team that is not there.
 */
export function decide(published: Published): (cell: Cell) => Decision {
  check(published);
  const minimum = minimumOf(published.scale, published.policy);
  const tooSmall = new Set(published.teams.flatMap(({ id, invited }) => (invited < minimum ? [id] : [])));
  const batches = published.batches.map((batch) => settle(batch, minimum));
  const hidden = (cell: Cell, kind: 'states' | 'values'): Hidden => {
    const isSmall = cell.team !== null && tooSmall.has(cell.team);
    return { shown: false, reason: isSmall ? 'consensus' : reasonOf(batches, cell, kind, minimum) };
  };
  return (cell) => {
    const values = shownIn(batches, cell, 'values');
    return {
      cell,
      states: shownIn(batches, cell, 'states') ?? hidden(cell, 'states'),
      values: values === null ? hidden(cell, 'values') : { ...values, ...detailOf(batches, cell, values) },
    };
  };
}
