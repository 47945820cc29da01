import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmann, kthDifference } from '../../../src/statistics/hodges-lehmann.ts';
import { mannWhitney } from '../../../src/statistics/mann-whitney.ts';
import { newcombe } from '../../../src/statistics/newcombe.ts';
import { rateRatio } from '../../../src/statistics/rate-ratio.ts';

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

describe('difference of two shares (Newcombe 1998, table II)', () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [10, 10, 0, 20, 0.6791, 1],
  ])('%i of %i against %i of %i', (k1, n1, k2, n2, low, high) => {
    const found = newcombe(k1, n1, k2, n2);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  it('is unknown without observations on one side', () => {
    expect(newcombe(1, 2, 0, 0)).toBeNull();
  });
});

describe('ratio of two rates', () => {
  it('is the exact conditional one', () => {
    // Clopper–Pearson of 15 of 148 is 0.0578–0.1617; equal exposure.
    const found = rateRatio({ count: 15, exposure: 1 }, { count: 133, exposure: 1 });
    expect(found?.low).toBeCloseTo(0.0578 / 0.9422, 3);
    expect(found?.high).toBeCloseTo(0.1617 / 0.8383, 3);
  });

  it('counts per exposure: twice the count in twice the time is no difference', () => {
    const found = rateRatio({ count: 20, exposure: 28 }, { count: 10, exposure: 14 });
    expect(found?.low).toBeLessThan(1);
    expect(found?.high).toBeGreaterThan(1);
  });

  it('has no upper end against zero, and says nothing about zero against zero', () => {
    expect(rateRatio({ count: 8, exposure: 28 }, { count: 0, exposure: 28 })?.high).toBe(Number.POSITIVE_INFINITY);
    expect(rateRatio({ count: 8, exposure: 28 }, { count: 0, exposure: 28 })?.low).toBeGreaterThan(1);
    expect(rateRatio({ count: 0, exposure: 28 }, { count: 8, exposure: 28 })?.low).toBe(0);
    expect(rateRatio({ count: 0, exposure: 28 }, { count: 0, exposure: 28 })).toBeNull();
  });
});

/** Permeability constants of the human chorioamnion: Hollander & Wolfe, table 4.1; the example of R's `wilcox.test`. */
const term = ascending([0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]);
const earlier = ascending([1.15, 0.88, 0.9, 0.74, 1.21]);

describe('two samples of times', () => {
  it('Mann–Whitney gives the published U = 35, p = 0.254', () => {
    expect(mannWhitney(term, earlier)?.u).toBe(35);
    expect(mannWhitney(term, earlier)?.p).toBeCloseTo(0.2544, 4);
  });

  it('Hodges–Lehmann gives the published shift 0.305, from -0.15 to 0.76', () => {
    const found = hodgesLehmann(term, earlier);
    expect(found?.shift).toBeCloseTo(0.305, 9);
    expect(found?.low).toBeCloseTo(-0.15, 9);
    expect(found?.high).toBeCloseTo(0.76, 9);
  });

  it('knows ties: equal samples have p = 1 and no shift', () => {
    expect(mannWhitney([5, 5, 5], [5, 5, 5])).toEqual({ u: 4.5, p: 1 });
    expect(hodgesLehmann([5, 5, 5], [5, 5, 5])).toMatchObject({ shift: 0, low: 0, high: 0 });
  });

  it('is unknown for an empty sample', () => {
    expect([mannWhitney([], [1]), hodgesLehmann([1], [])]).toEqual([null, null]);
  });

  it('finds every ordered difference without making them', () => {
    const sample = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [x, y] = [ascending(a), ascending(b)];
        const all = ascending(x.flatMap((i) => y.map((j) => i - j)));
        all.forEach((difference, index) => {
          // Of two zeros the sign says nothing.
          expect(Math.abs(kthDifference(x, y, index + 1) - difference)).toBe(0);
        });
      }),
    );
  });

  it('compares two samples of 200,000 quickly', () => {
    const x = Float64Array.from({ length: 200_000 }, (_, i) => Math.exp(4 + ((i * 7919) % 200_000) / 50_000)).sort();
    const y = Float64Array.from(x, (value) => value + 1);
    const before = performance.now();
    const found = hodgesLehmann(x, y);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(found?.shift).toBeGreaterThan(-2);
    expect(found?.shift).toBeLessThan(0);
  });
});
