import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import type { Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import type { Service, ServiceSettings } from '../../src/domain/service.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { tryRules } from '../../src/trial/try.ts';
import { testDatabase } from '../support/database.ts';
import { emptyWorlds } from '../support/empty-worlds.ts';
import { loadWorld } from '../support/load-world.ts';
import { randomWorld } from '../support/random-world.ts';
import { restingTables, writtenBy } from '../support/snapshot.ts';
import { sourceId, worldService } from '../support/world.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const START = Date.parse('2026-03-02T00:00:00Z');
const DAY = 86_400_000;

const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 3 });

/** Settings to put in place of those in force. */
const change: fc.Arbitrary<Partial<ServiceSettings>> = fc
  .record({
    deployments: some(
      fc.array(
        fc.constantFrom<ServiceSettings['deployments'][number]>(
          { from: 'deployments' },
          { from: 'deployments', environment: 'prod*' },
          { from: 'workflow_runs', workflow: 'deploy.yml' },
          { from: 'merges', branch: 'main' },
          { from: 'tags' },
        ),
        { maxLength: 3 },
      ),
    ),
    incidents: some(
      fc.constantFrom<ServiceSettings['incidents']>(
        [],
        [{ from: 'issues', labels: ['incident'], windowSeconds: 3600 }],
        [{ from: 'issues', labels: ['INCIDENT', 'other'], windowSeconds: 72 * 3600 }],
        [{ from: 'issues', labels: ['other'], windowSeconds: 3600 }],
      ),
    ),
    failures: some(
      fc.record({
        incident: fc.boolean(),
        rollback: fc.boolean(),
        revert: fc.boolean(),
        hotfix: fc.boolean(),
        failed_rollout: fc.boolean(),
      }),
    ),
    foldSeconds: some(fc.constantFrom(1, 600, 86_400)),
    hotfixWords: some(fc.constantFrom(['hotfix', 'fix'], ['nothing'])),
    revertAgeSeconds: some(fc.constantFrom(3600, 90 * 86_400)),
    productionWords: some(fc.constantFrom(['staging'], ['prod', 'staging'], ['nothing'])),
    bots: some(fc.constantFrom(['ada'], [])),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));

const question = fc.record({
  from: fc.integer({ min: 0, max: 20 }),
  days: fc.constantFrom(1, 14, 60),
  clock: fc.constantFrom('authored' as const, 'merged' as const),
  bots: fc.constantFrom('included' as const, 'excluded' as const),
});

it('rules tried on random histories lead to what they lead to in force, and leave everything as it was', async () => {
  let differing = 0;
  await fc.assert(
    fc.asyncProperty(randomWorld(), change, question, async (world, changed, { from, days, clock, bots }) => {
      const { db } = database;
      await emptyWorlds(db);
      await loadWorld(db, world);
      const now = new Date(world.now);
      const window = { from: new Date(START + from * DAY), to: new Date(START + (from + days) * DAY) };
      const asked = { window, zone: world.zone, bucket: 'week', clock, bots, comparePrevious: true, now } as const;
      const service = worldService(world);
      const proposed: Service = { ...service, settings: { ...service.settings, ...changed } };
      const answered = async () => (await answerMetrics(db, { ...asked, serviceId: service.serviceId, teamId: null })).metrics;
      const resting = () => writtenBy(db, [...restingTables, 'service', 'repository_service', 'unmapped_incident']);

      const before = await resting();
      const same = await tryRules(db, service, asked);
      expect(same.metrics.map((m) => m.after)).toEqual(same.metrics.map((m) => m.before));
      expect([same.deployments.newlyCounted.total, same.deployments.noLongerCounted.total, same.incidents.changed.total]).toEqual([
        0, 0, 0,
      ]);
      const trial = await tryRules(db, proposed, asked);
      expect(trial.metrics.map((m) => m.before)).toEqual(await answered());
      expect(await resting()).toBe(before);
      const { counted, newlyCounted, noLongerCounted } = trial.deployments;
      expect(counted.after - (counted.before ?? 0)).toBe(newlyCounted.total - noLongerCounted.total);
      for (const part of [trial.deployments, trial.incidents])
        expect(part.groups.reduce((sum, group) => sum + group.total, 0)).toBe(part.considered);

      await syncCatalog(db, {
        sources: [{ sourceId, kind: 'github', url: null, demo: false, settingsHash: 'world' }],
        teams: [...new Set(world.owners.map((o) => o.team))].map((teamId) => ({ teamId, name: teamId })),
        services: [{ ...proposed, demo: false }],
      });
      await deriveDirty(db, { now });
      const really = await answered();
      expect(trial.metrics.map((m) => m.after)).toEqual(really);
      if (JSON.stringify(really) !== JSON.stringify(trial.metrics.map((m) => m.before))) differing += 1;
    }),
    { numRuns: 10 },
  );
  expect(differing).toBeGreaterThan(3);
}, 120_000);
