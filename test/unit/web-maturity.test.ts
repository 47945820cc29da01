import { describe, expect, it } from 'vitest';
import { gatesOf, standingOf } from '../../src/maturity/scoring/gate.ts';
import { chosenOf, profileAt } from '../../web/assessed.ts';
import { marksOf, outlineOf, pointOf, sectorsOf } from '../../web/charts/profile.ts';
import { gapsInWords, gapsOf, gapsOfKind } from '../../web/gaps.ts';
import { meanInWords, statesInWords } from '../../web/maturity-answer-words.ts';
import { figuresInWords, quantityInWords, sourcesInWords } from '../../web/maturity-evidence-words.ts';
import { chancesInWords, storyInWords } from '../../web/maturity-gate-words.ts';
import {
  type Dimension,
  dimensionInWords,
  lastInWords,
  levelInWords,
  profileInWords,
  type Statement,
  targetsInWords,
  unknownInWords,
} from '../../web/maturity-words.ts';

/** Numbers as pages write them have narrow spaces. */
const plain = (text: string | null): string => (text ?? '').replace(/[\u202f\u00a0]/g, ' ');

type Level = 2 | 3 | 4 | 5;

const statement = (id: string, level: Level | null, credit: number | null, more: Partial<Statement> = {}): Statement => ({
  id,
  level,
  scale: 'coverage',
  text: `We do ${id}.`,
  why: 'It helps.',
  next: 'Begin.',
  told: null,
  byRole: [],
  answers: null,
  evidence: null,
  measured: null,
  credit,
  state: credit === null ? 'unknown' : 'known',
  meets: 'nothing',
  gap: null,
  perceptionGap: false,
  visibilityGap: false,
  ...more,
});

const dimension = (statements: readonly Statement[], more: Partial<Dimension> = {}): Dimension => {
  const gates = gatesOf(statements);
  const { next: _, ...standing } = standingOf(gates);
  return {
    id: 'CID',
    name: 'Delivery',
    group: 'all',
    improvised: 'By hand.',
    ...standing,
    gates,
    chances: null,
    range: null,
    confidence: null,
    provisional: [],
    contested: [],
    next: [],
    warnings: [],
    target: null,
    last: null,
    statements,
    ...more,
  };
};

/** Credits by level, as the worked examples of the level gate have them. */
const of = (...levels: readonly (readonly (number | null)[])[]): readonly Statement[] =>
  levels.flatMap((credits, at) => credits.map((credit, index) => statement(`${at + 2}${'ab'[index]}`, (at + 2) as Level, credit)));

const model = { id: 'm', name: 'M', version: '1', scored: 'levels', groups: [{ id: 'all', name: 'All' }] } as const;

describe('a dimension in words', () => {
  it('says where it is strong and where the gap below that is', () => {
    const gated = dimension(of([0.25, 1], [1, 1], [1, 1], [0.5, 0]));
    expect(gated.level).toBe(1);
    expect(storyInWords(gated)).toBe('Strong at levels 3–4, one gap at level 2: “We do 2a”.');
    expect(storyInWords(dimension(of([1, 0.75], [1, 0.5], [0.5, 0.25], [0, 0])))).toBe(
      'Level 4 is next: “We do 4b” and one more statement.',
    );
    expect(storyInWords(dimension(of([1, 1], [1, 1], [1, 1], [1, 1])))).toBe('Every level is reached.');
    expect(storyInWords(dimension(of([1, 1], [null, null], [1, 1], [0, 0])))).toMatch(/^Not enough is known of level 3/);
  });

  it('tells the chances that say more than the level', () => {
    const drawn = (...all: readonly number[]) =>
      chancesInWords(dimension([], { chances: all.map((chance, at) => ({ level: (at + 2) as Level, chance })) }));
    expect(plain(drawn(1, 0.92, 0.12, 0))).toBe(
      'Drawn anew from the same answers and records, it is at least level 3 in 92 %, level 4 in 12 % of cases.',
    );
    expect(drawn(1, 1, 0, 0)).toBeNull();
    expect(chancesInWords(dimension([]))).toBeNull();
  });

  it('never says a number for what is not known', () => {
    const unknown = dimension(of([null, null], [1, 1], [0, 0], [0, 0]));
    expect(levelInWords(unknown, 'levels')).toBeNull();
    expect(dimensionInWords(unknown, 'levels')).toBe('Delivery: Too little is known: 0 of 2 statements of level 2');
    expect(unknownInWords(dimension([statement('a', null, null), statement('b', null, 0.5)], { decimal: null }), 'mean')).toBe(
      'Too little is known: 1 of 2 statements',
    );
    expect(marksOf(unknown, 'levels')).toMatchObject({ filled: null, near: null, range: null, last: null });
  });

  it('says at least, and the neighbours a level may as well be', () => {
    const open = dimension(of([1, 1], [1, 1], [null, null], [0, 0]));
    expect(levelInWords(open, 'levels')).toBe('at least 3');
    expect(marksOf(open, 'levels')).toMatchObject({ filled: 60, open: true });
    const sure = dimension(of([1, 1], [1, 1], [0, 0], [0, 0]), { range: { low: 3, high: 3 } });
    expect(levelInWords(sure, 'levels')).toBe('3');
    expect(levelInWords({ ...sure, range: { low: 3, high: 4 } }, 'levels')).toBe('3 (3–4)');
    expect(marksOf({ ...sure, range: { low: 3, high: 4 } }, 'levels').range).toEqual({ from: 50, to: 70 });
  });

  it('speaks of up and down from a level only where the level went that way', () => {
    const now = dimension(of([1, 1], [1, 1], [0, 0], [0, 0]));
    const last = (level: 1 | 2 | 3 | 4 | null, direction: 'up' | 'down' | 'none' | 'not_compared') =>
      lastInWords({ ...now, last: { level, decimal: level, direction } }, 'levels');
    expect(last(2, 'up')).toBe('up from 2');
    expect(last(4, 'down')).toBe('down from 4');
    expect(last(3, 'up')).toBe('3 last time, more of it is met');
    expect(last(4, 'up')).toBe('4 last time, more of it is met');
    expect(last(2, 'none')).toBe('2 last time, no clear change');
    expect(last(2, 'not_compared')).toBe('2 last time, not compared');
    expect(last(null, 'not_compared')).toBe('not known last time');
    expect(lastInWords(now, 'levels')).toBeNull();
  });
});

describe('a profile in words', () => {
  const at = (level: 1 | 2 | 3 | null, target: Dimension['target'] = null) => dimension([], { level, target });

  it('counts dimensions by level, and adds nothing up', () => {
    expect(profileInWords({ dimensions: [at(3), at(2), at(3), at(null)], model })).toBe(
      'Of 4 dimensions 2 are at level 3 and 1 at level 2; too little is known of 1',
    );
    expect(profileInWords({ dimensions: [at(null)], model })).toBe('Too little is known to say a level of anything');
    expect(targetsInWords([at(3, { level: 3, by: null }), at(2, { level: 4, by: null }), at(null, { level: 2, by: null }), at(1)])).toBe(
      '1 of 3 targets is reached',
    );
    expect(targetsInWords([at(3)])).toBeNull();
  });

  it('of a short check says its lowest and its highest mean', () => {
    const short = [6.4, 3.1, null].map((decimal, i) => dimension([], { name: `D${i}`, level: null, decimal }));
    expect(profileInWords({ dimensions: short, model: { ...model, scored: 'mean' } })).toBe(
      'D1 is the lowest at 3.1 of 10, D0 the highest at 6.4; too little is known of 1',
    );
  });
});

describe('answers and evidence in words', () => {
  it('say a mean by its nearest answer', () => {
    expect(plain(meanInWords(0.78, 'coverage'))).toBe('most of it (78 %)');
    expect(meanInWords(0.775, 'perception')).toBe('agree (4.1 of 5)');
    expect(meanInWords(0.64, 'options')).toBe('6.4 of 10');
  });

  it('tell no count that may not be told', () => {
    const hidden = {
      asked: null,
      values: null,
      dontKnow: null,
      notApplicable: null,
      blank: null,
      mean: null,
      agreement: null,
      counts: null,
    };
    expect(statesInWords({ ...hidden, invited: 4, hidden: 'too_few' })).toBeNull();
    const told = { ...hidden, invited: 9, asked: 8, values: 5, dontKnow: 3, notApplicable: 0, blank: 0, hidden: null };
    expect(statesInWords(told)).toBe('5 of 8 gave an answer, 3 can’t judge');
  });

  it('say figures with their bar', () => {
    expect(plain(figuresInWords({ value: 12 / 14, threshold: 0.8, share: { met: 12, of: 14 }, n: 14 }, null))).toBe(
      '12 of 14 (86 %), bar 80 %',
    );
    expect(plain(figuresInWords({ value: 29.5, threshold: 48, share: null, n: 41 }, 'hours'))).toBe('1 d 6 h from 41 records, bar 2 d');
    expect(figuresInWords({ value: 7, threshold: 1, share: null, n: 7 }, 'number')).toBe('7, bar 1');
    expect(figuresInWords({ value: null, threshold: 0.8, share: null, n: 0 }, null)).toBeNull();
    expect(sourcesInWords({ sources: ['github', 'gitlab', 'own'] })).toBe('GitHub, GitLab or Plumbline’s own records could tell');
    expect(quantityInWords(3.44, 'of a kind nobody knows')).toBe('3.4');
  });

  it('put the widest perception gap first, then what nobody sees, then what divides people', () => {
    const told = {
      invited: 8,
      asked: 8,
      values: 8,
      dontKnow: 0,
      notApplicable: 0,
      blank: 0,
      mean: 0.5,
      counts: null,
      hidden: null,
    } as const;
    const own = (id: string, more: Partial<Statement>) => statement(id, 2, 0.5, { told: { ...told, agreement: null }, ...more });
    const statements = [
      own('calm', { meets: 'agree', gap: 0.1 }),
      own('divides', { meets: 'no_evidence', told: { ...told, agreement: 'contested' } }),
      own('blind', { meets: 'no_evidence', visibilityGap: true }),
      own('wide', { meets: 'answers_higher', gap: 0.6, perceptionGap: true }),
      own('wider', { meets: 'answers_lower', gap: -0.9, perceptionGap: true }),
      statement('unasked', 2, 1),
    ];
    // Of a profile no more is looked at.
    const gaps = gapsOf({ dimensions: [dimension(statements)] } as unknown as Parameters<typeof gapsOf>[0]);
    expect(gaps.map(({ statement: { id } }) => id)).toEqual(['wider', 'wide', 'blind', 'divides', 'calm']);
    expect(gapsOfKind(gaps, 'first')).toHaveLength(4);
    expect(gapsInWords(gaps)).toBe('Of 3 statements that both can tell, people and records agree in 1; people say more in 1, less in 1');
  });
});

describe('a radar', () => {
  it('begins at the top and goes clockwise', () => {
    const [top, right] = [pointOf(0, 4, 5, 5), pointOf(1, 4, 2.5, 5)];
    expect([top.x, top.y, right.x, right.y].map((one) => Math.round(one))).toEqual([0, -100, 50, 0]);
  });

  it('leaves open what is not known', () => {
    expect(sectorsOf([3, null, 4, 2], 5)).toHaveLength(2);
    expect(outlineOf([3, null, 4, 2], 5).match(/M/g)).toHaveLength(2);
    expect(outlineOf([null, 3, null], 5)).toBe('');
  });
});

describe('which results are shown', () => {
  const head = (id: string, state: 'open' | 'closed') => ({ id, name: id, state, opensAt: '', closesAt: '', closedAt: null, demo: false });

  it('are those closed last, or those in the address, or evidence alone', () => {
    const campaigns = [head('running', 'open'), head('new', 'closed'), head('old', 'closed')];
    expect(chosenOf(campaigns, undefined)).toBe('new');
    expect(chosenOf(campaigns, 'old')).toBe('old');
    expect(chosenOf(campaigns, 'none')).toBeNull();
    expect(chosenOf([head('running', 'open')], undefined)).toBeNull();
    expect(profileAt('a b', null, null)).toBe('/assessments/profile?team=a+b');
    expect(profileAt('a/b', 'c', null)).toBe('/assessments/campaigns/c/results/a%2Fb');
  });
});
