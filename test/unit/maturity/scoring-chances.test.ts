import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../../src/maturity/scoring/chances.ts';
import type { DimensionResult } from '../../../src/maturity/scoring/result.ts';
import { type ScoreQuestion, scoreProfile } from '../../../src/maturity/scoring/score.ts';
import { incompleteBeta } from '../../../src/statistics/beta.ts';
import { betaDeviation, drawBeta } from '../../../src/statistics/draws.ts';
import { greatestEntropy } from '../../../src/statistics/greatest-entropy.ts';
import { seeded } from '../../../src/statistics/seeded.ts';
import { type Credits, dimensionOf, modelOf, profileOf, questionOf, shareOf, statementOf, toldOf } from '../../support/scoring.ts';

function scored(question: ScoreQuestion): DimensionResult {
  const [first] = scoreProfile(question);
  if (first === undefined) throw new Error('no dimension');
  return first;
}
const withSeed = (levels: readonly Credits[], more: Partial<ScoreQuestion> = {}) => scored(profileOf(levels, { seed: 'a seed', ...more }));
const chance = ({ chances }: DimensionResult, level: number): number | undefined => chances?.find((one) => one.level === level)?.chance;

/** P(at most k of n), term by term. */
function binomial(k: number, n: number, p: number): number {
  let [term, sum] = [(1 - p) ** n, 0];
  for (let i = 0; i <= k; i += 1) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
}

describe('numbers drawn by a seed', () => {
  it('are the same for the same text, and others for another', () => {
    const first = (seed: string) => Array.from({ length: 4 }, seeded(seed));
    expect(first('a')).toEqual(first('a'));
    expect(first('a')).not.toEqual(first('b'));
    // On every machine, in every version: printed chances must come out again.
    expect(first('Plumbline').map((one) => one.toFixed(6))).toMatchInlineSnapshot(`
      [
        "0.761064",
        "0.774136",
        "0.192147",
        "0.572991",
      ]
    `);
  });

  it('are uniform', () => {
    const next = seeded('uniform');
    const counts = Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) {
      const tenth = Math.floor(next() * 10);
      counts[tenth] = (counts[tenth] ?? 0) + 1;
    }
    // χ² with 9 degrees of freedom: .001 above 27.9.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });

  it.each([
    [0.5, 10.5],
    [45.5, 5.5],
    [3.5, 3.5],
  ])('make a beta of %d and %d', (a, b) => {
    const next = seeded(`${a} ${b}`);
    const values = Array.from({ length: 20_000 }, () => drawBeta(next, a, b)).sort((x, y) => x - y);
    // Kolmogorov and Smirnov: 1.95 / √n is passed by chance once in a thousand.
    const far = Math.max(...values.map((value, index) => Math.abs((index + 0.5) / values.length - incompleteBeta(a, b, value))));
    expect(far).toBeLessThan(1.95 / Math.sqrt(values.length));
    const mean = a / (a + b);
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(spread / betaDeviation(a, b)).toBeCloseTo(1, 1);
  });
});

describe('shares of greatest entropy', () => {
  const five = [0, 0.25, 0.5, 0.75, 1];
  it('are uniform at the middle, and one answer at an end', () => {
    for (const share of greatestEntropy(five, 0.5)) expect(share).toBeCloseTo(0.2, 12);
    expect(greatestEntropy(five, 1)).toEqual([0, 0, 0, 0, 1]);
    expect(greatestEntropy(five, 0)).toEqual([1, 0, 0, 0, 0]);
    expect(greatestEntropy([0.2, 0.9, 0.9], 0.9 + 1e-16)).toEqual([0, 0.5, 0.5]);
  });

  it('are those of the die of Jaynes: a mean of 4.5', () => {
    const shares = greatestEntropy([1, 2, 3, 4, 5, 6], 4.5);
    expect(shares.map((share) => share.toFixed(5))).toEqual(['0.05435', '0.07877', '0.11416', '0.16545', '0.23977', '0.34749']);
  });

  it('refuse a mean beyond', () => {
    expect(() => greatestEntropy(five, 1.01)).toThrow(RangeError);
    expect(() => greatestEntropy(five, Number.NaN)).toThrow(RangeError);
  });
});

describe('the chances of levels', () => {
  it('come out again, each dimension by itself', () => {
    const levels = [
      [0.8, 0.75],
      [0.8, 0.7],
      [0.8, 0.75],
      [0.7, 0.75],
    ];
    const first = withSeed(levels);
    expect(withSeed(levels).chances).toEqual(first.chances);
    expect(withSeed(levels, { seed: 'another' }).chances).not.toEqual(first.chances);
    const { model, ...question } = profileOf(levels, { seed: 'a seed' });
    const more = modelOf([dimensionOf('A', [statementOf('A-2a', 2)]), ...model.dimensions]);
    const among = scoreProfile({ ...question, model: more, dimensions: ['A', 'D'] });
    expect(among[1]?.chances).toEqual(first.chances);
  });

  it('of two dimensions have nothing to do with each other', () => {
    const statements = (id: string) => [2, 3, 4, 5].map((level) => statementOf(`${id}-${level}`, level as 2 | 3 | 4 | 5));
    const model = modelOf(['D', 'E'].map((id) => dimensionOf(id, statements(id))));
    const told = new Map(model.dimensions.flatMap((one) => one.statements.map(({ id }) => [id, toldOf(0.76, { invited: 50 })] as const)));
    const [first, second] = scoreProfile(questionOf(model, { told, seed: 's' }));
    expect(first?.chances).not.toEqual(second?.chances);
  });

  it('are certain where everybody said the same', () => {
    expect(
      withSeed([
        [1, 1],
        [1, 1],
        [0, 0],
        [0, 0],
      ]),
    ).toMatchObject({
      level: 3,
      chances: [2, 3, 4, 5].map((level) => ({ level, chance: level <= 3 ? 1 : 0 })),
      range: { low: 3, high: 3 },
    });
  });

  it('are those of drawing people of the counts that are told', () => {
    // Nine of twelve say yes, and 1,000 could have been asked: passed when 9 or more of 12 drawn do, with hardly any pull.
    const told = toldOf(0.75, { invited: 100_000, asked: 12, values: 12, counts: [3, 0, 0, 0, 9] });
    const question = profileOf([[1], [0], [0], [0]]);
    const found = scored({ ...question, told: new Map(question.told).set('D-2a', told), seed: 's' });
    // With 99,988 not asked the pull is .99994: 8.9999 of 12 is still below the bar and 9 stays 9.
    const expected = 1 - binomial(8, 12, 0.75);
    expect(Math.abs((chance(found, 2) ?? 0) - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 1000));
  });

  it('are drawn towards the mean as far as a team was asked', () => {
    const passed = (invited: number) => {
      const told = toldOf(0.8, { invited, asked: 8, values: 8 });
      const question = profileOf([[1], [0], [0], [0]]);
      return chance(scored({ ...question, told: new Map(question.told).set('D-2a', told), seed: 's' }), 2) ?? 0;
    };
    expect(passed(8)).toBeGreaterThan(passed(16));
    expect(passed(16)).toBeGreaterThanOrEqual(passed(800));
    expect(passed(8)).toBeGreaterThan(0.9);
  });

  it('of a crowd are those of a mean that varies normally', () => {
    // Mean .76 of 400 of a hundred thousand who say all or nothing: .01 above the bar is .468 standard errors.
    const told = toldOf(0.76, { invited: 100_000, asked: 400, values: 400, counts: [96, 0, 0, 0, 304] });
    const question = profileOf([[1], [0], [0], [0]]);
    const found = scored({ ...question, told: new Map(question.told).set('D-2a', told), seed: 's' });
    const expected = 1 - binomial(299, 400, 0.76);
    expect(Math.abs((chance(found, 2) ?? 0) - expected)).toBeLessThan(0.06);
  });

  it('leave an answer given together as it is', () => {
    const levels = [[0.75], [0.5], [0], [0]];
    expect(withSeed(levels, { consensus: true }).chances?.map((one) => one.chance)).toEqual([1, 0, 0, 0]);
    expect(chance(withSeed(levels), 2)).toBeLessThan(1);
  });

  it('draw shares of samples, and take inventories and quantities as they are', () => {
    const of = (rule: string, met: number, n: number, threshold: number) => {
      const evidence = new Map([[rule, shareOf('supports', met, n, threshold, rule)]]);
      const statement = { ...statementOf('s', 2), evidence: { rule, class: 'A' as const } };
      return chance(scored(questionOf(modelOf([dimensionOf('D', [statement])]), { evidence, seed: 's' })), 2) ?? 0;
    };
    // A share of merged changes, 45 of 50 against .8: P(Beta(45.5, 5.5) ≥ .8), but a little below it still passes none: ½ is below ¾.
    const expected = 1 - incompleteBeta(45.5, 5.5, 0.8);
    expect(Math.abs(of('cul-2b', 45, 50, 0.8) - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 1000));
    expect(of('cul-2a', 4, 5, 0.8)).toBe(1);
  });

  it('count answers and near evidence by half', () => {
    const statement = { ...statementOf('s', 2), evidence: { rule: 'cul-2b', class: 'B' as const } };
    const question = questionOf(modelOf([dimensionOf('D', [statement])]), {
      told: new Map([['s', toldOf(0.5)]]),
      evidence: new Map([['cul-2b', shareOf('supports', 400, 400, 0.8, 'cul-2b')]]),
      seed: 's',
    });
    // (u + 1) / 2 ≥ .75 when the mean drawn is .5 or more, which symmetry makes it a little more often than not.
    expect(chance(scored(question), 2)).toBeGreaterThan(0.5);
    expect(chance(scored(question), 2)).toBeLessThan(0.7);
    expect(chance(scored({ ...question, consensus: true }), 2)).toBe(1);
  });

  it('end before the first level of which too little is known', () => {
    expect(
      withSeed([
        [1, 1],
        [1, 1],
        [null, null],
        [0, 0],
      ]).chances,
    ).toEqual([
      { level: 2, chance: 1 },
      { level: 3, chance: 1 },
    ]);
    expect(
      withSeed([
        [null, null],
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
    ).toMatchObject({ level: null, chances: null, range: null });
    expect(withSeed([[1, 1], [0.2, null, null], [1], [1]])).toMatchObject({
      chances: [{ level: 2, chance: 1 }],
      range: { low: 2, high: 2 },
    });
  });

  it('are not worked out without a seed', () => {
    expect(scored(profileOf([[1], [1], [1], [1]], { seed: null }))).toMatchObject({ chances: null, range: null });
  });
});

describe('the range of levels', () => {
  const chances = (...list: readonly number[]) => list.map((one, index) => ({ level: ([2, 3, 4, 5] as const)[index] ?? 5, chance: one }));
  it.each([
    [3, [1, 0.8, 0.2, 0], { low: 2, high: 4 }],
    [3, [1, 0.81, 0.19, 0], { low: 3, high: 3 }],
    [3, [1, 0.9, 0.5, 0.35], { low: 3, high: 3 }],
    [1, [0.2, 0, 0, 0], { low: 1, high: 2 }],
    [5, [1, 1, 1, 0.8], { low: 4, high: 5 }],
    [3, [0.9, 0.7], { low: 2, high: 3 }],
    [2, [0.8], { low: 1, high: 2 }],
  ] as const)('around %d with %j', (level, list, expected) => {
    expect(rangeOf(level, chances(...list))).toEqual(expected);
  });

  it('is none without a level', () => {
    expect(rangeOf(null, chances(1))).toBeNull();
  });
});
