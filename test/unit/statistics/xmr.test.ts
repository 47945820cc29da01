import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type XmrPoint, xmr } from '../../../src/statistics/xmr.ts';

const free = { low: null, high: null };
const told = (points: readonly XmrPoint[]) =>
  xmr(points, free).signals.map(({ rule, index, direction }) => `${rule} ${index} ${direction}`);

/** Twelve values with mean 10 and mean moving range 2: limits 10 ± 5.319. */
const calm = [9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 9, 11];

describe('limits of a process-behaviour chart', () => {
  it('agree with NIST 6.3.2.2 (flow rates)', () => {
    const { limits } = xmr([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1], free);
    expect(limits?.mean).toBeCloseTo(50.81, 10);
    expect(limits?.high).toBeCloseTo(55.8041, 4);
    expect(limits?.low).toBeCloseTo(45.8159, 4);
    expect(limits?.locked).toBe(false);
  });

  it('need six values, and are locked on the first twelve', () => {
    expect(xmr([1, 2, 3, 4, 5], free)).toEqual({ limits: null, signals: [] });
    expect(xmr([1, 2, null, 3, 4, null, 5], free).limits).toBeNull();
    expect(xmr([...calm, 100, 100], free).limits).toEqual(xmr(calm, free).limits);
    expect(xmr(calm, free).limits).toMatchObject({ mean: 10, locked: true });
    expect(xmr(calm.slice(0, 11), free).limits?.locked).toBe(false);
  });

  it('take no moving range across a gap', () => {
    const { limits } = xmr([9, 11, 9, 11, null, 900, 902, 900, 902], free);
    expect(limits && limits.high - limits.mean).toBeCloseTo((3 / 1.128) * 2, 10);
    expect(xmr([1, null, 2, null, 3, null, 4, null, 5, null, 6], free).limits).toBeNull();
  });

  it('are clipped to what is possible', () => {
    expect(xmr([0.1, 0.9, 0.1, 0.9, 0.1, 0.9], { low: 0, high: 1 }).limits).toMatchObject({ low: 0, high: 1 });
    expect(xmr([1, 5, 1, 5, 1, 5], { low: 0, high: null }).limits?.low).toBe(0);
  });
});

describe('signals', () => {
  it('a point outside a limit, each time', () => {
    expect(told([...calm, 15.4, 15.3, 4.6])).toEqual(['outside 12 up', 'outside 14 down']);
  });

  it('eight in a row on one side, once; a point on the mean or a gap breaks it', () => {
    const above = [10.5, 10.5, 10.5, 10.5, 10.5, 10.5, 10.5];
    expect(told([...calm, 9, ...above])).toEqual([]);
    expect(told([...calm, 9, ...above, 10.5, 10.5])).toEqual(['run 20 up']);
    expect(told([...calm, 9, ...above, 10, ...above])).toEqual([]);
    expect(told([...calm, 9, ...above, null, ...above])).toEqual([]);
    expect(told([...calm, 9, ...above, 10.5, 10, ...above, 10.5])).toEqual(['run 20 up', 'run 29 up']);
  });

  it('three of four nearer a limit than the mean, on the same side', () => {
    // Half way between mean and limit is 12.66.
    expect(told([...calm, 12.7, 12.6, 12.7, 12.7])).toEqual(['near_limit 15 up']);
    expect(told([...calm, 12.6, 12.7, 12.6, 12.7])).toEqual([]);
    expect(told([...calm, 12.7, 7.3, 12.7, 7.3])).toEqual([]);
    expect(told([...calm, 12.7, 12.7, null, 12.7])).toEqual([]);
    // The pattern goes on: told once.
    expect(told([...calm, 12.7, 12.7, 12.7, 12.7, 12.7, 9])).toEqual(['near_limit 14 up']);
  });

  it('none where nothing varies, though a mean of fractions is off by a rounding error', () => {
    for (const same of [2 / 7, 3 / 7, 0.2, 0.1, 1 / 3, 1e-9, 5, 12_345.678])
      for (const n of [6, 7, 9, 11, 12, 26]) expect({ same, n, told: told(Array(n).fill(same)) }).toEqual({ same, n, told: [] });
    // On the mean, but for a rounding error: no run.
    expect(told([0.1, 0.3, 0.1, 0.3, 0.1, 0.3, 0.1, 0.3, 0.1, 0.3, 0.1, 0.3, ...Array(8).fill(0.2)])).toEqual([]);
  });

  it('all equal, then anything else is outside', () => {
    expect(told([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5.001])).toContain('outside 12 up');
    expect(told([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5])).toEqual([]);
  });
});

/** The same rules said again, point by point, without any of the code above. */
function naive(points: readonly XmrPoint[]): readonly string[] {
  const values = points.filter((value): value is number => value !== null);
  if (values.length < 6) return [];
  const taken = values.length >= 12 ? 12 : values.length;
  const base: number[] = [];
  const ranges: number[] = [];
  for (let i = 0; base.length < taken; i += 1) {
    const value = points[i] ?? null;
    if (value === null) continue;
    const before = i > 0 ? (points[i - 1] ?? null) : null;
    if (base.length > 0 && before !== null) ranges.push(Math.abs(value - before));
    base.push(value);
  }
  if (ranges.length === 0) return [];
  const mean = base.reduce((a, b) => a + b, 0) / base.length;
  const tiny = 1e-7;
  const reach = (3 / 1.128) * (ranges.reduce((a, b) => a + b, 0) / ranges.length);
  const found: string[] = [];
  let side = 0;
  let length = 0;
  const near = (value: XmrPoint, sign: number): boolean =>
    value !== null && sign * (value - mean) > tiny && mean * sign + reach - value * sign < sign * (value - mean) - tiny;
  let held = { 1: false, [-1]: false } as Record<number, boolean>;
  points.forEach((value, i) => {
    if (value !== null && value > mean + reach + tiny) found.push(`outside ${i} up`);
    if (value !== null && value < mean - reach - tiny) found.push(`outside ${i} down`);
    const sign = value === null || Math.abs(value - mean) < tiny ? 0 : Math.sign(value - mean);
    length = sign !== 0 && sign === side ? length + 1 : sign === 0 ? 0 : 1;
    side = sign;
    if (length === 8) found.push(`run ${i} ${sign > 0 ? 'up' : 'down'}`);
    const four = i >= 3 ? points.slice(i - 3, i + 1) : [];
    const next: Record<number, boolean> = {};
    for (const s of [1, -1]) {
      next[s] = four.length === 4 && four.every((one) => one !== null) && four.filter((one) => near(one, s)).length >= 3;
      if (next[s] && !held[s]) found.push(`near_limit ${i} ${s > 0 ? 'up' : 'down'}`);
    }
    held = next;
  });
  return found;
}

it('agrees with the rules said again, on series with gaps, ties and few values, in whatever unit they are', () => {
  const point = fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }) });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 40 }), fc.constantFrom(1, 1 / 7, 0.1, 86_400), (points, unit) => {
      const scaled = points.map((value) => (value === null ? null : value * unit));
      expect([...told(scaled)].sort()).toEqual([...naive(points)].sort());
    }),
    { numRuns: 2000 },
  );
});
