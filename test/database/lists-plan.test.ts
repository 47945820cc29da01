import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upsert } from '../../src/database/bulk.ts';
import type { Database, Db } from '../../src/database/open.ts';
import { factTables } from '../../src/database/specs.ts';
import { listDelivered } from '../../src/delivery/list-changes.ts';
import { listDeployments } from '../../src/delivery/list-deployments.ts';
import { listIncidents } from '../../src/delivery/list-incidents.ts';
import type { Page, Paging } from '../../src/delivery/lists.ts';
import { readIncident } from '../../src/delivery/story-incident.ts';
import { testDatabase } from '../support/database.ts';
import { addDeliveries, addDeployments, delivery, deployment } from './metrics-facts.ts';

let database: Database;
const services = Array.from({ length: 20 }, (_, i) => `s${i}`);
const instants = Array.from({ length: 500 }, (_, i) => new Date(Date.parse('2025-01-01T00:00:00Z') + i * 12 * 3_600_000));

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  for (const serviceId of services) {
    const finished = instants.map((at) => at.toISOString());
    await addDeployments(
      db,
      finished.map((t, i) => deployment(`${i}`, t, { serviceId })),
    );
    await addDeliveries(
      db,
      finished.map((t, i) => delivery(`c${i}`, '2024-12-01T00:00:00Z', t, { serviceId })),
    );
    const incidents = instants.map((openedAt, i) => ({
      serviceId,
      incidentId: `${serviceId}:${i}`,
      title: 'outage',
      openedAt,
      state: 'proposed',
      reason: '',
      fetchedAt: openedAt,
    }));
    await upsert(db, factTables.incident, incidents);
  }
  await sql`analyze deployment, delivery, incident`.execute(db);
});
afterAll(() => database.close());

/** How often whole tables of facts were read while something was asked. */
async function wholeReads(ask: (db: Db) => Promise<unknown>): Promise<number> {
  return await database.db.connection().execute(async (db) => {
    const counted = async (): Promise<number> => {
      await sql`select pg_stat_force_next_flush()`.execute(db);
      const { rows } = await sql<{ n: string }>`select sum(seq_scan)::text as n from pg_stat_user_tables
        where relname in ('deployment', 'delivery', 'incident')`.execute(db);
      return Number(rows[0]?.n);
    };
    const before = await counted();
    await ask(db);
    return (await counted()) - before;
  });
}

const everybody = { serviceId: null, teamId: null, window: null, order: 'desc' } as const;
const lists: Readonly<Record<string, (db: Db, serviceId: string | null, paging: Paging) => Promise<Page<unknown>>>> = {
  deployments: (db, serviceId, paging) => listDeployments(db, { ...everybody, serviceId, sort: 'finished' }, paging),
  'delivered changes': (db, serviceId, paging) => listDelivered(db, { ...everybody, serviceId, sort: 'deployed' }, paging),
  incidents: (db, serviceId, paging) => listIncidents(db, { ...everybody, serviceId, sort: 'opened' }, paging),
};

describe.each(Object.keys(lists))('a page of %s', (name) => {
  it.each([null, 's7'])('is read by an index, of all services or of one (%s)', async (serviceId) => {
    const list = lists[name];
    const first = await list?.(database.db, serviceId, { limit: 20 });
    expect(first?.total).toBe(serviceId === null ? 10_000 : 500);
    const after = first?.next ?? undefined;
    expect(await wholeReads(async (db) => expect((await list?.(db, serviceId, { limit: 20, after }))?.items).toHaveLength(20))).toBe(0);
  });
});

it('an incident is found by its id, and deployments around it by an index', async () => {
  expect(await wholeReads(async (db) => expect((await readIncident(db, 's7:250'))?.services[0]?.before).toHaveLength(3))).toBe(0);
});

it('a whole table that is read is noticed', async () => {
  expect(await wholeReads((db) => sql`select count(*) from deployment where title = 'x'`.execute(db))).toBeGreaterThan(0);
});
