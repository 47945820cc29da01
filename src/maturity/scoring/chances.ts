/** How likely each level is, given who happened to answer and what happened to be recorded (domain §7.3). */

import { seeded } from '../../statistics/seeded.ts';
import { type Dimension, type Level, type ScoredLevel, scoredLevels } from '../model.ts';
import { reaches } from './bar.ts';
import { type Draw, drawOf } from './draw.ts';
import { applies, isEnough, passes } from './gate.ts';
import type { DimensionResult, Gate, StatementResult } from './result.ts';

export type Chances = NonNullable<DimensionResult['chances']>;

const resamples = 1000;
const leastChance = 0.2;

type Drawn = { readonly level: ScoredLevel; readonly known: number; readonly draws: readonly Draw[] };

/** Whether a level is passed with credits drawn anew. Nothing is kept of a draw: there are a hundred thousand of them. */
function isPassed({ draws, known }: Drawn): boolean {
  if (draws.length === 0) return true;
  let sum = 0;
  let least = 1;
  for (const draw of draws) {
    const credit = draw();
    sum += credit;
    if (credit < least) least = credit;
  }
  return passes(sum / draws.length, least, known) === true;
}

function reached(levels: readonly Drawn[]): readonly number[] {
  const counts = levels.map(() => 0);
  for (let sample = 0; sample < resamples; sample += 1) {
    for (const [index, level] of levels.entries()) {
      if (!isPassed(level)) break;
      counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  return counts;
}

export type ChanceQuestion = {
  readonly dimension: Dimension;
  readonly statements: readonly StatementResult[];
  readonly gates: readonly Gate[];
  /** Answers given together are those of all: there is nobody else to draw. */
  readonly consensus: boolean;
  readonly seed: string;
};

/** Up to the first level of which too little is known: how likely the others are nobody can say. */
function drawnLevels({ dimension, statements, gates, consensus, seed }: ChanceQuestion): readonly Drawn[] {
  const next = seeded(`${seed} ${dimension.id}`);
  const unknown = gates.findIndex(({ known }) => known !== null && !isEnough(known));
  const texts = new Map(dimension.statements.map((statement) => [statement.id, statement]));
  return gates.slice(0, unknown === -1 ? gates.length : unknown).map(({ level, known }) => {
    const own = statements.filter((one) => one.level === level && applies(one));
    const draws = own.flatMap((one) => {
      const statement = texts.get(one.id);
      return (statement !== undefined && drawOf(statement, one, consensus, next)) || [];
    });
    return { level, known: known ?? 1, draws };
  });
}

/**
 * P(level ≥ k) by a bootstrap of 1,000 resamples: people of each statement drawn again, shares of evidence drawn from what their records
 * leave open. Each statement is resampled by itself, because what is shown of answers is shown statement by statement: to resample
 * people with all they answered would let the chances tell how single people's answers go together, which nothing else here does. The
 * price: who is strict in one answer is mostly strict in the next, and the true chances lie a little further from certainty.
 * Null = nothing is known, or too little is of the first level.
 */
export function chancesOf(question: ChanceQuestion): Chances | null {
  if (question.gates.every(({ known }) => known === null)) return null;
  const levels = drawnLevels(question);
  if (levels.length === 0) return null;
  const counts = reached(levels);
  return levels.map(({ level }, index) => ({ level, chance: (counts[index] ?? 0) / resamples }));
}

const steps: readonly Level[] = [1, ...scoredLevels];

/** The level, and each neighbour of it that is the true one in a fifth of the resamples or more. Null = no level. */
export function rangeOf(level: Level | null, chances: Chances): DimensionResult['range'] {
  if (level === null) return null;
  const atLeast = (one: Level): number => (one === 1 ? 1 : (chances.find((chance) => chance.level === one)?.chance ?? 0));
  const neighbour = (by: -1 | 1): Level => {
    const place = steps.indexOf(level) + by;
    const [one, above] = [steps[place], steps[place + 1]];
    if (one === undefined) return level;
    return reaches(atLeast(one) - (above === undefined ? 0 : atLeast(above)), leastChance) ? one : level;
  };
  return { low: neighbour(-1), high: neighbour(1) };
}
