/** Evidence as far as a model asks for it. */

import type { Db } from '../../database/open.ts';
import type { Model } from '../model.ts';
import { evidenceForTeams } from './evidence.ts';
import type { Evidence } from './verdict.ts';

/** By team, then by rule. */
export type Found = ReadonlyMap<string, ReadonlyMap<string, Evidence>>;

/** When, and where working hours are those of. */
export type Moment = { readonly now: Date; readonly zone: string };

/** Ids of the rules that statements of these dimensions are held against. */
export const rulesOf = ({ dimensions }: Pick<Model, 'dimensions'>, ids: readonly string[]): readonly string[] => [
  ...new Set(
    dimensions
      .filter(({ id }) => ids.includes(id))
      .flatMap(({ statements }) => statements.flatMap(({ evidence }) => (evidence === null ? [] : [evidence.rule]))),
  ),
];

/** What they say of these teams; teams that are configured no more are not in it. Reads much: seconds for hundreds of teams. */
export async function evidenceOfModel(
  db: Db,
  model: Pick<Model, 'dimensions'>,
  { dimensions, teamIds }: { readonly dimensions: readonly string[]; readonly teamIds: readonly string[] },
  { now, zone }: Moment,
): Promise<Found> {
  const rules = rulesOf(model, dimensions);
  return rules.length === 0 ? new Map() : await evidenceForTeams(db, { now, zone, rules }, teamIds);
}
