/** The level gate inside one dimension (domain §7.3). */

import { type Level, type ScoredLevel, scoredLevels } from '../model.ts';
import { reaches } from './bar.ts';
import type { Gate, StatementResult } from './result.ts';

/** Of a level: the mean of its credits, the least of them, the share that is known. */
const leastMean = 0.75;
const leastCredit = 0.5;
const leastKnown = 0.5;

export type Scored = Pick<StatementResult, 'level' | 'state' | 'credit'>;

/** Neither exempt nor found not applicable. */
export const applies = ({ state }: Pick<StatementResult, 'state'>): boolean => state === 'known' || state === 'unknown';

/** Whether so much is known of a level that it can be passed. */
export const isEnough = (known: number): boolean => reaches(known, leastKnown);

/**
 * A credit below the least refuses a level whatever the others are. A low mean refuses it only where enough is known, because the
 * credits that are missing could lift it.
 */
export function passes(mean: number, least: number, known: number): boolean | null {
  if (!reaches(least, leastCredit)) return false;
  return isEnough(known) ? reaches(mean, leastMean) : null;
}

export function gateOf(level: ScoredLevel, statements: readonly Scored[]): Gate {
  const own = statements.filter((one) => one.level === level && applies(one));
  if (own.length === 0) return { level, mean: null, least: null, known: null, passed: true };
  const credits = own.flatMap(({ credit }) => (credit === null ? [] : [credit]));
  const known = credits.length / own.length;
  if (credits.length === 0) return { level, mean: null, least: null, known, passed: null };
  const mean = credits.reduce((sum, credit) => sum + credit, 0) / credits.length;
  const least = Math.min(...credits);
  return { level, mean, least, known, passed: passes(mean, least, known) };
}

export const gatesOf = (statements: readonly Scored[]): readonly Gate[] => scoredLevels.map((level) => gateOf(level, statements));

export type Standing = {
  readonly level: Level | null;
  readonly atLeast: boolean;
  readonly decimal: number | null;
  /** The level to be reached next, or the one of which too little is known; null = none is left, or nothing applies. */
  readonly next: ScoredLevel | null;
};

/**
 * The largest level with every gate up to it passed. Where the gate after it is neither passed nor refused, the level is "at least" this;
 * where that gate is the very first, nothing is known.
 */
export function standingOf(gates: readonly Gate[]): Standing {
  if (gates.every(({ known }) => known === null)) return { level: null, atLeast: false, decimal: null, next: null };
  const barrier = gates.find(({ passed }) => passed !== true);
  if (barrier === undefined) return { level: 5, atLeast: false, decimal: 5, next: null };
  const next = barrier.level;
  const level: Level = gates.findLast((gate) => gate.level < next)?.level ?? 1;
  if (barrier.passed === null && level === 1) return { level: null, atLeast: false, decimal: null, next };
  const decimal = barrier.mean === null ? null : level + Math.min(0.99, barrier.mean);
  return { level, atLeast: barrier.passed === null, decimal, next };
}
