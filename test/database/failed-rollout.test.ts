import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import type { Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedExample } from '../support/worked-example.ts';
import { worldService } from '../support/world.ts';

const now = new Date(workedExample.now);
let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await loadWorld(database.db, workedExample);
});
afterAll(() => database.close());

const answers = async () => {
  const window = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-16T00:00:00Z') };
  const scope = {
    window,
    zone: 'UTC',
    bucket: 'week',
    serviceId: 'shop',
    teamId: null,
    clock: 'authored',
    bots: 'included',
    comparePrevious: false,
    now,
  } as const;
  const { metrics } = await answerMetrics(database.db, scope);
  return Object.fromEntries(metrics.map(({ id, numerator, denominator, n, open }) => [id, { numerator, denominator, n, open }]));
};

describe('a production attempt that failed', () => {
  it('counts nowhere but among the attempts, as long as the switch is off', async () => {
    const found = await answers();
    expect(found['change-fail-rate']).toMatchObject({ numerator: 2, denominator: 5 });
    expect(found['failed-deployment-recovery-time']).toMatchObject({ n: 2, open: 0 });
  });

  it('is in numerator and denominator once it is switched on, and open until the place succeeds again', async () => {
    const service = worldService(workedExample);
    const failures = { ...service.settings.failures, failed_rollout: true };
    await syncCatalog(database.db, {
      sources: [{ sourceId: 'github', kind: 'github', url: null, demo: false, settingsHash: 'world' }],
      teams: [{ teamId: 'payments', name: 'Payments' }],
      services: [{ ...service, settings: { ...service.settings, failures }, demo: false }],
    });
    await deriveDirty(database.db, { now });
    const found = await answers();
    expect(found['change-fail-rate']).toMatchObject({ numerator: 3, denominator: 6 });
    expect(found['failed-deployment-recovery-time']).toMatchObject({ n: 2, open: 1 });
    expect(found['deployment-frequency']).toMatchObject({ n: 5 });
    expect(found['deployment-rework-rate']).toMatchObject({ numerator: 2, denominator: 6 });
  });
});
