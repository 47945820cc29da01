import { describe, expect, it } from 'vitest';
import type { DimensionResult } from '../../../src/maturity/scoring/result.ts';
import { type ScoreQuestion, scoreProfile } from '../../../src/maturity/scoring/score.ts';
import { type Credits, dimensionOf, evidenceOf, modelOf, profileOf, questionOf, statementOf, toldOf } from '../../support/scoring.ts';

function scored(question: ScoreQuestion): DimensionResult {
  const [first] = scoreProfile(question);
  if (first === undefined) throw new Error('no dimension');
  return first;
}
const of = (...levels: readonly Credits[]): DimensionResult => scored(profileOf(levels));

/** Domain §7.3, to the exact value. */
describe('the level gate', () => {
  it.each([
    [
      [
        [1, 0.75],
        [1, 0.5],
        [0.5, 0.25],
        [0, 0],
      ],
      3,
      3.375,
    ],
    [
      [
        [0.25, 1],
        [1, 1],
        [1, 1],
        [0.5, 0],
      ],
      1,
      1.625,
    ],
    [
      [
        [1, 1],
        [1, 0.75],
        [0.75, 0.75],
        [1, 0.25],
      ],
      4,
      4.625,
    ],
  ] as const)('of %j is level %d, %d', (levels, level, decimal) => {
    expect(of(...levels)).toMatchObject({ level, decimal, atLeast: false });
  });

  it('ends at 5', () => {
    expect(of([1, 1], [1, 1], [1, 1], [1, 0.5])).toMatchObject({ level: 5, decimal: 5, next: [] });
  });

  it('keeps the decimal below the next level, also where one credit alone holds it back', () => {
    expect(of([1], [...Array<number>(99).fill(1), 0.4], [1], [1])).toMatchObject({ level: 2, decimal: 2.99 });
  });

  it('takes means for what they stand for: .7 and .8 are three quarters', () => {
    expect(of([0.7, 0.8], [0, 0], [0, 0], [0, 0]).level).toBe(2);
    expect(of([0.5, 0.99], [0, 0], [0, 0], [0, 0]).level).toBe(1);
  });

  it('knows no level where nothing is known of the first, and at least one where nothing is known of the next', () => {
    expect(of([null, null], [1, 1], [1, 1], [1, 1])).toMatchObject({ level: null, atLeast: false, decimal: null, next: ['D-2a', 'D-2b'] });
    expect(of([1, 1], [null, null], [1, 1], [1, 1])).toMatchObject({ level: 2, atLeast: true, decimal: null, next: ['D-3a', 'D-3b'] });
    expect(of([1, null], [1, 0.5], [null, 1], [null, null])).toMatchObject({ level: 4, atLeast: true });
  });

  it('is refused by one absent practice, however little else is known', () => {
    expect(of([1, 1], [0.25, null, null], [1, 1], [1, 1])).toMatchObject({ level: 2, atLeast: false, decimal: 2.25 });
    expect(of([0.25, null, null], [1, 1], [1, 1], [1, 1])).toMatchObject({ level: 1, atLeast: false });
    const low = of([1, 1], [0.5, null, null], [1, 1], [1, 1]);
    expect(low).toMatchObject({ level: 2, atLeast: true });
    expect(low.gates[1]).toEqual({ level: 3, mean: 0.5, least: 0.5, known: 1 / 3, passed: null });
  });

  it('counts neither what is exempt nor what is not applicable, and passes a level of which nothing is left', () => {
    const levels = [
      [1, 0],
      [0, 0.2],
      [1, 1],
      [0, 0],
    ];
    const more = { exempt: new Set(['D-2b', 'D-3a']) };
    const question = profileOf(levels, more);
    const told = new Map([...question.told, ['D-3b', toldOf(0.2, { values: 4, notApplicable: 4 })]]);
    const found = scored({ ...question, told });
    expect(found).toMatchObject({ level: 4, decimal: 4 });
    expect(found.gates[1]).toEqual({ level: 3, mean: null, least: null, known: null, passed: true });
    expect(found.statements.map(({ state }) => state)).toEqual(['known', 'exempt', 'exempt', 'not_applicable', ...Array(4).fill('known')]);
    expect(found.statements.slice(1, 4).map(({ credit }) => credit)).toEqual([null, null, null]);
  });

  it('says nothing where nothing applies', () => {
    const ids = ['D-2a', 'D-3a', 'D-4a', 'D-5a'];
    const found = scored(profileOf([[1], [1], [1], [1]], { exempt: new Set(ids), seed: 's' }));
    expect(found).toMatchObject({ level: null, atLeast: false, decimal: null, next: [], confidence: null, provisional: [], chances: null });
  });

  it('leaves statements outside every level out of it', () => {
    const model = modelOf([dimensionOf('D', [statementOf('a', 2), statementOf('L', null)])]);
    const found = scored(
      questionOf(model, {
        told: new Map([
          ['a', toldOf(1)],
          ['L', toldOf(0, { agreement: 'contested' })],
        ]),
      }),
    );
    expect(found).toMatchObject({ level: 5, contested: [] });
    expect(found.statements[1]).toMatchObject({ id: 'L', credit: 0 });
  });
});

describe('what is next', () => {
  it('is what is not met of the next level, the least met first, what is unknown last', () => {
    expect(of([1, 1], [0.7, null, 0.75, 0.2], [0, 0], [0, 0]).next).toEqual(['D-3d', 'D-3a', 'D-3b']);
  });

  it('is not what is exempt', () => {
    expect(scored(profileOf([[0, 0.1], [0], [0], [0]], { exempt: new Set(['D-2a']) })).next).toEqual(['D-2b']);
  });
});

describe('doubts', () => {
  it('are about the response', () => {
    const levels = [
      [1, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    const reasons = (response: number | null) => scored(profileOf(levels, { response })).provisional;
    expect([reasons(0.49), reasons(0.5), reasons(null)]).toEqual([['response'], [], []]);
  });

  it('are about what people see differently up to the next level, and not beyond', () => {
    const question = profileOf([
      [1, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    const contested = (id: string) =>
      scored({ ...question, told: new Map(question.told).set(id, toldOf(0.5, { agreement: 'contested' })) });
    expect(contested('D-3a')).toMatchObject({ provisional: ['contested'], contested: ['D-3a'] });
    expect(contested('D-4a')).toMatchObject({ provisional: [], contested: [] });
  });

  it('are about what is not known up to the next level', () => {
    expect(of([1, 1], [0, 0, null], [null, null], [null, null]).provisional).toEqual([]);
    expect(of([1, null], [0, 0.2], [1, 1], [1, 1]).provisional).toEqual([]);
    expect(of([1, 1, 1, 1, 1], [0.6, 0.6, null, null, null], [1], [1]).provisional).toEqual([]);
    expect(of([1, null], [0, null], [1, 1], [1, 1]).provisional).toEqual(['unknown']);
    expect(of([null, null], [0, 0], [1, 1], [1, 1]).provisional).toEqual(['unknown']);
  });
});

describe('confidence', () => {
  const classes = ['A', 'B', 'C'] as const;
  const withEvidence = (settled: number, verdict: 'supports' | 'contradicts' | 'unclear', kind: (typeof classes)[number] = 'A') => {
    const ids = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const model = modelOf([dimensionOf('D', [...ids.map((id) => statementOf(id, 2, kind)), statementOf('t', 3)])]);
    const evidence = new Map(ids.slice(0, settled).map((id) => [`rule-${id}`, evidenceOf(verdict)]));
    const told = new Map(ids.map((id) => [id, toldOf(0)]));
    return scored(questionOf(model, { told, evidence })).confidence;
  };

  it('is the share that direct or near evidence settles, either way', () => {
    expect([2, 3, 5, 6].map((n) => withEvidence(n, 'contradicts'))).toEqual(['low', 'medium', 'medium', 'high']);
    expect([withEvidence(10, 'unclear'), withEvidence(10, 'contradicts', 'C')]).toEqual(['low', 'low']);
    expect(withEvidence(6, 'contradicts', 'B')).toBe('high');
  });
});

describe('what a level rests on elsewhere', () => {
  const needing = dimensionOf('N', [statementOf('N-2a', 2), statementOf('N-3a', 3)], [{ level: 2, dimension: 'O', atLeast: 3 }]);
  const other = dimensionOf('O', [statementOf('O-2a', 2), statementOf('O-3a', 3), statementOf('O-4a', 4), statementOf('O-5a', 5)]);
  const warned = (own: number, others: readonly (number | null)[], dimensions = ['N', 'O']) => {
    const told = new Map([
      ['N-2a', toldOf(own)],
      ['N-3a', toldOf(0)],
      ...others.flatMap((credit, index) => (credit === null ? [] : [[`O-${index + 2}a`, toldOf(credit)] as const])),
    ]);
    const results = scoreProfile({ ...questionOf(modelOf([needing, other]), { told }), dimensions });
    return results.map(({ id, warnings }) => [id, warnings]);
  };
  const warning = [{ level: 2, dimension: 'O', atLeast: 3 }];

  it('is a warning where it is missing or unknown, and only once the level is reached', () => {
    expect(warned(1, [1, 0, 0, 0])).toEqual([
      ['N', warning],
      ['O', []],
    ]);
    expect(warned(1, [null, 1, 1, 1])).toEqual([
      ['N', warning],
      ['O', []],
    ]);
    expect(warned(1, [1, 1, 0, 0])).toEqual([
      ['N', []],
      ['O', []],
    ]);
    expect(warned(0, [0, 0, 0, 0])).toEqual([
      ['N', []],
      ['O', []],
    ]);
  });

  it('is none of a dimension that was left out', () => {
    expect(warned(1, [0, 0, 0, 0], ['N'])).toEqual([['N', []]]);
  });
});

describe('short checks', () => {
  const check = (credits: Credits) => {
    const statements = credits.map((_, index) => statementOf(`q${index}`, null, 'C'));
    const told = new Map(credits.flatMap((credit, index) => (credit === null ? [] : [[`q${index}`, toldOf(credit)] as const])));
    const evidence = new Map(statements.map(({ id }) => [`rule-${id}`, evidenceOf('contradicts')]));
    return scored(questionOf(modelOf([dimensionOf('D', statements)], 'mean'), { told, evidence, seed: 's' }));
  };

  it('are ten times the mean of what is known, where that is half or more', () => {
    expect(check([0.2, 0.6, null, null])).toMatchObject({
      level: null,
      gates: [],
      decimal: 4,
      chances: null,
      range: null,
      confidence: null,
    });
    expect(check([0.6, null, null]).decimal).toBeNull();
    expect(check([]).decimal).toBeNull();
  });

  it('are not moved by hints, and say where there is most to do', () => {
    const found = check([0.6, 1, 0.2, null]);
    expect(found).toMatchObject({ decimal: 6, next: ['q2', 'q0', 'q3'], provisional: [] });
    expect(found.statements[1]).toMatchObject({ measured: 0.25, credit: 1, gap: 0.75, perceptionGap: true });
    expect(check([0.6, null]).provisional).toEqual(['unknown']);
  });
});
