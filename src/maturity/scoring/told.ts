/** From what a group answered to what of it may be told. */

import { agreementOfCounts } from '../../statistics/agreement.ts';
import { type Choice, creditOf, optionsOf } from '../answer.ts';
import type { Statement } from '../model.ts';
import { agreementOf } from '../suppression/agreement.ts';
import type { Decision } from '../suppression/publication.ts';
import type { Told } from './result.ts';

/** People of one cell in one batch who were asked a statement. */
export type CellCounts = {
  /** By choice, the lowest first; as long as the scale. */
  readonly choices: readonly number[];
  readonly dontKnow: number;
  readonly notApplicable: number;
  readonly blank: number;
};

type Scaled = Pick<Statement, 'scale' | 'options'>;

/** What each choice of a statement is worth, the lowest choice first. */
export const creditsOf = (statement: Scaled): readonly number[] =>
  Array.from({ length: optionsOf(statement) }, (_, index) => creditOf(statement, (index + 1) as Choice) ?? 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const nobody = (statement: Scaled): CellCounts => ({
  choices: creditsOf(statement).map(() => 0),
  dontKnow: 0,
  notApplicable: 0,
  blank: 0,
});

const together = (a: CellCounts, b: CellCounts): CellCounts => ({
  choices: a.choices.map((count, index) => count + (b.choices[index] ?? 0)),
  dontKnow: a.dontKnow + b.dontKnow,
  notApplicable: a.notApplicable + b.notApplicable,
  blank: a.blank + b.blank,
});

function of(statement: Scaled, batches: readonly CellCounts[], chosen: readonly number[]): CellCounts {
  return chosen.reduce((all, index) => together(all, batches[index] ?? nobody(statement)), nobody(statement));
}

const valuesOf = ({ choices }: CellCounts): number => sum(choices);
const askedOf = (counts: CellCounts): number => valuesOf(counts) + counts.dontKnow + counts.notApplicable + counts.blank;

function meanOf(statement: Scaled, { choices }: CellCounts): number | null {
  const n = sum(choices);
  const credits = creditsOf(statement);
  return n === 0 ? null : sum(choices.map((count, index) => count * (credits[index] ?? 0))) / n;
}

/** Choices are equal steps here, whatever they are worth: people differ by the answers they gave. */
function wordOf({ choices }: CellCounts): Told['agreement'] {
  const r = agreementOfCounts(choices);
  return r === null ? null : agreementOf(r);
}

function check(counts: CellCounts, kind: 'states' | 'values', { n }: { readonly n: number }): void {
  const found = kind === 'states' ? askedOf(counts) : valuesOf(counts);
  if (found !== n) throw new RangeError(`The decision is about ${n} people (${kind}), the counts are of ${found}.`);
}

/**
 * What a decision lets be told, of the batches it names and no others. `batches` are those of the decision, oldest first, each with the
 * people of its cell. @throws RangeError when these are not the people it was made for.
 */
export function toldOf(statement: Scaled, invited: number, batches: readonly CellCounts[], { states, values }: Decision): Told {
  const asked = states.shown ? of(statement, batches, states.batches) : null;
  const chosen = values.shown ? of(statement, batches, values.batches) : null;
  if (asked !== null && states.shown) check(asked, 'states', states);
  if (chosen !== null && values.shown) check(chosen, 'values', values);
  return {
    invited,
    asked: asked && askedOf(asked),
    values: chosen === null ? asked && valuesOf(asked) : valuesOf(chosen),
    dontKnow: asked?.dontKnow ?? null,
    notApplicable: asked?.notApplicable ?? null,
    blank: asked?.blank ?? null,
    mean: chosen && meanOf(statement, chosen),
    agreement: chosen !== null && values.shown && values.agreement ? wordOf(chosen) : null,
    counts: chosen !== null && values.shown && values.histogram ? chosen.choices : null,
    hidden: values.shown ? null : values.reason,
  };
}

/** Of a team that answers openly together: there is nothing to hide, and one answer agrees with itself. */
export function toldOpenly(statement: Scaled, invited: number, counts: CellCounts): Told {
  const { choices, dontKnow, notApplicable, blank } = counts;
  const [asked, values] = [askedOf(counts), valuesOf(counts)];
  const mean = meanOf(statement, counts);
  return { invited, asked, values, dontKnow, notApplicable, blank, mean, agreement: null, counts: choices, hidden: null };
}
