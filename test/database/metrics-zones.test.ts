import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { startOfDate } from '../../src/domain/zoned.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { type Metric, type MetricId, metricIds } from '../../src/metrics/result.ts';
import { testDatabase } from '../support/database.ts';
import { addDeliveries, addDeployments, addService, at, delivery, deployment, scopeOf } from './metrics-facts.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Chatham'] as const;
const HOUR = 3_600_000;
/** Every three hours and around every midnight of the four zones, for eight weeks with clock changes in Berlin and Chatham. */
const START = Date.parse('2026-03-02T00:00:00Z');
const DAYS = 56;
const dates = Array.from({ length: DAYS }, (_, i) => new Date(START + i * 24 * HOUR).toISOString().slice(0, 10));
const midnights = zones.flatMap((zone) => dates.map((date) => startOfDate(date, zone).getTime()));
const instants = [
  ...new Set([...midnights, ...midnights.map((t) => t - 1), ...Array.from({ length: DAYS * 8 }, (_, i) => START + i * 3 * HOUR)]),
];

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  await addService(db, { serviceId: 'shop', covered: ['2026-02-01', '2026-06-30'], missing: ['2026-04-20'] });
  const kinds = ['forward', 'forward', 'forward', 'baseline', 'rollback', 'redeploy'] as const;
  await addDeployments(
    db,
    instants.map((t, i) =>
      deployment(`d${i}`, new Date(t).toISOString(), {
        kind: kinds[i % 6] ?? null,
        failed: i % 6 === 1,
        recovery: i % 6 === 1 ? 'open' : null,
      }),
    ),
  );
  await addDeliveries(
    db,
    instants.map((t, i) => delivery(`c${i}`, new Date(t - (i % 97) * HOUR).toISOString(), new Date(t).toISOString())),
  );
});
afterAll(() => database.close());

const window = (zone: string, from: string, to: string): Scope['window'] => ({ from: startOfDate(from, zone), to: startOfDate(to, zone) });

async function ask(scope: Scope, id: MetricId): Promise<Metric> {
  const { metrics } = await answerMetrics(database.db, scope, [id], { series: true });
  const [metric] = metrics;
  if (metric === undefined) throw new Error(`no answer for ${id}`);
  return metric;
}

const scopeIn = (zone: string, from: string, to: string, more: Partial<Scope> = {}): Scope =>
  scopeOf('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z', {
    zone,
    window: window(zone, from, to),
    now: at('2026-06-15T00:00:00Z'),
    ...more,
  });

const within = (from: Date, to: Date): number => instants.filter((t, i) => t >= +from && t < +to && i % 6 < 4).length;

describe.each(zones)('in %s', (zone) => {
  it('buckets begin and end at local midnights and hold exactly what finished in them', async () => {
    for (const bucket of ['day', 'week'] as const) {
      const metric = await ask(scopeIn(zone, '2026-03-23', '2026-04-13', { bucket }), 'deployment-frequency');
      const series = metric.series ?? [];
      expect(series).toHaveLength(bucket === 'day' ? 21 : 3);
      for (const point of series) expect(point.n).toBe(within(point.from, point.to));
      expect(series.every((p) => !p.partial && !p.settling && p.state === 'value')).toBe(true);
      expect(series.map((p) => p.from)).toEqual(
        dates.filter((d, i) => d >= '2026-03-23' && d < '2026-04-13' && (bucket === 'day' || i % 7 === 0)).map((d) => startOfDate(d, zone)),
      );
    }
  });

  it('a day of 23 or 25 hours counts as one day', async () => {
    const metric = await ask(scopeIn(zone, '2026-03-16', '2026-04-13'), 'deployment-frequency');
    const { from, to } = window(zone, '2026-03-16', '2026-04-13');
    expect(metric.state).toBe('value');
    expect(metric.value).toBeCloseTo(within(from, to) / 28, 12);
    expect(metric.activeDaysPerWeek).toBeCloseTo(7, 12);
  });

  it('a local day is covered only when every UTC day it touches is', async () => {
    // 20 April 2026 is missing in UTC: one local day in UTC, two elsewhere.
    const { scope } = await answerMetrics(database.db, scopeIn(zone, '2026-03-30', '2026-04-27'));
    expect(scope.exposureDays).toBeCloseTo(zone === 'UTC' ? 27 : 26, 9);
    const metric = await ask(scopeIn(zone, '2026-03-30', '2026-04-27', { bucket: 'day' }), 'deployment-frequency');
    const cut = (metric.series ?? []).filter((p) => p.partial);
    expect(cut).toHaveLength(zone === 'UTC' ? 1 : 2);
    expect(cut.every((p) => p.state === 'too_little_data' && p.value === null)).toBe(true);
  });
});

describe('buckets', () => {
  it('are partial where the window or now cuts them, and settle for 48 hours', async () => {
    const now = at('2026-03-24T12:00:00Z');
    const metric = await ask(scopeIn('UTC', '2026-03-04', '2026-04-01', { now }), 'change-fail-rate');
    expect(metric.series?.map((p) => [p.from.toISOString().slice(0, 10), p.partial, p.settling])).toEqual([
      ['2026-03-02', true, false],
      ['2026-03-09', false, false],
      ['2026-03-16', false, true],
      ['2026-03-23', true, false],
      ['2026-03-30', true, false],
    ]);
    expect(metric.series?.at(-1)).toMatchObject({ n: 0, state: 'too_little_data', value: null });
  });

  it('never hold more or less than their window', async () => {
    for (const bucket of ['day', 'week', 'month', 'quarter'] as const) {
      for (const id of metricIds) {
        const metric = await ask(scopeIn('Pacific/Chatham', '2026-03-05', '2026-04-21', { bucket }), id);
        expect(metric.series?.reduce((total, point) => total + point.n, 0)).toBe(metric.n);
      }
    }
  });
});

describe('a window split at any instant', () => {
  it('adds up', async () => {
    const whole = scopeIn('Europe/Berlin', '2026-03-10', '2026-04-20');
    const length = +whole.window.to - +whole.window.from;
    const edge = fc.constantFrom(...instants.filter((t) => t > +whole.window.from && t < +whole.window.to));
    const any = fc.integer({ min: 1, max: length - 1 }).map((ms) => +whole.window.from + ms);
    const all = await answerMetrics(database.db, whole);
    await fc.assert(
      fc.asyncProperty(fc.oneof(edge, any), async (middle) => {
        const halves = await Promise.all([
          answerMetrics(database.db, { ...whole, window: { from: whole.window.from, to: new Date(middle) } }),
          answerMetrics(database.db, { ...whole, window: { from: new Date(middle), to: whole.window.to } }),
        ]);
        for (const metric of all.metrics) {
          const parts = halves.map((half) => half.metrics.find((m) => m.id === metric.id));
          const sum = (pick: (m: Metric) => number): number => parts.reduce((total, m) => total + (m === undefined ? 0 : pick(m)), 0);
          expect(sum((m) => m.n)).toBe(metric.n);
          expect(sum((m) => m.numerator ?? 0)).toBe(metric.numerator ?? 0);
          expect(sum((m) => m.open ?? 0)).toBe(metric.open ?? 0);
          for (const [reason, n] of Object.entries(metric.counts.excluded)) expect(sum((m) => m.counts.excluded[reason] ?? 0)).toBe(n);
        }
        expect(halves.reduce((total, half) => total + half.scope.exposureDays, 0)).toBeCloseTo(all.scope.exposureDays, 9);
      }),
      { numRuns: 25 },
    );
  });
});
