import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { startWorker } from '../../src/collection/schedule.ts';
import type { Database } from '../../src/database/open.ts';
import { testDatabase } from '../support/database.ts';
import { manyPages, memoryCatalog, memorySource, normalizeMemory } from '../support/memory-source.ts';

let database: Database;
let admin: pg.Client;
beforeEach(async () => {
  database = await testDatabase();
  await syncCatalog(database.db, memoryCatalog());
  const { types: _, ...connection } = database.connection;
  admin = new pg.Client({ ...connection, database: 'postgres' });
  await admin.connect();
});
afterEach(async () => {
  await admin.end();
  await database.close();
});

async function allowConnections(allowed: boolean): Promise<void> {
  const name = String(database.connection.database);
  await admin.query(`alter database ${name} allow_connections ${allowed}`);
  if (!allowed) await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
}

describe('a schedule whose database goes away for a while', () => {
  it('starts again when it is back, and the run goes on where it was', async () => {
    const log: string[] = [];
    let done = (): void => undefined;
    const finished = new Promise<void>((resolve) => {
      done = resolve;
    });
    let pauses = 0;
    const source = memorySource(manyPages(3), {
      beforePage: async (index) => {
        if (index === 1 && pauses === 0) await allowConnections(false);
      },
    });
    const worker = await startWorker(database, {
      sources: [{ source, normalize: normalizeMemory, everySeconds: 60 }],
      derive: async () => undefined,
      now: () => new Date('2026-03-02T09:00:00Z'),
      log: (level, message) => {
        if (level !== 'debug') log.push(message);
        if (message === 'Source "memory": done') done();
      },
      // The first attempt to start again still fails.
      pause: async () => {
        pauses += 1;
        if (pauses === 2) await allowConnections(true);
      },
    });
    await finished;
    await worker.stop();
    expect(log).toContain('The schedule cannot start');
    expect(log).toContain('The last run of source "memory" was interrupted');
    const row = await database.db.selectFrom('source').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'idle', lastError: null, progress: { pages: 2 } });
  });
});
