/** Every story of docs/demo.md, asked of the product: what was planted is found, and what is noise is called so. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { readDeployment } from '../../src/delivery/story-deployment.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { demoServices } from '../../src/demo/organisation.ts';
import type { Scope, Window } from '../../src/domain/scope.ts';
import { defaultWindow } from '../../src/domain/zoned.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import type { Answer, Metric, MetricId } from '../../src/metrics/result.ts';
import { testDatabase } from '../support/database.ts';

const DAY = 86_400_000;
const hour = 3_600;

describe.each([new Date('2026-11-23T09:00:00Z'), new Date('2026-02-12T16:30:00Z')])('the stories of a demonstration made at %s', (now) => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
    await loadDemo(database.db, now);
    await deriveDirty(database.db, { now });
  }, 60_000);
  afterAll(() => database.close());

  const window = defaultWindow(now, 'Europe/Berlin');
  const ask = async (scope: Partial<Scope>, trend = false): Promise<Answer> =>
    await answerMetrics(
      database.db,
      {
        window,
        zone: 'Europe/Berlin',
        bucket: 'week',
        serviceId: null,
        teamId: null,
        clock: 'authored',
        bots: 'included',
        comparePrevious: true,
        now,
        ...scope,
      },
      undefined,
      { trend },
    );
  const metricOf = async (id: MetricId, scope: Partial<Scope>, trend = false): Promise<Metric> => {
    const found = (await ask(scope, trend)).metrics.find((metric) => metric.id === id);
    if (found === undefined) throw new Error(`There is no metric ${id}.`);
    return found;
  };
  const commits = (repository: string) =>
    database.db.selectFrom('commit').selectAll().where('repositoryId', '=', `demo:${repository}`).execute();
  const changes = (serviceId: string) =>
    database.db.selectFrom('delivery').selectAll().where('serviceId', '=', serviceId).where('kind', '=', 'forward').execute();
  const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> => (await query.execute(database.db)).rows;

  it('checkout gets better for real: a signal, and a difference from the period before', async () => {
    const metric = await metricOf('change-lead-time', { serviceId: 'checkout' }, true);
    expect(metric.value).toBeLessThan(0.6 * (metric.previous?.value ?? 0));
    expect(metric.previous?.value).toBeGreaterThan(24 * hour);
    expect(metric.previous?.verdict).toBe('better');
    expect(metric.movement).toMatchObject({ verdict: 'better', signal: { direction: 'down' } });
    expect(metric.limits?.locked).toBe(true);
    expect(metric.trend?.unit).toBe('week');
    expect(metric.trend?.points.filter(({ partial, n }) => !partial && n >= 6).length).toBeGreaterThanOrEqual(12);
  });

  it('search only looks better: the median fell, and neither interval nor limits say that anything changed', async () => {
    const metric = await metricOf('change-lead-time', { serviceId: 'search' }, true);
    expect(metric.value).toBeLessThan(0.92 * (metric.previous?.value ?? 0));
    expect(metric.previous?.verdict).toBe('no_difference');
    expect(metric.movement).toMatchObject({ verdict: 'no_signal' });
  });

  it('recommendations gets worse: a signal in change fail rate', async () => {
    const metric = await metricOf('change-fail-rate', { serviceId: 'recommendations' }, true);
    expect(metric.previous?.verdict).toBe('worse');
    expect(metric.movement).toMatchObject({ verdict: 'worse', signal: { direction: 'up' } });
    expect(metric.trend?.unit).toBe('week');
  });

  it('payments-gateway moved back once without a word: a rollback, and the deployment before it failed by that alone', async () => {
    const silent = await rows(sql<{
      id: string;
      title: string;
      at: Date;
    }>`select deployment_id as id, title, finished_at as at from deployment
      where service_id = 'payments-gateway' and kind = 'rollback' and title not like 'Roll back%'`);
    expect(silent.length).toBe(1);
    const story = await readDeployment(database.db, silent[0]?.id ?? '');
    expect(story?.title).not.toMatch(/roll|back|revert/i);
    const [evidence] = await rows(sql<{ deploymentId: string }>`select deployment_id from failure
      where service_id = 'payments-gateway' and evidence = 'rollback' and evidence_id = ${silent[0]?.id}`);
    const failed = await readDeployment(database.db, evidence?.deploymentId ?? '');
    expect(failed?.failed).toBe(true);
    expect(failed?.failures.map((failure) => failure.evidence)).toEqual(['rollback']);
    expect(failed?.restoredAt).toEqual(silent[0]?.at);
    expect((failed?.finishedAt ?? now).getTime()).toBeGreaterThan(window.from.getTime());
  });

  it('notifications collects no incidents: stability has no source and the organisation says so', async () => {
    const { metrics } = await ask({ serviceId: 'notifications' });
    expect(metrics.map(({ state }) => state)).toEqual(['value', 'value', 'no_source', 'no_source', 'no_source']);
    const { scope } = await ask({});
    expect(scope.leftOut.map(({ serviceId, reason }) => [serviceId, reason])).toEqual([['notifications', 'no incident source']]);
    const [waiting] = await rows(sql<{ n: number }>`select count(*) as n from undeployed_change
      where service_id = 'notifications' and merged_at < ${new Date(now.getTime() - 7 * DAY).toISOString()}::timestamptz`);
    expect(Number(waiting?.n)).toBeGreaterThan(0);
  });

  it('fulfilment is one repository with three services: a run deploys some of them, what is shared reaches all', async () => {
    const runs = await rows(sql<{ services: number }>`select count(distinct service_id) as services from deployment
      where service_id in ('orders', 'stock', 'shipping') and kind is not null group by sha`);
    expect(new Set(runs.map(({ services }) => Number(services)))).toEqual(new Set([1, 2, 3]));
    const paths = new Map((await commits('acme-demo~fulfilment')).map((commit) => [commit.sha, commit.paths ?? []]));
    const ours = (sha: string, ...folders: readonly string[]): boolean =>
      (paths.get(sha) ?? []).some((path) => folders.some((folder) => path.startsWith(`${folder}/`)));
    const orders = await changes('orders');
    expect(orders.length).toBeGreaterThan(300);
    expect(orders.filter(({ sha }) => !ours(sha, 'services/orders', 'libs/shared'))).toEqual([]);
    const everywhere = [...orders, ...(await changes('stock')), ...(await changes('shipping'))].filter(({ sha }) =>
      ours(sha, 'libs/shared'),
    );
    const once = new Set(everywhere.map(({ sha }) => sha)).size;
    expect(once).toBeGreaterThan(10);
    // The newest may still wait for one of them.
    expect(everywhere.length).toBeGreaterThan(3 * once - 10);
    const several = await rows(
      sql<{ services: number }>`select count(*) as services from incident group by incident_id having count(*) > 1`,
    );
    expect(several.length).toBeGreaterThan(0);
  });

  it('mobile-app is a noisy release train: big steps from week to week, and no signal', async () => {
    const { metrics } = await ask({ serviceId: 'mobile-app' }, true);
    const [leadTime, frequency] = metrics;
    expect([leadTime?.movement?.verdict, frequency?.movement?.verdict]).toEqual(['no_signal', 'no_signal']);
    const counts = frequency?.trend?.points.filter(({ partial }) => !partial).map(({ n }) => n) ?? [];
    expect(Math.min(...counts)).toBe(0);
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(3);
  });

  it('changes are what people wrote, however a team merges', async () => {
    const main = new Set((await commits('acme-demo~web-shop')).filter(({ message }) => /\(#\d+\)$/m.test(message)).map(({ sha }) => sha));
    const shop = await changes('web-shop');
    expect(main.size).toBeGreaterThan(200);
    expect(shop.filter(({ sha, originalsUnknown }) => main.has(sha) || originalsUnknown)).toEqual([]);
    const merges = new Set((await commits('acme-demo~payments-gateway')).filter(({ parents }) => parents.length > 1).map(({ sha }) => sha));
    expect(merges.size).toBeGreaterThan(200);
    expect((await changes('payments-gateway')).filter(({ sha }) => merges.has(sha))).toEqual([]);
    // A rebased change has a new id, its author's date and its pull request.
    const rebased = await changes('search');
    expect(rebased.length).toBeGreaterThan(300);
    expect(rebased.filter(({ committedAt, authoredAt, pullNumber }) => committedAt < authoredAt || pullNumber === null)).toEqual([]);
  });

  it('fraud-scoring changed hands: each team has the part of its own time', async () => {
    const until = demoServices(now).find(({ serviceId }) => serviceId === 'fraud-scoring')?.ownership[0]?.until ?? now;
    const around: Window = { from: new Date(until.getTime() - 60 * DAY), to: new Date(until.getTime() + 60 * DAY) };
    const count = async (scope: Partial<Scope>): Promise<number> => (await metricOf('deployment-frequency', scope)).n;
    const of = async (serviceIds: readonly string[], part: Window): Promise<number> =>
      (await Promise.all(serviceIds.map((serviceId) => count({ serviceId, window: part })))).reduce((sum, n) => sum + n, 0);
    const [before, after] = [
      { from: around.from, to: until },
      { from: until, to: around.to },
    ];
    const [given, taken] = [await of(['fraud-scoring'], before), await of(['fraud-scoring'], after)];
    expect(Math.min(given, taken)).toBeGreaterThan(15);
    expect(await count({ teamId: 'discovery', window: around })).toBe(given + (await of(['search', 'recommendations'], around)));
    expect(await count({ teamId: 'payments', window: around })).toBe(taken + (await of(['payments-gateway', 'ledger'], around)));
  });

  it('ledger is very small: too little data, and work that waits', async () => {
    const { metrics } = await ask({ serviceId: 'ledger' });
    expect(metrics.map(({ state }) => state)).toEqual([
      'too_little_data',
      'value',
      'too_little_data',
      'too_little_data',
      'too_little_data',
    ]);
    const [oldest] = await rows(sql<{ at: Date }>`select min(merged_at) as at from undeployed_change where service_id = 'ledger'`);
    expect(now.getTime() - (oldest?.at.getTime() ?? 0)).toBeGreaterThan(16 * DAY);
  });

  it('identity repairs what it deployed: the highest rework of all', async () => {
    const ids = demoServices(now).map(({ serviceId }) => serviceId);
    const rework = await Promise.all(
      ids.map(async (serviceId) => [serviceId, await metricOf('deployment-rework-rate', { serviceId })] as const),
    );
    const known = rework.filter(([id, { state, n }]) => state === 'value' && n >= 30 && id !== 'recommendations');
    const [first] = known.toSorted(([, a], [, b]) => (b.value ?? 0) - (a.value ?? 0));
    expect(first?.[0]).toBe('identity');
    const reasons = await rows(sql<{ unplanned: string }>`select distinct unplanned from deployment
      where service_id = 'identity' and unplanned is not null order by unplanned`);
    expect(reasons.map(({ unplanned }) => unplanned)).toEqual(['hotfix', 'revert', 'rollback']);
  });

  it('says what is wrong with the data: days that could not be asked for, payloads nobody can read', async () => {
    const fraud = await metricOf('deployment-frequency', { serviceId: 'fraud-scoring' });
    expect(fraud.quality.deductions.map(({ part }) => part)).toEqual(['days collected']);
    const shop = await metricOf('deployment-frequency', { serviceId: 'web-shop' });
    expect(shop.quality.deductions.map(({ part }) => part)).toEqual(['payloads understood']);
    expect((await metricOf('deployment-frequency', { serviceId: 'checkout' })).quality.score).toBe(100);
  });

  it('shows all ways in which a deployment can go', async () => {
    const found = await rows(sql<{ serviceId: string; outcome: string }>`select distinct service_id, outcome from deployment`);
    const outcomes = (serviceId: string): readonly string[] =>
      found
        .filter((row) => row.serviceId === serviceId)
        .map(({ outcome }) => outcome)
        .sort();
    expect(outcomes('web-shop')).toEqual(['cancelled', 'failed', 'running', 'succeeded']);
    expect(outcomes('checkout')).toEqual(['failed', 'running', 'succeeded']);
    const places = await rows(sql<{ places: readonly string[] }>`select distinct places from deployment
      where service_id = 'checkout' and kind is not null and outcome = 'succeeded'`);
    expect(places.map((row) => row.places)).toContainEqual(['prod-eu', 'prod-us']);
    const recovery = await metricOf('failed-deployment-recovery-time', { serviceId: 'web-shop' });
    expect(recovery.open).toBe(1);
    const states = await rows(sql<{ state: string; rung: number | null }>`select distinct state, rung from incident`);
    expect(states).toEqual(
      expect.arrayContaining([
        { state: 'counted', rung: 2 },
        { state: 'counted', rung: 3 },
        { state: 'counted', rung: 4 },
        { state: 'proposed', rung: 4 },
        { state: 'not_change_related', rung: null },
      ]),
    );
  });

  it('knows price-import from a clone alone, and judges it by the commit graph', async () => {
    const { metrics } = await ask({ serviceId: 'price-import' });
    expect(metrics.map(({ state }) => state)).toEqual(['value', 'value', 'too_little_data', 'value', 'value']);
    const origins = await rows(sql<{ origin: string }>`select distinct origin from deployment_child where service_id = 'price-import'`);
    expect(origins).toEqual([{ origin: 'tags' }]);
  });

  it('tells bots from people', async () => {
    const all = await metricOf('change-lead-time', { serviceId: 'web-shop' });
    const people = await metricOf('change-lead-time', { serviceId: 'web-shop', bots: 'excluded' });
    expect(people.counts.excluded.bot).toBeGreaterThan(10);
    expect(people.n + (people.counts.excluded.bot ?? 0)).toBe(all.n);
  });
});
