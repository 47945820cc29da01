/** A credit drawn again, as it might have been with other people, and other records of the same practice. */

import { drawBeta } from '../../statistics/beta-draw.ts';
import { finiteFactor } from '../../statistics/finite-error.ts';
import type { Statement } from '../model.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import { creditBelow, isSampled, weightOf } from './measured.ts';
import type { StatementResult } from './result.ts';

/** Makes nothing but a number. */
export type Draw = () => number;

/**
 * The mean of n people drawn from the distribution, drawn towards the mean that is told: the more of a team answered, the less others
 * could have said something else.
 */
function drawMean({ credits, shares, mean, n, invited }: Distribution, next: () => number): Draw {
  const pull = finiteFactor(n, invited);
  const upTo = Float64Array.from(shares);
  for (let index = 1; index < upTo.length; index += 1) upTo[index] = (upTo[index] ?? 0) + (upTo[index - 1] ?? 0);
  const last = upTo.length - 1;
  const worth = Float64Array.from(credits);
  return () => {
    let sum = 0;
    for (let person = 0; person < n; person += 1) {
      const place = next();
      let choice = 0;
      while (choice < last && place >= (upTo[choice] ?? 1)) choice += 1;
      sum += worth[choice] ?? 0;
    }
    return mean + pull * (sum / n - mean);
  };
}

function drawAnswers(statement: Statement, { told, answers }: StatementResult, consensus: boolean, next: () => number): Draw {
  const fixed = answers ?? 0;
  const distribution = told === null || consensus ? null : distributionOf(statement, told);
  if (distribution === null || distribution.shares.some((share) => share === 1)) return () => fixed;
  return drawMean(distribution, next);
}

/** A share of k of n events is drawn from Beta(k + ½, n − k + ½), what Jeffreys' prior makes of them; all else stays as it is. */
function drawMeasured({ evidence, measured }: StatementResult, next: () => number): Draw {
  const fixed = measured ?? 0;
  if (evidence === null || evidence.share === null || evidence.threshold === null || !isSampled(evidence)) return () => fixed;
  const { threshold } = evidence;
  const [a, b] = [evidence.share.met + 0.5, evidence.share.of - evidence.share.met + 0.5];
  return () => {
    const share = drawBeta(next, a, b);
    return share >= threshold ? 1 : creditBelow(share, threshold);
  };
}

/** Null = its credit is unknown, or does not count. */
export function drawOf(statement: Statement, result: StatementResult, consensus: boolean, next: () => number): Draw | null {
  if (result.credit === null) return null;
  const weight = weightOf(result.answers, result.measured, result.evidence?.class ?? null);
  if (weight === 1) return drawMeasured(result, next);
  const answers = drawAnswers(statement, result, consensus, next);
  if (weight === 0) return answers;
  const measured = drawMeasured(result, next);
  return () => (answers() + measured()) / 2;
}
