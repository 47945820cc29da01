import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { markServicesDirty } from '../../src/collection/dirty.ts';
import type { Database } from '../../src/database/open.ts';
import { factTables } from '../../src/database/specs.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import type { AnyRecord } from '../../src/domain/records.ts';
import { testDatabase } from '../support/database.ts';
import { loadRecords } from '../support/load-world.ts';
import { workedExample } from '../support/worked-example.ts';
import { workedHistory } from '../support/worked-history.ts';
import { sourceId, type World, worldRecords, worldService } from '../support/world.ts';

const now = new Date('2026-06-02T12:00:00Z');
let database: Database;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

async function configure(world: World): Promise<void> {
  await syncCatalog(database.db, {
    sources: [{ sourceId, kind: 'github', url: null, demo: false, settingsHash: 'world' }],
    teams: world.owners.map((o) => ({ teamId: o.team, name: o.team })),
    services: [{ ...worldService(world), demo: false }],
  });
}

/** Every fact row with the transaction that wrote it. */
async function facts(withWriter = false): Promise<unknown> {
  const tables: unknown[] = [];
  for (const { name, key } of Object.values(factTables)) {
    const order = sql.join(key.map((k) => sql.ref(k)));
    const writer = withWriter ? sql`, xmin::text as writer` : sql``;
    const answer = await sql`select * ${writer} from ${sql.table(name)} order by ${order}`.execute(database.db);
    tables.push([name, answer.rows]);
  }
  return tables;
}

/** Records in portions, as pages would bring them. */
function portions(rows: readonly AnyRecord[], size: number): readonly (readonly AnyRecord[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}

describe('derivation against the database', () => {
  it.each([
    ['the worked example', workedExample],
    ['the second worked history', workedHistory],
  ])('ends with the same rows when records of %s arrive bit by bit, and a rebuild touches none of them', async (_, world) => {
    await configure(world);
    for (const portion of portions(worldRecords(world), 9)) {
      await loadRecords(database.db, portion, now);
      await markServicesDirty(database.db, [world.serviceId], `mark ${Math.random()}`);
      await deriveDirty(database.db, { now });
    }
    const before = await facts(true);
    const again = await deriveDirty(database.db, { now, rebuild: true });
    expect(again).toEqual({ services: 1, rowsChanged: 0 });
    expect(await facts(true)).toEqual(before);
    const grown = await facts();
    for (const { name } of Object.values(factTables)) await sql`delete from ${sql.table(name)}`.execute(database.db);
    await deriveDirty(database.db, { now, rebuild: true });
    expect(await facts()).toEqual(grown);
  });

  it('takes the mark away with the facts, and does nothing without one', async () => {
    await configure(workedExample);
    await loadRecords(database.db, worldRecords(workedExample), now);
    const seen: string[] = [];
    const first = await deriveDirty(database.db, { now, onProgress: (step) => seen.push(`${step.serviceId} ${step.done}/${step.total}`) });
    expect(first.services).toBe(1);
    expect(first.rowsChanged).toBeGreaterThan(20);
    expect(seen).toEqual(['shop 0/1']);
    expect(await database.db.selectFrom('dirtyService').selectAll().execute()).toEqual([]);
    const state = await database.db.selectFrom('serviceState').selectAll().execute();
    expect(state).toMatchObject([{ serviceId: 'shop', derivedAt: now }]);
    expect(await deriveDirty(database.db, { now })).toEqual({ services: 0, rowsChanged: 0 });
    expect(await deriveDirty(database.db, { now, rebuild: true, serviceIds: ['other'] })).toEqual({ services: 0, rowsChanged: 0 });
  });

  it('is done once when several processes want to do it', async () => {
    await configure(workedHistory);
    await loadRecords(database.db, worldRecords(workedHistory), now);
    const results = await Promise.all([
      deriveDirty(database.db, { now }),
      deriveDirty(database.db, { now }),
      deriveDirty(database.db, { now }),
    ]);
    expect(results.reduce((sum, r) => sum + r.services, 0)).toBe(1);
  });

  it('forgets a mark of a service that is gone', async () => {
    await markServicesDirty(database.db, ['gone'], 'mark');
    await deriveDirty(database.db, { now });
    expect(await database.db.selectFrom('dirtyService').selectAll().execute()).toEqual([]);
    expect(await database.db.selectFrom('serviceState').selectAll().execute()).toEqual([]);
  });
});
