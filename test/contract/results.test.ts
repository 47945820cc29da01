import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import type { Database } from '../../src/database/open.ts';
import { newSecret } from '../../src/maturity/campaign/link.ts';
import { parseCsv } from '../support/csv.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';

let database: Database;
let request: ReturnType<typeof supertest>;
const opened = new Date(workedHistory.now);
let now = opened;

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

const quick = {
  name: 'Spring',
  model: 'quick-check',
  teams: [{ id: 'web' }, { id: 'pay', consensus: true }],
  roles: ['developer'],
  opensAt: '2026-01-01T00:00:00Z',
  closesAt: '2036-01-01T00:00:00Z',
};

type Asked = { dimensions: { id: string; statements: { id: string; options: unknown[] }[] }[] };

/** Everybody gives the same place of each scale, counted from the lowest. */
async function answer(campaign: string, team: string, role: string, choices: readonly number[], note = ''): Promise<void> {
  const { items } = await post(`/campaigns/${campaign}/invitations`, { team, role, count: choices.length });
  for (const [index, choice] of choices.entries()) {
    const key = newSecret();
    const asked: Asked = await post('/answers/begin', { campaign, token: items[index].token, key });
    const statements = asked.dimensions.flatMap((one) => one.statements);
    const answers = Object.fromEntries(statements.map(({ id }) => [id, choice]));
    const notes = note === '' ? {} : { [asked.dimensions.map(({ id }) => id).sort()[0] ?? '']: `${note} ${index}` };
    await post('/answers', { campaign, key, answers, notes, submit: true }, 200);
  }
}

async function closed(): Promise<string> {
  const { id } = await post('/campaigns', quick);
  await answer(id, 'web', 'developer', [1, 2, 3, 4, 5], 'of web');
  await answer(id, 'pay', 'lead', [5], 'of pay');
  await post(`/campaigns/${id}/close`, {}, 200);
  return id;
}

async function sheet(path: string): Promise<readonly Record<string, string>[]> {
  const { text } = await request.get(`/api/v1/assessments${path}${path.includes('?') ? '&' : '?'}format=csv`).expect(200);
  const [head = [], ...rows] = parseCsv(text);
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}

describe('results over HTTP', () => {
  it('are there once the campaign is closed, and say before when that will be', async () => {
    const { id } = await post('/campaigns', quick);
    for (const path of [`/campaigns/${id}/results`, `/campaigns/${id}/results/web`]) {
      const { error } = await get(path, 409);
      expect(error.message).toMatch(/runs until 2036-01-01.*once it is closed/);
      await get(`${path}?format=csv`, 409);
    }
    now = new Date('2036-02-01T00:00:00Z');
    try {
      expect((await get(`/campaigns/${id}/results`, 409)).error.message).toMatch(/within minutes/);
    } finally {
      now = opened;
    }
    await get('/campaigns/nothing/results', 404);
  });

  it('tell of a team what it answered, of the organisation what those answered who did so anonymously', async () => {
    const id = await closed();
    const profile = await get(`/campaigns/${id}/results/web`);
    expect(profile).toMatchObject({
      consensus: false,
      invited: 5,
      responded: 5,
      campaign: { id, state: 'closed' },
      model: { scored: 'mean' },
    });
    const [statement] = profile.dimensions[1].statements;
    expect(statement.told).toMatchObject({ invited: 5, asked: 5, values: 5, counts: null, hidden: null });
    expect(profile.notes[0].texts.toSorted()).toEqual([0, 1, 2, 3, 4].map((n) => `of web ${n}`));
    const together = await get(`/campaigns/${id}/results/pay`);
    expect(together).toMatchObject({ consensus: true, invited: 1, responded: 1 });
    expect(together.dimensions[0].statements[0].told).toMatchObject({ asked: 1, values: 1, hidden: null });
    const spread = await get(`/campaigns/${id}/results`);
    expect(spread).toMatchObject({ teams: 2, invited: 5, responded: 5, members: [{ id: 'pay', consensus: true }, { id: 'web' }] });
    for (const one of spread.statements) expect(one.told.asked).toBeLessThanOrEqual(5);
    expect((await get(`/campaigns/${id}/results/nobody`, 404)).error.message).toContain('nobody');
  });

  it('are the same in CSV: a line for every statement', async () => {
    const id = await closed();
    const profile = await get(`/campaigns/${id}/results/web`);
    const rows = await sheet(`/campaigns/${id}/results/web`);
    type Statement = { id: string; state: string; credit: number | null; told: { mean: number | null; hidden: string | null } | null };
    const statements: Statement[] = profile.dimensions.flatMap((one: { statements: Statement[] }) => one.statements);
    const text = (value: number | string | null | undefined) => (value === null || value === undefined ? '' : String(value));
    expect(rows.map((row) => [row.id, row.state, row.credit, row['told.mean'], row['told.hidden']])).toEqual(
      statements.map(({ id: own, state, credit, told }) => [own, state, text(credit), text(told?.mean), text(told?.hidden)]),
    );
    const spread = await get(`/campaigns/${id}/results`);
    expect((await sheet(`/campaigns/${id}/results`)).map((row) => [row.id, row['told.values']])).toEqual(
      spread.statements.map((one: { id: string; told: { values: number | null } }) => [one.id, text(one.told.values)]),
    );
    const alone = await sheet('/profile?team=web&model=quick-check');
    expect(alone.map((row) => row.id)).toEqual(rows.map((row) => row.id));
    expect(new Set(alone.map((row) => row['told.asked']))).toEqual(new Set(['']));
  });

  it('are listed by team: those not closed yet first, then the last one', async () => {
    const later = (hours: number) => new Date(opened.getTime() + hours * 3_600_000);
    now = later(1);
    const first = await closed();
    now = later(2);
    const second = await closed();
    now = opened;
    const { id: third } = await post('/campaigns', quick);
    const { team, items } = await get('/teams/web');
    expect(team).toEqual({ id: 'web', name: 'web' });
    const ids = items.map((one: { id: string }) => one.id);
    expect(ids.indexOf(third)).toBeLessThan(ids.indexOf(second));
    expect(ids.indexOf(second)).toBeLessThan(ids.indexOf(first));
    expect(items.find((one: { id: string }) => one.id === third)).toMatchObject({ state: 'open', model: { id: 'quick-check' } });
    await get('/teams/nobody', 404);
    expect((await get(`/campaigns/${second}/results/web`)).previous).toMatchObject({ id: first });
  });

  it('by evidence alone need no campaign', async () => {
    const profile = await get('/profile?team=web&model=quick-check');
    expect(profile).toMatchObject({ campaign: null, previous: null, invited: null, notes: null, at: opened.toISOString() });
    for (const { statements } of profile.dimensions) for (const { told } of statements) expect(told).toBeNull();
    await get('/profile?team=nobody&model=quick-check', 404);
    await get('/profile?team=web&model=nothing', 404);
  });
});

describe('plans over HTTP', () => {
  const action = {
    dimension: 'THR',
    statement: 'THR-frequency',
    title: 'Deploy twice a week',
    owner: 'Ada',
    due: '2026-09-01',
    measure: 'Deployment frequency',
    state: 'open',
  };

  it('are written, changed, taken back, and keep their history', async () => {
    const target = await post('/plans', { team: 'web', kind: 'target', body: { dimension: 'THR', level: 4, by: null } });
    expect(target).toMatchObject({ team: 'web', version: 1, author: 'local', kind: 'target', withdrawn: false });
    const made = await post('/plans', { team: 'web', kind: 'action', body: action });
    const changed = await post(`/plans/${made.id}`, { kind: 'action', body: { ...action, state: 'done' } }, 200);
    expect(changed).toMatchObject({ id: made.id, version: 2, body: { state: 'done' } });
    expect((await get('/plans?team=web')).items.map((one: { id: string }) => one.id).sort()).toEqual([target.id, made.id].sort());
    await post(`/plans/${made.id}/withdraw`, {}, 200);
    await post(`/plans/${made.id}/withdraw`, {}, 404);
    expect((await get('/plans?team=web')).items.map((one: { id: string }) => one.id)).toEqual([target.id]);
    expect((await get('/plans?team=web&withdrawn=true')).items).toHaveLength(2);
    const { items } = await get(`/plans/${made.id}/history`);
    expect(items.map((one: { version: number; withdrawn: boolean }) => [one.version, one.withdrawn])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    const profile = await get('/profile?team=web&model=quick-check');
    expect(profile.dimensions[0].target).toEqual({ level: 4, by: null });
  });

  it('are refused in words', async () => {
    const wrong = (body: object, status: number) => post('/plans', { team: 'pay', ...body }, status);
    expect((await wrong({ kind: 'action', body: { ...action, dimension: 'ZZZ' } }, 400)).error.message).toContain('ZZZ');
    expect((await wrong({ kind: 'action', body: { ...action, dimension: 'STB' } }, 400)).error.message).toContain('not one of STB');
    await wrong({ kind: 'wish', body: action }, 400);
    await wrong({ kind: 'target', body: { dimension: 'THR', level: 1, by: null } }, 400);
    await wrong({ kind: 'exemption', body: { statement: 'THR-frequency', owner: 'Ada', reason: 'x', until: '2020-01-01' } }, 400);
    await wrong({ kind: 'action', body: { ...action, title: 'a\u0000b' } }, 400);
    await wrong({ model: 'none', kind: 'action', body: action }, 404);
    await post('/plans', { team: 'nobody', kind: 'action', body: action }, 404);
    await get('/plans/nothing/history', 404);
    await post('/plans/nothing', { kind: 'action', body: action }, 404);
    for (let n = 0; n < 3; n += 1) await wrong({ kind: 'action', body: action }, 201);
    expect((await wrong({ kind: 'action', body: action }, 409)).error.message).toMatch(/3 open actions/);
    const mine = (await get('/plans?team=pay')).items[0];
    await post(`/plans/${mine.id}`, { kind: 'target', body: { dimension: 'THR', level: 3, by: null } }, 404);
  });
});
