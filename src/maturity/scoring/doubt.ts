/** How far a level may be relied on. */

import { reaches } from './bar.ts';
import type { Confidence, Provisional, StatementResult } from './result.ts';

const leastResponse = 0.5;
const leastKnown = 0.7;
const bars = { high: 0.6, medium: 0.3 } as const;

/** Those of fewer than half of the people asked are neither final nor compared. */
export const isResponseLow = (response: number | null): boolean => response !== null && !reaches(response, leastResponse);

export const contestedOf = (gating: readonly StatementResult[]): readonly string[] =>
  gating.filter(({ told }) => told?.agreement === 'contested').map(({ id }) => id);

/** `gating` are the statements that settle a level: those of it, of the levels below and of the next one. */
export function provisionalOf(gating: readonly StatementResult[], response: number | null): readonly Provisional[] {
  const known = gating.filter(({ state }) => state === 'known').length;
  const found: readonly (readonly [Provisional, boolean])[] = [
    ['response', isResponseLow(response)],
    ['contested', contestedOf(gating).length > 0],
    ['unknown', gating.length > 0 && !reaches(known / gating.length, leastKnown)],
  ];
  return found.flatMap(([reason, holds]) => (holds ? [reason] : []));
}

/** By the share of them that direct or near evidence settles, either way. */
export function confidenceOf(gating: readonly StatementResult[]): Confidence | null {
  if (gating.length === 0) return null;
  const settled = gating.filter(({ measured, evidence }) => measured !== null && evidence?.class !== 'C').length;
  const share = settled / gating.length;
  if (reaches(share, bars.high)) return 'high';
  return reaches(share, bars.medium) ? 'medium' : 'low';
}
