/** All dimensions of one team, or of any group of people told of as one. */

import type { Evidence } from '../evidence/verdict.ts';
import type { Dimension, Model } from '../model.ts';
import { scoreDimension } from './dimension.ts';
import type { DimensionResult, Told } from './result.ts';

export type ScoreQuestion = {
  readonly model: Model;
  /** Ids of those that are asked; the others are left out. */
  readonly dimensions: readonly string[];
  /** By statement; absent = nobody was asked it. */
  readonly told: ReadonlyMap<string, Told>;
  /** By rule; absent = nothing was looked for. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Ids of statements that the team does not hold against itself now. */
  readonly exempt: ReadonlySet<string>;
  /** The share of those invited who responded, 0 to 1; null = it may not be told, nobody was asked, or all answered openly together. */
  readonly response: number | null;
  /** Whether the team answered openly together. */
  readonly consensus: boolean;
  /** Of the chances, any text: the same text and numbers give the same chances. Null = they are not worked out, which saves most of the time. */
  readonly seed: string | null;
};

function warningsOf({ needs }: Dimension, own: DimensionResult, scored: ReadonlyMap<string, DimensionResult>): DimensionResult['warnings'] {
  return needs.flatMap(({ level, dimension, atLeast }) => {
    const other = scored.get(dimension);
    // Of one that was left out nothing was looked at: that is no warning.
    if (own.level === null || own.level < level || other === undefined) return [];
    return other.level === null || other.level < atLeast ? [{ level, dimension, atLeast }] : [];
  });
}

/** In the model's order. */
export function scoreProfile(question: ScoreQuestion): readonly DimensionResult[] {
  const { model, told, evidence, exempt, response, consensus, seed } = question;
  const asked = model.dimensions.filter(({ id }) => question.dimensions.includes(id));
  const scored = new Map(
    asked.map((dimension): [string, DimensionResult] => {
      const rules = new Map(dimension.statements.map((one) => [one.id, one.evidence?.rule]));
      const said = (id: string) => {
        const rule = rules.get(id);
        return {
          told: told.get(id) ?? null,
          evidence: (rule !== undefined && evidence.get(rule)) || null,
          exempt: exempt.has(id),
          consensus,
        };
      };
      return [dimension.id, scoreDimension({ scored: model.scored, dimension, said, response, consensus, seed })];
    }),
  );
  return asked.flatMap((dimension) => {
    const own = scored.get(dimension.id);
    return own === undefined ? [] : [{ ...own, warnings: warningsOf(dimension, own, scored) }];
  });
}
