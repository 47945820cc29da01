import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { markEnded, markProgress, markRunning, noProgress } from '../../src/collection/state.ts';
import type { Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { testDatabase } from '../support/database.ts';
import { handClock, listen, type ReadEvent, type Stream } from '../support/event-stream.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';
import { sourceId } from '../support/world.ts';

const now = new Date(workedHistory.now);
const clock = handClock();
const stopping = new AbortController();
const streams: Stream[] = [];
let database: Database;
let server: Server;
let sibling: Server;
let address: string;
let beside: string;

beforeAll(async () => {
  database = await testDatabase();
  await loadWorld(database.db, workedHistory);
  [server, sibling] = [await start(), await start()];
  [address, beside] = [addressOf(server), addressOf(sibling)];
});
afterAll(async () => {
  for (const one of [server, sibling]) {
    one.closeAllConnections();
    await new Promise((done) => one.close(done));
  }
  await database.close();
});

/** One process of several over the same database. */
function start(): Promise<Server> {
  const app = buildApp({
    database,
    config: { organisation: 'Acme', zone: 'UTC', file: null, shown: {} },
    now: () => now,
    version: '0',
    collectNow: async () => undefined,
    pace: clock.pace,
    mostListeners: 3,
    stopping: stopping.signal,
  });
  return new Promise((done) => {
    const listening = app.listen(0, '127.0.0.1', () => done(listening));
  });
}

function addressOf(one: Server): string {
  const bound = one.address();
  return `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/api/v1/stream`;
}

async function watch(headers: Readonly<Record<string, string>> = {}): Promise<Stream> {
  const stream = await listen(address, headers);
  streams.push(stream);
  return stream;
}

/** Waits until nobody is watched for any more: the server hears of a closed connection a moment later. */
async function allGone(): Promise<void> {
  while (clock.running() > 0) await new Promise((done) => setImmediate(done));
}

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await allGone();
});

const kind = (name: string) => (event: ReadEvent) => event.event === name;
const stateIs = (state: string) => (event: ReadEvent) => event.event === 'collection' && (event.data as { state: string }).state === state;
const named = (event: ReadEvent): unknown => (event.data as { services: unknown }).services;

async function deriveAgain(at: Date): Promise<void> {
  await deriveDirty(database.db, { now: at, rebuild: true });
}

describe('the stream', () => {
  it('tells a newcomer how things are, unbuffered, and looks only while somebody listens', async () => {
    expect(clock.running()).toBe(0);
    const stream = await watch();
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).toContain('no-transform');
    expect(stream.headers.get('content-encoding')).toBeNull();
    expect((await stream.next(kind('collection'))).data).toMatchObject({ sourceId, state: 'idle', lastSuccessAt: now.toISOString() });
    const data = await stream.next(kind('data'));
    expect(data.data).toEqual({ derivedAt: now.toISOString(), services: [] });
    expect(data.id).not.toBeNull();
    expect(clock.running()).toBe(2);
    stream.close();
    await allGone();
    expect(await stream.ended).toMatch(/^retry: \d+\n\n/);
  });

  it('tells every listener what changed, and nothing else', async () => {
    const both = [await watch(), await watch()];
    for (const stream of both) await stream.next(kind('data'));
    await markRunning(database.db, sourceId, now);
    clock.tick(1000);
    for (const stream of both) expect((await stream.next(kind('collection'))).data).toMatchObject({ sourceId, state: 'running' });
    await markProgress(database.db, sourceId, { ...noProgress, repository: 'acme/portal', object: 'commits', done: 3, total: 8, pages: 1 });
    clock.tick(1000);
    for (const stream of both)
      expect((await stream.next(kind('collection'))).data).toMatchObject({ progress: { object: 'commits', done: 3, total: 8 } });
    await markEnded(database.db, sourceId, { at: now, outcome: 'done', reason: null, nextRunAt: null, progress: noProgress });
    await deriveAgain(new Date(now.getTime() + 60_000));
    clock.tick(1000);
    const later = new Date(now.getTime() + 60_000).toISOString();
    for (const stream of both) {
      await stream.next(stateIs('idle'));
      const data = await stream.next(kind('data'));
      expect(data.data).toMatchObject({ derivedAt: later });
      expect(named(data)).toContain('portal');
    }
    clock.tick(1000);
    clock.tick(15_000);
    for (const stream of both) stream.close();
    for (const stream of both) expect((await stream.ended).split('event: data')).toHaveLength(3);
  });

  it('tells one who comes back what was missed, and no news to one who missed nothing', async () => {
    const first = await watch();
    const { id } = await first.next(kind('data'));
    const same = await watch({ 'Last-Event-ID': id ?? '' });
    expect(named(await same.next(kind('data')))).toEqual([]);
    first.close();
    same.close();
    await allGone();
    await deriveAgain(new Date(now.getTime() + 120_000));
    const back = await watch({ 'Last-Event-ID': id ?? '' });
    expect(await back.next(kind('collection'))).toMatchObject({ data: { sourceId } });
    expect(named(await back.next(kind('data')))).toContain('portal');
    const stranger = await watch({ 'Last-Event-ID': 'whatever' });
    expect(named(await stranger.next(kind('data')))).toContain('portal');
  });

  it('means the same in every process: who comes back to another one has missed nothing', async () => {
    const here = await watch();
    const { id } = await here.next(kind('data'));
    const there = await listen(beside, { 'Last-Event-ID': id ?? '' });
    streams.push(there);
    const first = await there.next(kind('data'));
    expect({ id: first.id, services: named(first) }).toEqual({ id, services: [] });
    await deriveAgain(new Date(now.getTime() + 180_000));
    clock.tick(1000);
    const [one, other] = [await here.next(kind('data')), await there.next(kind('data'))];
    expect(one).toEqual(other);
    expect(one.id).not.toBe(id);
  });

  it('keeps the connection with a comment', async () => {
    const stream = await watch();
    await stream.next(kind('data'));
    clock.tick(15_000);
    await markRunning(database.db, sourceId, new Date(now.getTime() + 1));
    clock.tick(1000);
    await stream.next(stateIs('running'));
    stream.close();
    expect(await stream.ended).toContain('\n: still here\n\n');
  });

  it('takes no more listeners than it can hold, and no parameters', async () => {
    for (const _ of [1, 2, 3]) await (await watch()).next(kind('data'));
    const refused = await fetch(address);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'unavailable', message: expect.stringContaining('listeners') } });
    expect((await fetch(`${address}?x=1`)).status).toBe(400);
    expect((await fetch(address, { method: 'HEAD' })).status).toBe(503);
  });

  it('ends when the service stops, without anybody being cut off', async () => {
    const stream = await watch();
    await stream.next(kind('data'));
    stopping.abort();
    expect(await stream.ended).toContain('event: data');
    await allGone();
    expect((await fetch(address)).status).toBe(503);
  });
});
