/** How the answers to a statement may be distributed, by what is told of them. */

import { finiteError } from '../../statistics/finite-error.ts';
import { greatestEntropy } from '../../statistics/greatest-entropy.ts';
import type { Statement } from '../model.ts';
import type { Told } from './result.ts';
import { creditsOf } from './told.ts';

export type Distribution = {
  readonly credits: readonly number[];
  /** By choice; they sum to 1. */
  readonly shares: readonly number[];
  readonly mean: number;
  /** People the mean is of, and people who could have been asked. */
  readonly n: number;
  readonly invited: number;
};

/**
 * The shares people gave where these are told; where the mean alone is, those of greatest entropy with this mean. What is worked out
 * from it so tells nothing more than what is shown. Null = not even the mean is told.
 */
export function distributionOf(statement: Pick<Statement, 'scale' | 'options'>, told: Told): Distribution | null {
  const { mean, values: n, counts, invited } = told;
  if (mean === null || n === null || n === 0) return null;
  const credits = creditsOf(statement);
  const shares = counts === null ? greatestEntropy(credits, mean) : counts.map((count) => count / n);
  return { credits, shares, mean, n, invited };
}

/** The mean square of what people are away from the mean. */
export const spreadOf = ({ credits, shares, mean }: Distribution): number =>
  shares.reduce((sum, share, index) => sum + share * ((credits[index] ?? 0) - mean) ** 2, 0);

/** Standard error of the mean, from the standard deviation with n − 1; one answer has none. */
export function errorOf(distribution: Distribution): number {
  const { n, invited } = distribution;
  return n < 2 ? 0 : finiteError(Math.sqrt((spreadOf(distribution) * n) / (n - 1)), n, invited);
}
