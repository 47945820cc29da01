/** Dimensions of a profile: what scoring says, with the words of the model, targets and the campaign before. Pure. */

import type { Dimension, Model, Statement } from '../model.ts';
import type { PlanEntry } from '../plan/entry.ts';
import { compare, type Side } from '../scoring/compare.ts';
import type { Change, DimensionResult } from '../scoring/result.ts';
import type { ProfileDimension, ProfileStatement, Target } from './profile.ts';
import type { ScoredTeam } from './score-team.ts';

export type Around = {
  readonly model: Model;
  readonly targets: ReadonlyMap<string, Target>;
  readonly byRole: (statement: Statement) => ProfileStatement['byRole'];
  /** Null = there is no campaign before. */
  readonly before: { readonly model: Model; readonly scored: ScoredTeam } | null;
};

export const targetsOf = (plans: readonly PlanEntry[]): ReadonlyMap<string, Target> =>
  new Map(plans.flatMap(({ kind, body }) => (kind === 'target' ? [[body.dimension, { level: body.level, by: body.by }] as const] : [])));

function sideOf({ dimensions }: Model, { dimensions: results, response, consensus }: ScoredTeam, id: string): Side | null {
  const dimension = dimensions.find((one) => one.id === id);
  const result = results.find((one) => one.id === id);
  return dimension === undefined || result === undefined ? null : { dimension, result, response, consensus };
}

function changeOf({ model, before }: Around, scored: ScoredTeam, id: string): Change | null {
  const [then, now] = [before === null ? null : sideOf(before.model, before.scored, id), sideOf(model, scored, id)];
  return then === null || now === null ? null : compare(then, now);
}

function statementsOf({ statements }: Dimension, result: DimensionResult, { byRole }: Around): readonly ProfileStatement[] {
  const texts = new Map(statements.map((one) => [one.id, one]));
  return result.statements.flatMap((one) => {
    const statement = texts.get(one.id);
    if (statement === undefined) return [];
    const { text, why, next } = statement;
    return [{ ...one, text, why, next, byRole: byRole(statement) }];
  });
}

export const profileDimensions = (around: Around, scored: ScoredTeam): readonly ProfileDimension[] =>
  around.model.dimensions.flatMap((dimension) => {
    const result = scored.dimensions.find(({ id }) => id === dimension.id);
    if (result === undefined) return [];
    const { id, name, group, improvised } = dimension;
    const words = { name, group, improvised, target: around.targets.get(id) ?? null };
    return [{ ...result, ...words, last: changeOf(around, scored, id), statements: statementsOf(dimension, result, around) }];
  });

/** Ids of statements where answers and evidence differ, the largest gap first; those alike in the model's order. */
export const gapsOf = (dimensions: readonly DimensionResult[]): readonly string[] =>
  dimensions
    .flatMap(({ statements }) => statements.filter(({ meets }) => meets === 'answers_higher' || meets === 'answers_lower'))
    .toSorted((a, b) => Math.abs(b.gap ?? 0) - Math.abs(a.gap ?? 0))
    .map(({ id }) => id);
