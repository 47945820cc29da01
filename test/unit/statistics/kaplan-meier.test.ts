import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productLimit } from '../../../src/statistics/kaplan-meier.ts';

const ended = (...times: readonly number[]) => times.map((duration) => ({ duration, ended: true }));
const waiting = (...times: readonly number[]) => times.map((duration) => ({ duration, ended: false }));

describe('the product-limit estimate', () => {
  // Weeks in remission, 6-mercaptopurine and placebo (Freireich et al., Blood 21, 1963): medians 23 and 8.
  it('agrees with Freireich’s remissions', () => {
    const treated = [...ended(6, 6, 6, 7, 10, 13, 16, 22, 23), ...waiting(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)];
    const placebo = ended(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23);
    expect(productLimit(treated, [0.25, 0.5, 0.75])).toEqual([13, 23, null]);
    expect(productLimit(placebo, [0.25, 0.5, 0.75])).toEqual([4, 8, 12]);
  });

  it('is the smallest duration by which the share has ended, where nothing waits', () => {
    expect(productLimit(ended(10, 20, 30, 40), [0.25, 0.5, 0.75, 0.9, 1])).toEqual([10, 20, 30, 40, 40]);
    expect(productLimit([], [0.5])).toEqual([null]);
    expect(productLimit(waiting(5, 6), [0.5])).toEqual([null]);
  });

  it('counts what ended before what was last seen at the same instant', () => {
    expect(productLimit([...waiting(10), ...ended(10)], [0.5])).toEqual([10]);
  });

  it('agrees with the definition reckoned at each duration anew, and grows with what waits', () => {
    const times = fc.array(fc.record({ duration: fc.integer({ min: 0, max: 9 }), ended: fc.boolean() }), { maxLength: 30 });
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.75, 0.9), (seen, p) => {
        const survival = (t: number): number =>
          [...new Set(seen.filter((one) => one.ended && one.duration <= t).map((one) => one.duration))].reduce((left, at) => {
            const risk = seen.filter((one) => one.duration >= at).length;
            return left * (1 - seen.filter((one) => one.ended && one.duration === at).length / risk);
          }, 1);
        const naive = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((t) => survival(t) <= 1 - p + 1e-9) ?? null;
        expect(productLimit(seen, [p])).toEqual([naive]);
        const [longer] = productLimit([...seen, { duration: 100, ended: false }], [p]);
        if (naive === null) expect(longer).toBeNull();
        else expect(longer ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(naive);
      }),
      { numRuns: 500 },
    );
  });
});
