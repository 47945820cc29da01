/** One dimension: from its statements to a level, and how far to rely on it. */

import type { Dimension, Model } from '../model.ts';
import { reaches } from './bar.ts';
import { chancesOf, rangeOf } from './chances.ts';
import { confidenceOf, contestedOf, provisionalOf } from './doubt.ts';
import { applies, gatesOf, standingOf } from './gate.ts';
import type { DimensionResult, StatementResult } from './result.ts';
import { type Said, scoreStatement } from './statement.ts';

export type DimensionQuestion = {
  readonly scored: Model['scored'];
  readonly dimension: Dimension;
  readonly said: (statementId: string) => Said;
  /** Whether the team answered openly together: one answer is that of all, and chance has no part in it. */
  readonly consensus: boolean;
  /** The share of those invited who responded, 0 to 1; null = it may not be told, nobody was asked, or all answered openly together. */
  readonly response: number | null;
  /** Of the chances; null = they are not worked out. */
  readonly seed: string | null;
};

/** A statement of the next level is met here: its credit alone would not keep the mean of its level down. */
const met = 0.75;

const byCredit = (a: StatementResult, b: StatementResult): number => (a.credit ?? 2) - (b.credit ?? 2);

/** The least met first, then those of which nothing is known; those alike in the model's order. */
const nextOf = (statements: readonly StatementResult[]): readonly string[] =>
  statements
    .filter((one) => applies(one) && (one.credit === null || !reaches(one.credit, met)))
    .toSorted(byCredit)
    .map(({ id }) => id);

function scoreByLevels(
  { dimension, response, consensus, seed }: DimensionQuestion,
  statements: readonly StatementResult[],
): DimensionResult {
  const gates = gatesOf(statements);
  const { next, ...standing } = standingOf(gates);
  const gating = statements.filter((one) => applies(one) && one.level !== null && one.level <= (next ?? 5));
  const chances = seed === null ? null : chancesOf({ dimension, statements, gates, consensus, seed });
  return {
    id: dimension.id,
    ...standing,
    gates,
    chances,
    range: chances === null ? null : rangeOf(standing.level, chances),
    confidence: confidenceOf(gating),
    provisional: provisionalOf(gating, response),
    contested: contestedOf(gating),
    next: next === null ? [] : nextOf(statements.filter(({ level }) => level === next)),
    warnings: [],
    statements,
  };
}

const leastKnown = 0.5;

/** Ten times the mean of credits, where half of them or more are known. All statements count alike, and all settle it. */
function scoreByMean({ dimension, response }: DimensionQuestion, statements: readonly StatementResult[]): DimensionResult {
  const counted = statements.filter(applies);
  const credits = counted.flatMap(({ credit }) => (credit === null ? [] : [credit]));
  const isKnown = credits.length > 0 && reaches(credits.length / counted.length, leastKnown);
  return {
    id: dimension.id,
    level: null,
    atLeast: false,
    decimal: isKnown ? (10 * credits.reduce((sum, credit) => sum + credit, 0)) / credits.length : null,
    gates: [],
    chances: null,
    range: null,
    confidence: null,
    provisional: provisionalOf(counted, response),
    contested: contestedOf(counted),
    next: nextOf(counted),
    warnings: [],
    statements,
  };
}

/** Warnings are left to whoever knows the other dimensions. */
export function scoreDimension(question: DimensionQuestion): DimensionResult {
  const statements = question.dimension.statements.map((one) => scoreStatement(one, question.said(one.id), question.consensus));
  return question.scored === 'mean' ? scoreByMean(question, statements) : scoreByLevels(question, statements);
}
