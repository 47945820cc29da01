/** Answers of people to statements. A choice is the place of an answer on its scale, the lowest first. */

import type { Statement } from './model.ts';

/** 6 only where a statement has six options of its own. */
export const choices = [1, 2, 3, 4, 5, 6] as const;
export type Choice = (typeof choices)[number];

/** Blank = the statement was shown and left, or never reached; it is neither "can't judge" nor "not applicable". */
export type Answer = Choice | 'dont_know' | 'not_applicable' | 'blank';

/** One respondent: answers by statement id. What is not in it was not asked. */
export type Response = ReadonlyMap<string, Answer>;

export const isChoice = (answer: Answer): answer is Choice => typeof answer === 'number';

/** How many answers a statement has to choose from. */
export const optionsOf = ({ scale, options }: Pick<Statement, 'scale' | 'options'>): number => (scale === 'options' ? options.length : 5);

/** 0 to 1: (choice − 1) / 4 for coverage and perception alike, else what the option says. Null = the statement has no such choice. */
export function creditOf({ scale, options }: Pick<Statement, 'scale' | 'options'>, choice: Choice): number | null {
  if (scale === 'options') return options[choice - 1]?.credit ?? null;
  return choice > 5 ? null : (choice - 1) / 4;
}
