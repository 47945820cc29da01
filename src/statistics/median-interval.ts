/** Interval of the median without assumptions, by order statistics. Source: Conover, Practical Nonparametric Statistics, §3.2. */

import { incompleteBeta } from './beta.ts';
import { type Confidence, confidence95, type Interval } from './interval.ts';

/** P(X <= k) for X ~ binomial(n, p), by the incomplete beta integral: exact, and quick for n in the millions. */
function binomial(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(n - k, k + 1, 1 - p);
}

/** The largest 1-based rank r with P(X <= r - 1) <= tail for X ~ binomial(n, p); 0 = there is none. */
function lowRank(n: number, p: number, tail: number): number {
  let low = 0;
  let beyond = n + 1;
  while (beyond - low > 1) {
    const r = Math.floor((low + beyond) / 2);
    if (binomial(r - 1, n, p) <= tail) low = r;
    else beyond = r;
  }
  return low;
}

function ranksAt(n: number, { level }: Confidence): { readonly low: number; readonly high: number } | null {
  const low = lowRank(n, 0.5, (1 - level) / 2);
  return low === 0 ? null : { low, high: n + 1 - low };
}

/**
 * Ranks (1-based) of the two values that bound the median: the largest r with coverage 1 - 2 · P(X <= r - 1) >= 0.95, and n + 1 - r.
 * Null for n < 6, where no such interval exists.
 */
export const medianRanks = (n: number) => ranksAt(n, confidence95);

/** The interval of the median of ascending values; null for fewer than six (95 %), or four (80 %). */
export function medianInterval(sorted: ArrayLike<number>, confidence: Confidence = confidence95): Interval | null {
  const ranks = ranksAt(sorted.length, confidence);
  const low = ranks === null ? undefined : sorted[ranks.low - 1];
  const high = ranks === null ? undefined : sorted[ranks.high - 1];
  return low === undefined || high === undefined ? null : { low, high, level: confidence.level };
}

/**
 * What bounds the p-quantile of ascending values, each end by itself, because a high quantile of few values has a lower bound and no upper
 * one: each end misses with at most half of what the level leaves. Null where there is none.
 */
export function quantileBounds(
  sorted: ArrayLike<number>,
  p: number,
  { level }: Confidence,
): { readonly low: number | null; readonly high: number | null } {
  const n = sorted.length;
  const tail = (1 - level) / 2;
  const [low, high] = [lowRank(n, p, tail), lowRank(n, 1 - p, tail)];
  return { low: sorted[low - 1] ?? null, high: (high === 0 ? null : sorted[n - high]) ?? null };
}
