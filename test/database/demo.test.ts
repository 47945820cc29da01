import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { factTables, recordTables } from '../../src/database/specs.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { demoMadeAt, hasDemo, loadDemo, removeDemo } from '../../src/demo/load.ts';
import { demoPages } from '../../src/demo/pages.ts';
import { defaultWindow } from '../../src/domain/zoned.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { testDatabase } from '../support/database.ts';

const now = new Date('2026-11-20T10:00:00Z');
let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await loadDemo(database.db, now);
  await deriveDirty(database.db, { now });
});
afterAll(() => database.close());

const statesOf = async (serviceId: string | null) => {
  const window = defaultWindow(now, 'UTC');
  const scope = {
    window,
    zone: 'UTC',
    bucket: 'week',
    serviceId,
    teamId: null,
    clock: 'authored',
    bots: 'included',
    comparePrevious: true,
    now,
  } as const;
  const { metrics } = await answerMetrics(database.db, scope);
  return Object.fromEntries(metrics.map((m) => [m.id, m.state]));
};

describe('the demonstration organisation', () => {
  it('shows every metric with a value somewhere, and all three answers', async () => {
    expect(Object.values(await statesOf('checkout'))).toEqual(['value', 'value', 'value', 'value', 'value']);
    expect(await statesOf('ledger')).toMatchObject({ 'change-lead-time': 'too_little_data', 'change-fail-rate': 'too_little_data' });
    expect(await statesOf('notifications')).toMatchObject({ 'change-fail-rate': 'no_source', 'deployment-frequency': 'value' });
  });

  it('has rollbacks, hotfixes, failed attempts and undeployed work, and two payloads nobody can read', async () => {
    const kinds = await database.db.selectFrom('deployment').select('kind').distinct().execute();
    expect(kinds.map((k) => k.kind).sort()).toEqual(expect.arrayContaining(['baseline', 'forward', 'rollback']));
    const hotfixes = await database.db.selectFrom('failure').select('evidence').where('evidence', '=', 'hotfix').execute();
    expect(hotfixes.length).toBeGreaterThan(0);
    const waiting = await database.db.selectFrom('undeployedChange').select('sha').execute();
    expect(waiting.length).toBeGreaterThan(0);
    const rejected = await database.db.selectFrom('rawRecord').select('rejected').where('rejected', 'is not', null).execute();
    expect(rejected.length).toBe(2);
  });

  it('is the same for the same instant, and ends at another one otherwise', () => {
    expect(demoPages(now)).toEqual(demoPages(now));
    expect(demoPages(new Date(now.getTime() + 86_400_000))).not.toEqual(demoPages(now));
  });

  it('holds nothing of another source: links lead to a reserved name, and every row says whose it is', async () => {
    const { rows } = await sql<{ payload: string }>`select payload from raw_record where payload like '%https:%'
      and payload not like '%"https://github.example/acme-demo/%'`.execute(database.db);
    expect(rows).toEqual([]);
    const sources = await database.db.selectFrom('source').select(['sourceId', 'demo']).orderBy('sourceId').execute();
    expect(sources).toEqual([
      { sourceId: 'demo', demo: true },
      { sourceId: 'demo-git', demo: true },
      { sourceId: 'demo-pager', demo: true },
    ]);
  });

  it('can be made again where making it was cut short', async () => {
    const other = await testDatabase();
    try {
      const stop = new Error('stopped');
      const cut = loadDemo(other.db, now, (done) => {
        if (done === 9) throw stop;
      });
      await expect(cut).rejects.toBe(stop);
      expect([await hasDemo(other.db), await demoMadeAt(other.db)]).toEqual([true, null]);
      await removeDemo(other.db);
      expect(await hasDemo(other.db)).toBe(false);
    } finally {
      await other.close();
    }
  });

  it('leaves nothing behind when removed', async () => {
    expect(await hasDemo(database.db)).toBe(true);
    expect(await demoMadeAt(database.db)).toEqual(now);
    await removeDemo(database.db);
    expect(await hasDemo(database.db)).toBe(false);
    expect(await demoMadeAt(database.db)).toBeNull();
    // Every table there is, so that one added later is not forgotten; what has been migrated stays.
    const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like '%migration%' order by 1`.execute(database.db);
    const names = tables.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...Object.keys(recordTables), ...Object.keys(factTables), 'raw_record', 'ownership']));
    for (const name of names) {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(database.db);
      expect({ name, n: Number(rows[0]?.n) }).toEqual({ name, n: 0 });
    }
  });
});
