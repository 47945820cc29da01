import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { replay } from '../../src/collection/replay.ts';
import type { Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { normalizeGithub } from '../../src/sources/github/index.ts';
import { githubRun } from '../support/github-run.ts';
import { githubServer } from '../support/github-server.ts';
import { snapshot } from '../support/snapshot.ts';
import { workedExample } from '../support/worked-example.ts';
import { shaOf, worldService } from '../support/world.ts';
import { worldGithub } from '../support/world-github.ts';

// The whole stack: a provider over HTTP, collection, derivation, metrics, and the interface over HTTP again.

const now = new Date(workedExample.now);
const HOUR = 3_600;
const window = 'from=2026-03-02&to=2026-03-16&zone=UTC';
type Row = { readonly [field: string]: string | number | null };

let database: Database;
let github: Awaited<ReturnType<typeof githubServer>>;
let request: ReturnType<typeof supertest>;

const get = async (path: string) => await request.get(`/api/v1${path}`).expect(200);

beforeAll(async () => {
  const [shop] = workedExample.repositories;
  if (!shop) throw new Error('The worked example has one repository.');
  github = await githubServer(worldGithub(workedExample, shop));
  const collecting = await githubRun({ sourceId: 'github', url: github.url, repositories: ['acme/shop'], issueLabels: ['incident'] });
  database = collecting.database;
  const service = { ...worldService(workedExample), demo: false };
  await syncCatalog(database.db, {
    sources: [{ sourceId: 'github', kind: 'github', url: github.url, demo: false, settingsHash: '1' }],
    teams: [{ teamId: 'payments', name: 'Payments' }],
    services: [service],
  });
  await collecting.run({}, { now });
  await deriveDirty(database.db, { now });
  const config = { organisation: 'Acme', zone: 'UTC', file: null, shown: {} };
  const app = buildApp({
    database,
    config,
    now: () => new Date(now.getTime() + 60_000),
    version: '0',
    collectNow: async () => {},
    checkAnswers: true,
  });
  request = supertest(app);
});
afterAll(async () => {
  await database.close();
  await github.close();
});

const metric = async (id: string) => (await get(`/metrics/${id}?service=shop&${window}`)).body;

describe('the worked example of the definitions, from the provider to the interface', () => {
  it('gives every deployment its kind and its changes', async () => {
    const { body } = await get('/deployments?service=shop&limit=500');
    const found = Object.fromEntries(
      body.items.map((d: Row) => [`${d.id}`.split(':').at(-1), `${d.kind} ${d.outcome} ${d.changes}`]) ?? [],
    );
    expect(found).toEqual({
      1: 'baseline succeeded 1',
      2: 'forward succeeded 2',
      3: 'forward succeeded 1',
      4: 'rollback succeeded 0',
      5: 'forward succeeded 0',
      6: 'forward succeeded 1',
      7: 'forward succeeded 1',
      8: 'null failed 0',
      9: 'null succeeded 0',
    });
  });

  it('lists five change lead times and no value', async () => {
    const lead = await metric('change-lead-time');
    expect(lead).toMatchObject({ state: 'too_little_data', value: null, n: 5, counts: { included: 5, excluded: {} } });
    expect(lead.points.map((p: Row) => Number(p.value)).sort((a: number, b: number) => a - b)).toEqual(
      [1, 2, 3, 24, 27].map((h) => h * HOUR),
    );
  });

  it('counts five deployments on five days, and too few weeks', async () => {
    const frequency = await metric('deployment-frequency');
    expect(frequency).toMatchObject({
      state: 'too_little_data',
      value: null,
      n: 5,
      counts: { included: 5, excluded: { rollback: 1, failed: 1, 'not production': 1 } },
    });
  });

  it('finds two failed of five, with the Wilson interval', async () => {
    const rate = await metric('change-fail-rate');
    expect(rate).toMatchObject({ state: 'value', value: 0.4, numerator: 2, denominator: 5, n: 5 });
    expect(rate.interval.low).toBeCloseTo(0.118, 3);
    expect(rate.interval.high).toBeCloseTo(0.769, 3);
  });

  it('lists two recoveries, 1.5 h and 27 h 5 min', async () => {
    const recovery = await metric('failed-deployment-recovery-time');
    expect(recovery).toMatchObject({ state: 'too_little_data', value: null, n: 2, open: 0 });
    expect(recovery.points.map((p: Row) => Number(p.value)).sort((a: number, b: number) => a - b)).toEqual([1.5 * HOUR, 27 * HOUR + 300]);
  });

  it('finds two unplanned of six, with the Wilson interval', async () => {
    const rework = await metric('deployment-rework-rate');
    expect(rework).toMatchObject({ state: 'value', numerator: 2, denominator: 6 });
    expect(rework.value).toBeCloseTo(1 / 3, 9);
    expect(rework.interval.low).toBeCloseTo(0.097, 3);
    expect(rework.interval.high).toBeCloseTo(0.7, 3);
  });

  it('attributes the incidents by rung 3 and leaves the third alone', async () => {
    const { body } = await get('/incidents?service=shop');
    const found = Object.fromEntries(
      body.items.map((i: Row) => [`${i.id}`.split(':').at(-1), [i.rung, `${i.deploymentId}`.split(':').at(-1), i.state]]) ?? [],
    );
    expect(found).toEqual({ 1: [3, '3', 'counted'], 2: [3, '6', 'counted'], 3: [null, 'null', 'not_change_related'] });
    const story = (await get(`/deployments/${encodeURIComponent('shop:github:acme~shop:deployments:3')}`)).body;
    expect(story.failures.map((f: Row) => [f.evidence, f.confidence])).toEqual([
      ['incident', 0.9],
      ['rollback', 0.9],
    ]);
    expect(story.delivered.map((c: Row) => c.sha)).toEqual([shaOf('acme/shop', 'd')]);
  });

  it('opens every number: what counts and what does not add up to everything considered', async () => {
    for (const id of [
      'change-lead-time',
      'deployment-frequency',
      'change-fail-rate',
      'deployment-rework-rate',
      'failed-deployment-recovery-time',
    ]) {
      const { counts } = await metric(id);
      const { body } = await get(`/metrics/${id}/evidence?service=shop&${window}&limit=500`);
      const reasons = body.items.map((i: Row) => i.reason ?? 'included');
      const excluded = Object.values<number>(counts.excluded ?? {}).reduce((a, b) => a + b, 0);
      expect({ id, included: reasons.filter((r: string) => `${r}` === 'included').length, all: reasons.length }).toEqual({
        id,
        included: counts.included,
        all: Number(counts.included) + excluded,
      });
      if (id === 'change-lead-time')
        expect(body.items.every((i: Row) => `${i.url}`.startsWith('https://git.invalid/acme/shop/commit/'))).toBe(true);
    }
  });

  it('comes out the same from a rebuild and from a replay', async () => {
    const facts = await snapshot(database.db, { facts: true, fetchedAt: true });
    await deriveDirty(database.db, { now, rebuild: true });
    expect(await snapshot(database.db, { facts: true, fetchedAt: true })).toBe(facts);
    await replay(database.db, { github: normalizeGithub });
    await deriveDirty(database.db, { now });
    expect(await snapshot(database.db, { facts: true, fetchedAt: true })).toBe(facts);
  });
});
