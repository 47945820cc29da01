/** Answers of people to statements. Whatever the scale, a choice is one of five; its credit is how far it is from the lowest. */

export const choices = [1, 2, 3, 4, 5] as const;
export type Choice = (typeof choices)[number];

/** Blank = the statement was shown and left, or never reached; it is neither "can't judge" nor "not applicable". */
export type Answer = Choice | 'dont_know' | 'not_applicable' | 'blank';

/** One respondent: answers by statement id. What is not in it was not asked. */
export type Response = ReadonlyMap<string, Answer>;

export const isChoice = (answer: Answer): answer is Choice => typeof answer === 'number';

/** 0 to 1: (choice − 1) / 4, for coverage and perception alike. */
export const creditOf = (choice: Choice): number => (choice - 1) / 4;
