import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingest } from '../../src/collection/ingest.ts';
import { listCoverage, readingOf } from '../../src/collection/list-coverage.ts';
import { listRejected } from '../../src/collection/list-rejected.ts';
import type { Database } from '../../src/database/open.ts';
import { testDatabase } from '../support/database.ts';

const at = (text: string): Date => new Date(text);
const day = (date: string): Date => at(`${date}T00:00:00Z`);
let database: Database;

const range = { from: '2026-01-01', until: '2026-01-31' };
const hundred = { limit: 100 };

/** Payloads that say "bad" are refused with their own words. */
const normalize = ({ payload }: { readonly payload: unknown }): readonly [] => {
  const text = JSON.stringify(payload);
  if (text.includes('bad')) throw new Error('labels: expected an array');
  return [];
};

async function read(
  name: string,
  object: string,
  items: readonly (readonly [string, unknown])[],
  when: string,
  more: object = {},
): Promise<void> {
  const repositoryId = `gh:${name.replace('/', '~')}`;
  const page = {
    repositoryId,
    object,
    items: items.map(([externalId, payload]) => ({ repositoryId, kind: 'issue', externalId, payload })),
    ...more,
  };
  await ingest(database.db, { sourceId: 'gh', normalize }, page, at(when));
}

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  await sql`insert into source (source_id, kind, settings_hash) values ('gh', 'github', ''), ('other', 'github', '')`.execute(db);
  await sql`insert into repository (repository_id, source_id, name, fetched_at)
    values ('gh:acme~shop', 'gh', 'acme/shop', ${at('2026-01-02T00:00:00Z')})`.execute(db);
  const cover = (
    name: string,
    object: string,
    from: string,
    until: string,
    state: 'fetched' | 'failed',
    items: readonly string[] = [],
  ) => ({
    coverage: [{ repositoryId: `gh:${name}`, object, from: day(from), until: day(until), state, daysWithItems: items }],
  });
  await read(
    'acme/shop',
    'issues',
    [
      ['1', { n: 1 }],
      ['2', 'bad two'],
      ['3', 'bad three'],
    ],
    '2026-01-10T12:00:00Z',
    {
      ...cover('acme~shop', 'issues', '2026-01-01', '2026-01-10', 'fetched', ['2026-01-04', '2026-01-05']),
      cursor: { since: null, complete: '2026-01-10T11:00:00Z', walk: null, day: '2026-01-10' },
    },
  );
  await read(
    'acme/shop',
    'workflow_runs',
    [],
    '2026-01-11T12:00:00Z',
    cover('acme~shop', 'workflow_runs', '2026-01-06', '2026-01-08', 'failed'),
  );
  await read('acme/api', 'issues', [['9', 'bad nine']], '2026-01-12T12:00:00Z', {
    ...cover('acme~api', 'issues', '2026-01-01', '2026-01-02', 'fetched'),
    cursor: { since: '2026-01-01T00:00:00Z', complete: null, walk: { top: null, next: '/issues?page=2' }, day: null },
  });
  await read('acme/shop', 'issues', [['2', 'mended']], '2026-01-13T12:00:00Z');
});
afterAll(() => database.close());

describe('coverage of a source', () => {
  it('tells days as runs, how far each list is read, and when the provider answered', async () => {
    const { items, total } = await listCoverage(database.db, 'gh', range, hundred);
    expect(total).toBe(3);
    expect(items.map(({ repository, object }) => `${repository} ${object}`)).toEqual([
      'gh:acme~api issues',
      'acme/shop issues',
      'acme/shop workflow_runs',
    ]);
    expect(items[1]).toEqual({
      repositoryId: 'gh:acme~shop',
      repository: 'acme/shop',
      object: 'issues',
      days: { fetched: 2, empty: 8, failed: 0 },
      runs: [
        { from: '2026-01-01', until: '2026-01-03', state: 'empty' },
        { from: '2026-01-04', until: '2026-01-05', state: 'fetched' },
        { from: '2026-01-06', until: '2026-01-10', state: 'empty' },
      ],
      reading: { to: '2026-01-10T11:00:00Z', unfinished: false, since: null },
      askedAt: at('2026-01-10T12:00:00Z'),
    });
    expect(items[0]?.reading).toEqual({ to: null, unfinished: true, since: '2026-01-01T00:00:00Z' });
    expect(items[2]).toMatchObject({ days: { fetched: 0, empty: 0, failed: 3 }, reading: null, askedAt: null });
  });

  it('is narrowed by a name, by an object, and to what failed', async () => {
    const names = async (filter: object) => {
      const { items, total } = await listCoverage(database.db, 'gh', { ...range, ...filter }, hundred);
      expect(total).toBe(items.length);
      return items.map(({ repositoryId, object }) => `${repositoryId} ${object}`);
    };
    expect(await names({ q: 'ACME/SHOP' })).toEqual(['gh:acme~shop issues', 'gh:acme~shop workflow_runs']);
    expect(await names({ q: 'workflow runs' })).toEqual(['gh:acme~shop workflow_runs']);
    expect(await names({ failed: true })).toEqual(['gh:acme~shop workflow_runs']);
    expect(await names({ q: '%' })).toEqual([]);
  });

  it('pages without losing or doubling a row, and tells another source nothing', async () => {
    const ids: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await listCoverage(database.db, 'gh', range, { limit: 1, after });
      expect(page.total).toBe(after === undefined ? 3 : null);
      ids.push(...page.items.map((row) => `${row.repositoryId} ${row.object}`));
      if (page.next === null) break;
      after = page.next;
    }
    expect(ids).toEqual(['gh:acme~api issues', 'gh:acme~shop issues', 'gh:acme~shop workflow_runs']);
    expect(await listCoverage(database.db, 'other', range, hundred)).toEqual({ items: [], next: null, total: 0 });
  });

  it('reads the cursors of every source, and makes nothing of what it does not know', () => {
    expect(readingOf({ tips: ['a'], since: null, withPaths: false, until: '2026-01-09' })).toEqual({
      to: '2026-01-09',
      unfinished: false,
      since: null,
    });
    expect(readingOf({ refs: {}, since: '2025-01-01', until: '2026-01-09' })?.since).toBe('2025-01-01');
    expect(readingOf({ name: 'main', sha: 'abc' })).toBeNull();
    expect(readingOf(null)).toBeNull();
    expect(readingOf('text')).toBeNull();
  });
});

describe('rejected payloads', () => {
  it('are listed with what, when and why, newest first, never with what they hold, until they are understood', async () => {
    const { items, total } = await listRejected(database.db, 'gh', hundred);
    expect(total).toBe(2);
    expect(items).toEqual([
      {
        repositoryId: 'gh:acme~api',
        repository: 'gh:acme~api',
        kind: 'issue',
        externalId: '9',
        reason: 'labels: expected an array',
        fetchedAt: at('2026-01-12T12:00:00Z'),
      },
      expect.objectContaining({ repository: 'acme/shop', externalId: '3' }),
    ]);
    expect(JSON.stringify(items)).not.toContain('bad');
  });

  it('page', async () => {
    const first = await listRejected(database.db, 'gh', { limit: 1 });
    const second = await listRejected(database.db, 'gh', { limit: 1, after: first.next ?? '' });
    expect([first, second].map(({ items }) => items[0]?.externalId)).toEqual(['9', '3']);
    expect([first.total, second.total, second.next]).toEqual([2, null, null]);
  });
});
