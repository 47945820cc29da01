/** A strip of services: where each lies on a scale, so that none hides another. Pure. */

import type { WireSpreadMetric, WireSpreadService } from '../api.ts';
import { amount, type Unit } from '../format.ts';

/** A position on the strip, in per cent of its width. */
export type Scale = {
  readonly of: (value: number) => number;
  readonly log: boolean;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
};

export type Dot = {
  readonly service: WireSpreadService;
  /** Per cent of the width. */
  readonly x: number;
  /** Pixels from the middle, upwards negative. */
  readonly y: number;
};

const nice: Readonly<Record<Unit, readonly number[]>> = {
  seconds: [60, 600, 3600, 21_600, 86_400, 259_200, 604_800, 2_592_000, 7_776_000, 31_536_000],
  per_day: [1 / 90, 1 / 30, 1 / 7, 3 / 7, 1, 3, 10, 30, 100, 300],
  share: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1],
};

/** The lowest step is spoken of in a period that numbers are not. */
const labelOf = (step: number, unit: Unit): string => (unit === 'per_day' && step === 1 / 90 ? '1 a\u00a0quarter' : amount(step, unit));

/** Dots keep this much of the width from either end. */
const edge = 3;
const inner = 100 - 2 * edge;
/** More steps than this would run into each other on a phone. */
const most = 3;

/** Durations and frequencies on a log scale, because services differ by decades; shares from zero. */
export function scaleOf(values: readonly number[], unit: Unit): Scale {
  const positive = values.filter((value) => value > 0);
  return unit === 'share' ? linear(Math.max(0.1, ...values)) : logarithmic(positive.length === 0 ? [nice[unit][4] ?? 1] : positive, unit);
}

function linear(highest: number): Scale {
  const top = nice.share.find((step) => step >= highest) ?? 1;
  const of = (value: number): number => edge + (Math.min(value, top) / top) * inner;
  const wanted = nice.share.filter((step) => step <= top);
  const every = Math.ceil((wanted.length - 1) / most);
  return { of, log: false, ticks: thinned(wanted, every).map((step) => ({ at: of(step), label: amount(step, 'share') })) };
}

/** Every `every`th from the top down, so that the end of the scale always has its name. */
const thinned = (steps: readonly number[], every: number): readonly number[] =>
  steps.filter((_, index) => (steps.length - 1 - index) % Math.max(1, every) === 0);

function logarithmic(values: readonly number[], unit: Unit): Scale {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const low = nice[unit].findLast((step) => step <= lowest) ?? lowest / 2;
  const above = nice[unit].find((step) => step >= highest && step > low) ?? highest * 2;
  const span = Math.log(above) - Math.log(low);
  // What is zero has no place on a log scale: it lies at its lower end.
  const of = (value: number): number => edge + (value <= low ? 0 : (Math.log(Math.min(value, above)) - Math.log(low)) / span) * inner;
  const wanted = [...nice[unit].filter((step) => step >= low && step <= above)];
  return {
    of,
    log: true,
    ticks: thinned(wanted, Math.ceil((wanted.length - 1) / most)).map((step) => ({ at: of(step), label: labelOf(step, unit) })),
  };
}

/** Per cent of the width within which dots would touch. */
const near = 1.1;
const rise = 7;

/** Services with a value, each at its place; those that would touch are stacked away from the middle, up to `height` pixels in all. */
export function dotsOf(metric: WireSpreadMetric, scale: Scale, height: number): readonly Dot[] {
  const known = metric.services.filter((service) => service.value !== null);
  const placed = [...known]
    .sort((a, b) => (a.value ?? 0) - (b.value ?? 0))
    .map((service) => ({ service, x: scale.of(service.value ?? 0) }));
  const columns = new Map<number, (typeof placed)[number][]>();
  for (const dot of placed) {
    const column = Math.round(dot.x / near);
    columns.set(column, [...(columns.get(column) ?? []), dot]);
  }
  return [...columns.values()].flatMap((column) => {
    // A tall stack is pressed together rather than cut.
    const step = Math.min(rise, height / Math.max(1, column.length));
    return column.map(({ service, x }, index) => ({ service, x, y: (index % 2 === 0 ? 1 : -1) * Math.ceil(index / 2) * step }));
  });
}

/** Services that moved with a signal: the worse ones first. */
export function moversOf(metric: WireSpreadMetric): readonly WireSpreadService[] {
  const verdicts = ['worse', 'better'];
  const rank = ({ movement }: WireSpreadService): number => verdicts.indexOf(movement?.verdict ?? '');
  return metric.services.filter((service) => rank(service) >= 0).sort((a, b) => rank(a) - rank(b));
}

export type Counted = { readonly value: number; readonly tooLittle: number; readonly noSource: number };

export function statesOf({ services }: WireSpreadMetric): Counted {
  const of = (state: WireSpreadService['state']): number => services.filter((service) => service.state === state).length;
  return { value: of('value'), tooLittle: of('too_little_data'), noSource: of('no_source') };
}
