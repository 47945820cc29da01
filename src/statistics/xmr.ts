/**
 * Process-behaviour (XmR) charts: does a series move, or does it only vary? Limits are mean ± 3/1.128 × mean moving range (Shewhart's
 * constant d₂ for two points; NIST/SEMATECH e-Handbook 6.3.2.2; Wheeler, "Understanding Variation").
 */

/** Null = a gap: there is no value, no moving range across it, and no run over it. */
export type XmrPoint = number | null;

export type XmrLimits = { readonly mean: number; readonly low: number; readonly high: number; readonly locked: boolean };

/** `outside`: beyond a limit; `run`: eight in a row on one side of the mean; `near_limit`: three of four in a row nearer a limit than the mean. */
export type XmrSignal = { readonly rule: 'outside' | 'run' | 'near_limit'; readonly index: number; readonly direction: 'up' | 'down' };

const d2 = 1.128;
/** Fewest values for trial limits, and for limits that stay. */
const fewest = 6;
const locking = 12;
/** A mean of fractions misses what it stands for by a rounding error: a value this near, relative to mean and limits, is on it. */
const rounding = 1e-9;

/** Limits before they are clipped: a value nearer to them than to the mean is measured against these. */
function limitsOf(points: readonly XmrPoint[]): XmrLimits | null {
  const values = points.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  if (values.length < fewest) return null;
  const base = values.length >= locking ? values.slice(0, locking) : values;
  const mean = base.reduce((sum, { value }) => sum + value, 0) / base.length;
  const ranges = base.flatMap(({ value, index }, place) => {
    const before = base[place - 1];
    return before !== undefined && before.index === index - 1 ? [Math.abs(value - before.value)] : [];
  });
  // Values that never stand side by side say nothing about how much neighbours vary.
  if (ranges.length === 0) return null;
  const reach = (3 / d2) * (ranges.reduce((sum, range) => sum + range, 0) / ranges.length);
  return { mean, low: mean - reach, high: mean + reach, locked: values.length >= locking };
}

type Side = 'up' | 'down' | 'neither' | 'gap';

/** The first index at which each unbroken pattern is complete. */
function completed(sides: readonly Side[], fits: (window: readonly Side[], side: 'up' | 'down') => boolean, length: number) {
  return (['up', 'down'] as const).flatMap((direction) => {
    const held = sides.map((_, index) => index + 1 >= length && fits(sides.slice(index + 1 - length, index + 1), direction));
    return held.flatMap((now, index) => (now && !held[index - 1] ? [{ index, direction }] : []));
  });
}

/**
 * Limits and signals of a series. With fewer than six values there is neither; from six to eleven the limits are on trial and rest on
 * all of them; from twelve on they are locked on the first twelve. A point exactly on the mean breaks a run. A run or a pattern near a
 * limit is told once, at the point that completes it, and again only after it was broken; a point outside is told each time. Limits
 * are clipped to what is possible (`bounds`) after the patterns are judged, so that a clipped limit is no easier to be near.
 */
export function xmr(
  points: readonly XmrPoint[],
  bounds: { readonly low: number | null; readonly high: number | null },
): { readonly limits: XmrLimits | null; readonly signals: readonly XmrSignal[] } {
  const limits = limitsOf(points);
  if (limits === null) return { limits, signals: [] };
  const { mean, low, high } = limits;
  const close = rounding * Math.max(Math.abs(mean), high - mean);
  const sideOf = (value: XmrPoint): Side => {
    if (value === null) return 'gap';
    if (Math.abs(value - mean) <= close) return 'neither';
    return value > mean ? 'up' : 'down';
  };
  const nearOf = (value: XmrPoint): Side => {
    if (value === null) return 'gap';
    if (high - value < value - mean - close) return 'up';
    return value - low < mean - value - close ? 'down' : 'neither';
  };
  const outside = points.flatMap((value, index): XmrSignal[] => {
    if (value === null || (value >= low - close && value <= high + close)) return [];
    return [{ rule: 'outside', index, direction: value > high ? 'up' : 'down' }];
  });
  const runs = completed(points.map(sideOf), (window, side) => window.every((one) => one === side), 8);
  const nearly = (window: readonly Side[], side: 'up' | 'down'): boolean =>
    !window.includes('gap') && window.filter((one) => one === side).length >= 3;
  const near = completed(points.map(nearOf), nearly, 4);
  const signals: readonly XmrSignal[] = [
    ...outside,
    ...runs.map((found) => ({ rule: 'run' as const, ...found })),
    ...near.map((found) => ({ rule: 'near_limit' as const, ...found })),
  ];
  return {
    limits: { ...limits, low: Math.max(low, bounds.low ?? low), high: Math.min(high, bounds.high ?? high) },
    signals: signals.toSorted((a, b) => a.index - b.index || order.indexOf(a.rule) - order.indexOf(b.rule)),
  };
}

const order: readonly XmrSignal['rule'][] = ['outside', 'run', 'near_limit'];
