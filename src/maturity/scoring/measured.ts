/** What evidence is worth as a credit. */

import { catalogue } from '../evidence/catalogue.ts';
import type { Evidence } from '../evidence/verdict.ts';
import type { EvidenceClass } from '../model.ts';

/** Something that was looked at and is clearly missed is a beginning, not nothing. */
const missed = 0.25;
/** A share below its bar is worth at most this. */
const below = 0.5;

/** Of a share that is clearly below its bar: half of how near it comes. */
export const creditBelow = (share: number, threshold: number): number => (threshold <= 0 ? below : below * Math.min(1, share / threshold));

/** 0 to 1; null = it proves neither. */
export function measuredOf({ verdict, value, threshold, share }: Evidence): number | null {
  if (verdict === 'supports') return 1;
  if (verdict !== 'contradicts') return null;
  return share === null || value === null || threshold === null ? missed : creditBelow(value, threshold);
}

/** Whether its share is one of a sample of events; that of an inventory is of all there are, and chance has no part in it. */
export function isSampled({ rule, share }: Pick<Evidence, 'rule' | 'share'>): boolean {
  if (share === null) return false;
  const parts = catalogue.get(rule)?.parts.filter(({ kind }) => kind !== 'quantity');
  return parts === undefined || parts.some(({ kind }) => kind !== 'inventory');
}

/**
 * How much evidence counts beside answers: direct evidence wins over what people say, near evidence counts as much, a hint not at all,
 * and what there is alone counts alone. Null = there is nothing that counts.
 */
export function weightOf(answers: number | null, measured: number | null, evidenceClass: EvidenceClass | null): 0 | 0.5 | 1 | null {
  if (measured === null || evidenceClass === null || evidenceClass === 'C') return answers === null ? null : 0;
  return evidenceClass === 'A' || answers === null ? 1 : 0.5;
}
