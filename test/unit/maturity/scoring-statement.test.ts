import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../src/maturity/evidence/verdict.ts';
import type { EvidenceClass } from '../../../src/maturity/model.ts';
import type { Told } from '../../../src/maturity/scoring/result.ts';
import { scoreStatement } from '../../../src/maturity/scoring/statement.ts';
import { evidenceOf, shareOf, statementOf, toldOf } from '../../support/scoring.ts';

const score = (told: Told | null, evidence: Evidence | null = null, kind: EvidenceClass | null = 'A', consensus = false) =>
  scoreStatement(statementOf('s', 3, kind), { told, evidence, exempt: false }, consensus);

describe('the credit by answers', () => {
  const credit = (more: Partial<Told>, consensus = false) => score(toldOf(0.6, more), null, null, consensus).answers;

  it('takes three people with a choice, and half of those asked', () => {
    expect(credit({ asked: 3, values: 3 })).toBe(0.6);
    expect(credit({ asked: 2, values: 2 })).toBeNull();
    expect(credit({ asked: 8, values: 4, blank: 4 })).toBe(0.6);
    expect(credit({ asked: 9, values: 4, blank: 5 })).toBeNull();
    expect(credit({ asked: 5, values: 3, blank: 2 })).toBe(0.6);
  });

  it('takes one of a team that answers openly together', () => {
    expect(credit({ asked: 1, values: 1 }, true)).toBe(0.6);
    expect(score(toldOf(null, { asked: 1, values: 0, blank: 1 }), null, null, true).answers).toBeNull();
  });

  it('is unknown where the mean may not be told, or how many were asked', () => {
    expect(score(toldOf(null, { values: 5 }), null, null)).toMatchObject({ answers: null, state: 'unknown', meets: 'nothing' });
    expect(credit({ asked: null, values: null })).toBeNull();
  });
});

describe('not applicable, and not known', () => {
  it('takes a statement away when half of those asked say so', () => {
    const found = score(toldOf(0.5, { values: 4, notApplicable: 4 }), evidenceOf('supports'));
    expect(found).toMatchObject({ state: 'not_applicable', credit: null, answers: null, measured: 1, gap: null });
    expect(score(toldOf(0.5, { values: 5, notApplicable: 3 })).state).toBe('known');
  });

  it('is a finding of its own when two of five cannot judge', () => {
    expect(score(toldOf(0.5, { asked: 5, values: 3, dontKnow: 2 })).visibilityGap).toBe(true);
    expect(score(toldOf(0.5, { asked: 8, values: 5, dontKnow: 3 })).visibilityGap).toBe(false);
    expect(score(toldOf(null, { asked: null, values: null, dontKnow: null, notApplicable: null })).visibilityGap).toBe(false);
    expect(score(null).visibilityGap).toBe(false);
  });
});

describe('the credit by evidence', () => {
  const measured = (evidence: Evidence) => score(null, evidence).measured;

  it('is whole when it supports, and half of how near a share comes when it contradicts', () => {
    expect(measured(shareOf('supports', 45, 50, 0.8))).toBe(1);
    expect(measured(shareOf('contradicts', 20, 50, 0.8))).toBe(0.25);
    expect(measured(shareOf('contradicts', 0, 50, 0.8))).toBe(0);
    // Of a census the share can miss the bar by nothing but a rounding error.
    expect(measured(shareOf('contradicts', 50, 50, 0.8))).toBe(0.5);
  });

  it('is a quarter for a quantity that is clearly missed', () => {
    expect(measured(evidenceOf('supports', { value: 4, threshold: 48 }))).toBe(1);
    expect(measured(evidenceOf('contradicts', { value: 70, threshold: 48 }))).toBe(0.25);
  });

  it('is none where it proves neither, or nothing could tell', () => {
    expect([measured(shareOf('unclear', 8, 10, 0.8)), measured(evidenceOf('no_source'))]).toEqual([null, null]);
  });
});

describe('what counts', () => {
  const half = shareOf('contradicts', 20, 50, 0.8);
  const unclear = shareOf('unclear', 8, 10, 0.8);

  it.each([
    ['A', toldOf(1), half, 0.25],
    ['A', null, half, 0.25],
    ['A', toldOf(1), unclear, 1],
    ['B', toldOf(1), half, 0.625],
    ['B', null, half, 0.25],
    ['B', toldOf(1), unclear, 1],
    ['B', null, unclear, null],
    ['C', toldOf(1), half, 1],
    ['C', null, half, null],
    [null, toldOf(1), null, 1],
    [null, null, null, null],
  ] as const)('of class %s', (kind, told, evidence, credit) => {
    const found = score(told, evidence, kind);
    expect(found.credit).toBe(credit);
    expect(found.state).toBe(credit === null ? 'unknown' : 'known');
  });

  it('is nothing of a statement that is exempt, and shown all the same', () => {
    const found = scoreStatement(statementOf('s', 3, 'A'), { told: toldOf(1), evidence: half, exempt: true }, false);
    expect(found).toMatchObject({ state: 'exempt', credit: null, answers: 1, measured: 0.25, perceptionGap: true });
  });
});

describe('answers beside evidence', () => {
  const quarter = evidenceOf('contradicts');
  const meets = (mean: number, evidence = quarter, kind: EvidenceClass = 'C') => {
    const { meets: word, gap, perceptionGap } = score(toldOf(mean), evidence, kind);
    return [word, gap, perceptionGap];
  };

  it('agree within less than one step of the scale', () => {
    expect(meets(0.45)).toEqual(['agree', expect.closeTo(0.2, 12), false]);
    expect(meets(0.5)).toEqual(['answers_higher', 0.25, false]);
    expect(meets(0)).toEqual(['answers_lower', -0.25, false]);
  });

  it('differ in earnest from a half on, either way, whatever the class', () => {
    expect(meets(0.75)).toEqual(['answers_higher', 0.5, true]);
    expect(meets(0.5, evidenceOf('supports'), 'A')).toEqual(['answers_lower', -0.5, true]);
    // 7/10 − 1/5 is a half, in numbers of a machine a little less.
    expect(meets(0.7, shareOf('contradicts', 8, 25, 0.8))).toEqual(['answers_higher', expect.closeTo(0.5, 12), true]);
  });

  it('are missing, either or both', () => {
    expect(score(toldOf(1)).meets).toBe('no_evidence');
    expect(score(null, quarter).meets).toBe('no_answers');
    expect(score(null, shareOf('unclear', 8, 10, 0.8)).meets).toBe('nothing');
  });

  it('shows of evidence what the statement needs, with the class of the statement', () => {
    const evidence = { ...shareOf('supports', 45, 50, 0.8), parts: [{ part: 'share' }] };
    expect(score(null, evidence, 'B').evidence).toEqual({ ...shareOf('supports', 45, 50, 0.8), class: 'B' });
    expect(score(null, evidence, null)).toMatchObject({ evidence: null, measured: null, credit: null });
  });
});
