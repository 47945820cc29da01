import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upsert } from '../../src/database/bulk.ts';
import type { Database } from '../../src/database/open.ts';
import { recordTables } from '../../src/database/specs.ts';
import { testDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const at = new Date('2026-01-02T03:04:05.678Z');
const commit = (sha: string, message = 'one') => ({
  repositoryId: 'r',
  sha,
  parents: ['p"1', 'p\\2', '', 'NULL'],
  authoredAt: at,
  committedAt: new Date('0001-01-01T00:00:00Z'),
  author: null,
  bot: false,
  message,
  paths: null,
  url: null,
  fetchedAt: at,
});

describe('upsert', () => {
  it('writes what differs', async () => {
    expect(await upsert(database.db, recordTables.commit, [commit('a'), commit('b', 'x\u0000y')])).toBe(2);
    expect(await upsert(database.db, recordTables.commit, [commit('a'), commit('b', 'two')])).toBe(1);
    const rows = await database.db.selectFrom('commit').selectAll().orderBy('sha').execute();
    expect(rows).toEqual([commit('a'), commit('b', 'two')]);
  });
});
