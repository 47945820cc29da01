import { sql } from 'kysely';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { connect, type Database } from '../../src/database/open.ts';
import { testDatabase } from '../support/database.ts';
import { type Gate, gateTo } from '../support/gate.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';

let real: Database;
let reached: Database;
let request: ReturnType<typeof supertest>;
let gate: Gate;

beforeAll(async () => {
  real = await testDatabase();
  await loadWorld(real.db, workedHistory);
  gate = await gateTo(real);
  reached = await connect({ ...real.connection, host: '127.0.0.1', port: gate.port });
  const config = { organisation: 'Acme', zone: 'UTC', file: null, shown: {} };
  request = supertest(
    buildApp({ database: reached, config, now: () => new Date(workedHistory.now), version: '0', collectNow: async () => {} }),
  );
});
afterAll(async () => {
  gate.open();
  await reached.close();
  await gate.close();
  await real.close();
});

const ask = async () => await request.get('/api/v1/metrics?from=2026-05-04&to=2026-06-01');

describe('a database that goes away', () => {
  it('makes answers unavailable in one sentence, and they come back with it', async () => {
    expect((await ask()).status).toBe(200);
    gate.shut();
    for (let i = 0; i < 3; i += 1) {
      const answer = await ask();
      expect(answer.status).toBe(503);
      expect(answer.body.error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('database') });
      expect(answer.text).not.toMatch(/ECONN|\.ts:|select/);
    }
    expect((await request.get('/readyz')).status).toBe(503);
    expect((await request.get('/healthz')).status).toBe(200);
    gate.open();
    expect((await ask()).status).toBe(200);
    expect((await request.get('/readyz')).status).toBe(200);
  });

  it('in the middle of a request leaves the process alive', async () => {
    // A lock holds the question up at a table it reads, until its connection is ended from outside.
    const held = real.db.transaction().execute(async (trx) => {
      await sql`lock table service in access exclusive mode`.execute(trx);
      const asked = ask();
      for (;;) {
        const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`.execute(trx);
        for (const { pid } of rows) await sql`select pg_terminate_backend(${pid})`.execute(trx);
        if (rows.length > 0) break;
      }
      return await asked;
    });
    const answer = await held;
    expect(answer.status).toBe(503);
    expect(answer.body.error.code).toBe('unavailable');
    expect((await ask()).status).toBe(200);
  });
});
