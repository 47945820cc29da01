import { describe, expect, it } from 'vitest';
import { changeFailRate } from '../../../src/metrics/change-fail-rate.ts';
import { changeLeadTime } from '../../../src/metrics/change-lead-time.ts';
import { deploymentFrequency } from '../../../src/metrics/deployment-frequency.ts';
import { frequency } from '../../../src/metrics/frequency.ts';
import { verdictOf } from '../../../src/metrics/judgement.ts';
import { share } from '../../../src/metrics/share.ts';
import { type Tally, together } from '../../../src/metrics/tally.ts';
import { times } from '../../../src/metrics/times.ts';

const tally = (more: Partial<Tally>): Tally => ({
  included: 0,
  excluded: {},
  hits: 0,
  days: 0,
  values: new Float64Array(0),
  parts: {},
  ...more,
});
const ofTimes = (n: number) => ({ tally: tally({ included: n, values: Float64Array.from({ length: n }, (_, i) => i) }), exposureDays: 0 });

describe('the smallest samples that have a value', () => {
  it.each([
    [0, 'too_little_data'],
    [5, 'too_little_data'],
    [6, 'value'],
  ])('a median of %i is %s', (n, state) => {
    const judged = times.judge(changeLeadTime, ofTimes(n));
    expect(judged.state).toBe(state);
    expect(judged.value === null).toBe(state !== 'value');
    expect(judged.interval === null).toBe(state !== 'value');
    expect(judged.needs === null).toBe(state === 'value');
  });

  it.each([
    [10, false, false],
    [11, true, false],
    [28, true, false],
    [29, true, true],
  ])('of %i values p75 is %s and p90 is %s', (n, p75, p90) => {
    const { percentiles } = times.judge(changeLeadTime, ofTimes(n)).more;
    expect([percentiles?.p75 !== null, percentiles?.p90 !== null]).toEqual([p75, p90]);
  });

  it.each([
    [4, 'too_little_data'],
    [5, 'value'],
  ])('a share of %i is %s', (n, state) => {
    expect(share.judge(changeFailRate, { tally: tally({ included: n }), exposureDays: 0 })).toMatchObject({
      state,
      value: state === 'value' ? 0 : null,
    });
  });

  it.each([
    [27.99, 'too_little_data'],
    [28, 'value'],
  ])('a frequency over %f days is %s', (exposureDays, state) => {
    expect(frequency.judge(deploymentFrequency, { tally: tally({ included: 56 }), exposureDays })).toMatchObject({
      state,
      value: state === 'value' ? 2 : null,
    });
  });

  it('a whole bucket has a frequency however short; a cut one has none', () => {
    const period = { tally: tally({ included: 3 }), exposureDays: 1 };
    expect(frequency.judgeBucket(deploymentFrequency, period, true)).toMatchObject({ state: 'value', value: 3 });
    expect(frequency.judgeBucket(deploymentFrequency, period, false)).toMatchObject({ state: 'too_little_data', value: null });
  });
});

describe('verdicts', () => {
  it.each([
    [{ low: 1, high: 2, none: 0 }, 'lower', 'worse'],
    [{ low: 1, high: 2, none: 0 }, 'higher', 'better'],
    [{ low: -2, high: -1, none: 0 }, 'lower', 'better'],
    [{ low: 0.2, high: 0.9, none: 1 }, 'higher', 'worse'],
    [{ low: 1.1, high: Number.POSITIVE_INFINITY, none: 1 }, 'higher', 'better'],
    [{ low: 0, high: 2, none: 0 }, 'lower', 'no_difference'],
    [{ low: -1, high: 0, none: 0 }, 'lower', 'no_difference'],
    [{ low: -1, high: 2, none: 0 }, 'lower', 'no_difference'],
    [null, 'lower', 'no_difference'],
  ] as const)('%j where %s is better: %s', (difference, better, verdict) => {
    expect(verdictOf(difference, better)).toBe(verdict);
  });
});

describe('several periods together', () => {
  it('are sums, and all their values in order', () => {
    const found = together([
      tally({ included: 2, hits: 1, days: 1, excluded: { bot: 1 }, values: Float64Array.of(1, 9), parts: { repair: Float64Array.of(4) } }),
      tally({ included: 1, excluded: { bot: 2, baseline: 1 }, values: Float64Array.of(5) }),
    ]);
    expect(found).toEqual({
      included: 3,
      hits: 1,
      days: 1,
      excluded: { bot: 3, baseline: 1 },
      values: Float64Array.of(1, 5, 9),
      parts: { repair: Float64Array.of(4) },
    });
  });
});
