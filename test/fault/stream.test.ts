import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { markRunning } from '../../src/collection/state.ts';
import { connect, type Database } from '../../src/database/open.ts';
import { testDatabase } from '../support/database.ts';
import { handClock, listen, type ReadEvent } from '../support/event-stream.ts';
import { type Gate, gateTo } from '../support/gate.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';
import { sourceId } from '../support/world.ts';

const now = new Date(workedHistory.now);
const clock = handClock();
let real: Database;
let reached: Database;
let gate: Gate;
let server: Server;
let address: string;

beforeAll(async () => {
  real = await testDatabase();
  await loadWorld(real.db, workedHistory);
  gate = await gateTo(real);
  reached = await connect({ ...real.connection, host: '127.0.0.1', port: gate.port });
  const config = { organisation: 'Acme', zone: 'UTC', file: null, shown: {} };
  const app = buildApp({ database: reached, config, now: () => now, version: '0', collectNow: async () => {}, pace: clock.pace });
  server = await new Promise<Server>((done) => {
    const listening = app.listen(0, '127.0.0.1', () => done(listening));
  });
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/api/v1/stream`;
});
afterAll(async () => {
  gate.open();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await reached.close();
  await gate.close();
  await real.close();
});

const trouble = (over: boolean) => (event: ReadEvent) =>
  event.event === 'trouble' && ((event.data as { message: string | null }).message === null) === over;
const greeting = ({ event }: ReadEvent) => event === 'data';

/** The outcome of a look depends on what the connection pool has noticed so far, so the clock goes on until the event is there. */
async function ticking(event: Promise<ReadEvent>): Promise<ReadEvent> {
  let there = false;
  const seen = event.finally(() => {
    there = true;
  });
  while (!there) {
    clock.tick(1000);
    await new Promise((done) => setImmediate(done));
  }
  return await seen;
}

describe('a database that goes away while somebody listens', () => {
  it('is said once, the connection stays, and what was missed is told when it is back', async () => {
    const stream = await listen(address);
    await stream.next(greeting);
    gate.shut();
    const said = await ticking(stream.next(trouble(false)));
    expect(said.data).toEqual({ message: expect.stringMatching(/^The database cannot be reached just now/) });
    const newcomer = await listen(address);
    expect((await newcomer.next(trouble(false))).data).toEqual(said.data);
    await markRunning(real.db, sourceId, now);
    gate.open();
    await ticking(stream.next(trouble(true)));
    expect((await stream.next(({ event }) => event === 'collection')).data).toMatchObject({ state: 'running' });
    await newcomer.next(trouble(true));
    await newcomer.next(greeting);
    stream.close();
    newcomer.close();
    expect((await stream.ended).split('cannot be reached')).toHaveLength(2);
  });

  it('does not keep anybody from coming', async () => {
    gate.shut();
    const stream = await listen(address);
    expect(stream.status).toBe(200);
    await ticking(stream.next(trouble(false)));
    gate.open();
    await ticking(stream.next(trouble(true)));
    await stream.next(greeting);
    stream.close();
  });
});
