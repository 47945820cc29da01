/** The tier of an environment, by the rule of definitions.md §1. Pure. */

import type { Tier } from './facts.ts';

export const defaultProductionWords: readonly string[] = ['prod', 'production', 'live'];

/** Words that take production away when they stand beside it or are joined to it. */
const against = [
  'pre',
  'non',
  'no',
  'not',
  'test',
  'testing',
  'stage',
  'staging',
  'stg',
  'dev',
  'development',
  'preview',
  'qa',
  'uat',
  'sandbox',
];

const tiers: readonly (readonly [Tier, readonly string[]])[] = [
  ['staging', ['stage', 'staging', 'stg', 'uat', 'pre', 'preprod', 'preproduction', 'acceptance']],
  ['testing', ['test', 'tests', 'testing', 'qa', 'integration', 'ci']],
];

const wordsOf = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[-_/. ]+/)
    .filter((word) => word !== '');

/** A word against production, also in the plural, numbered, or joined to a production word: `tests`, `test1`, `preprod`, `prodtest`. */
function isAgainst(word: string, productionWords: readonly string[]): boolean {
  const plain = word.replace(/\d+$/, '').replace(/s$/, '');
  const joined = productionWords.flatMap((production) =>
    plain === production
      ? []
      : plain.endsWith(production)
        ? [plain.slice(0, -production.length)]
        : plain.startsWith(production)
          ? [plain.slice(production.length)]
          : [],
  );
  return [plain, ...joined].some((part) => against.includes(part));
}

/** `production` stands as a whole word and no word against it stands in the same name. */
function isProductionName(words: readonly string[], productionWords: readonly string[]): boolean {
  return words.some((word) => productionWords.includes(word)) && !words.some((word) => isAgainst(word, productionWords));
}

/**
 * Production when the name says so by the configured words (which stand in place of the default ones), or when the provider states it
 * positively. Other names are told apart as far as they can be; an unknown name is development, which is never counted.
 * @param productionHint true = the provider's own positive statement; null = it says nothing (`false` is a default).
 */
export function environmentTier(name: string | null, productionHint: true | null, productionWords: readonly string[]): Tier {
  const words = wordsOf(name ?? '');
  const configured = productionWords.map((word) => word.toLowerCase());
  // A configured name may itself hold separators (`github-pages`), and then it is meant as it stands.
  if (configured.includes((name ?? '').toLowerCase())) return 'production';
  if (isProductionName(words, configured) || productionHint === true) return 'production';
  return tiers.find(([, named]) => words.some((word) => named.includes(word)))?.[0] ?? 'development';
}
