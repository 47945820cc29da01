import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { ingest } from '../../src/collection/ingest.ts';
import { replay } from '../../src/collection/replay.ts';
import type { Database, Db } from '../../src/database/open.ts';
import type { Page } from '../../src/sources/source.ts';
import { testDatabase } from '../support/database.ts';
import {
  badItem,
  commit,
  deployment,
  item,
  memoryCatalog,
  memoryRepository,
  memorySourceId,
  normalizeMemory,
  page,
} from '../support/memory-source.ts';
import { restingTables, snapshot, writtenBy } from '../support/snapshot.ts';

const source = { sourceId: memorySourceId, normalize: normalizeMemory };
const nine = new Date('2026-03-02T09:00:00Z');
const ten = new Date('2026-03-02T10:00:00Z');
const eleven = new Date('2026-03-02T11:00:00Z');

let database: Database;
let db: Db;

beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
afterAll(() => database.close());
beforeEach(() => empty(db));

async function empty(of: Db): Promise<void> {
  for (const table of [...restingTables, 'collection_cursor', 'http_validator', 'coverage']) {
    await sql`delete from ${sql.table(table)}`.execute(of);
  }
  await syncCatalog(of, memoryCatalog({ sources: [], services: [] }));
  await syncCatalog(of, memoryCatalog());
  await sql`delete from dirty_service`.execute(of);
}

async function raws(): Promise<
  readonly { externalId: string; payload: string; fetchedAt: Date; returned: boolean; rejected: string | null }[]
> {
  const answer = await sql<{ externalId: string; payload: string; fetchedAt: Date; returned: boolean; rejected: string | null }>`
    select external_id, payload, fetched_at, returned, rejected from raw_record order by external_id, fetched_at`.execute(db);
  return answer.rows;
}

async function dirty(): Promise<readonly { serviceId: string; fromAt: Date; mark: string }[]> {
  const answer = await sql<{ serviceId: string; fromAt: Date; mark: string }>`select * from dirty_service`.execute(db);
  return answer.rows;
}

const a1 = commit('a', '2026-03-01T10:00:00Z', { message: 'one' });
const a2 = commit('a', '2026-03-01T10:00:00Z', { message: 'two' });
const b1 = commit('b', '2026-02-01T10:00:00Z', { parents: ['a'] });

describe('a page through the doorway', () => {
  it('becomes raw rows and records, and marks the services of its repository from the earliest instant', async () => {
    expect(await ingest(db, source, page([item('commit', 'a', [a1]), item('commit', 'b', [b1])]), nine)).toEqual({
      raws: 2,
      records: 2,
      rejected: 0,
    });
    const commits = await db.selectFrom('commit').selectAll().orderBy('sha').execute();
    expect(commits.map((row) => [row.sha, row.parents, row.message, row.fetchedAt])).toEqual([
      ['a', [], 'one', nine],
      ['b', ['a'], 'b', nine],
    ]);
    expect((await dirty()).map((row) => [row.serviceId, row.fromAt])).toEqual([['shop', new Date('2026-02-01T10:00:00Z')]]);
  });

  it('changes nothing the second time, also with its keys in another order', async () => {
    const first = page([item('commit', 'a', [a1], { x: 1, y: 2 }), item('commit', 'b', [b1])], { cursor: { at: 1 } });
    await ingest(db, source, first, nine);
    const before = await writtenBy(db, [...restingTables, 'collection_cursor']);
    const again = page([{ ...item('commit', 'a', []), payload: { records: [a1], y: 2, x: 1 } }, item('commit', 'b', [b1])], {
      cursor: { at: 1 },
    });
    expect(await ingest(db, source, again, ten)).toEqual({ raws: 0, records: 0, rejected: 0 });
    expect(await writtenBy(db, [...restingTables, 'collection_cursor'])).toBe(before);
  });

  it('keeps every version, and the one fetched last is current', async () => {
    await ingest(db, source, page([item('commit', 'a', [a1])]), nine);
    await ingest(db, source, page([item('commit', 'a', [a2])]), ten);
    expect((await raws()).map((row) => [row.fetchedAt, row.returned])).toEqual([
      [nine, false],
      [ten, false],
    ]);
    expect((await db.selectFrom('commit').selectAll().execute()).map((row) => [row.message, row.fetchedAt])).toEqual([['two', ten]]);
  });

  it('makes content that comes back the current one again', async () => {
    for (const [at, record] of [
      [nine, a1],
      [ten, a2],
      [eleven, a1],
    ] as const) {
      expect(await ingest(db, source, page([item('commit', 'a', [record])]), at)).toMatchObject({ raws: 1, records: 1 });
    }
    expect((await raws()).map((row) => [row.payload.includes('"one"'), row.fetchedAt, row.returned])).toEqual([
      [false, ten, false],
      [true, eleven, true],
    ]);
    expect((await db.selectFrom('commit').selectAll().execute()).map((row) => [row.message, row.fetchedAt])).toEqual([['one', eleven]]);
  });

  it('gives the last of several versions in one page', async () => {
    expect(await ingest(db, source, page([item('commit', 'a', [a1]), item('commit', 'a', [a2])]), nine)).toMatchObject({ raws: 1 });
    expect((await db.selectFrom('commit').selectAll().execute()).map((row) => row.message)).toEqual(['two']);
  });

  it('does not depend on the order of a page, nor on a clock that stands still or runs back', async () => {
    const items = [
      item('commit', 'a', [a1]),
      item('list', 'z', [a2, b1]),
      item('commit', 'b', [b1]),
      item('deployment', '1', [deployment('1', '2026-03-01T11:00:00Z')]),
    ];
    await ingest(db, source, page(items), nine);
    const straight = await snapshot(db, { fetchedAt: true });
    await empty(db);
    await ingest(db, source, page([...items].reverse()), nine);
    expect(await snapshot(db, { fetchedAt: true })).toBe(straight);

    await ingest(db, source, page([item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z', { message: 'later' })])]), nine);
    await ingest(db, source, page([item('commit', 'b', [commit('b', '2026-03-01T10:00:00Z', { message: 'later still' })])]), new Date(0));
    const instants = (await raws()).map((row) => row.fetchedAt.getTime() - nine.getTime());
    expect(instants.sort()).toEqual([0, 0, 0, 0, 1, 2]);
  });

  it('leaves the mark alone when only fields change that no record has', async () => {
    await ingest(db, source, page([item('commit', 'a', [a1], { stars: 1 })]), nine);
    const before = await dirty();
    expect(await ingest(db, source, page([item('commit', 'a', [a1], { stars: 2 })]), ten)).toEqual({ raws: 1, records: 0, rejected: 0 });
    expect(await dirty()).toEqual(before);
    expect((await db.selectFrom('commit').selectAll().execute()).map((row) => row.fetchedAt)).toEqual([nine]);
  });

  it('gives every change a new mark and never forgets an earlier instant', async () => {
    await ingest(db, source, page([item('commit', 'b', [b1])]), nine);
    const [first] = await dirty();
    await ingest(db, source, page([item('commit', 'a', [a1])]), ten);
    const [second] = await dirty();
    expect(second?.fromAt).toEqual(first?.fromAt);
    expect(second?.mark).not.toBe(first?.mark);
  });

  it('marks no service that has no repository of the page', async () => {
    await ingest(db, source, { ...page([]), items: [{ ...item('x', '1', []), repositoryId: 'memory:other', payload: otherCommit }] }, nine);
    expect(await db.selectFrom('commit').select('repositoryId').execute()).toEqual([{ repositoryId: 'memory:other' }]);
    expect(await dirty()).toEqual([]);
  });

  it('is whole or absent', async () => {
    const poisoned: Page = page([item('commit', 'a', [a1])], {
      cursor: 1,
      coverage: [covered('2026-03-01', '2026-03-02', [])],
      // A null URL violates the validator table: the last write of the page fails.
      validators: [{ url: null as unknown as string, etag: 'e', lastModified: null, nextUrl: null }],
    });
    await expect(ingest(db, source, poisoned, nine)).rejects.toThrow();
    expect(await raws()).toEqual([]);
    expect(await sql`select from coverage union all select from collection_cursor`.execute(db)).toMatchObject({ rows: [] });
  });
});

const otherRow = commit('o', '2026-03-01T10:00:00Z').row;
const otherCommit = { records: [{ table: 'commit', row: { ...otherRow, repositoryId: 'memory:other' } }] };

describe('a payload that does not normalise', () => {
  it('is kept with the reason and counted, and the rest of the page goes on', async () => {
    const mixed = page([badItem('commit', 'x', 'no sha'), item('commit', 'a', [a1])]);
    expect(await ingest(db, source, mixed, nine)).toEqual({ raws: 2, records: 1, rejected: 1 });
    expect((await raws()).map((row) => [row.externalId, row.rejected])).toEqual([
      ['a', null],
      ['x', 'no sha'],
    ]);
    const before = await writtenBy(db, restingTables);
    expect(await ingest(db, source, mixed, ten)).toEqual({ raws: 0, records: 0, rejected: 1 });
    expect(await writtenBy(db, restingTables)).toBe(before);
  });

  it('is cleared by a later good version, and flagged again when it comes back', async () => {
    await ingest(db, source, page([badItem('commit', 'a', 'no sha')]), nine);
    await ingest(db, source, page([item('commit', 'a', [a1])]), ten);
    expect((await raws()).map((row) => row.rejected)).toEqual([null, null]);
    expect(await ingest(db, source, page([badItem('commit', 'a', 'no sha')]), eleven)).toEqual({ raws: 1, records: 0, rejected: 1 });
    expect((await raws()).map((row) => row.rejected)).toEqual([null, 'no sha']);
    expect((await db.selectFrom('commit').selectAll().execute()).map((row) => row.message)).toEqual(['one']);
  });

  it('gets another try when the program has learned to read it', async () => {
    const raw = item('commit', 'a', [a1]);
    const strict = () => {
      throw new Error('not yet');
    };
    await ingest(db, { ...source, normalize: strict }, page([raw]), nine);
    expect(await ingest(db, source, page([raw]), ten)).toEqual({ raws: 1, records: 1, rejected: 0 });
    expect((await raws()).map((row) => [row.fetchedAt, row.rejected])).toEqual([[ten, null]]);
  });

  it('is also one whose values the database cannot hold', async () => {
    const year = commit('late', '+012026-03-01T10:00:00Z');
    expect(
      await ingest(db, source, page([item('commit', 'late', [huge]), item('commit', 'a', [a1]), item('commit', 'year', [year])]), nine),
    ).toMatchObject({
      raws: 3,
      rejected: 2,
    });
    expect((await raws()).find((row) => row.externalId === 'late')?.rejected).toMatch(/^The database cannot hold a value: /);
    expect((await db.selectFrom('commit').select('sha').orderBy('sha').execute()).map((row) => row.sha)).toContain('a');
  });

  it('is not one with NUL characters or broken surrogates', async () => {
    const odd = commit('a', '2026-03-01T10:00:00Z', { message: 'x\0y\ud800', parents: ['p\0'] });
    const result = await ingest(db, source, page([{ ...item('commit', 'a\0', [odd]) }], { cursor: { next: 'c\0' } }), nine);
    expect(result).toEqual({ raws: 1, records: 1, rejected: 0 });
    expect(await db.selectFrom('commit').select(['message', 'parents']).execute()).toEqual([
      { message: 'x\uFFFDy\uFFFD', parents: ['p\uFFFD'] },
    ]);
    expect(await ingest(db, source, page([{ ...item('commit', 'a\0', [odd]) }], { cursor: { next: 'c\0' } }), ten)).toMatchObject({
      raws: 0,
    });
  });
});

const huge = {
  table: 'pull_request_commits',
  row: { repositoryId: memoryRepository, number: 3_000_000_000, shas: [], complete: true },
} as const;

function covered(from: string, until: string, daysWithItems: readonly string[], state: 'fetched' | 'failed' = 'fetched') {
  const object = 'commits';
  return { repositoryId: memoryRepository, object, from: new Date(from), until: new Date(until), state, daysWithItems };
}

async function cells(): Promise<readonly string[]> {
  const answer = await sql<{ cell: string }>`select day::text || ' ' || state as cell from coverage order by day`.execute(db);
  return answer.rows.map((row) => row.cell);
}

describe('coverage', () => {
  const write = (range: ReturnType<typeof covered>, at: Date) => ingest(db, source, page([], { coverage: [range] }), at);

  it('counts UTC days, both ends included, whatever zone the machine is in', async () => {
    // In the tests' own zone both instants lie on later dates, and clocks change inside the range.
    await write(covered('2026-04-03T23:59:59Z', '2026-04-06T00:00:00Z', ['2026-04-05']), eleven);
    expect(await cells()).toEqual(['2026-04-03 empty', '2026-04-04 empty', '2026-04-05 fetched', '2026-04-06 empty']);
  });

  it('says failed only where nothing is known, and gets better but not worse', async () => {
    await write(covered('2026-01-01', '2026-01-03', [], 'failed'), nine);
    expect(await cells()).toEqual(['2026-01-01 failed', '2026-01-02 failed', '2026-01-03 failed']);
    await write(covered('2026-01-02', '2026-01-03', ['2026-01-03']), ten);
    expect(await cells()).toEqual(['2026-01-01 failed', '2026-01-02 empty', '2026-01-03 fetched']);
    await write(covered('2026-01-01', '2026-01-03', [], 'failed'), eleven);
    await write(covered('2026-01-03', '2026-01-03', []), eleven);
    expect(await cells()).toEqual(['2026-01-01 failed', '2026-01-02 empty', '2026-01-03 fetched']);
  });

  it('remembers the latest asking of a day that was not over, and leaves older days untouched', async () => {
    const range = covered('2026-03-01', '2026-03-02', []);
    await write(range, nine);
    const before = await writtenBy(db, ['coverage']);
    await write(range, ten);
    const answer = await sql<{ at: Date }>`select at from coverage order by day`.execute(db);
    expect(answer.rows.map((row) => row.at)).toEqual([nine, ten]);
    const after = await writtenBy(db, ['coverage']);
    await write(range, nine);
    expect(after).not.toBe(before);
  });
});

describe('validators and cursors', () => {
  it('keeps the newest per URL and per object', async () => {
    const one = { url: 'https://x/1', etag: '"a"', lastModified: null, nextUrl: null };
    await ingest(db, source, page([], { validators: [one], cursor: [1] }), nine);
    await ingest(db, source, page([], { validators: [{ ...one, etag: '"b"', nextUrl: 'https://x/2' }] }), ten);
    const stored = await sql`select source_id, url, etag, next_url from http_validator`.execute(db);
    expect(stored.rows).toEqual([{ sourceId: memorySourceId, url: 'https://x/1', etag: '"b"', nextUrl: 'https://x/2' }]);
    const cursors = await sql`select object, cursor from collection_cursor`.execute(db);
    expect(cursors.rows).toEqual([{ object: 'position', cursor: [1] }]);
  });
});

describe('pages that enter at the same time', () => {
  it('enter one after another, and a replay agrees with whatever order that was', async () => {
    const versions = ['one', 'two', 'three', 'two'].map((message) =>
      page([
        item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z', { message })]),
        item('list', message, [commit('b', '2026-03-01T10:00:00Z', { message })]),
      ]),
    );
    const results = await Promise.all(versions.map((each) => ingest(db, source, each, nine)));
    expect(results.every(({ rejected }) => rejected === 0)).toBe(true);
    const collected = await snapshot(db, { fetchedAt: true });
    await replay(db, { memory: normalizeMemory });
    expect(await snapshot(db, { fetchedAt: true })).toBe(collected);
  });
});

describe('shuffled items', () => {
  it('of one page make the same records, whatever they are', async () => {
    const anItem = fc
      .tuple(fc.constantFrom('commit', 'list'), fc.constantFrom('1', '2', '3'), fc.subarray(['a', 'b', 'c']), fc.constantFrom('x', 'y'))
      .map(([kind, id, shas, message]) =>
        item(
          kind,
          id,
          shas.map((sha) => commit(sha, '2026-03-01T10:00:00Z', { message: message + kind + id })),
        ),
      );
    const distinct = fc.uniqueArray(anItem, { maxLength: 5, selector: (each) => `${each.kind} ${each.externalId}` });
    await fc.assert(
      fc.asyncProperty(
        distinct.chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length }))),
        async ([items, shuffled]) => {
          await empty(db);
          await ingest(db, source, page(items), nine);
          const straight = await snapshot(db, { fetchedAt: true });
          await empty(db);
          await ingest(db, source, page(shuffled), nine);
          expect(await snapshot(db, { fetchedAt: true })).toBe(straight);
        },
      ),
      { numRuns: 25 },
    );
  });
});
