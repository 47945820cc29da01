import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { answerFlow, listFlowEvidence } from '../../src/metrics/flow.ts';
import { type Flow, type StageId, stageIds } from '../../src/metrics/result.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import type { World, WorldCommit, WorldEvent, WorldPull } from '../support/world.ts';

/**
 * Eight squash-merged pull requests and the one the baseline contains, worked out on paper. March 2026, UTC; `'02 10:00'` is the
 * second. Hours of coding, pickup, review, deploy; `i` = ready when opened, because nobody said when:
 * 1: 2i 2i 1 1 · 2: 4 3 2 16 · 3: 1i 24i 1 6 · 4: 3i, nobody else reviewed it, 2 · 5: 24, reviewed as a draft, 24 12 ·
 * 6 (a bot's): 0i 1i ½ ½ · 7: 2i 2i, reviewed after the merge, 2 · 8: merged on the 15th, waits.
 */
const at = (text: string): string => `2026-03-${text.replace(' ', 'T')}:00Z`;

type Given = Omit<WorldPull, 'number' | 'opened' | 'merged' | 'method' | 'originals' | 'merge'> & {
  readonly authored: string;
  readonly opened: string;
  readonly merged: string;
};
const by = (who: string | null, when: string, bot = false) => ({ by: who, at: at(when), bot });

const given: readonly Given[] = [
  { authored: '01 08:00', opened: '01 09:00', merged: '01 10:00' },
  { authored: '02 08:00', opened: '02 10:00', merged: '02 13:00', reviews: [by('bob', '02 12:00'), by('carol', '02 12:30')] },
  { authored: '03 08:00', opened: '03 09:00', ready: at('03 12:00'), merged: '03 17:00', reviews: [by('bob', '03 15:00')] },
  {
    authored: '04 08:00',
    opened: '04 09:00',
    merged: '05 10:00',
    reviews: [
      by('Ada', '04 09:30'),
      by('lint[bot]', '04 09:31'),
      by('robot', '04 09:32', true),
      by(null, '04 09:33'),
      by('carol', '05 09:00'),
    ],
  },
  { authored: '06 08:00', opened: '06 11:00', merged: '06 12:00', reviews: [by('ada', '06 11:30')] },
  { authored: '07 08:00', opened: '07 09:00', ready: at('08 08:00'), merged: '08 20:00', reviews: [by('bob', '07 20:00')] },
  { authored: '09 08:00', opened: '09 08:00', merged: '09 09:30', author: 'deps[bot]', reviews: [by('bob', '09 09:00')] },
  { authored: '10 08:00', opened: '10 10:00', merged: '10 10:30', draft: false, reviews: [by('bob', '10 12:00')] },
  { authored: '15 08:00', opened: '15 09:00', merged: '15 12:00' },
];

const commits = given.flatMap((pull, n): WorldCommit[] => {
  const parents = n === 0 ? ['root'] : [`m${n - 1}`];
  return [
    { id: `o${n}`, parents, authored: at(pull.authored) },
    { id: `m${n}`, parents, authored: at(pull.merged) },
  ];
});

const pulls = given.map(({ authored: _, opened, merged, ...more }, number): WorldPull => {
  return { ...more, number, opened: at(opened), merged: at(merged), method: 'squash', originals: [`o${number}`], merge: `m${number}` };
});

const deployed = (id: number, commit: string, finished: string): WorldEvent => ({
  id: `${id}`,
  from: 'deployments',
  place: 'production',
  commit,
  created: at(finished),
  statuses: [['succeeded', at(finished)]],
});

const world: World = {
  serviceId: 'shop',
  zone: 'UTC',
  owners: [{ team: 'payments', until: null }],
  covered: { from: '2026-03-01', until: '2026-03-20', missing: [] },
  now: at('20 12:00'),
  repositories: [
    {
      name: 'acme/shop',
      head: 'm8',
      commits: [{ id: 'root', parents: [], authored: at('01 00:00') }, ...commits],
      pulls,
      events: [
        deployed(100, 'm0', '02 06:00'),
        deployed(101, 'm1', '02 14:00'),
        deployed(102, 'm2', '04 09:00'),
        deployed(103, 'm3', '05 16:00'),
        deployed(104, 'm4', '06 14:00'),
        deployed(105, 'm5', '09 08:00'),
        deployed(106, 'm6', '09 10:00'),
        deployed(107, 'm7', '10 12:30'),
      ],
    },
  ],
  issues: [],
};

const scope: Scope = {
  window: { from: new Date(at('02 00:00')), to: new Date(at('16 00:00')) },
  zone: 'UTC',
  bucket: 'week',
  serviceId: null,
  teamId: null,
  clock: 'authored',
  bots: 'included',
  comparePrevious: false,
  now: new Date(world.now),
};

const HOUR = 3_600;
let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await loadWorld(database.db, world);
});
afterAll(() => database.close());

const said = ({ stages }: Flow) => Object.fromEntries(stages.map(({ id, definition: _, ...stage }) => [id, stage]));

async function hoursOf(id: StageId, asked: Scope = scope): Promise<readonly (readonly [string, number | string])[]> {
  const { items } = await listFlowEvidence(database.db, asked, id, { limit: 100 });
  return items.map((item) => [item.id.split(':').at(-1) ?? '', item.reason ?? (item.contributes ?? 0) / HOUR]);
}

describe('the worked pull requests', () => {
  it('take what was worked out on paper', async () => {
    const flow = await answerFlow(database.db, scope);
    expect(flow.pullRequests).toBe(7);
    const few = { state: 'too_little_data', p50: null, p75: null, p90: null, interval: null };
    expect(said(flow)).toEqual({
      coding: {
        state: 'value',
        p50: 2 * HOUR,
        p75: null,
        p90: null,
        n: 7,
        interval: { low: 0, high: 24 * HOUR, level: 0.95 },
        inferred: 5,
        excluded: { baseline: 1 },
      },
      pickup: { ...few, n: 5, inferred: 4, excluded: { baseline: 1, 'no review': 1, 'reviewed before ready': 1 } },
      review: { ...few, n: 5, inferred: 0, excluded: { baseline: 1, 'no review': 1, 'reviewed after the merge': 1 } },
      deploy: {
        state: 'value',
        p50: 2 * HOUR,
        p75: null,
        p90: null,
        n: 7,
        interval: { low: HOUR / 2, high: 16 * HOUR, level: 0.95 },
        inferred: 0,
        excluded: { baseline: 1 },
      },
    });
  });

  it('open record by record, the last deployed first', async () => {
    expect(await hoursOf('coding')).toEqual([
      ['7', 2],
      ['6', 0],
      ['5', 24],
      ['4', 3],
      ['3', 1],
      ['2', 4],
      ['1', 2],
      ['0', 'baseline'],
    ]);
    expect(await hoursOf('pickup')).toEqual([
      ['7', 2],
      ['6', 1],
      ['5', 'reviewed before ready'],
      ['4', 'no review'],
      ['3', 24],
      ['2', 3],
      ['1', 2],
      ['0', 'baseline'],
    ]);
    expect((await hoursOf('review')).map(([, hours]) => hours)).toEqual([
      'reviewed after the merge',
      0.5,
      24,
      'no review',
      1,
      2,
      1,
      'baseline',
    ]);
    expect((await hoursOf('deploy')).map(([, hours]) => hours)).toEqual([2, 0.5, 12, 2, 6, 16, 1, 'baseline']);
  });

  it('of bots can be left out', async () => {
    const flow = await answerFlow(database.db, { ...scope, bots: 'excluded' });
    const [coding] = flow.stages;
    expect([flow.pullRequests, coding?.n, coding?.p50, coding?.excluded]).toEqual([6, 6, 2.5 * HOUR, { baseline: 1, bot: 1 }]);
    expect((await hoursOf('coding', { ...scope, bots: 'excluded' }))[1]).toEqual(['6', 'bot']);
  });

  it('that wait are counted by age, and evidence has the totals of its stage', async () => {
    const { waiting, stages } = await answerFlow(database.db, scope);
    expect(waiting.n).toBe(1);
    expect(waiting.oldestAt).toEqual(new Date(at('15 12:00')));
    expect(waiting.ages.map((age) => [age.from / 86_400, age.to === null ? null : age.to / 86_400, age.n])).toEqual([
      [0, 1, 0],
      [1, 3, 0],
      [3, 7, 1],
      [7, 14, 0],
      [14, 30, 0],
      [30, null, 0],
    ]);
    for (const id of stageIds) {
      const { totals } = await listFlowEvidence(database.db, scope, id, { limit: 1 });
      const stage = stages.find((s) => s.id === id);
      expect({ id, ...totals }).toEqual({ id, included: stage?.n, excluded: stage?.excluded });
    }
  });

  it('are none in a window without deployments, which has no value', async () => {
    const window = { from: new Date(at('11 00:00')), to: new Date(at('16 00:00')) };
    const flow = await answerFlow(database.db, { ...scope, window });
    expect([flow.pullRequests, ...flow.stages.map((stage) => [stage.state, stage.n, stage.p50])]).toEqual([
      0,
      ...stageIds.map(() => ['too_little_data', 0, null]),
    ]);
  });
});
