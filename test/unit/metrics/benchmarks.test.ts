import { describe, expect, it } from 'vitest';
import { industries, industryOf, sizeOf, sizes } from '../../../src/domain/benchmark.ts';
import { byIndustry, bySize } from '../../../src/metrics/benchmark-data.ts';
import { benchmarksOf, quickCheckScore } from '../../../src/metrics/benchmarks.ts';
import { historicalLevels } from '../../../src/metrics/historical-levels.ts';

const level = 0.95;
const HOUR = 3600;
const lead = (low: number, high: number, n = 40) =>
  ({ id: 'change-lead-time', unit: 'seconds', value: (low + high) / 2, interval: { low, high, level }, n }) as const;
const nobody = { industry: null, size: null };

describe('the Quick Check’s data', () => {
  it('is good when high on every metric, in every group, by industry and by size alike', () => {
    // Trap: shares are stored low-is-good, and recovery too, in one of the two tables.
    const mean = (scores: (typeof byIndustry)['all']): number => scores.reduce((sum, [value]) => sum + value, 0) / scores.length;
    expect(mean(byIndustry.all)).toBeCloseTo(6.72, 10);
    for (const scores of [...Object.values(byIndustry), ...Object.values(bySize)]) {
      const [, , recovery, fails, rework] = scores;
      for (const [value, sd] of scores) expect(value > 3 && value < 9 && sd > 1.5 && sd < 3.5).toBe(true);
      for (const [value] of [recovery, fails, rework]) expect(value).toBeGreaterThan(6);
    }
  });

  it('has a row for every group that can be named', () => {
    for (const { id } of industries) expect(byIndustry[id]).toHaveLength(5);
    for (const { id } of sizes) expect(bySize[id]).toHaveLength(5);
  });
});

describe('the score of a value', () => {
  it('is that of the answer options at both ends of the interval', () => {
    expect(quickCheckScore(lead(0.5 * HOUR, 0.9 * HOUR), 90)).toEqual({ low: 10, high: 10 });
    expect(quickCheckScore(lead(HOUR, 23 * HOUR), 90)).toEqual({ low: 8, high: 8 });
    expect(quickCheckScore(lead(20 * HOUR, 30 * HOUR), 90)).toEqual({ low: 6, high: 8 });
    expect(quickCheckScore(lead(8 * 24 * HOUR, 7 * 730 * HOUR), 90)).toEqual({ low: 0, high: 4 });
  });

  it('turns shares, so that none failing is 10 and half is 5', () => {
    const rate = { id: 'change-fail-rate', unit: 'share', value: 0.25, interval: { low: 0, high: 0.5, level }, n: 20 } as const;
    expect(quickCheckScore(rate, 90)).toEqual({ low: 5, high: 10 });
  });

  it('reads a frequency by working days, and only from eight weeks on', () => {
    const often = { id: 'deployment-frequency', unit: 'per_day', value: 1, interval: { low: 5 / 7, high: 10 / 7, level }, n: 90 } as const;
    expect(quickCheckScore(often, 90)).toEqual({ low: 8, high: 10 });
    expect(quickCheckScore(often, 55.9)).toBeNull();
    expect(quickCheckScore({ ...often, interval: { low: 0, high: 0.02, level } }, 90)).toEqual({ low: 0, high: 2 });
  });

  it('is unknown while there is too little to put beside answer options', () => {
    expect(quickCheckScore(lead(HOUR, 2 * HOUR, 11), 90)).toBeNull();
    expect(quickCheckScore({ ...lead(HOUR, 2 * HOUR), value: null, interval: null }, 90)).toBeNull();
    expect(benchmarksOf({ ...lead(1, 2), value: null, interval: null }, 90, nobody)[0]).toMatchObject({ score: null, position: 'unknown' });
  });
});

describe('the position', () => {
  it('is beyond one standard deviation with the whole interval, or around the mean', () => {
    const position = (low: number, high: number) => benchmarksOf(lead(low, high), 90, nobody)[0]?.position;
    expect(position(1800, 3000)).toBe('above');
    expect(position(1800, 2 * HOUR)).toBe('above');
    expect(position(20 * HOUR, 30 * HOUR)).toBe('around');
    expect(position(3 * 730 * HOUR, 4 * 730 * HOUR)).toBe('below');
    expect(position(1800, 4 * 730 * HOUR)).toBe('around');
  });

  it('is told for every group the organisation names, else for all who answered', () => {
    const groups = (group: Parameters<typeof benchmarksOf>[2]) =>
      benchmarksOf(lead(1, 2), 90, group).map((one) => [one.group.id, one.mean]);
    expect(groups(nobody)).toEqual([['all', 5.5]]);
    expect(groups({ industry: 'technology', size: '1000-4999' })).toEqual([
      ['technology', 5.7],
      ['1000-4999', 5.3],
    ]);
    expect(groups({ industry: null, size: '10000+' })).toEqual([['10000+', 5.2]]);
  });
});

describe('names of groups', () => {
  it('are read as people write them', () => {
    expect([industryOf('Technology'), industryOf('financial_services'), industryOf('Non profit'), industryOf('gaming')]).toEqual([
      'technology',
      'financial-services',
      'non-profit',
      null,
    ]);
    expect(['500-1999', '1200', '10000+', '15', '1', '20-99', '0', 'many', '99-20'].map(sizeOf)).toEqual([
      '1000-4999',
      '1000-4999',
      '10000+',
      '20-99',
      '1',
      '20-99',
      null,
      null,
      null,
    ]);
  });
});

it('the levels of 2024 rank medium above high on change fail rate, and say so', () => {
  const found = historicalLevels.find(({ year }) => year === 2024);
  expect(found?.levels.map(({ changeFailRate }) => changeFailRate)).toEqual(['5 %', '20 %', '10 %', '40 %']);
  expect(found?.note).toContain('ordered by throughput');
});
