import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/maturity/evidence/catalogue.ts';
import { type PartFinding, verdictOf } from '../../../src/maturity/evidence/finding.ts';
import { type Part, type Rule, sourceKinds } from '../../../src/maturity/evidence/rule.ts';
import { confidence80 } from '../../../src/statistics/interval.ts';
import { quantileBounds } from '../../../src/statistics/median-interval.ts';
import { wilson } from '../../../src/statistics/wilson.ts';

const ruleOf = (...parts: [Part, ...Part[]]): Rule => ({ id: 'r', class: 'A', measures: '.', days: 90, sources: ['github'], parts });
const share = (threshold: number, minimum = 0, id = 'share'): Part => ({ id, kind: 'share', threshold, minimum });
const read = (part: Part, finding: PartFinding) => verdictOf(ruleOf(part), new Map([[part.id, finding]]));
const met = (met: number, of: number, unknown = 0): PartFinding => ({ met, of, unknown });

describe('the 80 % interval of a share', () => {
  it.each([
    [10, 10, 0.859, 1],
    [5, 5, 0.753, 1],
    [9, 10, 0.718, 0.97],
    [20, 22, 0.8, 0.962],
    [45, 50, 0.832, 0.942],
    [40, 50, 0.719, 0.862],
    [18, 30, 0.483, 0.7067],
    [8, 10, 0.602, 0.914],
  ])('%d of %d lies between %d and %d', (k, n, low, high) => {
    const found = wilson(k, n, confidence80);
    // As printed, to three digits; 40 of 50 begins at 0.71849.
    expect(Math.abs((found?.low ?? 0) - low)).toBeLessThan(6e-4);
    expect(Math.abs((found?.high ?? 0) - high)).toBeLessThan(6e-4);
  });

  it.each([
    [0.7, 4],
    [0.8, 7],
    [0.9, 15],
    [0.95, 32],
  ])('without a failure a bar of %d takes %d', (bar, n) => {
    expect(read(share(bar), met(n, n)).verdict).toBe('supports');
    expect(read(share(bar), met(n - 1, n - 1)).verdict).toBe('unclear');
  });
});

describe('the reading of one part', () => {
  it('leaves 8 of 10 against 80 % unclear, and shows it', () => {
    expect(read(share(0.8), met(8, 10))).toMatchObject({
      verdict: 'unclear',
      value: 0.8,
      threshold: 0.8,
      share: { met: 8, of: 10 },
      n: 10,
    });
  });

  it('contradicts below and supports above', () => {
    expect(read(share(0.8), met(18, 30)).verdict).toBe('contradicts');
    expect(read(share(0.8), met(45, 50)).verdict).toBe('supports');
  });

  it('says nothing below the fewest records, and nothing of no record', () => {
    expect(read(share(0.8, 20), met(0, 19)).verdict).toBe('unclear');
    expect(read(share(0.8, 20), met(0, 20)).verdict).toBe('contradicts');
    expect(read(share(0.8), met(0, 0))).toMatchObject({ verdict: 'unclear', value: null, n: 0 });
    expect(read(share(0.8), null)).toMatchObject({ verdict: 'unclear', value: null, n: 0 });
  });

  it('takes what is not known for either', () => {
    expect(read(share(0.8), met(45, 50, 50)).verdict).toBe('unclear');
    expect(read(share(0.8), met(5, 50, 10)).verdict).toBe('contradicts');
    expect(read(share(0.8), met(200, 200, 10)).verdict).toBe('supports');
  });

  it('reads a limit by the others', () => {
    const limit: Part = { id: 'limit', kind: 'limit', threshold: 0.15, minimum: 20 };
    expect(read(limit, met(100, 100))).toMatchObject({ verdict: 'supports', value: 1, threshold: 0.85 });
    expect(read(limit, met(20, 40)).verdict).toBe('contradicts');
    expect(read(limit, met(34, 40)).verdict).toBe('unclear');
  });

  it('reads an inventory as it is, from three on', () => {
    const inventory: Part = { id: 'i', kind: 'inventory', threshold: 0.8, minimum: 3 };
    expect(read(inventory, met(4, 5)).verdict).toBe('supports');
    expect(read(inventory, met(3, 4)).verdict).toBe('contradicts');
    expect(read(inventory, met(2, 2)).verdict).toBe('unclear');
    expect(read(inventory, met(3, 3, 1)).verdict).toBe('unclear');
  });

  it('holds the median against a limit by its interval', () => {
    const median: Part = { id: 'm', kind: 'quantity', statistic: 'median', unit: 'hours', better: 'lower', threshold: 48, minimum: 6 };
    const values = (list: number[]): PartFinding => ({ values: list });
    expect(read(median, values([1, 2, 3, 4, 5, 6, 60]))).toMatchObject({ verdict: 'supports', value: 4, threshold: 48, n: 7, share: null });
    expect(read(median, values([1, 2, 3, 60, 61, 62])).verdict).toBe('unclear');
    expect(read(median, values([1, 49, 49, 60, 61, 62, 63])).verdict).toBe('contradicts');
    expect(read(median, values([1, 2, 3, 4, 5])).verdict).toBe('unclear');
    expect(read(median, values([48, 48, 48, 48, 48, 48])).verdict).toBe('supports');
  });

  it('shows a number without a threshold and concludes nothing', () => {
    const shown: Part = { id: 'r', kind: 'quantity', statistic: 'rate', unit: 'per_day', better: 'higher', threshold: null, minimum: 1 };
    expect(read(shown, { number: 1.5, of: 40 })).toMatchObject({ verdict: 'unclear', value: 1.5, threshold: null, n: 40 });
  });

  it('knows no upper end of a 75th percentile of few values', () => {
    expect(quantileBounds([1, 2, 3, 4, 5, 6], 0.75, confidence80)).toEqual({ low: 3, high: null });
  });
});

describe('a rule of several parts', () => {
  const rule = ruleOf(share(0.8, 0, 'a'), share(0.8, 0, 'b'));
  const verdict = (a: PartFinding, b: PartFinding) =>
    verdictOf(
      rule,
      new Map([
        ['a', a],
        ['b', b],
      ]),
    );
  const [yes, no, perhaps] = [met(50, 50), met(0, 50), met(8, 10)];

  it('holds when all hold, fails when any fails, and is unclear else', () => {
    expect(verdict(yes, yes).verdict).toBe('supports');
    expect(verdict(yes, perhaps)).toMatchObject({ verdict: 'unclear', n: 10 });
    expect(verdict(perhaps, no)).toMatchObject({ verdict: 'contradicts', value: 0, n: 50 });
    expect(verdict(yes, null)).toMatchObject({ verdict: 'unclear', value: null });
    expect(verdict(yes, no).parts.map(({ part, verdict: own }) => [part, own])).toEqual([
      ['a', 'supports'],
      ['b', 'contradicts'],
    ]);
  });

  it('has no source when there is none', () => {
    expect(verdictOf(rule, null)).toMatchObject({ rule: 'r', verdict: 'no_source', value: null, threshold: null, share: null, n: 0 });
  });
});

describe('the catalogue', () => {
  const rules = [...catalogue.values()];
  const model = rules.filter(({ id }) => !id.startsWith('metric-'));

  it('has the rules of the model by class, and the five metrics', () => {
    const count = (wanted: string) => model.filter((rule) => rule.class === wanted).length;
    expect({ A: count('A'), B: count('B'), C: count('C'), metrics: rules.length - model.length }).toEqual({
      A: 51,
      B: 38,
      C: 9,
      metrics: 5,
    });
  });

  it('names rules, parts and sources well', () => {
    for (const { id, measures, parts, sources } of rules) {
      expect(id).toMatch(/^([a-z]{3}-[2-5][ab]|metric-[a-z-]+)$/);
      expect(measures).toMatch(/^[A-Z].*\.$/);
      expect(new Set(parts.map((part) => part.id)).size).toBe(parts.length);
      expect(sourceKinds).toEqual(expect.arrayContaining([...sources]));
    }
    expect(new Set(rules.map(({ id }) => id)).size).toBe(103);
  });
});
