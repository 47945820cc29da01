import { incompleteBeta } from './beta.ts';
import { type Interval, level } from './interval.ts';
import { solveIncreasing } from './root.ts';

/**
 * Exact interval of a binomial share (Clopper & Pearson 1934): beta quantiles .025 of (k, n - k + 1) and .975 of (k + 1, n - k).
 * Null for n = 0.
 */
export function clopperPearson(k: number, n: number): Interval | null {
  if (n <= 0) return null;
  const tail = (1 - level) / 2;
  const low = k === 0 ? 0 : solveIncreasing((p) => incompleteBeta(k, n - k + 1, p), tail, 0, 1);
  const high = k === n ? 1 : solveIncreasing((p) => incompleteBeta(k + 1, n - k, p), 1 - tail, 0, 1);
  return { low, high, level };
}
