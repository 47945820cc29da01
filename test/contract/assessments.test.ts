import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import type { Database } from '../../src/database/open.ts';
import { newSecret } from '../../src/maturity/campaign/link.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';

let database: Database;
let request: ReturnType<typeof supertest>;
let now = new Date('2026-03-03T09:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
  await loadWorld(database.db, workedHistory);
  const config = { organisation: 'Acme', zone: 'UTC', file: null, shown: {} };
  const app = buildApp({ database, config, now: () => now, version: '0', collectNow: async () => undefined, checkAnswers: true });
  request = supertest(app);
});
afterAll(() => database.close());

const post = async (path: string, body: object, status = 201) =>
  (await request.post(`/api/v1/assessments${path}`).send(body).expect(status)).body;
const get = async (path: string, status = 200) => (await request.get(`/api/v1/assessments${path}`).expect(status)).body;

const spring = {
  name: 'Spring',
  model: 'plumbline',
  teams: [{ id: 'web' }, { id: 'pay', consensus: true }],
  opensAt: '2026-03-01T00:00:00Z',
  closesAt: '2026-04-01T00:00:00+02:00',
  practiceMinimum: 3,
};
const make = async (more: object = {}): Promise<string> => (await post('/campaigns', { ...spring, ...more })).id;
const invited = async (campaign: string, team = 'web', role = 'developer') =>
  (await post(`/campaigns/${campaign}/invitations`, { team, role })).items[0];
const opened = async (campaign: string) => {
  const { token } = await invited(campaign);
  const key = newSecret();
  return { key, token, questionnaire: await post('/answers/begin', { campaign, token, key }) };
};

type Asked = { dimensions: { id: string; statements: { id: string }[] }[] };
const idsOf = ({ dimensions }: Asked): string[] => dimensions.flatMap(({ statements }) => statements.map(({ id }) => id));

describe('campaigns over HTTP', () => {
  it('are made, listed, shown with how many answered, and closed once', async () => {
    const id = await make();
    const story = await get(`/campaigns/${id}`);
    expect(story).toMatchObject({ name: 'Spring', state: 'open', practiceMinimum: 3, perceptionMinimum: 5, invited: 0 });
    expect(story.dimensions).toHaveLength(14);
    const [pay, web] = story.teams;
    expect(pay).toMatchObject({ id: 'pay', consensus: true, roles: [{ role: 'lead' }] });
    expect(web.roles.map(({ role }: { role: string }) => role)).toEqual(['developer', 'lead', 'platform']);
    for (const { statements, minutes } of web.roles) {
      expect(statements).toBeGreaterThanOrEqual(25);
      expect(statements).toBeLessThanOrEqual(35);
      expect(minutes).toBeLessThan(12);
    }
    expect((await get('/campaigns')).items[0]).toMatchObject({ id, teams: 2, state: 'open' });
    const { key } = await opened(id);
    await post('/answers', { campaign: id, key, answers: {}, submit: true }, 200);
    expect(await post(`/campaigns/${id}/close`, {}, 200)).toMatchObject({ state: 'closed', invited: 1, submitted: null });
    expect((await post(`/campaigns/${id}/close`, {}, 409)).error.code).toBe('conflict');
  });

  it('are refused in words', async () => {
    for (const [wrong, said] of [
      [{ teams: [{ id: 'nobody' }] }, /no team "nobody"/],
      [{ teams: [{ id: 'web' }, { id: 'web' }] }, /stands there twice/],
      [{ dimensions: ['ZZZ'] }, /dimensions/],
      [{ closesAt: spring.opensAt }, /closesAt/],
      [{ practiceMinimum: 4 }, /practiceMinimum/],
      [{ name: '   ' }, /name/],
      [{ name: 'a\u0000b' }, /U\+0000/],
      [{ teams: [{ id: 'a\u0000b' }] }, /U\+0000/],
      [{ roles: ['boss'] }, /roles/],
    ] as const)
      expect((await post('/campaigns', { ...spring, ...wrong }, 400)).error.message).toMatch(said);
    expect((await post('/campaigns', { ...spring, model: 'none' }, 404)).error.message).toMatch(/there are: /);
    expect((await get('/campaigns/none', 404)).error.code).toBe('not_found');
    expect((await get('/models/none', 404)).error.code).toBe('not_found');
  });

  it('ask everybody of a role the same, each in an order of dimensions of their own', async () => {
    const id = await make();
    const all = await Promise.all(Array.from({ length: 6 }, async () => (await opened(id)).questionnaire as Asked));
    const sets = new Set(all.map((one) => idsOf(one).sort().join()));
    expect(sets.size).toBe(1);
    expect(new Set(all.map(({ dimensions }) => dimensions.map((one) => one.id).join())).size).toBeGreaterThan(1);
    // How many were invited is told: somebody who made links for invented people would be noticed.
    expect((await opened(id)).questionnaire.invited).toBe(7);
    await post(`/campaigns/${id}/invitations`, { team: 'pay', role: 'lead' }, 201);
    expect((await opened(id)).questionnaire.invited).toBe(8);
  });
});

describe('a questionnaire over HTTP', () => {
  it('is opened by a link, saved, read again in the same order, submitted, changed; other links and keys find nothing', async () => {
    const campaign = await make();
    const { key, token, questionnaire } = await opened(campaign);
    const [first = '', second = ''] = idsOf(questionnaire);
    await post('/answers', { campaign, key, answers: { [first]: 4, [second]: 'dont_know' } }, 200);
    const again = await post('/answers/read', { campaign, key }, 200);
    expect(again).toEqual({ ...questionnaire, answers: { [first]: 4, [second]: 'dont_know' } });
    expect(await post('/answers', { campaign, key, answers: { [first]: 5 }, submit: true }, 200)).toEqual({ submitted: true });
    expect(await post('/answers', { campaign, key, answers: { [first]: 1 } }, 200)).toEqual({ submitted: true });
    expect((await post('/answers/begin', { campaign, token, key: newSecret() }, 409)).error).toMatchObject({
      message: expect.stringMatching(/used already/),
      details: { reason: 'used' },
    });
    for (const wrong of [newSecret(), '', 'x'.repeat(200)])
      expect((await post('/answers/read', { campaign, key: wrong }, 404)).error.code).toBe('not_found');
    await post('/answers', { campaign, key, answers: { [first]: 6 } }, 400);
    await post('/answers', { campaign, key, answers: { 'ZZZ-2a': 1 } }, 400);
    await post('/answers', { campaign, key, answers: {}, notes: { [questionnaire.dimensions[0]?.id ?? '']: 'a\u0000b' } }, 400);
    await post('/answers', { campaign, key, answers: { [first]: 0 } }, 400);
  });

  it('comes too early and too late in words', async () => {
    const campaign = await make();
    const { key } = await opened(campaign);
    now = new Date('2026-04-02T00:00:00Z');
    try {
      const { message, details } = (await post('/answers/read', { campaign, key }, 409)).error;
      expect([message, details]).toEqual([expect.stringMatching(/closed/), { reason: 'closed' }]);
      expect((await get(`/campaigns/${campaign}`)).state).toBe('over');
      expect((await post(`/campaigns/${campaign}/invitations`, { team: 'web', role: 'lead' }, 409)).error.message).toMatch(/over/);
    } finally {
      now = new Date('2026-03-03T09:00:00Z');
    }
  });
});
