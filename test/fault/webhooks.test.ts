import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { ingest } from '../../src/collection/ingest.ts';
import { replay } from '../../src/collection/replay.ts';
import { deriveSoon, installSchedule } from '../../src/collection/schedule.ts';
import { connect, type Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { normalizeGithub } from '../../src/sources/github/index.ts';
import { type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts';
import { testDatabase } from '../support/database.ts';
import { manyNews, type News, newsCatalog, newsReceiver, newsSource, takeNews } from '../support/news.ts';
import type { Orders } from '../support/receiving-process.ts';
import { snapshot } from '../support/snapshot.ts';

const program = fileURLToPath(new URL('../support/receiving-process.ts', import.meta.url));
const at = new Date('2026-03-02T09:00:00Z');
const quiet = { log: () => undefined };

const databases: Database[] = [];
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close();
});

async function freshDatabase(repositories: number): Promise<Database> {
  const database = await testDatabase();
  databases.push(database);
  await syncCatalog(database.db, newsCatalog(repositories));
  return database;
}

/** Everything that is stored in the end, with the facts made of it; and a replay makes the same again. */
async function everything({ db }: Database): Promise<string> {
  await deriveDirty(db, { now: at });
  const rest = await sql<{ line: string }>`
    select concat_ws(' ', kind, repository_id, external_id, content_hash, returned, rejected) as line from raw_record
    union all select concat_ws(' ', event, delivery_id, ignored) from webhook_delivery
    union all select concat_ws(' ', repository_id, object, cursor) from collection_cursor
    union all select concat_ws(' ', repository_id, object, day, state) from coverage
    union all select concat_ws(' ', url, etag) from http_validator
    order by line`.execute(db);
  const before = await snapshot(db, { facts: true, fetchedAt: true });
  await replay(db, { github: normalizeGithub });
  await deriveDirty(db, { now: at, rebuild: true });
  expect(await snapshot(db, { facts: true, fetchedAt: true })).toBe(before);
  return [await snapshot(db, { facts: true }), ...rest.rows.map((row) => row.line)].join('\n');
}

async function undisturbed(all: readonly News[], repositories: number): Promise<string> {
  const database = await freshDatabase(repositories);
  for (const news of all) await takeNews(database, news, at);
  return await everything(database);
}

type Running = { readonly app: Server; readonly database: Database; readonly proxy: CuttingProxy; readonly stop: () => Promise<void> };

/** The whole program from the socket of the provider to the database, which it reaches by a way that can be cut. */
async function startBehindProxy(behind: Database): Promise<Running> {
  const { host, port } = inject('cluster');
  const { database: name, user } = behind.connection;
  const proxy = await cuttingProxy(`${host}/.s.PGSQL.${port}`);
  const database = await connect({ ...proxy.connection, database: String(name), user: String(user) }, { poolSize: 3 });
  const app = buildApp({
    database,
    config: { organisation: 'Acme', zone: 'UTC', file: 'plumbline.yaml', shown: {} },
    now: () => at,
    version: '0.0.0',
    collectNow: async () => undefined,
    deriveSoon: () => deriveSoon(database, quiet),
    receivers: new Map([[newsSource, newsReceiver]]),
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const stop = async (): Promise<void> => {
    app.closeAllConnections();
    app.close();
    await database.close().catch(() => undefined);
    await proxy.close();
  };
  return { app, database, proxy, stop };
}

type Answer = { readonly status: number; readonly duplicate: boolean };

/** What the provider, or the run, sees: an answer, or none. */
async function tell({ app, database }: Running, news: News): Promise<Answer> {
  if (news.kind === 'page') {
    const status = await ingest(database.db, newsReceiver, news.page, at).then(
      () => 202,
      () => 503,
    );
    return { status, duplicate: false };
  }
  // A listening TCP server has an address object.
  const { port } = app.address() as AddressInfo;
  const { headers, body } = news;
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/webhooks/${newsSource}`, { method: 'POST', headers, body });
  const answer: unknown = await response.json();
  const duplicate = typeof answer === 'object' && answer !== null && 'duplicate' in answer && answer.duplicate === true;
  return { status: response.status, duplicate };
}

describe('a process that dies between any two steps of a webhook or page', () => {
  it('loses nothing and doubles nothing, at hundreds of instants', async () => {
    const repositories = 4;
    const all = manyNews(repositories);
    const expected = await undisturbed(all, repositories);
    const behind = await freshDatabase(repositories);
    await installSchedule(behind, quiet);
    const running = await startBehindProxy(behind);
    // About as many as a delivery or a page takes messages, those of coming in again included.
    const cuts = all.map(({ kind }) => {
      const after = fc.integer({ min: 1, max: kind === 'page' ? 28 : 17 });
      return fc.sample(fc.record({ after, answered: fc.boolean() }), 2);
    });
    let made = 0;
    let unanswered = 0;
    try {
      for (const [i, news] of all.entries()) {
        for (const cut of cuts[i] ?? []) {
          running.proxy.arm(cut);
          const { status, duplicate } = await tell(running, news);
          if (running.proxy.disarm()) made += 1;
          expect([202, 503], JSON.stringify(cut)).toContain(status);
          if (duplicate) unanswered += 1;
        }
        // The provider delivers again what was not answered, and the schedule reads again what was not read.
        expect((await tell(running, news)).status).toBe(202);
      }
    } finally {
      await running.stop();
    }
    console.log(`${made} cuts while ${all.length} deliveries and pages came in; ${unanswered} were stored and not answered`);
    expect(made).toBeGreaterThan(200);
    expect(await everything(behind), JSON.stringify(cuts)).toBe(expected);
  }, 180_000);

  it('by SIGKILL, too', async () => {
    const repositories = 2;
    const all = manyNews(repositories);
    const expected = await undisturbed(all, repositories);
    const died = await dieOften(all, repositories);
    console.log(`${died.deaths} deaths`);
    expect(died.deaths).toBeGreaterThan(3);
    expect(died.everything).toBe(expected);
  }, 180_000);
});

async function dieOften(all: readonly News[], repositories: number): Promise<{ readonly deaths: number; readonly everything: string }> {
  const database = await freshDatabase(repositories);
  const { types: _, ...connection } = database.connection;
  let from = 0;
  let deaths = 0;
  while (from < all.length) {
    const [death = { killAt: 1, sent: true }] = fc.sample(fc.record({ killAt: fc.integer({ min: 2, max: 150 }), sent: fc.boolean() }), 1);
    const orders: Orders = { connection, repositories, from, ...death };
    const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (part) => {
      said += String(part);
    });
    const [code, signal] = await once(child, 'close');
    expect(code === 0 || signal === 'SIGKILL', JSON.stringify(death)).toBe(true);
    if (signal === 'SIGKILL') deaths += 1;
    from += said.split('\n').length - 1;
  }
  return { deaths, everything: await everything(database) };
}
