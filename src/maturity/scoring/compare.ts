/** A dimension against the last campaign (domain §5.6). */

import { betaDeviation } from '../../statistics/draws.ts';
import type { Dimension, Statement } from '../model.ts';
import { reaches } from './bar.ts';
import { distributionOf, errorOf } from './distribution.ts';
import { isResponseLow } from './doubt.ts';
import { isSampled, weightOf } from './measured.ts';
import type { Change, DimensionResult, StatementResult } from './result.ts';

/** A dimension as it was found at one time. */
export type Side = {
  /** As the model of that campaign has it. */
  readonly dimension: Dimension;
  readonly result: DimensionResult;
  /** The share of those invited who responded; null as in scoring. */
  readonly response: number | null;
  readonly consensus: boolean;
};

/** Standard normal quantile of .95: one arrow in ten would be chance, were nothing to change. */
const z = 1.64;
/** On a scale from 1 to 5. */
const trifle = 0.3;
/** Credits lie between 0 and 1: nothing there spreads more. */
const widest = 0.5;

function answersError(statement: Statement, { told }: StatementResult): number {
  const distribution = told === null ? null : distributionOf(statement, told);
  return distribution === null ? 0 : errorOf(distribution);
}

function measuredError({ evidence }: StatementResult): number {
  if (evidence === null || evidence.share === null || evidence.threshold === null || !isSampled(evidence)) return 0;
  const { met, of } = evidence.share;
  return Math.min(widest, betaDeviation(met + 0.5, of - met + 0.5) / evidence.threshold);
}

/** Standard error of a credit; 0 where chance has no part in it. */
function errorOfCredit(statement: Statement, result: StatementResult, consensus: boolean): number {
  const weight = weightOf(result.answers, result.measured, result.evidence?.class ?? null) ?? 0;
  const answers = consensus || weight === 1 ? 0 : answersError(statement, result);
  const measured = weight === 0 ? 0 : measuredError(result);
  return Math.hypot((1 - weight) * answers, weight * measured);
}

type Estimate = { readonly mean: number; readonly error: number };

/** On a scale from 1 to 5, over these statements; errors of statements are taken for independent. */
function estimate({ dimension, result, consensus }: Side, ids: ReadonlySet<string>): Estimate {
  const texts = new Map(dimension.statements.map((one) => [one.id, one]));
  let [sum, squares] = [0, 0];
  for (const one of result.statements) {
    const statement = texts.get(one.id);
    if (!ids.has(one.id) || one.credit === null || statement === undefined) continue;
    sum += 4 * one.credit + 1;
    squares += (4 * errorOfCredit(statement, one, consensus)) ** 2;
  }
  return { mean: sum / ids.size, error: Math.sqrt(squares) / ids.size };
}

const knownOf = ({ result }: Side): readonly string[] => result.statements.flatMap(({ id, credit }) => (credit === null ? [] : [id]));

function directionOf(before: Side, now: Side): Change['direction'] {
  const earlier = new Set(knownOf(before));
  const both = new Set(knownOf(now).filter((id) => earlier.has(id)));
  if (both.size === 0 || isResponseLow(before.response) || isResponseLow(now.response)) return 'not_compared';
  const [from, to] = [estimate(before, both), estimate(now, both)];
  const moved = to.mean - from.mean;
  const isReal = Math.abs(moved) > z * Math.hypot(from.error, to.error) && reaches(Math.abs(moved), trifle);
  return isReal ? (moved > 0 ? 'up' : 'down') : 'none';
}

/**
 * Level and decimal of the campaign before, and whether there is more than chance and a trifle between it and now. Only statements known
 * both times are compared: one that is new, or that nobody could judge then, says nothing about change.
 */
export const compare = (before: Side, now: Side): Change => ({
  level: before.result.level,
  decimal: before.result.decimal,
  direction: directionOf(before, now),
});
