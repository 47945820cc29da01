/** How few people may stand behind what is shown. */

import type { Scale } from '../model.ts';

/** As a campaign announces it before anybody answers, and never changed afterwards. */
export type Policy = {
  /** For perceptions and free text. */
  readonly perceptionMinimum: number;
  /** For practices: as many as for perceptions, or fewer where the campaign says so beforehand. */
  readonly practiceMinimum: number;
};

const leastPerception = 5;
const leastPractice = 3;
const leastHistogram = 8;

/** Fewer than this many answers have no spread worth a word; of three with a whole mean it would tell that all said the same. */
export const leastAgreement = 5;

/**
 * The smallest group whose answers on a scale are shown. No policy can go below 5, and 3 for practices; questions with options of their
 * own count as perceptions.
 */
export function minimumOf(scale: Scale, { perceptionMinimum, practiceMinimum }: Policy): number {
  const perception = Math.max(leastPerception, perceptionMinimum);
  return scale === 'coverage' ? Math.min(perception, Math.max(leastPractice, practiceMinimum)) : perception;
}

/** The smallest group whose answers are counted choice by choice: in a smaller one that agrees, it would tell everybody's answer. */
export const histogramMinimum = (minimum: number): number => Math.max(leastHistogram, minimum);
