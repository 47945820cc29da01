import { type Interval, level, z95 } from './interval.ts';
import { exactUpTo, rankSumQuantile } from './rank-sum.ts';

/**
 * Hodges–Lehmann shift of two ascending samples, first minus second: the median of all n m pairwise differences, with the interval that
 * inverts the Mann–Whitney test (Hollander & Wolfe, Nonparametric Statistical Methods, §4.3). Ranks are exact for small samples, else
 * normal. Differences are never stored: each order statistic is found by bisection, O(n + m) a step. Null when either is empty.
 */
export function hodgesLehmann(x: ArrayLike<number>, y: ArrayLike<number>): (Interval & { readonly shift: number }) | null {
  const pairs = x.length * y.length;
  if (pairs === 0) return null;
  const middle = Math.ceil(pairs / 2);
  const lower = kthDifference(x, y, middle);
  const shift = pairs % 2 === 1 ? lower : (lower + kthDifference(x, y, middle + 1)) / 2;
  const rank = lowRank(x.length, y.length);
  return { shift, low: kthDifference(x, y, rank), high: kthDifference(x, y, pairs + 1 - rank), level };
}

function lowRank(n: number, m: number): number {
  const tail = (1 - level) / 2;
  const rank =
    n <= exactUpTo && m <= exactUpTo ? rankSumQuantile(n, m, tail) : Math.floor((n * m) / 2 - z95 * Math.sqrt((n * m * (n + m + 1)) / 12));
  return Math.max(1, rank);
}

/** The k-th smallest (from 1) of all x_i - y_j. Each step moves one end onto a difference that exists, so it ends exactly. */
export function kthDifference(x: ArrayLike<number>, y: ArrayLike<number>, k: number): number {
  let low = (x[0] ?? 0) - (y[y.length - 1] ?? 0);
  let high = (x[x.length - 1] ?? 0) - (y[0] ?? 0);
  while (low < high) {
    const half = low + (high - low) / 2;
    const split = splitAt(x, y, half < high ? half : low);
    if (split.count >= k) high = split.below;
    else low = split.above;
  }
  return low;
}

/** How many differences are <= d, the largest of them, and the smallest above. */
function splitAt(x: ArrayLike<number>, y: ArrayLike<number>, d: number): { count: number; below: number; above: number } {
  let [count, below, above] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  // As x grows, the first y with x - y <= d moves right.
  let j = 0;
  for (let i = 0; i < x.length; i += 1) {
    const value = x[i] ?? 0;
    while (j < y.length && value - (y[j] ?? 0) > d) j += 1;
    if (j > 0) above = Math.min(above, value - (y[j - 1] ?? 0));
    if (j < y.length) below = Math.max(below, value - (y[j] ?? 0));
    count += y.length - j;
  }
  return { count, below, above };
}
