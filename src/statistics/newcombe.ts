import { type Interval, level } from './interval.ts';
import { wilson } from './wilson.ts';

/**
 * Interval of the difference of two independent shares, first minus second: Newcombe's hybrid of two Wilson intervals
 * (Statistics in Medicine 17, 1998, 873–890, method 10). Null when either has no observations.
 */
export function newcombe(k1: number, n1: number, k2: number, n2: number): Interval | null {
  const first = wilson(k1, n1);
  const second = wilson(k2, n2);
  if (first === null || second === null) return null;
  const [p1, p2] = [k1 / n1, k2 / n2];
  return {
    low: p1 - p2 - Math.hypot(p1 - first.low, second.high - p2),
    high: p1 - p2 + Math.hypot(first.high - p1, p2 - second.low),
    level,
  };
}
