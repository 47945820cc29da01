import { type Interval, level, z95 } from './interval.ts';

/**
 * Score interval of a share k / n (Wilson 1927): centre (p + z²/2n) / (1 + z²/n), half width
 * z √(p (1 - p) / n + z²/4n²) / (1 + z²/n). Null for n = 0. Checked against Newcombe 1998, table I.
 */
export function wilson(k: number, n: number): Interval | null {
  if (n <= 0) return null;
  const p = k / n;
  const square = z95 * z95;
  const centre = (p + square / (2 * n)) / (1 + square / n);
  const half = (z95 * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n))) / (1 + square / n);
  return { low: k === 0 ? 0 : Math.max(0, centre - half), high: k === n ? 1 : Math.min(1, centre + half), level };
}
