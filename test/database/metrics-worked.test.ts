import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { listEvidence } from '../../src/metrics/evidence.ts';
import { type Metric, type MetricId, metricIds } from '../../src/metrics/result.ts';
import { testDatabase } from '../support/database.ts';
import { addDeliveries, addDeployments, addService, at, delivery, deployment, scopeOf } from './metrics-facts.ts';

const HOUR = 3_600;
const scope = scopeOf('2026-03-02T00:00:00Z', '2026-03-16T00:00:00Z', { serviceId: 'shop' });

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  await addService(db, { serviceId: 'shop', owners: [{ team: 'payments' }] });
  await addDeployments(db, [
    deployment('D1', '2026-03-01T12:00:00Z', { kind: 'baseline' }),
    deployment('D2', '2026-03-03T12:00:00Z'),
    deployment('D3', '2026-03-05T15:00:00Z', {
      failed: true,
      detectedAt: at('2026-03-05T15:20:00Z'),
      restoredAt: at('2026-03-05T16:30:00Z'),
      recovery: 'restored',
    }),
    deployment('D4', '2026-03-05T16:00:00Z', { kind: 'rollback', unplanned: 'rollback' }),
    deployment('D5', '2026-03-06T10:00:00Z'),
    deployment('D6', '2026-03-09T10:00:00Z', {
      failed: true,
      detectedAt: at('2026-03-09T18:00:00Z'),
      restoredAt: at('2026-03-10T13:05:00Z'),
      recovery: 'restored',
    }),
    deployment('D7', '2026-03-10T13:00:00Z', { unplanned: 'revert' }),
    deployment('D8', '2026-03-11T10:00:00Z', { outcome: 'failed', kind: null }),
    deployment('S8', '2026-03-11T09:00:00Z', { tier: 'staging', kind: null }),
  ]);
  await addDeliveries(db, [
    delivery('a', '2026-02-20T10:00:00Z', '2026-03-01T12:00:00Z', { kind: 'baseline' }),
    delivery('b', '2026-03-02T09:00:00Z', '2026-03-03T12:00:00Z'),
    delivery('c', '2026-03-03T09:00:00Z', '2026-03-03T12:00:00Z'),
    delivery('d', '2026-03-04T15:00:00Z', '2026-03-05T15:00:00Z'),
    delivery('e', '2026-03-09T08:00:00Z', '2026-03-09T10:00:00Z'),
    delivery('f', '2026-03-10T12:00:00Z', '2026-03-10T13:00:00Z'),
  ]);
});
afterAll(() => database.close());

async function answer(id: MetricId): Promise<Metric> {
  const { metrics } = await answerMetrics(database.db, scope, [id]);
  const [metric] = metrics;
  if (metric === undefined) throw new Error(`no answer for ${id}`);
  return metric;
}

const values = (metric: Metric): number[] => (metric.points ?? []).map((point) => point.value).sort((a, b) => a - b);

describe('the worked example of the definitions', () => {
  it('lists five change lead times and gives no value', async () => {
    const metric = await answer('change-lead-time');
    expect(metric).toMatchObject({ state: 'too_little_data', value: null, n: 5, interval: null, counts: { included: 5, excluded: {} } });
    expect(values(metric)).toEqual([1 * HOUR, 2 * HOUR, 3 * HOUR, 24 * HOUR, 27 * HOUR]);
    expect(metric.percentiles).toEqual({ p50: null, p75: null, p90: null });
    expect(metric.needs).toContain('at least 6');
  });

  it('counts five deployments in fewer than four whole weeks', async () => {
    const metric = await answer('deployment-frequency');
    expect(metric).toMatchObject({ state: 'too_little_data', value: null, n: 5, interval: null, activeDaysPerWeek: null });
    expect(metric.counts.excluded).toEqual({ failed: 1, 'not production': 1, rollback: 1 });
    expect(metric.points?.map((p) => p.at.toISOString().slice(0, 10))).toEqual([
      '2026-03-10',
      '2026-03-09',
      '2026-03-06',
      '2026-03-05',
      '2026-03-03',
    ]);
  });

  it('fails two of five changes, 11.8 % to 76.9 %', async () => {
    const metric = await answer('change-fail-rate');
    expect(metric).toMatchObject({ state: 'value', value: 0.4, n: 5, numerator: 2, denominator: 5 });
    expect(metric.interval?.low).toBeCloseTo(0.118, 3);
    expect(metric.interval?.high).toBeCloseTo(0.769, 3);
  });

  it('lists two recoveries, 1.5 h and 27 h 5 min', async () => {
    const metric = await answer('failed-deployment-recovery-time');
    expect(metric).toMatchObject({ state: 'too_little_data', value: null, n: 2, open: 0 });
    expect(values(metric)).toEqual([1.5 * HOUR, 27 * HOUR + 300]);
    expect(metric.parts).toEqual([
      { id: 'detection', p50: null, n: 2 },
      { id: 'repair', p50: null, n: 2 },
    ]);
  });

  it('reworks two of six deployments, 9.7 % to 70.0 %', async () => {
    const metric = await answer('deployment-rework-rate');
    expect(metric).toMatchObject({ state: 'value', n: 6, numerator: 2, denominator: 6 });
    expect(metric.value).toBeCloseTo(1 / 3, 12);
    expect(metric.interval?.low).toBeCloseTo(0.097, 3);
    expect(metric.interval?.high).toBeCloseTo(0.7, 3);
  });

  it('excludes the failed rollout from everything', async () => {
    for (const id of ['deployment-frequency', 'change-fail-rate', 'deployment-rework-rate'] as const) {
      const { items } = await listEvidence(database.db, scope, id, { limit: 50 });
      expect(items.find((item) => item.id === 'shop:D8')).toMatchObject({ included: false, reason: 'failed', contributes: null });
    }
  });

  it.each(metricIds)('opens %s: included and excluded are all there is, page by page', async (id) => {
    const all = await listEvidence(database.db, scope, id, { limit: 100 });
    const metric = await answer(id);
    expect(all.totals).toEqual(metric.counts);
    const paged = [];
    let after: string | undefined;
    for (let page = 0; page < 20; page += 1) {
      const found = await listEvidence(database.db, scope, id, { limit: 2, ...(after === undefined ? {} : { after }) });
      paged.push(...found.items);
      if (found.next === null) break;
      after = found.next;
    }
    expect(paged).toEqual(all.items);
    expect(all.next).toBeNull();
    const included = await listEvidence(database.db, scope, id, { included: true, limit: 100 });
    const excluded = await listEvidence(database.db, scope, id, { included: false, limit: 100 });
    expect(included.items.every((item) => item.included && item.reason === null && item.contributes !== null)).toBe(true);
    expect(excluded.items.every((item) => !item.included && item.reason !== null && item.contributes === null)).toBe(true);
    expect(included.items.length + excluded.items.length).toBe(all.items.length);
    expect(included.items.length).toBe(metric.n);
  });

  it('refuses a cursor that is none', async () => {
    await expect(listEvidence(database.db, scope, 'change-lead-time', { limit: 2, after: 'nonsense' })).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});
