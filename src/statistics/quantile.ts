/**
 * Quantile of type 7 (Hyndman & Fan 1996), the one of Postgres `percentile_cont` and NumPy: linear interpolation at
 * h = 1 + (n - 1) p of the sorted values. `sorted` ascending, `p` in [0, 1]; null for an empty sample.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number | null {
  const h = (sorted.length - 1) * p;
  const low = sorted[Math.floor(h)];
  const high = sorted[Math.ceil(h)];
  if (low === undefined || high === undefined) return null;
  return low + (h - Math.floor(h)) * (high - low);
}
