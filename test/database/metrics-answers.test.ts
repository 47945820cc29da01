import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { listEvidence } from '../../src/metrics/evidence.ts';
import { serviceQuality } from '../../src/metrics/quality-services.ts';
import { type Metric, type MetricId, metricIds } from '../../src/metrics/result.ts';
import { testDatabase } from '../support/database.ts';
import { addDeliveries, addDeployments, addService, at, delivery, deployment, emptied, scopeOf } from './metrics-facts.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptied(database.db));

async function ask(scope: Scope, id: MetricId, series = false): Promise<Metric> {
  const { metrics } = await answerMetrics(database.db, scope, [id], { series });
  const [metric] = metrics;
  if (metric === undefined) throw new Error(`no answer for ${id}`);
  return metric;
}

const february = (more: Partial<Scope> = {}): Scope => scopeOf('2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', more);
const day = (n: number): string => `2026-02-${String(n).padStart(2, '0')}`;
const daily = (days: readonly number[], more: Parameters<typeof deployment>[2] = {}) =>
  days.map((n) => deployment(`${more?.serviceId ?? ''}${n}`, `${day(n)}T12:00:00Z`, more));
const span = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('nothing known is never a number', () => {
  it('an empty database has no source for anything', async () => {
    const { scope, metrics } = await answerMetrics(database.db, february({ comparePrevious: true }), metricIds, { series: true });
    expect(metrics.map((m) => m.id)).toEqual([...metricIds]);
    for (const metric of metrics) {
      expect(metric).toMatchObject({ state: 'no_source', value: null, n: 0, interval: null, quality: { score: null }, provisional: false });
      expect(metric.needs).toMatch(/service/);
      expect(metric.previous).toMatchObject({ state: 'no_source', value: null, difference: null, verdict: 'unknown' });
      expect(metric.series?.every((p) => p.state === 'no_source' && p.value === null && p.interval === null)).toBe(true);
    }
    expect(scope).toMatchObject({ exposureDays: 0, services: 0, leftOut: [] });
  });

  it('a service nobody collected has too little data, not a frequency of zero', async () => {
    await addService(database.db, { serviceId: 'shop', covered: ['2025-01-01', '2025-01-02'] });
    const { metrics } = await answerMetrics(database.db, february({ comparePrevious: true }));
    expect(metrics.map((m) => [m.state, m.value, m.n])).toEqual(metricIds.map(() => ['too_little_data', null, 0]));
    expect(metrics.map((m) => m.previous?.verdict)).toEqual(metricIds.map(() => 'unknown'));
  });

  it('a collected service without deployments has a known frequency of zero, and no rates', async () => {
    await addService(database.db, { serviceId: 'shop' });
    expect(await ask(february(), 'deployment-frequency')).toMatchObject({ state: 'value', value: 0, n: 0, activeDaysPerWeek: 0 });
    expect(await ask(february(), 'change-fail-rate')).toMatchObject({
      state: 'too_little_data',
      value: null,
      numerator: 0,
      denominator: 0,
    });
  });

  it('a future window holds nothing', async () => {
    await addService(database.db, { serviceId: 'shop' });
    await addDeployments(database.db, daily(span(1, 28)));
    const metric = await ask(february({ now: at('2026-01-15T00:00:00Z') }), 'deployment-frequency', true);
    expect(metric).toMatchObject({ state: 'too_little_data', value: null, n: 0 });
    expect(metric.series?.every((p) => p.partial && p.value === null)).toBe(true);
  });
});

describe('sources', () => {
  beforeEach(async () => {
    await addService(database.db, { serviceId: 'shop' });
    await addService(database.db, { serviceId: 'blind', stability: false });
    await addService(database.db, { serviceId: 'idle', rules: [] });
    await addDeployments(database.db, [...daily(span(1, 8)), ...daily(span(1, 6), { serviceId: 'blind', failed: true, recovery: 'open' })]);
  });

  it('without an incident rule a service has no stability source, but its records are listed', async () => {
    const scope = february({ serviceId: 'blind' });
    const metric = await ask(scope, 'change-fail-rate');
    expect(metric).toMatchObject({ state: 'no_source', value: null, n: 0, counts: { included: 0, excluded: { 'no incident source': 6 } } });
    expect(metric.needs).toContain('incident');
    expect((await listEvidence(database.db, scope, 'change-fail-rate', { limit: 9 })).items).toHaveLength(6);
    expect((await ask(scope, 'deployment-frequency')).state).toBe('value');
  });

  it('roll-ups leave such services out and name them', async () => {
    const metric = await ask(february(), 'change-fail-rate');
    expect(metric).toMatchObject({ state: 'value', value: 0, denominator: 8, counts: { excluded: { 'no incident source': 6 } } });
    expect((await ask(february(), 'failed-deployment-recovery-time')).open).toBe(0);
    const { scope } = await answerMetrics(database.db, february());
    expect(scope.services).toBe(3);
    expect(scope.leftOut).toEqual([
      {
        serviceId: 'blind',
        name: 'BLIND',
        reason: 'no incident source',
        metrics: ['failed-deployment-recovery-time', 'change-fail-rate', 'deployment-rework-rate'],
      },
      { serviceId: 'idle', name: 'IDLE', reason: 'no deployment rules', metrics: [...metricIds] },
    ]);
  });
});

describe('change lead time', () => {
  const hours = (n: number): string => new Date(Date.parse('2026-02-10T00:00:00Z') - n * 3_600_000).toISOString();
  const changes = (list: readonly number[]) => list.map((n) => delivery(`c${n}`, hours(n), '2026-02-10T00:00:00Z'));

  it('says the median from 6, p75 from 11 and p90 from 29 values', async () => {
    await addService(database.db, { serviceId: 'shop' });
    await addDeliveries(database.db, changes(span(1, 6)));
    expect(await ask(february(), 'change-lead-time')).toMatchObject({
      state: 'value',
      value: 3.5 * 3600,
      interval: { low: 3600, high: 6 * 3600 },
      percentiles: { p50: 3.5 * 3600, p75: null, p90: null },
    });
    await addDeliveries(database.db, changes(span(7, 11)));
    expect((await ask(february(), 'change-lead-time')).percentiles).toEqual({ p50: 6 * 3600, p75: 8.5 * 3600, p90: null });
    await addDeliveries(database.db, changes(span(12, 29)));
    expect((await ask(february(), 'change-lead-time')).percentiles?.p90).toBeCloseTo(26.2 * 3600, 6);
  });

  it('takes the clock and the bots that were asked for', async () => {
    await addService(database.db, { serviceId: 'shop' });
    const finished = '2026-02-10T00:00:00Z';
    await addDeliveries(database.db, [
      delivery('a', hours(10), finished, {
        committedAt: at(hours(9)),
        firstCommitAt: at(hours(12)),
        mergedAt: at(hours(2)),
        pullNumber: 1,
      }),
      delivery('b', hours(5), finished, { committedAt: at(hours(-1)), bot: true }),
      delivery('c', hours(4), finished, { pullNumber: 2, mergedAt: at(hours(1)) }),
      delivery('old', hours(900), finished, { kind: 'baseline' }),
    ]);
    const with_ = async (more: Partial<Scope>) => {
      const metric = await ask(february(more), 'change-lead-time');
      return [(metric.points ?? []).map((p) => p.value / 3600).sort((x, y) => x - y), metric.counts.excluded];
    };
    expect(await with_({})).toEqual([[4, 5, 10], { baseline: 1 }]);
    expect(await with_({ clock: 'committed' })).toEqual([[4, 9], { baseline: 1, 'clock skew': 1 }]);
    expect(await with_({ clock: 'merged' })).toEqual([[1, 2], { baseline: 1, 'no pull request': 1 }]);
    expect(await with_({ clock: 'first_commit_of_pull_request' })).toEqual([
      [12],
      { baseline: 1, 'no pull request': 1, 'unknown start': 1 },
    ]);
    expect(await with_({ bots: 'excluded' })).toEqual([[4, 10], { baseline: 1, bot: 1 }]);
  });
});

describe('failed deployment recovery time', () => {
  it('counts open ones apart and gives its parts', async () => {
    await addService(database.db, { serviceId: 'shop' });
    const failed = (n: number) => ({
      failed: true,
      detectedAt: at(`${day(n)}T12:30:00Z`),
      restoredAt: at(`${day(n)}T1${n % 6 === 0 ? 3 : 4}:00:00Z`),
      recovery: 'restored' as const,
    });
    await addDeployments(database.db, [
      ...span(1, 7).map((n) => deployment(`${n}`, `${day(n)}T12:00:00Z`, failed(n))),
      deployment('open', `${day(9)}T12:00:00Z`, { failed: true, recovery: 'open', detectedAt: at(`${day(9)}T13:00:00Z`) }),
      deployment('early', `${day(9)}T14:00:00Z`, { failed: true, recovery: 'before_finish', restoredAt: at(`${day(9)}T13:00:00Z`) }),
    ]);
    await addDeployments(database.db, [deployment('proposed', `${day(10)}T12:00:00Z`)], 0.4);
    await addDeployments(database.db, [deployment('fine', `${day(10)}T14:00:00Z`)]);
    expect(await ask(february(), 'failed-deployment-recovery-time')).toMatchObject({
      state: 'value',
      value: 2 * 3600,
      n: 7,
      open: 1,
      parts: [
        { id: 'detection', p50: 1800, n: 7 },
        { id: 'repair', p50: 5400, n: 7 },
      ],
      counts: { included: 7, excluded: { 'below confidence': 1, open: 1, 'restored before it finished': 1 } },
    });
  });
});

describe('teams', () => {
  it('own what finished while they owned the service', async () => {
    const owners = [
      { team: 'web', until: `${day(11)}T00:00:00Z` },
      { team: 'pay', from: `${day(11)}T00:00:00Z` },
    ];
    await addService(database.db, { serviceId: 'shop', owners });
    await addService(database.db, { serviceId: 'blog', owners: [{ team: 'web' }] });
    await addDeployments(database.db, [
      ...daily(span(1, 20)),
      deployment('midnight', `${day(11)}T00:00:00Z`),
      deployment('before', `${day(10)}T23:59:59.999Z`),
      ...daily(span(1, 3), { serviceId: 'blog' }),
    ]);
    const counts = await Promise.all([null, 'web', 'pay'].map((teamId) => ask(february({ teamId }), 'deployment-frequency')));
    expect(counts.map((m) => m.n)).toEqual([25, 14, 11]);
    const { items } = await listEvidence(database.db, february({ teamId: 'pay' }), 'deployment-frequency', { limit: 100 });
    expect(items.map((i) => i.id)).toContain('shop:midnight');
    expect(items.map((i) => i.id)).not.toContain('shop:before');
  });
});

describe('comparison', () => {
  const january = (n: number): string => `2026-01-${String(n).padStart(2, '0')}T12:00:00Z`;

  it('says better or worse only when the interval excludes no difference', async () => {
    await addService(database.db, { serviceId: 'shop' });
    await addDeployments(database.db, [
      ...daily(span(1, 28)),
      ...daily(span(1, 20)).map((d) => ({ ...d, deploymentId: `${d.deploymentId}b` })),
      ...span(1, 10).map((n) => deployment(`j${n}`, january(n), { failed: n > 2, unplanned: n > 5 ? 'hotfix' : null })),
    ]);
    await addDeliveries(database.db, [
      ...span(1, 8).map((n) => delivery(`f${n}`, `${day(n)}T08:00:00Z`, `${day(n + 1)}T09:00:00Z`)),
      ...span(1, 8).map((n) => delivery(`j${n}`, january(n).replace('T12', 'T08'), january(n))),
    ]);
    const { scope, metrics } = await answerMetrics(database.db, february({ comparePrevious: true }));
    expect(scope.previous).toEqual({ from: at('2026-01-01T00:00:00Z'), to: at('2026-02-01T00:00:00Z') });
    const found = Object.fromEntries(metrics.map((m) => [m.id, m.previous]));
    expect(found['change-lead-time']).toMatchObject({ state: 'value', value: 4 * 3600, n: 8, verdict: 'worse' });
    expect(found['change-lead-time']?.difference).toEqual({ low: 21 * 3600, high: 21 * 3600 });
    expect(found['deployment-frequency']).toMatchObject({ state: 'value', value: 10 / 31, verdict: 'better' });
    expect(found['deployment-frequency']?.difference?.low).toBeGreaterThan(1);
    expect(found['change-fail-rate']).toMatchObject({ value: 0.8, verdict: 'better' });
    expect(found['deployment-rework-rate']?.difference?.high).toBeLessThan(0);
    expect(found['failed-deployment-recovery-time']).toMatchObject({ state: 'too_little_data', difference: null, verdict: 'unknown' });
  });

  it('finds no difference between like and like, and no upper end against zero', async () => {
    await addService(database.db, { serviceId: 'shop' });
    await addDeployments(database.db, daily(span(1, 20)));
    const metric = await ask(february({ comparePrevious: true }), 'deployment-frequency');
    expect(metric.previous).toMatchObject({ state: 'value', value: 0, n: 0, difference: { high: null }, verdict: 'better' });
    await addDeployments(
      database.db,
      span(1, 22).map((n) => deployment(`j${n}`, january(n))),
    );
    expect((await ask(february({ comparePrevious: true }), 'deployment-frequency')).previous?.verdict).toBe('no_difference');
  });
});

describe('data quality', () => {
  it('takes away for what is missing, and says what it did not look at', async () => {
    await addService(database.db, { serviceId: 'shop', missing: [day(1), day(2), day(3), day(4), day(5), day(6), day(7)] });
    await addDeployments(database.db, [
      deployment('known', `${day(10)}T12:00:00Z`, { commitsVisited: 9, unknownParents: 3 }),
      deployment('unknown', `${day(11)}T12:00:00Z`, { commitKnown: false, commitsVisited: 0 }),
    ]);
    await addDeliveries(database.db, [
      delivery('a', `${day(9)}T12:00:00Z`, `${day(10)}T12:00:00Z`, { pullNumber: 1, originalsUnknown: true }),
      delivery('b', `${day(9)}T12:00:00Z`, `${day(10)}T12:00:00Z`, { pullNumber: 2 }),
    ]);
    const lead = await ask(february({ now: at('2026-03-22T00:00:00Z') }), 'change-lead-time');
    expect(Object.fromEntries(lead.quality.deductions.map((d) => [d.part, d.points]))).toEqual({
      'days collected': 10,
      freshness: 5,
      'deployed commits known': 15,
      'parents known': 6.7,
      'originals of squashes known': 7.5,
    });
    expect(lead.quality.score).toBeCloseTo(55.8, 6);
    expect(lead.provisional).toBe(true);
    const rate = await ask(february({ now: at('2026-03-22T00:00:00Z') }), 'change-fail-rate');
    expect(rate.quality).toMatchObject({ score: 80, notAssessed: ['incidents mapped'] });
    expect(rate.provisional).toBe(false);
  });

  it('names the parts that do not apply instead of giving full marks for them', async () => {
    await addService(database.db, { serviceId: 'shop' });
    const lead = await ask(february(), 'change-lead-time');
    expect(lead.quality.notAssessed).toEqual(['deployed commits known', 'parents known', 'originals of squashes known']);
  });

  it('knows old and missing collections, and payloads nobody could read', async () => {
    await addService(database.db, { serviceId: 'shop', collectedAt: null });
    await addService(database.db, { serviceId: 'blog' });
    const raw = (n: number, rejected: string | null) => ({
      repositoryId: 'github:acme~blog',
      sourceId: 's-blog',
      kind: 'deployment',
      externalId: `${n}`,
      contentHash: '',
      payload: '{}',
      fetchedAt: at('2026-03-01T00:00:00Z'),
      rejected,
    });
    await database.db
      .insertInto('rawRecord')
      .values([raw(0, 'no id'), ...span(1, 99).map((n) => raw(n, null))])
      .execute();
    const quality = (serviceId: string, from = '2026-02-01T00:00:00Z') =>
      serviceQuality(database.db, serviceId, { from: at(from), to: at('2026-03-01T00:00:00Z') }, 'UTC', at('2026-03-20T12:00:00Z'));
    const shop = await quality('shop');
    expect(shop?.quality.deductions).toMatchObject([{ part: 'freshness', points: 20 }]);
    expect(shop?.metrics['change-fail-rate'].score).toBe(80);
    expect((await quality('blog'))?.quality.deductions).toMatchObject([{ part: 'payloads understood', points: 10 }]);
    await database.db
      .insertInto('rawRecord')
      .values([raw(100, 'no id'), raw(101, 'no id')])
      .execute();
    expect((await quality('blog'))?.quality).toMatchObject({ score: 70, deductions: [{ part: 'payloads understood', points: 30 }] });
    expect(await quality('nobody')).toBeNull();
    // Half the services were never collected, one of two: points are shared out.
    const rolled = await ask(february(), 'deployment-frequency');
    expect(rolled.quality.deductions).toMatchObject([
      { part: 'freshness', points: 10 },
      { part: 'payloads understood', points: 30 },
    ]);
  });
});
