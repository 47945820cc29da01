/** What may be said of answers of which only the mean is known: nothing more than the mean. */

import { solveIncreasing } from './root.ts';

/** p_i ∝ e^(λ v_i), from the largest exponent down, so that none overflows. */
function tilted(values: readonly number[], lambda: number): readonly number[] {
  const largest = Math.max(...values.map((value) => lambda * value));
  const weights = values.map((value) => Math.exp(lambda * value - largest));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / all);
}

const meanOf = (values: readonly number[], shares: readonly number[]): number =>
  values.reduce((sum, value, index) => sum + value * (shares[index] ?? 0), 0);

/** Nearer to an end than this part of the range is the end itself, missed by a rounding error. */
const rounding = 1e-9;

/** All on the values at this end. */
const atEnd = (values: readonly number[], end: number): readonly number[] => {
  const own = values.filter((value) => value === end).length;
  return values.map((value) => (value === end ? 1 / own : 0));
};

/**
 * Shares of `values` with this mean and the greatest entropy: that which presumes least (Jaynes 1957). Uniform where the mean is that of
 * the values, and never more spread than the mean allows.
 * @throws RangeError for a mean beyond the values.
 */
export function greatestEntropy(values: readonly number[], mean: number): readonly number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const near = rounding * (high - low);
  if (!(mean >= low - near && mean <= high + near))
    throw new RangeError(`No shares of values from ${low} to ${high} have the mean ${mean}.`);
  if (mean <= low + near) return atEnd(values, low);
  if (mean >= high - near) return atEnd(values, high);
  const at = (lambda: number): number => meanOf(values, tilted(values, lambda));
  let reach = 1 / (high - low);
  while (at(-reach) > mean || at(reach) < mean) reach *= 2;
  return tilted(values, solveIncreasing(at, mean, -reach, reach));
}
