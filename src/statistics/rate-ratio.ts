import { clopperPearson } from './clopper-pearson.ts';
import { type Interval, level } from './interval.ts';

export type Count = { readonly count: number; readonly exposure: number };

/**
 * Exact interval of the ratio of two Poisson rates, first over second (Przyborowski & Wilenski 1940): given k1 + k2, k1 is binomial
 * with share p = r / (r + t2/t1), so the ends are p / (1 - p) · t2 / t1 of its Clopper–Pearson interval. `high` is Infinity when the
 * second count is 0. Null when both counts, or either exposure, are 0.
 */
export function rateRatio(first: Count, second: Count): Interval | null {
  if (first.exposure <= 0 || second.exposure <= 0) return null;
  const share = clopperPearson(first.count, first.count + second.count);
  if (share === null) return null;
  const odds = (p: number): number => (p / (1 - p)) * (second.exposure / first.exposure);
  return { low: odds(share.low), high: second.count === 0 ? Number.POSITIVE_INFINITY : odds(share.high), level };
}
