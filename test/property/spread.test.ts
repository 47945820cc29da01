import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { answerSpread } from '../../src/metrics/spread.ts';
import { testDatabase } from '../support/database.ts';
import { emptyWorlds } from '../support/empty-worlds.ts';
import { loadWorlds } from '../support/load-world.ts';
import { randomWorld } from '../support/random-world.ts';
import { compareSpread } from '../support/spread-alone.ts';
import type { World } from '../support/world.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const START = Date.parse('2026-03-02T00:00:00Z');
const DAY = 86_400_000;

/** The same history under names of its own. */
const named = (world: World, name: string): World => ({
  ...world,
  serviceId: name,
  repositories: world.repositories.map((repository) => ({ ...repository, name: `acme/${name}` })),
  issues: world.issues.map((issue) => ({ ...issue, repository: `acme/${name}` })),
});

const question = fc.record({
  from: fc.integer({ min: 0, max: 30 }),
  days: fc.constantFrom(1, 7, 14, 28, 60),
  team: fc.constantFrom(null, 'first', 'second'),
  clock: fc.constantFrom('authored' as const, 'merged' as const),
  bots: fc.constantFrom('included' as const, 'excluded' as const),
});

it('each service of random histories answers among others as it does by itself', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(randomWorld(), { minLength: 2, maxLength: 3 }),
      fc.array(question, { minLength: 2, maxLength: 2 }),
      async (histories, questions) => {
        await emptyWorlds(database.db);
        const worlds = histories.map((world, index) => named(world, `app-${index}`));
        const [first] = worlds;
        await loadWorlds(database.db, worlds, first?.now ?? '');
        // One without incidents: it answers about throughput only.
        await sql`update service set stability = false where service_id = 'app-1'`.execute(database.db);
        // The whole history besides, so that every run has values to compare.
        const whole = { from: 0, days: 60, team: null, clock: 'authored', bots: 'included' } as const;
        for (const { from, days, team, clock, bots } of [whole, ...questions]) {
          const window = { from: new Date(START + from * DAY), to: new Date(START + (from + days) * DAY) };
          const scope = {
            ...({ window, zone: first?.zone ?? 'UTC', bucket: 'week', serviceId: null, teamId: team, clock, bots } as const),
            comparePrevious: true,
            now: new Date(first?.now ?? ''),
          };
          await compareSpread(database.db, scope);
          const { metrics } = await answerSpread(database.db, scope);
          compared += metrics.flatMap((metric) => metric.services).filter(({ value }) => value !== null).length;
        }
      },
    ),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 8), endOnFailure: true },
  );
  // Not by answering nothing.
  expect(compared).toBeGreaterThan(10);
}, 600_000);
