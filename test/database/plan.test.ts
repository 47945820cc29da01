import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Model } from '../../src/maturity/model.ts';
import { isExempt, type Plan } from '../../src/maturity/plan/entry.ts';
import { planHistory, readPlans, type Writing, withdrawPlan, writePlan } from '../../src/maturity/plan/store.ts';
import { testDatabase } from '../support/database.ts';

const now = new Date('2026-03-03T09:00:00Z');
const model: Model = {
  id: 'small',
  version: '1',
  name: 'Small',
  licence: 'CC-BY-4.0',
  scored: 'levels',
  groups: [{ id: 'all', name: 'All' }],
  dimensions: ['AAA', 'BBB'].map((id) => ({
    id,
    name: id,
    group: 'all',
    improvised: 'Nothing is done.',
    needs: [],
    statements: [
      { id: `${id}-2a`, level: 2, text: 'We do.', scale: 'coverage', options: [], roles: ['lead'], why: 'W', next: 'N', evidence: null },
    ],
  })),
};

let database: Database;
let writing: Writing;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.pool.query('truncate plan_entry');
  writing = { db: database.db, model, author: 'local', now };
});
afterAll(() => database.close());

const target = (level: 2 | 3 | 4 | 5): Plan => ({ kind: 'target', body: { dimension: 'AAA', level, by: null } });
const action = (title: string, state: 'open' | 'done' | 'dropped' = 'open'): Plan => ({
  kind: 'action',
  body: { dimension: 'AAA', statement: 'AAA-2a', title, owner: 'Kim', due: '2026-06-30', measure: 'change-lead-time', state },
});
const exemption = (until: string): Plan => ({
  kind: 'exemption',
  body: { statement: 'BBB-2a', owner: 'Kim', reason: 'bought product', until },
});

describe('plans of a team', () => {
  it('hold as last written; every version stays; what is taken back goes from view alone', async () => {
    const first = await writePlan(writing, 'web', target(3));
    const second = await writePlan({ ...writing, author: 'kim' }, 'web', target(4));
    expect([second.entryId, second.version]).toEqual([first.entryId, 2]);
    await writePlan(writing, 'api', target(2));
    expect(await readPlans(database.db, 'web')).toEqual([{ ...second, ...target(4), version: 2, author: 'kim', withdrawn: false }]);
    expect(await withdrawPlan(writing, first.entryId)).toMatchObject({ version: 3, withdrawn: true, body: { level: 4 } });
    expect(await readPlans(database.db, 'web')).toEqual([]);
    expect((await readPlans(database.db, 'web', true)).map(({ version }) => version)).toEqual([3]);
    expect((await planHistory(database.db, first.entryId)).map(({ version, author, withdrawn }) => [version, author, withdrawn])).toEqual([
      [1, 'local', false],
      [2, 'kim', false],
      [3, 'local', true],
    ]);
    await expect(withdrawPlan(writing, first.entryId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await writePlan(writing, 'web', target(5))).toMatchObject({ version: 4, withdrawn: false });
  });

  it('are at most three open actions, also when people add at once; done ones make room', async () => {
    const tried = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((title) => writePlan(writing, 'web', action(title))));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const [first] = await readPlans(database.db, 'web');
    if (first?.kind !== 'action') throw new Error('unreachable');
    await expect(writePlan(writing, 'web', action('f'))).rejects.toMatchObject({ code: 'conflict' });
    await writePlan(writing, 'web', { kind: 'action', body: { ...first.body, state: 'done' } }, first.entryId);
    await writePlan(writing, 'web', action('f'));
    expect(await readPlans(database.db, 'web')).toHaveLength(4);
    await expect(writePlan(writing, 'web', { kind: 'action', body: first.body }, first.entryId)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('refuse what the model does not have, days that passed, and plans of others', async () => {
    const { entryId } = await writePlan(writing, 'web', action('mine'));
    const wrong: readonly (readonly [Plan, RegExp])[] = [
      [{ kind: 'target', body: { dimension: 'ZZZ', level: 3, by: null } }, /no dimension "ZZZ"/],
      [{ kind: 'target', body: { dimension: 'AAA', level: 3, by: '2026-03-02' } }, /has passed/],
      [exemption('2026-03-03'), /yet to come/],
      [{ kind: 'exemption', body: { statement: 'ZZZ-2a', owner: 'Kim', reason: 'r', until: '2027-01-01' } }, /no statement "ZZZ-2a"/],
      [{ kind: 'action', body: { ...action('x').body, dimension: 'BBB' } } as Plan, /not one of BBB/],
    ];
    for (const [plan, said] of wrong)
      await expect(writePlan(writing, 'web', plan)).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(said) });
    await expect(writePlan(writing, 'api', action('theirs'), entryId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(writePlan(writing, 'web', target(3), entryId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(writePlan(writing, 'web', action('x'), 'nothing')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('an exemption holds through its last day', () => {
    expect(isExempt('2026-06-30', new Date('2026-06-30T23:59:59Z'))).toBe(true);
    expect(isExempt('2026-06-30', new Date('2026-07-01T00:00:00Z'))).toBe(false);
  });
});
