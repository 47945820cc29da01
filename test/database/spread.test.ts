import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { answerSpread } from '../../src/metrics/spread.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { compareSpread } from '../support/spread-alone.ts';

const now = new Date('2026-06-17T10:00:00Z');
const DAY = 86_400_000;
let database: Database;
let serviceIds: readonly string[];
let teamIds: readonly string[];

beforeAll(async () => {
  database = await demoDatabase(now);
  serviceIds = (await database.db.selectFrom('service').select('serviceId').orderBy('serviceId').execute()).map((row) => row.serviceId);
  teamIds = (await database.db.selectFrom('team').select('teamId').orderBy('teamId').execute()).map((row) => row.teamId);
});
afterAll(() => database.close());

const scopeOf = (more: Partial<Scope>): Scope => ({
  window: { from: new Date('2026-03-19T00:00:00Z'), to: new Date('2026-06-17T00:00:00Z') },
  zone: 'UTC',
  bucket: 'week',
  serviceId: null,
  teamId: null,
  clock: 'authored',
  bots: 'included',
  comparePrevious: true,
  now,
  ...more,
});

describe('the spread of services', () => {
  it('has every service once, with its owner and what waits in it', async () => {
    const spread = await answerSpread(database.db, scopeOf({}));
    expect(spread.services.map(({ serviceId }) => serviceId)).toEqual(serviceIds);
    for (const service of spread.services) {
      const waiting = await database.db
        .selectFrom('undeployedChange')
        .select(['mergedAt', 'committedAt'])
        .where('serviceId', '=', service.serviceId)
        .execute();
      const times = waiting.map((row) => (row.mergedAt ?? row.committedAt).getTime());
      expect({ id: service.serviceId, n: service.undeployed, oldest: service.oldestUndeployedAt?.getTime() ?? null }).toEqual({
        id: service.serviceId,
        n: waiting.length,
        oldest: times.length === 0 ? null : Math.min(...times),
      });
    }
  });

  it('gives each service the very answer it has by itself', async () => {
    await compareSpread(database.db, scopeOf({}));
  });

  it('also for teams, other windows, zones, clocks, and without bots', async () => {
    const asked = fc.record({
      from: fc.integer({ min: 0, max: 400 }),
      days: fc.constantFrom(1, 7, 28, 90, 200),
      zone: fc.constantFrom('UTC', 'America/New_York', 'Pacific/Chatham'),
      team: fc.constantFrom(null, ...teamIds),
      clock: fc.constantFrom('authored', 'merged'),
      bots: fc.constantFrom('included', 'excluded'),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ from, days, zone, team, clock, bots }) => {
        const to = new Date(now.getTime() - from * DAY);
        // The types of constants out of a generator are wider than what they are.
        const chosen = { clock, bots } as Pick<Scope, 'clock' | 'bots'>;
        await compareSpread(
          database.db,
          scopeOf({ window: { from: new Date(to.getTime() - days * DAY), to }, zone, teamId: team, ...chosen }),
        );
      }),
      { numRuns: 6, endOnFailure: true },
    );
  }, 240_000);
});

describe('the trend of a metric', () => {
  const trends = async (serviceId: string | null, more: Partial<Scope> = {}) => {
    const { metrics } = await answerMetrics(database.db, scopeOf({ serviceId, ...more }), undefined, { trend: true });
    return new Map(metrics.map((metric) => [metric.id, metric]));
  };

  it('has 26 whole weeks that end with the window, whatever its length; the running one is partial', async () => {
    const found = (await trends(null)).get('deployment-frequency');
    const points = found?.trend?.points ?? [];
    expect(points).toHaveLength(26);
    expect(points[0]?.from.toISOString()).toBe('2025-12-22T00:00:00.000Z');
    expect(points.at(-1)).toMatchObject({ from: new Date('2026-06-15T00:00:00Z'), partial: true });
    for (const point of points) expect(point.from.getUTCDay()).toBe(1);
    const short = (await trends(null, { window: { from: new Date('2026-06-16T00:00:00Z'), to: new Date('2026-06-17T00:00:00Z') } })).get(
      'deployment-frequency',
    );
    expect(short?.trend).toEqual(found?.trend);
    expect(short?.limits).toEqual(found?.limits);
  });

  it('counts by week what a plain reading of the deployments counts', async () => {
    const deployments = await database.db
      .selectFrom('deployment')
      .select(['serviceId', 'finishedAt', 'kind', 'failed'])
      .where('tier', '=', 'production')
      .where('outcome', '=', 'succeeded')
      .where('kind', 'in', ['forward', 'baseline'])
      .execute();
    for (const serviceId of serviceIds) {
      const metrics = await trends(serviceId);
      for (const id of ['deployment-frequency', 'change-fail-rate'] as const) {
        const metric = metrics.get(id);
        if (metric?.state === 'no_source') continue;
        for (const point of metric?.trend?.points ?? []) {
          const inside = deployments.filter(
            (d) =>
              d.serviceId === serviceId &&
              d.finishedAt !== null &&
              d.finishedAt >= point.from &&
              d.finishedAt < point.to &&
              d.finishedAt < now,
          );
          const expected =
            id === 'change-fail-rate'
              ? inside.length < 5
                ? null
                : inside.filter((d) => d.failed).length / inside.length
              : point.partial
                ? null
                : inside.length / 7;
          expect({ serviceId, id, from: point.from, n: point.n, value: point.value }).toEqual({
            serviceId,
            id,
            from: point.from,
            n: inside.length,
            value: expected === null ? null : expect.closeTo(expected, 9),
          });
        }
      }
    }
  });

  it('charts a rate in the smallest unit that has five deployments in half of its whole units', async () => {
    for (const serviceId of serviceIds) {
      const rate = (await trends(serviceId)).get('change-fail-rate');
      if (rate?.trend === undefined || rate.state === 'no_source') continue;
      const sizes = rate.trend.points.flatMap(({ partial, n }) => (partial ? [] : [n]));
      if (rate.trend.unit !== 'quarter') expect(sizes.filter((n) => n >= 5).length).toBeGreaterThanOrEqual(sizes.length / 2);
    }
  });

  it('shows a recovery as a point of its own, in the order of the deployments', async () => {
    const found = (await trends(null)).get('failed-deployment-recovery-time');
    expect(found?.trend?.unit).toBe('failure');
    const points = found?.trend?.points ?? [];
    expect(points.length).toBeGreaterThan(5);
    expect(points.map(({ from }) => from.getTime())).toEqual(points.map(({ from }) => from.getTime()).toSorted((a, b) => a - b));
    const first = points[0];
    const deployment = await database.db
      .selectFrom('deployment')
      .select(['finishedAt', 'restoredAt'])
      .where('deploymentId', '=', first?.id ?? '')
      .executeTakeFirstOrThrow();
    expect(first?.value).toBe(((deployment.restoredAt?.getTime() ?? 0) - (deployment.finishedAt?.getTime() ?? 0)) / 1000);
  });

  it('moves only by a signal inside the window', async () => {
    for (const serviceId of serviceIds)
      for (const metric of (await trends(serviceId)).values()) {
        const { movement, signals = [], limits } = metric;
        const inside = signals.filter(({ at }) => at >= scopeOf({}).window.from && at < scopeOf({}).window.to);
        const newest = inside.at(-1) ?? null;
        expect(movement?.signal).toEqual(newest);
        if (limits === null) expect(movement?.verdict).toBe('unknown');
        else if (newest === null) expect(movement?.verdict).toBe('no_signal');
        else if (movement?.verdict === 'mixed') expect(new Set(inside.map(({ direction }) => direction)).size).toBe(2);
        else expect(movement?.verdict).toBe((newest.direction === 'up') === (metric.better === 'higher') ? 'better' : 'worse');
      }
  });
});
