import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replaceRows, upsert } from '../../src/database/bulk.ts';
import type { Database } from '../../src/database/open.ts';
import { factTables, recordTables } from '../../src/database/specs.ts';
import type { Commit } from '../../src/domain/records.ts';
import { testDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const at = new Date('2026-01-02T03:04:05.678Z');
const later = new Date('2026-03-02T00:00:00Z');

const commit = (repositoryId: string, sha: string, values: Partial<Commit & { fetchedAt: Date }> = {}) => ({
  repositoryId,
  sha,
  parents: [],
  authoredAt: at,
  committedAt: at,
  author: null,
  bot: false,
  message: 'one',
  paths: null,
  url: null,
  fetchedAt: at,
  ...values,
});

const stored = (repositoryId: string) =>
  database.db.selectFrom('commit').selectAll().where('repositoryId', '=', repositoryId).orderBy('sha').execute();

describe('upsert', () => {
  const hostile = ['', ' ', 'NULL', 'null', '{}', '{a,b}', '"', '\\', '\\"', 'a,b', "it's", 'line\nbreak\ttab\r', '🚀é漢', '$1', '--'];

  it('brings every text back as it was, alone and inside arrays', async () => {
    const rows = hostile.map((text, i) =>
      commit('texts', String(i).padStart(2, '0'), { message: text, author: text, parents: hostile, paths: [text] }),
    );
    expect(await upsert(database.db, recordTables.commit, rows)).toBe(hostile.length);
    expect(await stored('texts')).toEqual(rows);
  });

  it('tells an empty list from an unknown one', async () => {
    const rows = [commit('lists', 'a', { paths: [] }), commit('lists', 'b', { paths: null })];
    await upsert(database.db, recordTables.commit, rows);
    expect((await stored('lists')).map((row) => row.paths)).toEqual([[], null]);
  });

  it('keeps instants exact, at both ends of the calendar and in old zones', async () => {
    const instants = ['0001-01-01T00:00:00.000Z', '1867-06-01T12:00:00.001Z', '9999-01-01T00:00:00.000Z'];
    const rows = instants.map((instant, i) => commit('instants', `${i}`, { authoredAt: new Date(instant) }));
    await upsert(database.db, recordTables.commit, rows);
    expect((await stored('instants')).map((row) => row.authoredAt.toISOString())).toEqual(instants);
  });

  it('replaces the one character PostgreSQL cannot store', async () => {
    await upsert(database.db, recordTables.commit, [commit('nul', 'a\u0000', { message: 'x\u0000y', parents: ['\u0000'] })]);
    expect(await stored('nul')).toMatchObject([{ sha: 'a\ufffd', message: 'x\ufffdy', parents: ['\ufffd'] }]);
  });

  it('writes only what differs, and is quiet about when it was read', async () => {
    await upsert(database.db, recordTables.commit, [commit('differs', 'a'), commit('differs', 'b')]);
    const again = [
      commit('differs', 'a', { fetchedAt: later }),
      commit('differs', 'b', { fetchedAt: later, message: 'two' }),
      commit('differs', 'c'),
    ];
    expect(await upsert(database.db, recordTables.commit, again)).toBe(2);
    expect((await stored('differs')).map((row) => [row.sha, row.message, row.fetchedAt])).toEqual([
      ['a', 'one', at],
      ['b', 'two', later],
      ['c', 'one', at],
    ]);
    expect(await upsert(database.db, recordTables.commit, again)).toBe(0);
  });

  it('sees a change between null and a value, in both directions', async () => {
    await upsert(database.db, recordTables.commit, [commit('nulls', 'a'), commit('nulls', 'b', { author: 'x' })]);
    expect(await upsert(database.db, recordTables.commit, [commit('nulls', 'a', { author: 'x' }), commit('nulls', 'b')])).toBe(2);
    expect((await stored('nulls')).map((row) => row.author)).toEqual(['x', null]);
  });

  it('takes the last of several rows with one key', async () => {
    const rows = [commit('twice', 'a', { message: 'first' }), commit('twice', 'b'), commit('twice', 'a', { message: 'last' })];
    expect(await upsert(database.db, recordTables.commit, rows)).toBe(2);
    expect((await stored('twice')).map((row) => row.message)).toEqual(['last', 'one']);
  });

  it('writes a row without anything to compare once', async () => {
    const row = { repositoryId: 'r', sha: 'a', fetchedAt: at };
    expect(await upsert(database.db, recordTables.boundary_commit, [row])).toBe(1);
    expect(await upsert(database.db, recordTables.boundary_commit, [{ ...row, fetchedAt: later }])).toBe(0);
  });

  it('keeps the first time a deployment state was reached', async () => {
    const status = (instant: Date, state = 'succeeded') => {
      return { repositoryId: 'r', origin: 'deployments', externalId: '1', statusId: 's', state, at: instant, fetchedAt: at };
    };
    const write = (...rows: readonly object[]) => upsert(database.db, recordTables.deployment_status, rows);
    expect(await write(status(later))).toBe(1);
    expect(await write(status(later), status(at), status(later))).toBe(1);
    expect(await write(status(later))).toBe(0);
    expect(await write(status(later, 'failed'))).toBe(1);
    const rows = await database.db.selectFrom('deploymentStatus').select(['state', 'at']).execute();
    expect(rows).toEqual([{ state: 'failed', at }]);
  });

  it('takes more rows than one statement holds, and none at all', async () => {
    const rows = Array.from({ length: 12_001 }, (_, i) => commit('many', String(i)));
    expect(await upsert(database.db, recordTables.commit, rows)).toBe(12_001);
    expect(await upsert(database.db, recordTables.commit, [...rows].reverse())).toBe(0);
    expect(await upsert(database.db, recordTables.commit, [])).toBe(0);
  });

  it('lets two writers of the same rows in opposite orders pass', async () => {
    const rows = (message: string) => Array.from({ length: 3000 }, (_, i) => commit('race', String(i), { message }));
    for (const round of ['a', 'b', 'c'])
      await Promise.all([
        upsert(database.db, recordTables.commit, rows(round)),
        upsert(database.db, recordTables.commit, rows(`${round}!`).reverse()),
      ]);
    expect((await stored('race')).length).toBe(3000);
  });
});

describe('replaceRows', () => {
  const failure = (serviceId: string, deploymentId: string, reason = 'x') => {
    return { serviceId, deploymentId, evidence: 'incident', evidenceId: 'i', confidence: 0.5, reason, at };
  };
  const replace = (serviceId: string, rows: readonly object[]) =>
    replaceRows(database.db, factTables.failure, { service_id: serviceId }, rows);
  const versions = async (serviceId: string) => {
    const sql = 'select deployment_id, reason, xmin::text as version from failure where service_id = $1 order by deployment_id';
    return (await database.pool.query<{ deployment_id: string; reason: string; version: string }>(sql, [serviceId])).rows;
  };

  it('inserts, updates and deletes the difference and leaves the rest untouched', async () => {
    expect(await replace('a', [failure('a', '1'), failure('a', '2'), failure('a', '3')])).toEqual({ inserted: 3, updated: 0, deleted: 0 });
    await replace('b', [failure('b', '1')]);
    const before = await versions('a');
    expect(await replace('a', [failure('a', '4'), failure('a', '2', 'y'), failure('a', '1')])).toEqual({
      inserted: 1,
      updated: 1,
      deleted: 1,
    });
    const after = await versions('a');
    expect(after.map((row) => [row.deployment_id, row.reason])).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['4', 'x'],
    ]);
    expect(after[0]).toEqual(before[0]);
    expect((await versions('b')).length).toBe(1);
  });

  it('does nothing the second time, and empties on request', async () => {
    const rows = [failure('c', '1'), failure('c', '2')];
    await replace('c', rows);
    expect(await replace('c', rows)).toEqual({ inserted: 0, updated: 0, deleted: 0 });
    expect(await replace('c', [])).toEqual({ inserted: 0, updated: 0, deleted: 2 });
  });

  it('refuses rows of another service', async () => {
    await expect(replace('d', [failure('d', '1'), failure('e', '1')])).rejects.toThrow('A row of failure lies outside service_id d.');
    await expect(replaceRows(database.db, factTables.failure, { nonsense: 'd' }, [])).rejects.toThrow('outside nonsense');
  });
});
