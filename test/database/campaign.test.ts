import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Choice } from '../../src/maturity/answer.ts';
import { closeCampaign } from '../../src/maturity/campaign/close.ts';
import { createCampaign, type NewCampaign } from '../../src/maturity/campaign/create.ts';
import { invite, listInvitations, revoke } from '../../src/maturity/campaign/invite.ts';
import { hashOf, newSecret } from '../../src/maturity/campaign/link.ts';
import { begin, readResponse, save } from '../../src/maturity/campaign/respond.ts';
import { progressOf } from '../../src/maturity/campaign/store.ts';
import type { Model, Statement } from '../../src/maturity/model.ts';
import { testDatabase } from '../support/database.ts';

const opensAt = new Date('2026-03-02T00:00:00Z');
const now = new Date('2026-03-03T09:00:00Z');
const closesAt = new Date('2026-03-20T00:00:00Z');

const statement = (id: string, level: Statement['level'], scale: Statement['scale'] = 'coverage'): Statement => ({
  id,
  level,
  text: `We do ${id}`,
  scale,
  options: scale === 'options' ? ['never', 'always'].map((text, credit) => ({ text, credit })) : [],
  roles: ['developer', 'lead'],
  why: 'It helps.',
  next: 'Begin.',
  evidence: null,
});

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
    statements: [statement(`${id}-2a`, 2), statement(`${id}-2b`, 2, 'options'), statement(`${id}-3a`, 3, 'perception')],
  })),
};

const asked = ['AAA-2a', 'AAA-2b', 'BBB-3a'];

const campaign: NewCampaign = {
  name: ' Spring ',
  model,
  dimensions: ['BBB', 'AAA'],
  perceptionMinimum: 5,
  practiceMinimum: 3,
  opensAt,
  closesAt,
  teams: ['web', 'api'].map((teamId) => ({ teamId, consensus: false })),
  routes: ['web', 'api'].map((teamId) => ({ teamId, role: 'developer', statements: asked })),
};

let database: Database;
let campaignId: string;
beforeEach(async () => {
  database = await testDatabase();
  campaignId = await createCampaign(database.db, campaign);
});
afterEach(() => database.close());

const link = async (teamId = 'web'): Promise<{ token: string; reference: string }> => {
  const [one] = await invite(database.db, { campaignId, teamId, role: 'developer', count: 1 }, now);
  if (one === undefined) throw new Error('unreachable');
  return one;
};
const enter = async (teamId = 'web'): Promise<string> => {
  const { token } = await link(teamId);
  const key = newSecret();
  await begin(database.db, { campaignId, token, key }, now);
  return key;
};
const write = (key: string, answers: Record<string, Choice | 'dont_know' | 'not_applicable'>, submit = false, notes = {}, at = now) =>
  save(database.db, { campaignId, key }, { answers, notes, submit }, at);
const rows = async (sql: string): Promise<readonly Record<string, unknown>[]> => (await database.pool.query(sql)).rows;

describe('a campaign', () => {
  it('names every fault at once', async () => {
    const wrong: NewCampaign = {
      ...campaign,
      name: '  ',
      closesAt: opensAt,
      perceptionMinimum: 4,
      practiceMinimum: 4,
      dimensions: ['CCC'],
      teams: [{ teamId: 'shop', consensus: false }],
      routes: [{ teamId: 'web', role: 'lead', statements: ['ZZZ-2a'] }],
    };
    const said = await createCampaign(database.db, wrong).catch((error: Error) => error.message);
    for (const part of ['name', 'closesAt', 'perceptionMinimum', 'practiceMinimum', 'dimensions', 'shop', 'ZZZ-2a'])
      expect(said).toContain(part);
    expect(await rows('select campaign_id from campaign')).toHaveLength(1);
  });

  it('is answered by whoever holds a link: saved, taken up again, submitted, changed, until it is closed', async () => {
    const key = await enter();
    expect(await readResponse(database.db, campaignId, key, now)).toEqual({
      teamId: 'web',
      role: 'developer',
      submitted: false,
      answers: {},
      notes: {},
      statements: asked,
    });
    await write(key, { 'AAA-2a': 3 });
    await write(key, { 'AAA-2a': 4, 'AAA-2b': 'dont_know' }, true, { AAA: 'Tests are slow.' });
    await write(key, { 'AAA-2a': 5, 'AAA-2b': 'not_applicable', 'BBB-3a': 1 });
    expect(await readResponse(database.db, campaignId, key, now)).toMatchObject({
      submitted: true,
      answers: { 'AAA-2a': 5, 'AAA-2b': 'not_applicable', 'BBB-3a': 1 },
      notes: {},
    });
    expect(await progressOf(database.db, campaignId)).toEqual([
      { teamId: 'api', invited: 0, submitted: 0 },
      { teamId: 'web', invited: 1, submitted: 1 },
    ]);
    await closeCampaign(database.db, campaignId, { now, zone: 'UTC' });
    await expect(write(key, {})).rejects.toMatchObject({ code: 'conflict' });
    await expect(closeCampaign(database.db, campaignId, { now, zone: 'UTC' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await rows('select answers, role from response')).toEqual([
      { answers: { 'AAA-2a': 5, 'AAA-2b': 'not_applicable', 'BBB-3a': 1 }, role: null },
    ]);
    expect(await progressOf(database.db, campaignId)).toContainEqual({ teamId: 'web', invited: 1, submitted: 1 });
  });

  it('refuses what was not asked, choices there are not, and notes that are too long, and keeps what was there', async () => {
    const key = await enter();
    await write(key, { 'AAA-2a': 2 });
    const endless = 'x'.repeat(4001);
    for (const [answers, notes, said] of [
      [{ 'ZZZ-2a': 1 }, {}, /not asked about "ZZZ-2a"/],
      [{ 'BBB-2a': 1 }, {}, /not asked about "BBB-2a"/],
      [{ 'AAA-2b': 3 }, {}, /AAA-2b has no answer 3/],
      [{}, { CCC: 'x' }, /no dimension "CCC"/],
      [{}, { AAA: endless }, /longer than 4000/],
    ] as const)
      await expect(write(key, answers, true, notes)).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(said) });
    expect(await readResponse(database.db, campaignId, key, now)).toMatchObject({ submitted: false, answers: { 'AAA-2a': 2 } });
  });
});

describe('a link', () => {
  it('works once; the same person may ask again after a lost connection', async () => {
    const { token } = await link();
    const key = newSecret();
    await begin(database.db, { campaignId, token, key }, now);
    await write(key, { 'AAA-2a': 2 });
    expect(await begin(database.db, { campaignId, token, key }, now)).toMatchObject({ answers: { 'AAA-2a': 2 } });
    await expect(begin(database.db, { campaignId, token, key: newSecret() }, now)).rejects.toMatchObject({ code: 'conflict' });
    expect(await rows('select 1 from response')).toHaveLength(1);
  });

  it('is used by one of many who try at once', async () => {
    const { token } = await link();
    const tried = await Promise.allSettled(
      Array.from({ length: 12 }, () => begin(database.db, { campaignId, token, key: newSecret() }, now)),
    );
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rows('select 1 from response')).toHaveLength(1);
  });

  it('is refused in words when it was guessed, taken back, comes too early or too late', async () => {
    const { token, reference } = await link();
    const key = newSecret();
    const other = { ...campaign, name: 'Other' };
    const elsewhere = await createCampaign(database.db, other);
    const attempt = (what: Partial<{ campaignId: string; token: string; key: string }>, at = now) =>
      begin(database.db, { campaignId, token, key, ...what }, at);
    for (const wrong of [
      { token: newSecret() },
      { token: 'x' },
      { token: `${token}\u0000` },
      { campaignId: 'no' },
      { campaignId: elsewhere },
    ])
      await expect(attempt(wrong)).rejects.toMatchObject({ code: 'not_found' });
    await expect(attempt({ key: 'short' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(attempt({}, new Date(opensAt.getTime() - 1))).rejects.toMatchObject({ code: 'conflict' });
    await expect(attempt({}, closesAt)).rejects.toMatchObject({ code: 'conflict' });
    await revoke(database.db, campaignId, reference);
    await revoke(database.db, campaignId, reference);
    await expect(attempt({})).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/taken back/) });
    await expect(revoke(database.db, campaignId, 'nothing')).rejects.toMatchObject({ code: 'not_found' });
    expect(await rows('select 1 from response')).toEqual([]);
    expect(await progressOf(database.db, campaignId)).toContainEqual({ teamId: 'web', invited: 0, submitted: 0 });
  });

  it('is made only for those who are asked, while there is time, and cannot be taken back once used', async () => {
    const make = (what: object, at = now) => invite(database.db, { campaignId, teamId: 'web', role: 'developer', count: 1, ...what }, at);
    for (const wrong of [{ teamId: 'shop' }, { role: 'lead' }, { count: 0 }, { count: 501 }])
      await expect(make(wrong)).rejects.toMatchObject({ code: 'invalid' });
    await expect(make({}, closesAt)).rejects.toMatchObject({ code: 'conflict' });
    const { token, reference } = await link();
    await begin(database.db, { campaignId, token, key: newSecret() }, now);
    await expect(revoke(database.db, campaignId, reference)).rejects.toMatchObject({ code: 'conflict' });
    expect(await listInvitations(database.db, campaignId)).toEqual([{ reference, teamId: 'web', role: 'developer', state: 'valid' }]);
  });
});

describe('what is stored', () => {
  it('holds no secret, no instant and no order, and after the close nothing by which answers could be found', async () => {
    const keys = await Promise.all(Array.from({ length: 7 }, () => enter()));
    const { token } = await link();
    for (const [i, key] of keys.entries()) await write(key, { 'AAA-2a': ((i % 5) + 1) as Choice }, true, { AAA: `note ${i}` });
    const draft = newSecret();
    await begin(database.db, { campaignId, token, key: draft }, now);
    const dump = async () => JSON.stringify([await rows('select * from invitation'), await rows('select * from response')]);
    for (const secret of [...keys, token, draft]) expect(await dump()).not.toContain(secret);
    const instants =
      await rows(`select column_name from information_schema.columns where table_name in ('invitation', 'response', 'campaign_note')
      and data_type like 'timestamp%'`);
    expect(instants).toEqual([]);
    await closeCampaign(database.db, campaignId, { now, zone: 'UTC' });
    for (const key of [...keys, draft]) expect(await dump()).not.toContain(hashOf(key));
    const stored = await rows('select answers, notes, xmin::text from response');
    expect(stored).toHaveLength(7);
    expect(new Set(stored.map(({ xmin }) => xmin)).size).toBe(1);
    expect(stored.every(({ notes }) => JSON.stringify(notes) === '{}')).toBe(true);
    const blank = { 'AAA-2b': 'blank', 'BBB-3a': 'blank' };
    expect(stored.map(({ answers }) => (answers as Record<string, number>)['AAA-2a']).sort()).toEqual([1, 1, 2, 2, 3, 4, 5]);
    for (const { answers } of stored) expect(answers).toMatchObject(blank);
    expect(new Set((await rows('select xmin::text from invitation')).map(({ xmin }) => xmin)).size).toBe(1);
    expect((await rows('select text from campaign_note order by text')).map(({ text }) => text)).toEqual(
      Array.from({ length: 7 }, (_, i) => `note ${i}`),
    );
  });

  const many = async (): Promise<readonly string[]> => {
    const tokens = await invite(database.db, { campaignId, teamId: 'api', role: 'developer', count: 200 }, now);
    const begun = tokens.map(async ({ token }) => {
      const key = newSecret();
      await begin(database.db, { campaignId, token, key }, now);
      return key;
    });
    return await Promise.all(begun);
  };
  const choice = (i: number) => ((i % 5) + 1) as Choice;
  const stored = async () => (await rows("select answers->>'AAA-2a' as choice from response")).map((row) => Number(row.choice)).sort();

  it('gives a link away neither by the age nor by the place of its row while the campaign is open', async () => {
    for (let i = 0; i < 6; i += 1) await enter();
    const [links, answers] = await Promise.all(
      ['invitation', 'response'].map((table) => rows(`select xmin::text from ${table} order by ctid`)),
    );
    expect(new Set(links?.map(({ xmin }) => xmin)).size).toBe(1);
    expect(new Set(answers?.map(({ xmin }) => xmin)).size).toBe(6);
    const orders = new Set<string>();
    for (let i = 0; i < 5; i += 1) {
      await enter();
      orders.add(JSON.stringify((await rows('select token_hash from invitation order by ctid')).map((row) => row.token_hash).slice(0, 6)));
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  it('loses nothing when two hundred people begin and submit at once', async () => {
    const keys = await many();
    await Promise.all(keys.map((key, i) => write(key, { 'AAA-2a': choice(i) }, true)));
    expect(await stored()).toEqual(keys.map((_, i) => choice(i)).sort());
    expect(await progressOf(database.db, campaignId)).toContainEqual({ teamId: 'api', invited: 200, submitted: 200 });
  });

  it('is what was taken when it is closed while people submit: nobody is told it was taken who was too late', async () => {
    const keys = await many();
    const closing: Promise<unknown>[] = [];
    const done = await Promise.allSettled(
      keys.map(async (key, i) => {
        if (i === 120) closing.push(closeCampaign(database.db, campaignId, { now, zone: 'UTC' }));
        await write(key, { 'AAA-2a': choice(i) }, true);
        return choice(i);
      }),
    );
    await Promise.all(closing);
    const refused = done.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused.filter((code) => code !== 'conflict')).toEqual([]);
    expect(await stored()).toEqual(done.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])).sort());
  });
});
