import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../../src/statistics/clopper-pearson.ts';
import { medianInterval, medianRanks } from '../../../src/statistics/median-interval.ts';
import { poissonExact } from '../../../src/statistics/poisson-exact.ts';
import { quantile } from '../../../src/statistics/quantile.ts';
import { wilson } from '../../../src/statistics/wilson.ts';

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** P(X <= k) for a fair binomial, summed term by term: slow and sure. */
function naiveBinomial(k: number, n: number): number {
  let term = 0.5 ** n;
  let sum = 0;
  for (let i = 0; i <= k; i += 1) {
    sum += term;
    term *= (n - i) / (i + 1);
  }
  return sum;
}

describe('quantile (type 7)', () => {
  const hours = [2, 3, 5, 6, 8, 9, 12, 20, 30, 55, 140, 700];
  const nist = [95.1772, 95.1567, 95.1937, 95.1959, 95.1442, 95.061, 95.1591, 95.1195, 95.1065, 95.0925, 95.199, 95.1682];

  it.each([
    [hours, 0.5, 10.5],
    [hours, 0.75, 36.25],
    [hours, 0.9, 131.5],
    [ascending(nist), 0.9, 95.19568],
    [[7], 0.9, 7],
  ])('of %j at %f', (values, p, expected) => {
    expect(quantile(values, p)).toBeCloseTo(expected, 9);
  });

  it('is unknown for an empty sample', () => {
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('interval of the median', () => {
  it.each([
    [6, 1],
    [8, 1],
    [9, 2],
    [10, 2],
    [12, 3],
    [15, 4],
    [17, 5],
    [20, 6],
  ])('of %i values begins at rank %i', (n, low) => {
    expect(medianRanks(n)).toEqual({ low, high: n + 1 - low });
  });

  it('has the largest rank that keeps 95 %, for every n up to 300', () => {
    for (let n = 6; n <= 300; n += 1) {
      const low = medianRanks(n)?.low ?? 0;
      expect(naiveBinomial(low - 1, n)).toBeLessThanOrEqual(0.025);
      expect(naiveBinomial(low, n)).toBeGreaterThan(0.025);
    }
  });

  it('does not exist below six', () => {
    expect([0, 1, 2, 3, 4, 5].map(medianRanks)).toEqual([null, null, null, null, null, null]);
    expect(medianInterval([1, 2, 3, 4, 5])).toBeNull();
  });

  it('gives the values at those ranks', () => {
    expect(medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual({ low: 2, high: 8, level: 0.95 });
  });

  it('is found at once for a million values', () => {
    const before = performance.now();
    // Normal approximation: n/2 - 0.98 √n = 499,020.
    expect(Math.abs((medianRanks(1_000_000)?.low ?? 0) - 499_020)).toBeLessThanOrEqual(1);
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe('interval of a share', () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
    [0, 5, 0, 0.4345],
    [1, 5, 0.0362, 0.6245],
    [2, 40, 0.0138, 0.165],
    [3, 30, 0.0346, 0.2562],
    [4, 20, 0.0807, 0.416],
    [5, 100, 0.0215, 0.1118],
    [0, 60, 0, 0.0602],
  ])('by Wilson: %i of %i', (k, n, low, high) => {
    expect(wilson(k, n)?.low).toBeCloseTo(low, 4);
    expect(wilson(k, n)?.high).toBeCloseTo(high, 4);
  });

  it.each([
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
    [29, 29, 0.8806, 1],
  ])('exact, by Clopper and Pearson: %i of %i', (k, n, low, high) => {
    expect(clopperPearson(k, n)?.low).toBeCloseTo(low, 4);
    expect(clopperPearson(k, n)?.high).toBeCloseTo(high, 4);
  });

  it('is unknown without observations', () => {
    expect([wilson(0, 0), clopperPearson(0, 0)]).toEqual([null, null]);
  });
});

describe('interval of a Poisson count (Garwood)', () => {
  it.each([
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [3, 0.619, 8.767],
    [5, 1.6235, 11.6683],
    [10, 4.795, 18.39],
    [30, 20.241, 42.827],
  ])('%i', (k, low, high) => {
    expect(poissonExact(k).low).toBeCloseTo(low, 3);
    expect(poissonExact(k).high).toBeCloseTo(high, 3);
  });

  it('holds for large counts, where the square root is normal', () => {
    const { low, high } = poissonExact(100_000);
    expect(low).toBeCloseTo((Math.sqrt(100_000) - 0.98) ** 2, -1);
    expect(high).toBeCloseTo((Math.sqrt(100_001) + 0.98) ** 2, -1);
  });
});
