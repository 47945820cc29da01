import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/maturity/evidence/verdict.ts';
import type { Statement } from '../../../src/maturity/model.ts';
import { compare, type Side } from '../../../src/maturity/scoring/compare.ts';
import { type ScoreQuestion, scoreProfile } from '../../../src/maturity/scoring/score.ts';
import { dimensionOf, evidenceOf, modelOf, profileOf, questionOf, shareOf, statementOf, toldOf } from '../../support/scoring.ts';

function sideOf(question: ScoreQuestion): Side {
  const [dimension] = question.model.dimensions;
  const [result] = scoreProfile(question);
  if (dimension === undefined || result === undefined) throw new Error('no dimension');
  return { dimension, result, response: question.response, consensus: question.consensus };
}

/** Statements answered alike: so many people of so many by choice. */
const answered = (counts: readonly number[], invited: number, { statements = [statementOf('s', 2)], ...more }: More = {}): Side => {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, index) => sum + (count * index) / 4, 0) / n;
  const told = new Map(statements.map(({ id }) => [id, toldOf(mean, { invited, asked: n, values: n, counts })]));
  return sideOf(questionOf(modelOf([dimensionOf('D', statements)]), { told, ...more }));
};
type More = Partial<ScoreQuestion> & { readonly statements?: readonly Statement[] };
const direction = (before: Side, now: Side) => compare(before, now).direction;

describe('against the last campaign', () => {
  it('tells where it was, and in which direction it went', () => {
    const before = sideOf(
      profileOf(
        [
          [1, 0.75],
          [0.5, 0.5],
          [0, 0],
          [0, 0],
        ],
        { consensus: true },
      ),
    );
    const now = sideOf(
      profileOf(
        [
          [1, 1],
          [1, 1],
          [0.5, 0],
          [0, 0],
        ],
        { consensus: true },
      ),
    );
    expect(compare(before, now)).toEqual({ level: 2, decimal: 2.5, direction: 'up' });
    expect(compare(now, before)).toEqual({ level: 3, decimal: 3.25, direction: 'down' });
    expect(direction(now, now)).toBe('none');
  });

  it('has no arrow for a trifle: .3 of 1 to 5 is the least', () => {
    const consensus = (credit: number) => sideOf(profileOf([[credit], [], [], []], { consensus: true }));
    expect(direction(consensus(0.5), consensus(0.575))).toBe('up');
    expect(direction(consensus(0.5), consensus(0.574))).toBe('none');
    expect(direction(consensus(0.575), consensus(0.5))).toBe('down');
  });

  it('has no arrow for what may be chance', () => {
    // Scores 1 to 5 of ten out of a thousand: s = 1.581, SE = .4977, of a difference .704, times 1.64 is 1.154.
    const wide = answered([2, 2, 2, 2, 2], 1000);
    expect(direction(wide, answered([1, 1, 2, 2, 4], 1000))).toBe('none');
    expect(direction(wide, answered([0, 0, 2, 2, 6], 1000))).toBe('up');
    // The same ten answers are more where they are nearly everybody.
    expect(direction(answered([2, 2, 2, 2, 2], 10), answered([1, 1, 2, 2, 4], 10))).toBe('up');
  });

  it('is sure at 1.64 standard errors, and not before', () => {
    // Both sides s² = 4 · n / (n − 1), all or nothing; twenty of a hundred thousand: SE = 2 / √19 = .4588, of a difference .6489.
    const half = answered([10, 0, 0, 0, 10], 1e9);
    const shifted = (yes: number) => answered([20 - yes, 0, 0, 0, yes], 1e9);
    // 15 of 20: Δ = 1, SE = hypot(.4588, .3974) = .607, 1.64 times is .995.
    expect(direction(half, shifted(15))).toBe('up');
    // 14 of 20: Δ = .8 is less than .99.
    expect(direction(half, shifted(14))).toBe('none');
  });

  it('takes the spread of few people for larger than theirs', () => {
    // Four of a thousand million: s = 2.309 and .5, SE of the difference 1.181, times 1.64 is 1.94: more than 1.75.
    expect(direction(answered([2, 0, 0, 0, 2], 1e9), answered([0, 0, 0, 1, 3], 1e9))).toBe('none');
  });

  it('is surer of many statements than of one', () => {
    const of = (many: number, counts: readonly number[]) =>
      answered(counts, 1000, { statements: Array.from({ length: many }, (_, index) => statementOf(`s${index}`, 2)) });
    // Δ = .7; 1.64 standard errors are 1.10 of one statement and .55 of four.
    expect(direction(of(1, [2, 2, 2, 2, 2]), of(1, [1, 1, 2, 2, 4]))).toBe('none');
    expect(direction(of(4, [2, 2, 2, 2, 2]), of(4, [1, 1, 2, 2, 4]))).toBe('up');
  });

  it('halves the doubts about answers where near evidence counts as much', () => {
    const of = (counts: readonly number[]) =>
      answered(counts, 1000, { statements: [statementOf('s', 2, 'B')], evidence: new Map([['rule-s', evidenceOf('supports')]]) });
    // Δ = .7; 1.64 standard errors of the answers are .93, of the credit .46.
    expect(direction(of([2, 2, 2, 2, 2]), of([0, 0, 2, 2, 6]))).toBe('up');
  });

  it('takes the spread of greatest entropy where the mean alone is told', () => {
    const told = (mean: number) => {
      const question = profileOf([[mean], [], [], []]);
      return sideOf({ ...question, told: new Map([['D-2a', toldOf(mean, { invited: 1000, asked: 9, values: 9 })]]) });
    };
    // s = 1.5 both: SE = .5 each, 1.64 · .707 = 1.16 is more than .8; near the end it is far less.
    expect(direction(told(0.5), told(0.7))).toBe('none');
    expect(direction(told(0.5), told(0.95))).toBe('up');
  });

  it('knows that a share of few events may move by itself', () => {
    const measured = (met: number, of: number, rule = 'cul-2b', threshold = 0.9, verdict: Verdict = 'contradicts') => {
      const statement = { ...statementOf('s', 2), evidence: { rule, class: 'A' as const } };
      const evidence = new Map([[rule, shareOf(verdict, met, of, threshold, rule)]]);
      return sideOf(questionOf(modelOf([dimensionOf('D', [statement])]), { evidence, response: null }));
    };
    expect(direction(measured(2, 10), measured(4, 10))).toBe('none');
    expect(direction(measured(200, 1000), measured(400, 1000))).toBe('up');
    // Against a low bar: .033 / .05 would be more than a credit can spread at all; held to .5, 1.64 standard errors are 3.5 of 4.
    expect(direction(measured(0, 20, 'cul-2b', 0.05), measured(900, 1000, 'cul-2b', 0.05, 'supports'))).toBe('up');
    // An inventory is all there is.
    expect(direction(measured(2, 10, 'cul-2a'), measured(4, 10, 'cul-2a'))).toBe('up');
  });

  it('compares only what is known both times', () => {
    const before = sideOf(profileOf([[0.5, null, 0.5], [], [], []], { consensus: true }));
    const now = sideOf(profileOf([[0.5, 1, null], [], [], []], { consensus: true }));
    expect(direction(before, now)).toBe('none');
    const other = sideOf(profileOf([[null, 1, null], [], [], []], { consensus: true }));
    expect(compare(before, other)).toMatchObject({ direction: 'not_compared', level: 1 });
  });

  it('does not compare where fewer than half responded, either time', () => {
    const low = sideOf(profileOf([[0.1], [], [], []], { response: 0.4 }));
    const high = sideOf(profileOf([[1], [], [], []], { response: 0.8 }));
    expect([direction(low, high), direction(high, low)]).toEqual(['not_compared', 'not_compared']);
  });
});
