/** Verdicts against twins that do the same the slow way. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PartFinding, verdictOf } from '../../src/maturity/evidence/finding.ts';
import type { Part, Rule } from '../../src/maturity/evidence/rule.ts';

const ruleOf = (parts: readonly Part[]): Rule => {
  const [first, ...more] = parts;
  if (first === undefined) throw new Error('no part');
  return { id: 'r', class: 'A', measures: '.', days: 90, sources: ['github'], parts: [first, ...more] };
};
const single = (part: Part, finding: PartFinding) => verdictOf(ruleOf([part]), new Map([[part.id, finding]])).verdict;

/** Wilson's bounds are where the score test just rejects: (p̂ − p)² = z² p (1 − p) / n. */
function rejects(k: number, n: number, bar: number): 'above' | 'below' | 'neither' {
  const distance = k / n - bar;
  const width = 1.2815515655446004 * Math.sqrt((bar * (1 - bar)) / n);
  if (Math.abs(Math.abs(distance) - width) < 1e-9) return 'neither';
  return Math.abs(distance) < width ? 'neither' : distance > 0 ? 'above' : 'below';
}

const counts = fc.integer({ min: 1, max: 300 }).chain((of) => fc.record({ of: fc.constant(of), met: fc.integer({ min: 0, max: of }) }));
const bars = fc.constantFrom(0.05, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95);

describe('verdicts', () => {
  it('of shares are those of the score test', () => {
    fc.assert(
      fc.property(counts, bars, ({ met, of }, threshold) => {
        const verdict = single({ id: 's', kind: 'share', threshold, minimum: 0 }, { met, of, unknown: 0 });
        expect(verdict).toBe({ above: 'supports', below: 'contradicts', neither: 'unclear' }[rejects(met, of, threshold)]);
      }),
    );
  });

  it('of limits are the mirror of shares', () => {
    fc.assert(
      fc.property(counts, bars, ({ met, of }, threshold) => {
        const limit = single({ id: 'l', kind: 'limit', threshold, minimum: 0 }, { met, of, unknown: 0 });
        const verdict = rejects(of - met, of, threshold);
        expect(limit).toBe({ above: 'contradicts', below: 'supports', neither: 'unclear' }[verdict]);
      }),
    );
  });

  it('with unknown records conclude only what holds however they turn out', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 30 }), bars, ({ met, of }, unknown, threshold) => {
        const part: Part = { id: 's', kind: 'share', threshold, minimum: 0 };
        const all = Array.from({ length: unknown + 1 }, (_, more) => single(part, { met: met + more, of: of + unknown, unknown: 0 }));
        const [first] = all;
        expect(single(part, { met, of, unknown })).toBe(all.every((one) => one === first) ? first : 'unclear');
      }),
    );
  });

  it('of medians are those of counting sides', () => {
    const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (list, threshold) => {
        const sorted = list.toSorted((a, b) => a - b);
        const part: Part = { id: 'm', kind: 'quantity', statistic: 'median', unit: 'hours', better: 'lower', threshold, minimum: 0 };
        // The median is certainly within the limit when so many values as are would be at most one case in ten for a fair coin.
        const within = atLeastHeads(sorted.length, sorted.filter((value) => value <= threshold).length) <= 0.1;
        const beyond = atLeastHeads(sorted.length, sorted.filter((value) => value > threshold).length) <= 0.1;
        expect(single(part, { values: sorted })).toBe(within ? 'supports' : beyond ? 'contradicts' : 'unclear');
      }),
    );
  });

  it('of several parts are the worst', () => {
    const finding = fc.option(counts.map(({ met, of }) => ({ met, of, unknown: 0 })));
    fc.assert(
      fc.property(fc.array(finding, { minLength: 1, maxLength: 4 }), (findings) => {
        const parts = findings.map((_, index): Part => ({ id: `${index}`, kind: 'share', threshold: 0.7, minimum: 10 }));
        const verdicts = findings.map((one, index) => single(parts[index] as Part, one));
        const worst = verdicts.includes('contradicts') ? 'contradicts' : verdicts.includes('unclear') ? 'unclear' : 'supports';
        expect(verdictOf(ruleOf(parts), new Map(findings.map((one, index) => [`${index}`, one]))).verdict).toBe(worst);
      }),
    );
  });
});

/** P(X >= k) of a fair coin thrown n times, row by row of Pascal's triangle. */
function atLeastHeads(n: number, k: number): number {
  let row = [1];
  for (let i = 0; i < n; i += 1) row = [...row, 0].map((p, heads) => (p + (row[heads - 1] ?? 0)) / 2);
  return row.slice(k).reduce((sum, p) => sum + p, 0);
}
