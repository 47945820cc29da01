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

/** A tier, and the reason in words that follow the name: `staging` "has the word "staging" …". */
type TierJudgement = { readonly tier: Tier; readonly because: string };

/**
 * Production when the name says so by the configured words (which stand in place of the default ones), or when the provider states it
 * positively. Other names are told apart as far as they can be; an unknown name is development, which is never counted.
 * @param productionHint true = the provider's own positive statement; null = it says nothing (`false` is a default).
 */
export function judgeEnvironment(name: string | null, productionHint: true | null, productionWords: readonly string[]): TierJudgement {
  const words = wordsOf(name ?? '');
  const configured = productionWords.map((word) => word.toLowerCase());
  // A configured name may itself hold separators (`github-pages`), and then it is meant as it stands.
  if (configured.includes((name ?? '').toLowerCase())) return { tier: 'production', because: 'is one of the words for production' };
  const production = words.find((word) => configured.includes(word));
  const contrary = words.find((word) => isAgainst(word, configured));
  if (production !== undefined && contrary === undefined) return { tier: 'production', because: `has the word "${production}"` };
  if (productionHint === true) return { tier: 'production', because: 'is production, says the provider' };
  const tier = tiers.find(([, named]) => words.some((word) => named.includes(word)))?.[0] ?? 'development';
  if (contrary !== undefined) return { tier, because: `has the word "${contrary}", which is against production` };
  return { tier, because: `has none of the words for production (${productionWords.join(', ')})` };
}

/** The tier alone. */
export function environmentTier(name: string | null, productionHint: true | null, productionWords: readonly string[]): Tier {
  return judgeEnvironment(name, productionHint, productionWords).tier;
}
