/** How long a questionnaire takes. */

import type { Statement } from './model.ts';

/** Slow enough for people who read it in a language they learned. */
const wordsPerMinute = 200;
/** Making up one's mind and saying so. */
const secondsPerChoice = 4;

const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

/** Minutes for reading the statements, with the options that only they have, and for choosing; not for notes. Not rounded. */
export function minutesFor(statements: readonly Pick<Statement, 'text' | 'options'>[]): number {
  const words = statements.flatMap(({ text, options }) => [text, ...options.map((option) => option.text)]).map(wordsIn);
  return words.reduce((sum, count) => sum + count, 0) / wordsPerMinute + (statements.length * secondsPerChoice) / 60;
}
