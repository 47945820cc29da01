import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { ingest, takeTurn } from '../../src/collection/ingest.ts';
import { runSource } from '../../src/collection/run.ts';
import { receivePush } from '../../src/collection/webhook.ts';
import type { Database } from '../../src/database/open.ts';
import type { PushedNews, RawItem } from '../../src/sources/source.ts';
import { testDatabase } from '../support/database.ts';
import {
  badItem,
  commit,
  deployment,
  item,
  memoryCatalog,
  memorySource,
  memorySourceId,
  normalizeMemory,
  page,
} from '../support/memory-source.ts';

const source = { sourceId: memorySourceId, normalize: normalizeMemory };
const start = new Date('2026-03-02T09:00:00Z');

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
  await syncCatalog(database.db, memoryCatalog());
});
afterEach(() => database.close());

let deliveries = 0;
function news(items: readonly RawItem[], rest: Partial<PushedNews> = {}): PushedNews {
  deliveries += 1;
  return { deliveryId: `d${deliveries}`, event: 'told', items, collect: false, ignored: null, ...rest };
}
const tell = (said: PushedNews, at = start) => receivePush(database.db, source, said, at);

/** A clock that moves on by a second whenever it is looked at. */
function clock(): () => Date {
  let at = start.getTime();
  return () => {
    at += 1000;
    return new Date(at);
  };
}

const row = () => database.db.selectFrom('source').selectAll().executeTakeFirstOrThrow();
const titles = async () => (await database.db.selectFrom('deploymentEvent').select('title').execute()).map(({ title }) => title);

/** A deployment that was last changed at this second of the day. */
function changed(title: string, second: string): RawItem {
  const made = deployment('1', '2026-03-01T10:00:00Z', { title });
  return item('deployment', '1', [{ ...made, row: { ...made.row, updatedAt: new Date(`2026-03-01T10:00:${second}Z`) } } as typeof made]);
}

describe('a delivery', () => {
  it('that two processes take at once is taken by one of them', async () => {
    const said = news([item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z')])], { collect: true });
    const answers = await Promise.all(Array.from({ length: 4 }, () => tell(said)));
    expect(answers.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true, true]);
    expect(answers.reduce((sum, { raws }) => sum + raws, 0)).toBe(1);
  });

  it('is taken by every source it is sent to', async () => {
    const said = news([]);
    const [first, second] = [await tell(said), await receivePush(database.db, { ...source, sourceId: 'other' }, said, start)];
    expect([first.duplicate, second.duplicate]).toEqual([false, false]);
  });

  it('marks its services dirty from the instant it is about, and only when it changed something', async () => {
    const said = [item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z')])];
    await sql`delete from dirty_service`.execute(database.db);
    await tell(news(said));
    const { rows } = await sql`select service_id, from_at from dirty_service`.execute(database.db);
    expect(rows).toEqual([{ serviceId: 'shop', fromAt: new Date('2026-03-01T10:00:00Z') }]);
    await sql`delete from dirty_service`.execute(database.db);
    await tell(news(said));
    expect((await sql`select from dirty_service`.execute(database.db)).rows).toEqual([]);
  });

  it('keeps what cannot be understood beside what can', async () => {
    const said = news([badItem('commit', 'b', 'no good'), item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z')])]);
    expect(await tell(said)).toMatchObject({ raws: 2, records: 1, rejected: 1 });
  });

  it('gets an instant of its own among the pages of its source', async () => {
    await ingest(database.db, source, page([item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z')])]), start);
    await tell(news([item('commit', 'b', [commit('b', '2026-03-01T10:00:00Z')])]));
    const { rows } = await sql<{ at: Date }>`select fetched_at as at from raw_record order by 1`.execute(database.db);
    expect(rows.map(({ at }) => at.getTime() - start.getTime())).toEqual([0, 1]);
  });

  it('of a name or an id that text cannot hold is taken all the same', async () => {
    expect(await tell(news([], { deliveryId: 'a\u0000b', event: 'x\u0000' }))).toMatchObject({ deliveryId: 'a\ufffdb', duplicate: false });
  });
});

describe('a source that is busy', () => {
  it('lets no delivery wait for ever, and takes it later', async () => {
    const said = news([item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z')])]);
    await database.db.transaction().execute(async (trx) => {
      await takeTurn(trx, memorySourceId, start);
      await expect(receivePush(database.db, source, said, start, 20)).rejects.toMatchObject({
        code: 'unavailable',
        message: 'Source "memory" is busy (a replay, or a long page). Deliver it again later.',
      });
    });
    expect(await tell(said)).toMatchObject({ duplicate: false, raws: 1 });
    // The limit went with its transaction.
    expect((await sql<{ t: string }>`select current_setting('lock_timeout') as t`.execute(database.db)).rows).toEqual([{ t: '0' }]);
  });
});

describe('an older version of something', () => {
  it('changes nothing, whether told or read', async () => {
    await tell(news([changed('new', '30')]));
    expect(await tell(news([changed('old', '10')]))).toMatchObject({ collect: false, records: 0 });
    await ingest(database.db, source, page([changed('older', '05')]), start);
    expect(await titles()).toEqual(['new']);
  });

  it('of the same second is left out where it is told, and the source is asked', async () => {
    const later = '2026-03-02T10:00:00Z';
    await sql`update source set next_run_at = ${later}::timestamptz`.execute(database.db);
    await tell(news([changed('one', '30')]));
    expect(await tell(news([changed('one', '30')]))).toMatchObject({ collect: false, raws: 0 });
    expect((await row()).nextRunAt).toEqual(new Date(later));
    expect(await tell(news([changed('two', '30')]))).toMatchObject({ collect: true, raws: 0, records: 0 });
    expect(await titles()).toEqual(['one']);
    expect((await row()).nextRunAt).toEqual(start);
  });

  it('of the same second takes its place where it was read', async () => {
    await tell(news([changed('one', '30')]));
    await ingest(database.db, source, page([changed('two', '30')]), start);
    expect(await titles()).toEqual(['two']);
    await tell(news([changed('three', '30')]));
    expect(await titles()).toEqual(['two']);
  });
});

describe('a delivery that asks for a reading', () => {
  const options = (now: () => Date) => ({ now, signal: new AbortController().signal, normalize: normalizeMemory, everySeconds: 3600 });

  it('while one is under way is followed by another', async () => {
    const now = clock();
    let asked = start;
    const running = memorySource([page([]), page([])], {
      beforePage: async (index) => {
        if (index !== 1) return;
        asked = now();
        await tell(news([], { collect: true }), asked);
      },
    });
    expect(await runSource(database, running, options(now))).toMatchObject({ outcome: 'done' });
    expect(await row()).toMatchObject({ state: 'idle', nextRunAt: asked });
    // The one that follows is a run like any other.
    await runSource(database, memorySource([]), options(now));
    const after = await row();
    expect(after.nextRunAt?.getTime()).toBe((after.lastFinishedAt?.getTime() ?? 0) + 3_600_000);
  });

  it('leaves a source alone that waits for a person', async () => {
    await sql`update source set state = 'failed', next_run_at = null`.execute(database.db);
    await tell(news([], { collect: true }));
    expect((await row()).nextRunAt).toBeNull();
  });

  it('does not put off what is due already', async () => {
    const due = new Date('2026-03-02T08:00:00Z');
    await sql`update source set next_run_at = ${due.toISOString()}::timestamptz, state = 'idle'`.execute(database.db);
    await tell(news([], { collect: true }));
    expect((await row()).nextRunAt).toEqual(due);
  });
});
