import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { waitForLock } from '../../src/collection/lock.ts';
import { recoverInterrupted } from '../../src/collection/recover.ts';
import { runSource } from '../../src/collection/run.ts';
import type { Database } from '../../src/database/open.ts';
import type { Orders } from '../support/collecting-process.ts';
import { testDatabase } from '../support/database.ts';
import { manyPages, memoryCatalog, memorySource, memorySourceId, normalizeMemory } from '../support/memory-source.ts';
import { snapshot } from '../support/snapshot.ts';

const program = fileURLToPath(new URL('../support/collecting-process.ts', import.meta.url));
const now = new Date('2026-03-02T09:00:00Z');
const options = { now: () => now, signal: new AbortController().signal, normalize: normalizeMemory, pause: async () => undefined };
const pageCount = 20;

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
  await syncCatalog(database.db, memoryCatalog());
});
afterEach(() => database.close());

/** Everything collection left, so that two databases can be compared. */
async function everything(of: Database): Promise<string> {
  const rest = await sql<{ line: string }>`
    select concat_ws(' ', kind, external_id, content_hash, returned, rejected) as line from raw_record
    union all select concat_ws(' ', object, cursor) from collection_cursor
    union all select concat_ws(' ', object, day, state) from coverage
    order by line`.execute(of.db);
  return [await snapshot(of.db), ...rest.rows.map((row) => row.line)].join('\n');
}

async function uninterrupted(): Promise<string> {
  const other = await testDatabase();
  try {
    await syncCatalog(other.db, memoryCatalog());
    expect(await runSource(other, memorySource(manyPages(pageCount)), options)).toMatchObject({ outcome: 'done', pages: pageCount });
    return await everything(other);
  } finally {
    await other.close();
  }
}

type Child = { readonly process: ChildProcessWithoutNullStreams; readonly lines: AsyncIterator<string>; readonly exit: Promise<unknown[]> };

function startChild(orders: Omit<Orders, 'connection'>): Child {
  const { types: _, ...connection } = database.connection;
  const argument = JSON.stringify({ ...orders, connection });
  const child = spawn(process.execPath, ['--import', 'tsx', program, argument], { stdio: 'pipe' });
  child.stderr.pipe(process.stderr);
  return { process: child, lines: createInterface(child.stdout)[Symbol.asyncIterator](), exit: once(child, 'exit') };
}

/** The next line a child prints, or null when it ends. */
async function nextLine(child: Child): Promise<unknown> {
  const line = await child.lines.next();
  return line.done === true ? null : JSON.parse(line.value);
}

/** The server notices a dead client when it next looks; its lock is free then. */
async function untilLockIsFree(): Promise<void> {
  await (await waitForLock(database.connection, `collect:${memorySourceId}`)).release();
}

describe('kill -9', () => {
  it('at any instant loses nothing and doubles nothing', async () => {
    const expected = await uninterrupted();
    // Ten statements a page, more or less: the whole run is about 200 long, and every death is followed by a resume.
    const deaths = fc.sample(fc.record({ killAt: fc.integer({ min: 2, max: 70 }), sent: fc.boolean() }), 8);
    for (const death of deaths) {
      const child = startChild({ pages: pageCount, ...death });
      const [code, signal] = await child.exit;
      await untilLockIsFree();
      if (code === 0) break;
      expect(signal, JSON.stringify(deaths)).toBe('SIGKILL');
      const stored = await database.db.selectFrom('collectionCursor').select('cursor').executeTakeFirst();
      const records = await sql<{ n: number }>`select count(*) as n from commit where sha like 'c%'`.execute(database.db);
      expect(records.rows[0]?.n, JSON.stringify(deaths)).toBe(stored?.cursor ?? 0);
    }
    const last = startChild({ pages: pageCount });
    expect(await nextLine(last)).toMatchObject({ outcome: 'done' });
    await last.exit;
    expect(await everything(database), JSON.stringify(deaths)).toBe(expected);
  });

  it('leaves a source that knows it was interrupted and is due at once', async () => {
    const child = startChild({ pages: pageCount, killAt: 40 });
    await child.exit;
    await untilLockIsFree();
    expect(await recoverInterrupted(database, now)).toEqual([memorySourceId]);
    const row = await database.db.selectFrom('source').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'failed', nextRunAt: now });
  });
});

describe('two processes that collect the same source', () => {
  it('one works, the other is refused and says since when', async () => {
    const working = startChild({ pages: pageCount, holdAt: 3 });
    expect(await nextLine(working)).toEqual({ held: 3 });
    const refused = startChild({ pages: pageCount });
    expect(await nextLine(refused)).toMatchObject({
      error: 'conflict',
      message: expect.stringContaining('already running since 2026-03-02T09:00'),
    });
    await refused.exit;
    working.process.stdin.end();
    expect(await nextLine(working)).toMatchObject({ outcome: 'done', pages: pageCount });
    await working.exit;
    expect(await everything(database)).toBe(await uninterrupted());
  });
});

describe('a database that goes away in the middle of a run', () => {
  async function terminate(which: string): Promise<number> {
    const { types: _, ...connection } = database.connection;
    const admin = new pg.Client(connection);
    await admin.connect();
    const answer = await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and ${which}`);
    await admin.end();
    return answer.rowCount ?? 0;
  }

  async function expectStoppedAndResumable(run: Promise<unknown>): Promise<void> {
    await expect(run).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Everything up to the last whole page is kept'),
    });
    const row = await database.db.selectFrom('source').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'failed', lastError: expect.stringContaining('connection to the database was lost') });
    expect(row.nextRunAt).not.toBeNull();
    await untilLockIsFree();
    expect(await runSource(database, memorySource(manyPages(pageCount)), options)).toMatchObject({ outcome: 'done' });
    expect(await everything(database)).toBe(await uninterrupted());
  }

  it('in the middle of a page leaves nothing of that page', async () => {
    let answers = 0;
    const db = database.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        answers += 1;
        if (answers === 47) expect(await terminate("state like 'idle in transaction%'")).toBe(1);
        return result;
      },
    });
    await expectStoppedAndResumable(runSource({ ...database, db }, memorySource(manyPages(pageCount)), options));
  });

  it('ends the run when only its lock is gone: another process may hold it by now', async () => {
    const source = memorySource(manyPages(pageCount), {
      beforePage: async (index) => {
        if (index === 5) expect(await terminate("query like '%advisory%'")).toBe(1);
      },
    });
    await expectStoppedAndResumable(runSource(database, source, options));
  });
});
