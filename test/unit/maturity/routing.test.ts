import { describe, expect, it } from 'vitest';
import { minutesFor } from '../../../src/maturity/minutes.ts';
import type { Dimension, EvidenceClass, Role, Statement } from '../../../src/maturity/model.ts';
import { routeFor } from '../../../src/maturity/routing.ts';

const everybody: readonly Role[] = ['developer', 'platform', 'lead'];
const statement = (id: string, level: Statement['level'], evidence: EvidenceClass | null = null, roles = everybody): Statement => ({
  id,
  level,
  roles,
  text: 'Every change is built and tested',
  scale: 'coverage',
  options: [],
  why: 'It counts',
  next: 'Do it',
  evidence: evidence === null ? null : { rule: id.toLowerCase(), class: evidence },
});
const dimension = (id: string, statements: readonly Statement[]): Dimension => ({
  id,
  name: id,
  group: 'g',
  improvised: '',
  needs: [],
  statements,
});

const eight = (id: string): readonly Statement[] =>
  ([2, 3, 4, 5] as const).flatMap((level) => [statement(`${id}-${level}a`, level), statement(`${id}-${level}b`, level)]);
const none = { reference: new Map(), verdicts: new Map() };

describe('the statements a role is asked', () => {
  it('decide the next level first: of each level one, then the rest of them, then the level after', () => {
    const model = { dimensions: [dimension('CID', eight('CID'))] };
    const asked = (level: 1 | 2 | 3 | 4 | 5, budget: number) =>
      routeFor({ ...none, model, role: 'lead', reference: new Map([['CID', level]]), budget }).join(' ');
    expect(asked(1, 2)).toBe('CID-2a CID-2b');
    expect(asked(1, 3)).toBe('CID-2a CID-2b CID-3a');
    expect(asked(2, 3)).toBe('CID-2a CID-2b CID-3a');
    expect(asked(3, 3)).toBe('CID-2a CID-3a CID-4a');
    expect(asked(5, 4)).toBe('CID-2a CID-3a CID-4a CID-5a');
  });

  it('leave what evidence settles to the end: weak evidence before strong', () => {
    const statements = [statement('X-2a', 2, 'A'), statement('X-2b', 2, 'B'), statement('X-2c', 2, 'C'), statement('X-2d', 2, 'A')];
    const verdicts = new Map([
      ['X-2a', 'supports'],
      ['X-2b', 'contradicts'],
      ['X-2c', 'supports'],
      ['X-2d', 'unclear'],
    ] as const);
    const asked = (budget: number) =>
      routeFor({ ...none, model: { dimensions: [dimension('X', statements)] }, role: 'lead', verdicts, budget });
    expect(asked(1)).toEqual(['X-2c']);
    expect(asked(2)).toEqual(['X-2c', 'X-2d']);
    expect(asked(3)).toEqual(['X-2b', 'X-2c', 'X-2d']);
    expect(asked(4)).toEqual(['X-2a', 'X-2b', 'X-2c', 'X-2d']);
  });

  it('go first, in the last round, to the dimension that knows least', () => {
    const settled = eight('AAA').map((one) => ({ ...one, evidence: { rule: 'r', class: 'A' as const } }));
    const model = { dimensions: [dimension('AAA', settled), dimension('BBB', eight('BBB'))] };
    const verdicts = new Map(settled.map(({ id }) => [id, 'supports' as const]));
    expect(routeFor({ ...none, model, role: 'lead', verdicts, budget: 3 })).toEqual(['AAA-2a', 'BBB-2a', 'BBB-2b']);
  });

  it('are those of all roles where everybody is asked the same', () => {
    const statements = [
      statement('X-2a', 2, null, ['developer']),
      statement('X-2b', 2, null, ['platform']),
      statement('X-x1', null, null, ['lead']),
    ];
    const model = { dimensions: [dimension('X', statements)] };
    expect(routeFor({ ...none, model, role: null })).toEqual(['X-2a', 'X-2b', 'X-x1']);
    expect(routeFor({ ...none, model, role: 'developer' })).toEqual(['X-2a']);
  });

  it('hold what stands outside the levels, always', () => {
    const model = {
      dimensions: [dimension('CUL', [...eight('CUL'), statement('CUL-x1', null), statement('CUL-x2', null, null, ['platform'])])],
    };
    expect(routeFor({ ...none, model, role: 'lead', budget: 1 })).toEqual(['CUL-x1']);
    expect(routeFor({ ...none, model, role: 'lead', budget: 2 })).toEqual(['CUL-2a', 'CUL-x1']);
  });

  it('are none of dimensions that were not chosen, nor of other roles', () => {
    const model = { dimensions: [dimension('AAA', eight('AAA')), dimension('BBB', [statement('BBB-2a', 2, null, ['platform'])])] };
    expect(routeFor({ ...none, model, role: 'lead', dimensions: ['BBB'] })).toEqual([]);
    expect(routeFor({ ...none, model, role: 'platform', dimensions: ['BBB'] })).toEqual(['BBB-2a']);
  });
});

describe('minutes', () => {
  it('are 200 words each, and 4 seconds a choice', () => {
    const hundred = { text: Array(100).fill('word').join(' '), options: [] };
    expect(minutesFor([])).toBe(0);
    expect(minutesFor([hundred])).toBeCloseTo(0.5 + 4 / 60, 12);
    expect(minutesFor(Array(30).fill(hundred))).toBeCloseTo(15 + 2, 12);
    expect(minutesFor([{ text: ' How  often?\n', options: [{ text: 'Once a day', credit: 1 }] }])).toBeCloseTo(5 / 200 + 4 / 60, 12);
  });
});
