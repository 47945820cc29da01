import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { ingest } from '../../src/collection/ingest.ts';
import { replay } from '../../src/collection/replay.ts';
import { runSource } from '../../src/collection/run.ts';
import type { Database } from '../../src/database/open.ts';
import type { AnyRecord } from '../../src/domain/records.ts';
import type { Normalize, Page, RawItem } from '../../src/sources/source.ts';
import { testDatabase } from '../support/database.ts';
import {
  badItem,
  commit,
  item,
  memoryCatalog,
  memoryRepository,
  memorySource,
  memorySourceId,
  normalizeMemory,
  page,
  status,
} from '../support/memory-source.ts';
import { snapshot } from '../support/snapshot.ts';

const source = { sourceId: memorySourceId, normalize: normalizeMemory };
const start = new Date('2026-03-02T09:00:00Z');
const normalizers = { memory: normalizeMemory };

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
  await syncCatalog(database.db, memoryCatalog());
});
afterEach(() => database.close());

async function ingestAll(pages: readonly Page[]): Promise<void> {
  for (const each of pages) await ingest(database.db, source, each, start);
}

async function reasons(): Promise<readonly (string | null)[]> {
  const answer = await sql<{ rejected: string | null }>`select rejected from raw_record
    order by kind, external_id, fetched_at`.execute(database.db);
  return answer.rows.map((row) => row.rejected);
}

async function reset(): Promise<void> {
  for (const table of ['raw_record', 'commit', 'deployment_status', 'collection_cursor', 'dirty_service']) {
    await sql`delete from ${sql.table(table)}`.execute(database.db);
  }
}

/** Few objects, few contents, shared records: everything collides with everything. */
const randomItem: fc.Arbitrary<RawItem> = fc
  .record({
    kind: fc.constantFrom('commit', 'list'),
    id: fc.constantFrom('1', '2'),
    shas: fc.subarray(['a', 'b']),
    message: fc.constantFrom('x', 'y'),
    at: fc.constantFrom('2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z'),
    unread: fc.constantFrom(1, 2),
    bad: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
  })
  .map(({ kind, id, shas, message, at, unread, bad }) => {
    const records: AnyRecord[] = shas.map((sha) => commit(sha, '2026-03-01T10:00:00Z', { message }));
    return bad ? badItem(kind, id, 'no good') : item(kind, id, [...records, status('1', at)], { unread });
  });
const randomPages = fc.array(
  fc.array(randomItem, { minLength: 1, maxLength: 3 }).map((items) => page(items)),
  { minLength: 1, maxLength: 12 },
);

describe('a replay', () => {
  it('makes exactly the records that collection made, whatever came in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(randomPages, async (pages) => {
        await reset();
        await ingestAll(pages);
        const collected = [await snapshot(database.db, { fetchedAt: true }), await reasons()];
        await replay(database.db, normalizers);
        expect([await snapshot(database.db, { fetchedAt: true }), await reasons()]).toEqual(collected);
      }),
      { numRuns: 60 },
    );
  });

  it('brings back what was lost or spoiled, says how far it is, and marks the services', async () => {
    await ingestAll([page([item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z')])])]);
    const before = await snapshot(database.db, { fetchedAt: true });
    await sql`update commit set message = 'spoiled'`.execute(database.db);
    await sql`delete from dirty_service`.execute(database.db);
    const steps: unknown[] = [];
    const result = await replay(database.db, normalizers, (step) => steps.push(step));
    expect(result).toEqual({ repositories: 1, raws: 1, records: 1, rejected: 0, skipped: [] });
    expect(steps).toEqual([{ repositoryId: memoryRepository, done: 1, total: 1, raws: 1 }]);
    expect(await snapshot(database.db, { fetchedAt: true })).toBe(before);
    expect(await sql`select service_id, from_at from dirty_service`.execute(database.db)).toMatchObject({
      rows: [{ serviceId: 'shop', fromAt: new Date(0) }],
    });
  });

  it('uses what the normaliser has learned since', async () => {
    await ingestAll([page([badItem('commit', 'a', 'not yet'), item('commit', 'b', [commit('b', '2026-03-01T10:00:00Z')])])]);
    const wiser: Normalize = (raw) => (raw.externalId === 'a' ? [commit('a', '2026-03-01T10:00:00Z')] : normalizeMemory(raw));
    expect(await replay(database.db, { memory: wiser })).toMatchObject({ raws: 2, records: 2, rejected: 0 });
    expect(await reasons()).toEqual([null, null]);
    const stricter: Normalize = () => {
      throw new Error('no longer');
    };
    expect(await replay(database.db, { memory: stricter })).toMatchObject({ raws: 2, records: 0, rejected: 2 });
    expect(await reasons()).toEqual(['no longer', 'no longer']);
  });

  it('reads repositories of any size', async () => {
    const items = Array.from({ length: 1203 }, (_, n) => item('commit', `${n}`, [commit(`${n}`, '2026-03-01T10:00:00Z')]));
    await ingestAll([page(items.slice(0, 3)), page(items.slice(3, 1100)), page(items.slice(1100))]);
    const before = await snapshot(database.db, { fetchedAt: true });
    expect(await replay(database.db, normalizers)).toMatchObject({ raws: 1203, records: 1203 });
    expect(await snapshot(database.db, { fetchedAt: true })).toBe(before);
  });

  it('leaves repositories of sources that are no longer configured as they are', async () => {
    await ingestAll([page([item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z')])])]);
    const before = await snapshot(database.db, { fetchedAt: true });
    await syncCatalog(database.db, memoryCatalog({ sources: [] }));
    expect(await replay(database.db, normalizers)).toMatchObject({ repositories: 0, skipped: [memoryRepository] });
    expect(await snapshot(database.db, { fetchedAt: true })).toBe(before);
  });

  it('that is interrupted leaves whole repositories, and can be started again', async () => {
    const other = 'memory:other';
    const elsewhere = (raw: RawItem): RawItem => JSON.parse(JSON.stringify(raw).replaceAll(memoryRepository, other));
    const items = ['a', 'b'].map((sha) => item('commit', sha, [commit(sha, '2026-03-01T10:00:00Z')]));
    await ingestAll([page(items), page(items.map(elsewhere))]);
    const before = await snapshot(database.db, { fetchedAt: true });
    // A replay of both takes more than 30 statements and fewer than 100: every kind of moment is among these.
    for (const statements of [1, 3, 8, 14, 18, 25, 30]) {
      await expect(replay(dyingAfter(statements).db, normalizers)).rejects.toThrow('crash');
      expect(await snapshot(database.db, { fetchedAt: true })).toBe(before);
    }
    expect(await replay(database.db, normalizers)).toMatchObject({ repositories: 2, records: 4 });
    expect(await snapshot(database.db, { fetchedAt: true })).toBe(before);
  });
});

describe('runs that crash anywhere', () => {
  it('end, once one gets through, with the records of a run that was never interrupted', async () => {
    const options = {
      now: () => start,
      signal: new AbortController().signal,
      pause: async () => undefined,
    };
    const crashes = fc.array(fc.nat({ max: 60 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(randomPages, crashes, async (pages, points) => {
        await reset();
        await runSource(database, memorySource(pages), { ...options, normalize: normalizeMemory });
        const expected = await snapshot(database.db);
        await reset();
        for (const point of points) {
          await runSource(dyingAfter(point), memorySource(pages), { ...options, normalize: normalizeMemory }).catch(() => undefined);
        }
        expect(await runSource(database, memorySource(pages), { ...options, normalize: normalizeMemory })).toMatchObject({
          outcome: 'done',
        });
        expect(await snapshot(database.db)).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });
});

/** The database as a process sees it that dies right after its n-th statement: nothing works from there on. */
function dyingAfter(statements: number): Database {
  let left = statements;
  const db = database.db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      left -= 1;
      if (left < 0) throw new Error('crash');
      return result;
    },
  });
  return { ...database, db };
}
