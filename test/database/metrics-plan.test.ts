import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { listEvidence } from '../../src/metrics/evidence.ts';
import { metricList } from '../../src/metrics/list.ts';
import { testDatabase } from '../support/database.ts';
import { addDeliveries, addDeployments, addService, at, delivery, deployment, scopeOf } from './metrics-facts.ts';

let database: Database;
const ids = Array.from({ length: 20 }, (_, i) => `s${i}`);
/** Every service finishes at the same instants, so that lists are full of ties. */
const finished = Array.from({ length: 600 }, (_, i) => new Date(Date.parse('2025-01-01T00:00:00Z') + i * 12 * 3_600_000).toISOString());

beforeAll(async () => {
  database = await testDatabase();
  for (const serviceId of ids) {
    await addService(database.db, { serviceId });
    await addDeployments(
      database.db,
      finished.map((t, i) => deployment(`${i}`, t, { serviceId, failed: i % 9 === 0, recovery: i % 9 === 0 ? 'open' : null })),
    );
    await addDeliveries(
      database.db,
      finished.map((t, i) => delivery(`c${i}`, '2024-12-01T00:00:00Z', t, { serviceId })),
    );
  }
  await sql`analyze deployment, delivery, failure`.execute(database.db);
});
afterAll(() => database.close());

async function planOf(query: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<Record<string, string>>`explain (costs off) ${query}`.execute(database.db);
  return rows.map((row) => Object.values(row).join('')).join('\n');
}

it.each(metricList)('$id of a service reads its window through the index, not the whole table', async (metric) => {
  const question = {
    serviceIds: ['s7'],
    stableIds: ['s7'],
    teamId: null,
    from: at('2025-03-01Z'),
    to: at('2025-03-15Z'),
    clock: 'authored',
    bots: 'included',
  } as const;
  const plan = await planOf(metric.considered(question));
  expect(plan).toMatch(metric.evidenceKind === 'change' ? /delivery_by_time/ : /deployment_by_time/);
  expect(plan).not.toMatch(/Seq Scan on (deployment|delivery)/);
});

it('pages through records that finished at the same instant, each once', async () => {
  const scope = scopeOf('2025-03-01T00:00:00Z', '2025-03-04T00:00:00Z');
  for (const { id } of metricList) {
    const all = await listEvidence(database.db, scope, id, { limit: 1_000 });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listEvidence(database.db, scope, id, { limit: 7, ...(after === undefined ? {} : { after }) });
      seen.push(...page.items.map((item) => `${item.serviceId} ${item.id}`));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(all.items.map((item) => `${item.serviceId} ${item.id}`));
    expect(new Set(seen).size).toBe(seen.length);
    const { included, excluded } = all.totals;
    expect(seen.length).toBe(Object.values(excluded).reduce((total, n) => total + n, included));
  }
});
