import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { productLimit } from '../../src/statistics/kaplan-meier.ts';
import { demoDatabase } from '../support/demo-database.ts';

const now = new Date('2026-06-17T10:00:00Z');
let database: Database;
beforeAll(async () => {
  database = await demoDatabase(now);
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
  comparePrevious: false,
  now,
  ...more,
});
const leadOf = async (scope: Scope) => (await answerMetrics(database.db, scope, ['change-lead-time'])).metrics[0];

describe('change lead time with what waits', () => {
  it('counts each waiting change as lasting at least until the end of the window', async () => {
    const scope = scopeOf({});
    const metric = await leadOf(scope);
    const delivered = await database.db
      .selectFrom('delivery')
      .select(['authoredAt', 'finishedAt'])
      .where('kind', '=', 'forward')
      .where('finishedAt', '>=', scope.window.from)
      .where('finishedAt', '<', scope.window.to)
      .execute();
    const waiting = await database.db
      .selectFrom('undeployedChange')
      .select('authoredAt')
      .where('authoredAt', '<', scope.window.to)
      .execute();
    expect(waiting.length).toBeGreaterThan(0);
    const seen = [
      ...delivered
        .filter((d) => d.authoredAt <= d.finishedAt)
        .map((d) => ({ duration: (d.finishedAt.getTime() - d.authoredAt.getTime()) / 1000, ended: true })),
      ...waiting.map((w) => ({ duration: (scope.window.to.getTime() - w.authoredAt.getTime()) / 1000, ended: false })),
    ];
    const [p50, p75, p90] = productLimit(seen, [0.5, 0.75, 0.9]);
    expect(metric?.censored).toEqual({ p50, p75, p90, n: seen.length, waiting: waiting.length });
    // What waits can only make it longer.
    expect(metric?.censored?.p50 ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual((metric?.value ?? 0) - 1);
  });

  it('says nothing of windows that are over: what waited then is not known', async () => {
    const past = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-04-01T00:00:00Z') };
    expect((await leadOf(scopeOf({ window: past })))?.censored).toBeUndefined();
  });
});
