import { describe, expect, it } from 'vitest';
import {
  endsOf,
  medianInWords,
  ordered,
  type SpreadDimension,
  type SpreadStatement,
  spreadInWords,
  toTalkAbout,
  unknownOfTeams,
  withoutMean,
} from '../../web/spread-of-teams-words.ts';

const counts = (...teams: number[]): SpreadDimension['levels'] =>
  ([1, 2, 3, 4, 5] as const).map((level, at) => ({ level, teams: teams[at] ?? 0 }));
const dimension = (name: string, more: Partial<SpreadDimension> = {}): SpreadDimension => ({
  ...{ id: name, name, group: 'people', levels: counts(), unknown: 0, median: null },
  ...{ perceptionGaps: 0, visibilityGaps: 0, contested: 0 },
  ...more,
});

describe('a spread of teams in words', () => {
  it('says where teams differ most, and what is known of fewest', () => {
    const dimensions = [
      dimension('Learning', { levels: counts(0, 3, 3), unknown: 0 }),
      dimension('Security', { levels: counts(1, 0, 2, 1), unknown: 2 }),
    ];
    expect(spreadInWords({ dimensions, teams: 6 }, 'levels')).toBe('Teams differ most in Security: from level 1 to 4');
    expect(unknownOfTeams({ dimensions, teams: 6 })).toBe('Least is known of Security: too little in 2 of 6 teams.');
    expect(endsOf(dimensions[0] ?? dimension(''))).toEqual({ low: 2, high: 3 });
  });

  it('makes up no difference where there is none, or where nothing is known', () => {
    expect(spreadInWords({ dimensions: [dimension('A', { levels: counts(0, 4) })], teams: 4 }, 'levels')).toMatch(
      /^Teams are at the same level/,
    );
    expect(spreadInWords({ dimensions: [dimension('A', { unknown: 4 })], teams: 4 }, 'levels')).toBe('Too little is known of every team');
    expect(spreadInWords({ dimensions: [], teams: 0 }, 'levels')).toBe('Too little is known of every team');
    expect(unknownOfTeams({ dimensions: [dimension('A')], teams: 4 })).toBeNull();
  });

  it('names the lowest mean of a short check, never a level', () => {
    const dimensions = [dimension('Speed', { median: 6.4 }), dimension('Culture', { median: 4 }), dimension('X')];
    expect(spreadInWords({ dimensions, teams: 3 }, 'mean')).toBe('Lowest in the middle: Culture, 4 of 10');
    expect(medianInWords({ median: 6.4 }, 'mean')).toBe('6.4 of 10');
    expect(medianInWords({ median: 2.5 }, 'levels')).toBe('2.5');
    expect(medianInWords({ median: null }, 'levels')).toBeNull();
  });

  it('lists what there is to talk about', () => {
    expect(toTalkAbout(dimension('A', { perceptionGaps: 2, contested: 1 }))).toEqual(['2 perception gaps', '1 seen differently']);
    expect(toTalkAbout(dimension('A'))).toEqual([]);
  });
});

describe('statements of everybody', () => {
  const statement = (id: string, told: Partial<SpreadStatement['told']>): SpreadStatement => ({
    ...{ id, dimension: 'A', text: id, scale: 'coverage' },
    told: {
      ...{
        invited: 9,
        asked: 9,
        values: 9,
        dontKnow: 0,
        notApplicable: 0,
        blank: 0,
        mean: 0.5,
        agreement: null,
        counts: null,
        hidden: null,
      },
      ...told,
    },
  });
  const all = [
    statement('middle', { mean: 0.5, dontKnow: 5 }),
    statement('hidden', { mean: null, hidden: 'too_few', asked: null, dontKnow: null }),
    statement('low', { mean: 0.25, dontKnow: 1 }),
  ];

  it('come in the order a reader chose; what may not be told comes last', () => {
    expect(ordered(all, 'model').map(({ id }) => id)).toEqual(['middle', 'hidden', 'low']);
    expect(ordered(all, 'lowest').map(({ id }) => id)).toEqual(['low', 'middle', 'hidden']);
    expect(ordered(all, 'unseen').map(({ id }) => id)).toEqual(['middle', 'low', 'hidden']);
  });

  it('say why there is no mean', () => {
    expect(withoutMean(statement('x', { hidden: 'too_few' }).told)).toMatch(/Too few/);
    expect(withoutMean(statement('x', { asked: 0 }).told)).toMatch(/asked this/);
    expect(withoutMean(statement('x', { values: 0, mean: null }).told)).toBe('Nobody gave an answer.');
  });
});
