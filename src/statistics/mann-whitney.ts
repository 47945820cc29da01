import { exactUpTo, rankSumProbability } from './rank-sum.ts';

/**
 * Mann–Whitney test of two ascending samples (Annals of Mathematical Statistics 18, 1947). `u` = pairs with x > y plus half the ties;
 * `p` two-sided: exact for small samples without ties, else normal with tie and continuity correction (as R's `wilcox.test`).
 * Null when either is empty.
 */
export function mannWhitney(x: ArrayLike<number>, y: ArrayLike<number>): { readonly u: number; readonly p: number } | null {
  const [n, m] = [x.length, y.length];
  if (n === 0 || m === 0) return null;
  const { u, ties } = statistic(x, y);
  if (ties === 0 && n <= exactUpTo && m <= exactUpTo) {
    const tail = rankSumProbability(n, m, Math.min(u, n * m - u));
    return { u, p: Math.min(1, 2 * tail) };
  }
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance <= 0) return { u, p: 1 };
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return { u, p: Math.min(1, 2 * upperNormal(z)) };
}

/** U, and Σ(t³ - t) over groups of equal values. */
function statistic(x: ArrayLike<number>, y: ArrayLike<number>): { u: number; ties: number } {
  let [i, j, u, ties] = [0, 0, 0, 0];
  while (i < x.length || j < y.length) {
    const value = Math.min(x[i] ?? Number.POSITIVE_INFINITY, y[j] ?? Number.POSITIVE_INFINITY);
    let [inX, inY] = [0, 0];
    while (i < x.length && x[i] === value) [i, inX] = [i + 1, inX + 1];
    const before = j;
    while (j < y.length && y[j] === value) [j, inY] = [j + 1, inY + 1];
    u += inX * before + (inX * inY) / 2;
    const t = inX + inY;
    ties += t * t * t - t;
  }
  return { u, ties };
}

/** P(Z > z) for z >= 0: complementary error function by Numerical Recipes' Chebyshev fit, relative error below 1.2e-7. */
function upperNormal(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const fit = [1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  const polynomial = fit.reduceRight((sum, coefficient) => coefficient + t * sum, 0);
  return 0.5 * t * Math.exp(-x * x - 1.26551223 + t * polynomial);
}
