import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/maturity/answer.ts';
import type { Role } from '../../../src/maturity/model.ts';
import { agreementOf } from '../../../src/maturity/suppression/agreement.ts';
import { groupsOf } from '../../../src/maturity/suppression/count.ts';
import type { Group } from '../../../src/maturity/suppression/level.ts';
import { ratesShown } from '../../../src/maturity/suppression/participation.ts';
import { histogramMinimum, leastAgreement, minimumOf } from '../../../src/maturity/suppression/policy.ts';
import { type Decision, decide, type Published } from '../../../src/maturity/suppression/publication.ts';
import { nextRelease } from '../../../src/maturity/suppression/release.ts';
import { decideTexts, inRandomOrder } from '../../../src/maturity/suppression/text.ts';

const strict = { perceptionMinimum: 5, practiceMinimum: 5 };
const announced = { perceptionMinimum: 5, practiceMinimum: 3 };

/** `['A', 6]` = six developers of A gave a choice, `['A', 6, 2]` = two more did not, `['A', 6, 0, 'lead']` = leads. */
type Given = readonly [team: string, values: number, others?: number, role?: Role];

const batch = (given: readonly Given[]): readonly Group[] =>
  given.map(([team, values, others = 0, role = 'developer']) => ({ team, role, values, asked: values + others }));

function decided(batches: readonly (readonly Given[])[], more: Partial<Published> = {}): (team?: string | null, role?: Role) => Decision {
  const ids = [...new Set(batches.flat().map(([team]) => team))];
  const invited = ids.map((id) => ({ id, invited: 20 }));
  const decision = decide({ scale: 'perception', policy: strict, teams: invited, batches: batches.map(batch), ...more });
  return (team = null, role) => decision({ team, role: role ?? null });
}

/** `6` = the mean of six, `9 histogram`, or why not. */
function said({ values }: Decision): string {
  if (!values.shown) return values.reason;
  return `${values.n}${values.histogram ? ' histogram' : ''}${values.agreement ? '' : ' no agreement'}`;
}

describe('teams of an organisation', () => {
  it('hide a large enough team where the whole would tell about a small one', () => {
    const of = decided([
      [
        ['A', 3],
        ['B', 6],
      ],
    ]);
    expect([said(of('A')), said(of('B')), said(of())]).toEqual(['too_few', 'complement', '9 histogram']);
  });

  it('hide the smallest first, and no more than needed', () => {
    const of = decided([
      [
        ['A', 1],
        ['B', 5],
        ['C', 7],
        ['D', 9],
      ],
    ]);
    expect(['A', 'B', 'C', 'D'].map((team) => said(of(team)))).toEqual(['too_few', 'complement', '7', '9 histogram']);
    expect(said(of())).toBe('22 histogram');
  });

  it('hide nobody where the small ones together are enough', () => {
    const of = decided([
      [
        ['A', 2],
        ['B', 3],
        ['C', 5],
      ],
    ]);
    expect(['A', 'B', 'C'].map((team) => said(of(team)))).toEqual(['too_few', 'too_few', '5']);
  });

  it('are hidden with the whole where everybody together is too few', () => {
    const of = decided([[['A', 4]]]);
    expect([said(of('A')), said(of())]).toEqual(['too_few', 'too_few']);
  });

  it('count choices from eight on, and not where the difference is the histogram of fewer', () => {
    const of = decided([
      [
        ['A', 7],
        ['B', 8],
        ['C', 12],
      ],
    ]);
    expect(['A', 'B', 'C'].map((team) => said(of(team)))).toEqual(['7', '8', '12 histogram']);
    expect(said(of())).toBe('27 histogram');
  });

  it('say that they can never be shown where too few were invited', () => {
    const teams = [
      { id: 'A', invited: 4 },
      { id: 'B', invited: 12 },
    ];
    const of = decided(
      [
        [
          ['A', 4],
          ['B', 12],
        ],
      ],
      { teams },
    );
    expect([said(of('A')), said(of('B')), said(of())]).toEqual(['consensus', 'complement', '16 histogram']);
  });
});

describe('minima', () => {
  it('are lower for practices alone, where announced, and have floors', () => {
    const given: readonly Given[] = [
      ['A', 3],
      ['B', 4],
    ];
    const with3 = decided([given], { scale: 'coverage', policy: announced });
    expect([said(with3('A')), said(with3('B')), said(with3())]).toEqual(['3 no agreement', '4 no agreement', '7']);
    expect(said(decided([given], { scale: 'coverage' })('A'))).toBe('too_few');
    expect(said(decided([given], { policy: announced })('A'))).toBe('too_few');
    const wild = { perceptionMinimum: 1, practiceMinimum: 0 };
    expect([minimumOf('perception', wild), minimumOf('options', wild), minimumOf('coverage', wild)]).toEqual([5, 5, 3]);
    expect(minimumOf('coverage', { perceptionMinimum: 6, practiceMinimum: 9 })).toBe(6);
    expect([histogramMinimum(3), histogramMinimum(10)]).toEqual([8, 10]);
  });
});

describe('people who could not judge', () => {
  it('are counted where no value can be shown, so that nobody knowing is seen', () => {
    const of = decided([
      [
        ['A', 0, 6],
        ['B', 9],
      ],
    ]);
    expect(of('A').states).toEqual({ shown: true, n: 6, batches: [0] });
    expect([said(of('A')), said(of('B')), said(of())]).toEqual(['too_few', '9 histogram', '9 histogram']);
  });

  it('hide with others like anybody else: what a team of one said or did not say moves nothing', () => {
    const silent = decided([
      [
        ['A', 0, 1],
        ['B', 6],
        ['C', 9],
      ],
    ]);
    const loud = decided([
      [
        ['A', 1],
        ['B', 6],
        ['C', 9],
      ],
    ]);
    expect(['A', 'B', 'C'].map((team) => said(silent(team)))).toEqual(['too_few', 'complement', '9']);
    expect(['A', 'B', 'C'].map((team) => said(loud(team)))).toEqual(['too_few', 'complement', '9']);
  });
});

describe('roles', () => {
  it('are told apart in a team where every one of them is enough, and over all teams where that is so everywhere', () => {
    const fine: readonly Given[] = [
      ['A', 6],
      ['A', 5, 0, 'platform'],
      ['B', 5],
    ];
    const of = decided([fine]);
    expect([said(of('A', 'developer')), said(of('A', 'platform')), said(of('A', 'lead'))]).toEqual(['6', '5', 'too_few']);
    expect([said(of(null, 'developer')), said(of(null, 'platform'))]).toEqual(['11', '5']);
    const lead = decided([[...fine, ['B', 1, 0, 'lead']]]);
    expect([said(lead('B')), said(lead('B', 'developer')), said(lead('B', 'lead'))]).toEqual(['6', 'filter', 'too_few']);
    expect([said(lead('A', 'developer')), said(lead(null, 'developer'))]).toEqual(['6', 'filter']);
  });

  it('are not told apart where the small teams together have too few of one', () => {
    const of = decided([
      [
        ['A', 8],
        ['B', 3],
        ['C', 2],
        ['C', 1, 0, 'lead'],
      ],
    ]);
    expect([said(of('A', 'developer')), said(of(null, 'developer')), said(of())]).toEqual(['8', 'filter', '14 histogram']);
  });

  it('of a hidden team are hidden for its reason', () => {
    const of = decided([
      [
        ['A', 1],
        ['B', 6],
        ['C', 7],
      ],
    ]);
    expect(said(of('B', 'developer'))).toBe('complement');
  });
});

describe('batches', () => {
  it('leave a single late answer out for good, of its team and of the whole', () => {
    const of = decided([
      [
        ['A', 9],
        ['B', 9],
      ],
      [['A', 1]],
    ]);
    expect(of('A').values).toMatchObject({ n: 9, batches: [0] });
    expect(of().values).toMatchObject({ n: 18, batches: [0] });
  });

  it('count late answers of several teams for the whole alone', () => {
    const of = decided([
      [
        ['A', 9],
        ['B', 9],
      ],
      [
        ['A', 2],
        ['B', 3],
      ],
    ]);
    expect([said(of('A')), said(of('B'))]).toEqual(['9 histogram', '9 histogram']);
    expect(of().values).toMatchObject({ n: 23, batches: [0, 1], histogram: false });
  });

  it('add up where each is enough, without counts of the smaller one', () => {
    const of = decided([[['A', 9]], [['A', 5]]]);
    expect(of('A').values).toEqual({ shown: true, n: 14, batches: [0, 1], agreement: true, histogram: false });
  });

  it('each too small stay hidden, and say so', () => {
    const of = decided([
      [
        ['A', 4],
        ['B', 9],
      ],
      [
        ['A', 4],
        ['B', 9],
      ],
    ]);
    expect(said(of('A'))).toBe('batch');
    expect(said(decided([[['A', 4]], [['A', 4]]])())).toBe('batch');
  });

  it('are released when they can hide their people and those to come, or at the close', () => {
    const pending = [
      { team: 'A', waiting: 5, outstanding: 5 },
      { team: 'B', waiting: 4, outstanding: 9 },
      { team: 'C', waiting: 9, outstanding: 1 },
      { team: 'D', waiting: 6, outstanding: 0 },
      { team: 'E', waiting: 0, outstanding: 9 },
    ];
    expect(nextRelease(pending, announced, false)).toEqual({ publish: true, teams: ['A', 'D'] });
    expect(nextRelease(pending.slice(1, 3), announced, false)).toEqual({ publish: false });
    expect(nextRelease(pending, announced, true)).toEqual({ publish: true, teams: ['A', 'B', 'C', 'D'] });
  });
});

describe('what goes with the answers', () => {
  it('free text needs five who could write, not five who did, and knows no roles', () => {
    const teams = [
      { id: 'A', invited: 4 },
      { id: 'B', invited: 9 },
      { id: 'C', invited: 6 },
    ];
    const batches = [
      batch([
        ['A', 1, 3],
        ['B', 0, 9],
        ['C', 6],
      ]),
    ];
    expect(
      decideTexts({ policy: announced, teams, batches }).map(({ team, texts }) => [team, texts.shown ? texts.n : texts.reason]),
    ).toEqual([
      [null, 19],
      ['A', 'consensus'],
      ['B', 9],
      ['C', 'complement'],
    ]);
  });

  it('texts come in any order, each with the same chance', () => {
    const orders = new Map<string, number>();
    for (const first of [0, 1, 2])
      for (const second of [0, 1]) {
        const given = [first, second];
        const order = inRandomOrder(['a', 'b', 'c'], () => given.shift() ?? 0).join('');
        orders.set(order, (orders.get(order) ?? 0) + 1);
      }
    expect([...orders.values()]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('rates of small groups are not shown, nor what would tell them', () => {
    const invited = [
      { id: 'A', invited: 1 },
      { id: 'B', invited: 7 },
      { id: 'C', invited: 9 },
    ];
    expect(ratesShown(invited, strict)).toEqual({ groups: new Set(['C']), whole: true });
    expect(ratesShown(invited.slice(0, 1), strict)).toEqual({ groups: new Set(), whole: false });
  });

  it('a mean and a word never say that everybody chose the same, but at the ends of the scale', () => {
    const multisets = (n: number, from: number): readonly (readonly number[])[] =>
      n === 0 ? [[]] : [1, 2, 3, 4, 5].filter((c) => c >= from).flatMap((c) => multisets(n - 1, c).map((rest) => [c, ...rest]));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const told = (given: readonly number[]) => {
      const mean = sum(given) / given.length;
      const variance = sum(given.map((value) => (value - mean) ** 2)) / (given.length - 1);
      return `${mean.toFixed(1)} ${agreementOf(1 - variance / 2)}`;
    };
    for (const n of [leastAgreement, 6, 7]) {
      const mixed = new Set(
        multisets(n, 1)
          .filter((given) => new Set(given).size > 1)
          .map(told),
      );
      const alone = [1, 2, 3, 4, 5].filter((choice) => !mixed.has(told(Array.from({ length: n }, () => choice))));
      expect(alone).toEqual([1, 5]);
    }
    expect([0.49, 0.5, 0.69, 0.7].map(agreementOf)).toEqual(['contested', 'mixed', 'mixed', 'agreed']);
  });

  it('whoever was asked counts as asked, whatever the answer', () => {
    const response = (answer?: Answer) => ({
      team: 'A',
      role: 'lead' as const,
      answers: new Map(answer === undefined ? [] : [['CID-2a', answer]]),
    });
    const given = [response(3), response('blank'), response('dont_know'), response('not_applicable'), response()];
    expect(groupsOf(given, 'CID-2a')).toEqual([{ team: 'A', role: 'lead', asked: 4, values: 1 }]);
  });

  it('refuses counts that cannot be', () => {
    const teams = [{ id: 'A', invited: 9 }];
    const wrong = (group: Partial<Group>) => () =>
      decide({
        scale: 'perception',
        policy: strict,
        teams,
        batches: [[{ team: 'A', role: 'lead', asked: 5, values: 5, ...group }]],
      });
    expect(wrong({ values: 6 })).toThrow(RangeError);
    expect(wrong({ values: -1 })).toThrow(RangeError);
    expect(wrong({ asked: Number.NaN })).toThrow(RangeError);
    expect(wrong({ team: 'Z' })).toThrow('Team "Z" is not in the campaign.');
  });
});
