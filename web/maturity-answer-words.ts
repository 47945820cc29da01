/** What people answered, in words: never more than may be told. Pure. */

import { scales } from './answer-words.ts';
import { count, decimal, share, some } from './format.ts';
import type { Statement, Told } from './maturity-words.ts';

type Scale = Statement['scale'];

/** The answers there were to choose from, the lowest first; of a statement's own options only their place is known where they are not. */
export const choicesOf = (scale: Scale, options: readonly string[] | null, n: number): readonly string[] =>
  scale === 'options'
    ? (options ?? Array.from({ length: n }, (_, at) => `answer ${at + 1} of ${n}`))
    : scales[scale].map((label) => label.toLowerCase());

/** "most of it (78 %)", "agree (4.1 of 5)", "6.4 of 10". */
export function meanInWords(mean: number, scale: Scale): string {
  if (scale === 'options') return `${decimal(mean * 10)} of 10`;
  const nearest = scales[scale][Math.round(mean * 4)]?.toLowerCase() ?? '';
  return `${nearest} (${scale === 'coverage' ? share(mean) : `${decimal(1 + mean * 4)} of 5`})`;
}

export const agreementInWords = {
  agreed: 'people agree',
  mixed: 'people differ somewhat',
  contested: 'people see this differently',
} as const;

/** Why something is not told: always to keep people apart from their answers. */
export const hiddenInWords = {
  too_few: 'Too few answered to show it without showing people.',
  complement: 'Not shown, because a smaller group could be worked out from it.',
  filter: 'Not shown by role: a part would be too small.',
  batch: 'Not shown: its answers came in parts that are each too small.',
  consensus: 'So few were invited that their answers are never shown apart.',
} as const;

/** "5 gave an answer, 2 can’t judge, 1 not applicable"; null = it may not be told. */
export function statesInWords({ asked, values, dontKnow, notApplicable, blank }: Told): string | null {
  if (asked === null) return null;
  if (asked === 0) return 'Nobody who answered was asked this';
  const parts = [
    values === null ? null : `${count(values)} of ${count(asked)} gave an answer`,
    dontKnow ? `${count(dontKnow)} can’t judge` : null,
    notApplicable ? `${count(notApplicable)} find it not applicable` : null,
    blank ? `${count(blank)} left it blank` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? `${some(asked, 'person', 'people')} asked` : parts.join(', ');
}

/** "5 of 8 asked can’t judge". */
export const unseenInWords = ({ asked, dontKnow }: Told): string =>
  asked === null || dontKnow === null ? 'Many of those asked can’t judge it' : `${count(dontKnow)} of ${count(asked)} asked can’t judge it`;
