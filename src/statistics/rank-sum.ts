/**
 * The null distribution of the Mann–Whitney statistic: P(U <= u) for samples of n and m without ties, by the recurrence of
 * Mann & Whitney 1947, U(n, m) = coefficients of the Gaussian binomial. O((n m)²) at worst: for small samples only.
 */
export function rankSumProbability(n: number, m: number, u: number): number {
  const counts = rankSumCounts(n, m);
  let below = 0;
  let all = 0;
  counts.forEach((count, value) => {
    all += count;
    if (value <= u) below += count;
  });
  return below / all;
}

/** How many of the arrangements give each value 0 … n m of U. */
function rankSumCounts(n: number, m: number): Float64Array {
  const counts = new Float64Array(n * m + 1);
  counts[0] = 1;
  // Gaussian binomial (n + m over n): multiply by (1 - q^(m + i)), divide by (1 - q^i).
  for (let i = 1; i <= n; i += 1) {
    for (let v = n * m; v >= m + i; v -= 1) counts[v] = (counts[v] ?? 0) - (counts[v - m - i] ?? 0);
    for (let v = i; v <= n * m; v += 1) counts[v] = (counts[v] ?? 0) + (counts[v - i] ?? 0);
  }
  return counts;
}

/** The smallest u with P(U <= u) >= p, as R's `qwilcox`. */
export function rankSumQuantile(n: number, m: number, p: number): number {
  const counts = rankSumCounts(n, m);
  const target = p * counts.reduce((total, count) => total + count, 0);
  let below = 0;
  for (let u = 0; u < counts.length; u += 1) {
    below += counts[u] ?? 0;
    if (below >= target) return u;
  }
  return n * m;
}

/** Up to this many observations on each side the exact distribution is used (R's `wilcox.test` uses 50). */
export const exactUpTo = 20;
