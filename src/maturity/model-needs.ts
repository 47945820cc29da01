/** Needs between dimensions: they name others that are there, and never lead in a circle. Pure. */

import type { Fault } from '../yaml/faults.ts';
import type { DraftDimension } from './model-draft.ts';

type Needs = ReadonlyMap<string, NonNullable<DraftDimension['needs']>>;
type Goal = { readonly dimension: string; readonly level: number };

/** What reaching a goal asks for of others, at first hand: the needs of its level and of all below, through which it is reached. */
function askedBy({ dimension, level }: Goal, all: Needs): readonly Goal[] {
  return (all.get(dimension) ?? []).flatMap((need) =>
    need.level === undefined || need.level > level || need.dimension === undefined || need.atLeast === undefined
      ? []
      : [{ dimension: need.dimension, level: need.atLeast }],
  );
}

/** Whether reaching `from` would ask for `goal` first. */
function asksFor(from: Goal, goal: Goal, all: Needs): boolean {
  const waiting = [from];
  const seen = new Set<string>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.dimension === goal.dimension && next.level >= goal.level) return true;
    const key = `${next.level} ${next.dimension}`;
    if (!seen.has(key)) waiting.push(...askedBy(next, all));
    seen.add(key);
  }
  return false;
}

/** Unknown dimensions, a dimension's own, and circles; each at the need it was found in. */
export function needFaults(dimensions: readonly DraftDimension[]): readonly Fault[] {
  const all = new Map(dimensions.flatMap(({ id, needs }) => (id === undefined ? [] : [[id, needs ?? []] as const])));
  const isComplete = dimensions.every(({ id }) => id !== undefined);
  return dimensions.flatMap(({ id, needs }, d) =>
    (needs ?? []).flatMap(({ level, dimension, atLeast }, n): Fault[] => {
      const path = ['dimensions', d, 'needs', n];
      if (dimension === undefined) return [];
      if (dimension === id)
        return [{ path: [...path, 'dimension'], message: 'names its own dimension: levels build on each other anyway' }];
      if (!all.has(dimension)) return isComplete ? [{ path: [...path, 'dimension'], message: `there is no dimension "${dimension}"` }] : [];
      if (id === undefined || level === undefined || atLeast === undefined) return [];
      if (!asksFor({ dimension, level: atLeast }, { dimension: id, level }, all)) return [];
      return [{ path, message: `leads in a circle: level ${atLeast} of ${dimension} itself needs level ${level} of ${id}` }];
    }),
  );
}
