/** Where a profile's marks lie: on bars, and on a radar. Pure. */

import type { Dimension, Scored } from '../maturity-words.ts';

/** The end of the scale: levels go from 1 to 5, short checks from 0 to 10. */
export const topOf = (scored: Scored): number => (scored === 'mean' ? 10 : 5);

export const ticksOf = (scored: Scored): readonly number[] => (scored === 'mean' ? [0, 2, 4, 6, 8, 10] : [1, 2, 3, 4, 5]);

/** Per cent of the width of a bar; null = there is nothing to draw. A level is a step: it ends where the next begins. */
export type Marks = {
  readonly filled: number | null;
  /** A level that may be higher: only its next one is not known. */
  readonly open: boolean;
  /** How near the next level is; null where the bar itself is a mean. */
  readonly near: number | null;
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly target: number | null;
  readonly last: number | null;
};

export const placeOf = (dimension: Pick<Dimension, 'level' | 'decimal'>, scored: Scored): number | null =>
  scored === 'mean' ? dimension.decimal : dimension.level;

export function marksOf(dimension: Dimension, scored: Scored): Marks {
  const top = topOf(scored);
  const at = (value: number | null): number | null => (value === null ? null : (value / top) * 100);
  /** The middle of a step, for what is drawn into it. */
  const within = (value: number | null): number | null => (value === null ? null : scored === 'mean' ? at(value) : at(value - 0.5));
  const { range, last, target, atLeast, decimal } = dimension;
  const wide = range !== null && range.low !== range.high;
  return {
    filled: at(placeOf(dimension, scored)),
    open: atLeast,
    near: scored === 'mean' ? null : at(decimal),
    range: wide ? { from: within(range.low) ?? 0, to: within(range.high) ?? 0 } : null,
    target: scored === 'mean' ? null : at(target?.level ?? null),
    last: last === null ? null : within(placeOf(last, scored)),
  };
}

export type Point = { readonly x: number; readonly y: number };

/** A point of a radar around 0/0 with the radius 100: the first axis points up, the others follow clockwise. */
export function pointOf(axis: number, axes: number, value: number, top: number): Point {
  const angle = (axis / axes) * 2 * Math.PI - Math.PI / 2;
  const radius = (value / top) * 100;
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
}

const written = ({ x, y }: Point): string => `${x.toFixed(2)},${y.toFixed(2)}`;

/** A ring at a value, as the points of a polygon. */
export const ringOf = (axes: number, value: number, top: number): string =>
  Array.from({ length: axes }, (_, axis) => written(pointOf(axis, axes, value, top))).join(' ');

/** Sectors between neighbours of which both are known, as triangles from the middle: what is not known stays open. */
export function sectorsOf(values: readonly (number | null)[], top: number): readonly string[] {
  const axes = values.length;
  return values.flatMap((value, axis) => {
    const next = values[(axis + 1) % axes] ?? null;
    if (value === null || next === null) return [];
    return [`0,0 ${written(pointOf(axis, axes, value, top))} ${written(pointOf((axis + 1) % axes, axes, next, top))}`];
  });
}

/** The outline between neighbours of which both are known, as a path. */
export function outlineOf(values: readonly (number | null)[], top: number): string {
  const axes = values.length;
  return values
    .flatMap((value, axis) => {
      const next = values[(axis + 1) % axes] ?? null;
      if (value === null || next === null) return [];
      return [`M${written(pointOf(axis, axes, value, top))}L${written(pointOf((axis + 1) % axes, axes, next, top))}`];
    })
    .join('');
}
