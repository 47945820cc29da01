import { describe, expect, it } from 'vitest';
import {
  agreement,
  agreementOfCounts,
  averageDeviation,
  nullVariance,
  reliability,
  variance,
  withinGroup,
  withinGroupOfItems,
} from '../../../src/statistics/agreement.ts';
import { finiteError, finiteFactor } from '../../../src/statistics/finite-error.ts';

/** Domain §5.5, computed with SciPy; A = 5. */
describe('agreement on a scale of five', () => {
  it.each([
    [[3, 3, 4, 4, 3], 0.3, 0.85, 0.85, 0.48],
    [[4, 4, 4, 5, 5, 4], 0.2667, 0.8667, 0.8667, 0.4444],
    [[2, 2, 4, 4, 3], 1, 0.5, 0.5, 0.8],
    [[1, 2, 3, 4, 5], 2.5, 0, -0.25, 1.2],
    [[1, 1, 5, 5], 5.333, 0, -1.667, 2],
  ])('of %j', (scores, s2, single, star, deviation) => {
    expect(variance(scores)).toBeCloseTo(s2, 3);
    expect(withinGroup(scores, 5)).toBeCloseTo(single, 4);
    expect(agreement([scores], 5)).toBeCloseTo(star, 3);
    expect(averageDeviation(scores)).toBeCloseTo(deviation, 4);
    const counts = [1, 2, 3, 4, 5].map((choice) => scores.filter((score) => score === choice).length);
    expect(agreementOfCounts(counts)).toBe(agreement([scores], 5));
  });

  it('grows with the number of items for r_wg(J), and does not for r*', () => {
    const items = [
      [3, 3, 4, 4, 3],
      [4, 4, 3, 3, 3],
      [2, 3, 2, 3, 2],
    ];
    expect(withinGroupOfItems(items, 5)).toBeCloseTo(0.9444, 4);
    expect(agreement(items, 5)).toBeCloseTo(0.85, 12);
  });

  it('is exactly a half where the variance is half of that by chance: people are not taken for divided', () => {
    expect(agreement([[2, 2, 4, 4, 3]], 5)).toBe(0.5);
  });

  it('is unknown of one person, of nobody, and on no scale', () => {
    expect([withinGroup([3], 5), agreement([[3]], 5), agreement([], 5), agreementOfCounts([0, 0, 0]), averageDeviation([])]).toEqual(
      Array(5).fill(null),
    );
    expect(withinGroup([1, 1], 1)).toBeNull();
  });
});

describe('the variance by chance', () => {
  it.each([
    [5, 2],
    [7, 4],
    [4, 1.25],
  ])('on %d steps is %d', (steps, expected) => {
    expect(nullVariance(steps)).toBe(expected);
  });
});

describe("Cronbach's alpha", () => {
  const rows = [
    [4, 4, 3],
    [5, 4, 4],
    [4, 5, 4],
    [4, 4, 4],
    [5, 5, 3],
  ];

  it('of five people can be negative while they agree', () => {
    expect(reliability(rows)).toBeCloseTo(-0.1875, 12);
    expect(
      agreement(
        [0, 1, 2].map((item) => rows.map((row) => row[item] ?? 0)),
        5,
      ),
    ).toBeCloseTo(0.85, 12);
  });

  it('is 1 of items that always move together, and unknown where nothing moves or there is one item', () => {
    expect(
      reliability([
        [1, 1],
        [2, 2],
        [4, 4],
      ]),
    ).toBeCloseTo(1, 12);
    expect([
      reliability([
        [1, 2],
        [1, 2],
      ]),
      reliability([[1], [2]]),
      reliability([]),
    ]).toEqual([null, null, null]);
  });
});

describe('the error of a mean in a finite group', () => {
  it('is that of domain §5.6', () => {
    expect(0.9 / Math.sqrt(6)).toBeCloseTo(0.3674, 4);
    expect(finiteFactor(6, 8)).toBeCloseTo(0.5345, 4);
    expect(finiteError(0.9, 6, 8)).toBeCloseTo(0.1964, 4);
  });

  it('never goes below .3 of that of a sample, also when everybody answered', () => {
    expect(finiteError(1, 4, 4)).toBeCloseTo(0.15, 12);
    expect([finiteFactor(1, 1), finiteFactor(9, 8), finiteFactor(95, 100)]).toEqual([0.3, 0.3, 0.3]);
  });
});
