import { type Confidence, confidence95, type Interval } from './interval.ts';

/**
 * Score interval of a share k / n (Wilson 1927): centre (p + z²/2n) / (1 + z²/n), half width
 * z √(p (1 - p) / n + z²/4n²) / (1 + z²/n). Null for n = 0. Checked against Newcombe 1998, table I.
 */
export function wilson(k: number, n: number, { z, level }: Confidence = confidence95): Interval | null {
  if (n <= 0) return null;
  const p = k / n;
  const square = z * z;
  const centre = (p + square / (2 * n)) / (1 + square / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n))) / (1 + square / n);
  return { low: k === 0 ? 0 : Math.max(0, centre - half), high: k === n ? 1 : Math.min(1, centre + half), level };
}
