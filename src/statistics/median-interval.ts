/** Interval of the median without assumptions, by order statistics. Source: Conover, Practical Nonparametric Statistics, §3.2. */

import { incompleteBeta } from './beta.ts';
import { type Interval, level } from './interval.ts';

/** P(X <= k) for X ~ binomial(n, ½), by the incomplete beta integral: exact, and quick for n in the millions. */
function fairBinomial(k: number, n: number): number {
  return k < 0 ? 0 : incompleteBeta(n - k, k + 1, 0.5);
}

/**
 * Ranks (1-based) of the two values that bound the median: the largest r with coverage 1 - 2 · P(X <= r - 1) >= 0.95, and n + 1 - r.
 * Null for n < 6, where no such interval exists.
 */
export function medianRanks(n: number): { readonly low: number; readonly high: number } | null {
  const tail = (1 - level) / 2;
  let low = 0;
  let beyond = Math.floor(n / 2) + 1;
  while (beyond - low > 1) {
    const r = Math.floor((low + beyond) / 2);
    if (fairBinomial(r - 1, n) <= tail) low = r;
    else beyond = r;
  }
  return low === 0 ? null : { low, high: n + 1 - low };
}

/** The interval of the median of ascending values; null for fewer than six. */
export function medianInterval(sorted: ArrayLike<number>): Interval | null {
  const ranks = medianRanks(sorted.length);
  const low = ranks === null ? undefined : sorted[ranks.low - 1];
  const high = ranks === null ? undefined : sorted[ranks.high - 1];
  return low === undefined || high === undefined ? null : { low, high, level };
}
