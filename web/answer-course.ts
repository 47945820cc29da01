/** The way through a questionnaire: one statement after the other on a phone, one dimension after the other on a desk. Pure. */

import type { Asked, Own } from './answer-changes.ts';
import type { WireQuestionnaire } from './api.ts';

export type Dimension = WireQuestionnaire['dimensions'][number];

/** What is seen at once. */
export type Step = { readonly dimension: Dimension; readonly statements: readonly Asked[] };

/** Every statement, in the order it is asked. */
export const allOf = ({ dimensions }: Pick<WireQuestionnaire, 'dimensions'>): readonly Asked[] =>
  dimensions.flatMap(({ statements }) => statements);

export const stepsOf = ({ dimensions }: Pick<WireQuestionnaire, 'dimensions'>, one: boolean): readonly Step[] =>
  dimensions.flatMap((dimension): readonly Step[] =>
    one
      ? dimension.statements.map((statement) => ({ dimension, statements: [statement] }))
      : [{ dimension, statements: dimension.statements }],
  );

/** The place of the step a statement is in; -1 = it is in none. */
export const stepAt = (steps: readonly Step[], id: string | null): number =>
  steps.findIndex(({ statements }) => statements.some((one) => one.id === id));

/** By which address a step is gone to; null = it is not there. */
export const idOf = (step: Step | undefined): string | null => step?.statements[0]?.id ?? null;

export const blankIn = (statements: readonly Asked[], { answers }: Own): readonly Asked[] =>
  statements.filter(({ id }) => !(id in answers));

/** Where somebody goes on: what they left last, that is the first blank after the last answer, else the first blank; null = none is left. */
export function whereToGoOn(questionnaire: Pick<WireQuestionnaire, 'dimensions'>, own: Own): string | null {
  const all = allOf(questionnaire);
  const last = all.findLastIndex(({ id }) => id in own.answers);
  return (blankIn(all.slice(last + 1), own)[0] ?? blankIn(all, own)[0])?.id ?? null;
}

/** How the time for a whole questionnaire is shared out: a share for reading, as many words as there are, and one for choosing. */
const wordsPerChoice = 13;
const weightOf = ({ text, options }: Asked): number =>
  [text, ...options.map((option) => option.text)].join(' ').split(/\s+/).length + wordsPerChoice;
const weighed = (statements: readonly Asked[]): number => statements.reduce((sum, one) => sum + weightOf(one), 0);

/** Minutes for what is blank from a statement on; not rounded. An id that is not asked leaves nothing. */
export function minutesLeft(questionnaire: WireQuestionnaire, own: Own, from: string | null): number {
  const all = allOf(questionnaire);
  const at = all.findIndex(({ id }) => id === from);
  const ahead = at < 0 ? [] : blankIn(all.slice(at), own);
  const whole = weighed(all);
  return whole === 0 ? 0 : (questionnaire.minutes * weighed(ahead)) / whole;
}
