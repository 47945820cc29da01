import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../src/maturity/model.ts';
import { type CellCounts, toldOf, toldOpenly } from '../../../src/maturity/scoring/told.ts';
import type { Decision } from '../../../src/maturity/suppression/publication.ts';

const coverage: Pick<Statement, 'scale' | 'options'> = { scale: 'coverage', options: [] };
const options: Pick<Statement, 'scale' | 'options'> = {
  scale: 'options',
  options: [0.25, 0.6, 0.75, 0.975].map((credit) => ({ text: `${credit}`, credit })),
};
const counts = (choices: readonly number[], dontKnow = 0, notApplicable = 0, blank = 0): CellCounts => ({
  choices,
  dontKnow,
  notApplicable,
  blank,
});
const shown = (n: number, ...batches: readonly number[]) => ({ shown: true, n, batches }) as const;
const hidden = (reason: 'too_few' | 'complement') => ({ shown: false, reason }) as const;
const decision = (states: Decision['states'], values: Decision['values']): Decision => ({
  cell: { team: 't', role: null },
  states,
  values,
});
const all = { agreement: true, histogram: true } as const;

describe('what is told of a cell', () => {
  it('is everything where everything may be', () => {
    const told = toldOf(coverage, 20, [counts([0, 1, 2, 5, 2], 1, 2, 3)], decision(shown(16, 0), { ...shown(10, 0), ...all }));
    expect(told).toEqual({
      invited: 20,
      asked: 16,
      values: 10,
      dontKnow: 1,
      notApplicable: 2,
      blank: 3,
      mean: 0.7,
      agreement: 'mixed',
      counts: [0, 1, 2, 5, 2],
      hidden: null,
    });
  });

  it('is what people answered in the batches that are named, and in no others', () => {
    const batches = [counts([0, 0, 5, 0, 0], 1), counts([5, 0, 0, 0, 0], 4), counts([0, 0, 0, 0, 5], 2)];
    const told = toldOf(coverage, 30, batches, decision(shown(22, 0, 1, 2), { ...shown(10, 0, 2), ...all }));
    expect(told).toMatchObject({ asked: 22, values: 10, dontKnow: 7, mean: 0.75, counts: [0, 0, 5, 0, 5] });
  });

  it('leaves out counts, word and mean one after the other', () => {
    const batches = [counts([3, 0, 0, 0, 3], 2)];
    const tell = (values: Decision['values']) => toldOf(coverage, 9, batches, decision(shown(8, 0), values));
    expect(tell({ ...shown(6, 0), agreement: true, histogram: false })).toMatchObject({ mean: 0.5, agreement: 'contested', counts: null });
    expect(tell({ ...shown(6, 0), agreement: false, histogram: false })).toMatchObject({ mean: 0.5, agreement: null, counts: null });
    expect(tell(hidden('complement'))).toEqual({
      invited: 9,
      asked: 8,
      values: 6,
      dontKnow: 2,
      notApplicable: 0,
      blank: 0,
      mean: null,
      agreement: null,
      counts: null,
      hidden: 'complement',
    });
  });

  it('is who was invited and why nothing else, where nothing may be told', () => {
    const told = toldOf(coverage, 4, [counts([0, 0, 0, 2, 2])], decision(hidden('too_few'), hidden('too_few')));
    const { invited, hidden: reason, ...rest } = told;
    expect([invited, reason, Object.values(rest)]).toEqual([4, 'too_few', Array(8).fill(null)]);
  });

  it('tells options by what they are worth, and agreement by their place', () => {
    const decided = decision(shown(8, 0), { ...shown(8, 0), ...all });
    expect(toldOf(options, 8, [counts([4, 0, 0, 4])], decided)).toMatchObject({ mean: (0.25 + 0.975) / 2, agreement: 'contested' });
    // Variance 2/7 of 1.25 on four steps: r* = .77, though these two are worth .35 more or less.
    expect(toldOf(options, 8, [counts([4, 4, 0, 0])], decided)).toMatchObject({ agreement: 'agreed' });
  });

  it('is about the people that were decided on', () => {
    const wrong = (batches: readonly CellCounts[]) => () => toldOf(coverage, 9, batches, decision(shown(6, 0), { ...shown(5, 0), ...all }));
    expect(wrong([counts([5, 0, 0, 0, 0], 1)])).not.toThrow();
    expect(wrong([counts([5, 0, 0, 0, 0], 2)])).toThrow(RangeError);
    expect(wrong([counts([4, 0, 0, 0, 0], 2)])).toThrow(RangeError);
    expect(wrong([])).toThrow(RangeError);
  });
});

describe('what is told of a team that answers openly together', () => {
  it('is its answer', () => {
    expect(toldOpenly(coverage, 1, counts([0, 0, 0, 1, 0]))).toEqual({
      invited: 1,
      asked: 1,
      values: 1,
      dontKnow: 0,
      notApplicable: 0,
      blank: 0,
      mean: 0.75,
      agreement: null,
      counts: [0, 0, 0, 1, 0],
      hidden: null,
    });
  });
});
