/** A credit drawn again, as it might have been with other people, and other records of the same practice. */

import { drawBeta, drawNormal } from '../../statistics/draws.ts';
import { finiteFactor } from '../../statistics/finite-error.ts';
import type { Statement } from '../model.ts';
import { type Distribution, distributionOf, spreadOf } from './distribution.ts';
import { creditBelow, isSampled, weightOf } from './measured.ts';
import type { StatementResult } from './result.ts';

/** Makes nothing but a number. */
export type Draw = () => number;

/** The mean of more people than this is normally distributed for all that can be seen, and drawing them one by one takes its time. */
const crowd = 100;

/** The mean of n people drawn from the distribution one by one. */
function drawPeople({ credits, shares, n }: Distribution, next: () => number): Draw {
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
    return sum / n;
  };
}

function drawCrowd(distribution: Distribution, next: () => number): Draw {
  const { credits, mean, n } = distribution;
  const [low, high, error] = [Math.min(...credits), Math.max(...credits), Math.sqrt(spreadOf(distribution) / n)];
  return () => Math.min(high, Math.max(low, mean + error * drawNormal(next)));
}

/** Drawn towards the mean that is told: the more of a team answered, the less others could have said something else. */
function drawMean(distribution: Distribution, next: () => number): Draw {
  const { mean, n, invited } = distribution;
  const pull = finiteFactor(n, invited);
  const drawn = n > crowd ? drawCrowd(distribution, next) : drawPeople(distribution, next);
  return () => mean + pull * (drawn() - mean);
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
