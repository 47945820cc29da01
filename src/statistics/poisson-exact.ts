import { lowerGamma } from './gamma.ts';
import { type Interval, level } from './interval.ts';
import { solveIncreasing } from './root.ts';

/**
 * Exact interval of the mean of a Poisson count k (Garwood 1936): ½χ²(.025; 2k) to ½χ²(.975; 2k + 2), which are quantiles of gamma
 * variables of shape k and k + 1. Divide by the exposure for a rate. `k` a non-negative integer.
 */
export function poissonExact(k: number): Interval {
  const found = known.get(k) ?? solved(k);
  if (k < remembered) known.set(k, found);
  return found;
}

/** The counts of a week are few numbers, asked for thousands of times when many services are shown side by side. */
const known = new Map<number, Interval>();
const remembered = 1000;

function solved(k: number): Interval {
  const tail = (1 - level) / 2;
  const far = k + 10 * Math.sqrt(k + 1) + 20;
  const low = k === 0 ? 0 : solveIncreasing((x) => lowerGamma(k, x), tail, 0, k);
  const high = solveIncreasing((x) => lowerGamma(k + 1, x), 1 - tail, k, far);
  return { low, high, level };
}
