import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { collectNow, installSchedule, runDue, type ScheduleDeps, startWorker } from '../../src/collection/schedule.ts';
import type { Database } from '../../src/database/open.ts';
import { type Source, SourceError } from '../../src/sources/source.ts';
import { testDatabase } from '../support/database.ts';
import { commit, item, memoryCatalog, memorySource, memorySourceId, normalizeMemory, page } from '../support/memory-source.ts';

const nine = new Date('2026-03-02T09:00:00Z');
const pages = [1, 2, 3].map((n) => page([item('commit', `c${n}`, [commit(`c${n}`, `2026-03-01T0${n}:00:00Z`)])]));
const never = new AbortController().signal;

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
  await syncCatalog(database.db, memoryCatalog());
});
afterEach(() => database.close());

type Seen = { readonly deps: ScheduleDeps; readonly runs: () => number; readonly derived: () => number; readonly log: string[] };

/** What a schedule did, counted. Deriving takes the dirty marks away, as derivation does. */
function schedule(source: Source, rest: Partial<ScheduleDeps> = {}): Seen {
  let runs = 0;
  let derived = 0;
  const log: string[] = [];
  const counted: Source = {
    ...source,
    collect: (context) => {
      runs += 1;
      return source.collect(context);
    },
  };
  const deps: ScheduleDeps = {
    sources: [{ source: counted, normalize: normalizeMemory, everySeconds: 900 }],
    derive: async () => {
      await sql`delete from dirty_service`.execute(database.db);
      derived += 1;
    },
    now: () => nine,
    log: (level, message) => {
      if (level !== 'debug') log.push(`${level} ${message}`);
    },
    ...rest,
  };
  return { deps, runs: () => runs, derived: () => derived, log };
}

async function sourceRow() {
  return await database.db.selectFrom('source').selectAll().executeTakeFirstOrThrow();
}

function later(minutes: number): () => Date {
  return () => new Date(nine.getTime() + minutes * 60_000);
}

/** A promise and what resolves it. */
function signal(): { readonly fired: Promise<void>; readonly fire: () => void } {
  let fire = (): void => undefined;
  const fired = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { fired, fire: () => fire() };
}

describe('what is due', () => {
  it('is collected, then derived, and not again before its time', async () => {
    const seen = schedule(memorySource(pages));
    await runDue(database, seen.deps, never);
    expect([seen.runs(), seen.derived()]).toEqual([1, 1]);
    expect(await sourceRow()).toMatchObject({ state: 'idle', nextRunAt: later(15)(), progress: { pages: 3 } });
    await runDue(database, { ...seen.deps, now: later(14) }, never);
    expect([seen.runs(), seen.derived()]).toEqual([1, 1]);
    await runDue(database, { ...seen.deps, now: later(15) }, never);
    expect([seen.runs(), seen.derived()]).toEqual([2, 1]);
    expect(seen.log).toEqual(['info Source "memory": done', 'info Source "memory": done']);
  });

  it('includes marks that no collection made, such as changed settings', async () => {
    const seen = schedule(memorySource([]), { sources: [] });
    await runDue(database, seen.deps, never);
    expect(seen.derived()).toBe(1);
  });

  it('includes campaigns, at every look, by one process at a time', async () => {
    let [inside, most, times] = [0, 0, 0];
    const closeCampaigns = async () => {
      inside += 1;
      times += 1;
      most = Math.max(most, inside);
      await sql`select`.execute(database.db);
      inside -= 1;
    };
    const seen = schedule(memorySource([]), { closeCampaigns });
    await Promise.all([runDue(database, seen.deps, never), runDue(database, seen.deps, never)]);
    await runDue(database, seen.deps, never);
    expect(most).toBe(1);
    expect(times).toBeGreaterThanOrEqual(2);
    await runDue(database, { ...seen.deps, closeCampaigns: () => Promise.reject(new Error('broken')) }, never);
    expect(seen.log).toContain('error An error while closing campaigns');
  });

  it('includes a source whose process was killed, although its job is still locked by the dead worker', async () => {
    const seen = schedule(memorySource(pages));
    await installSchedule(database, seen.deps);
    await collectNow(database, memorySourceId, seen.deps);
    await sql`update graphile_worker._private_jobs set locked_at = ${nine.toISOString()}::timestamptz, locked_by = 'dead', attempts = 1`.execute(
      database.db,
    );
    await sql`update source set state = 'running'`.execute(database.db);
    await runDue(database, seen.deps, never);
    expect(seen.runs()).toBe(1);
    expect(await sourceRow()).toMatchObject({ state: 'idle' });
    expect(seen.log[0]).toBe('warn The last run of source "memory" was interrupted');
  });

  it('leaves out a source that waits for a person, until a worker starts anew', async () => {
    const denied = new SourceError('The token is not valid.', 'Set a new one.', false);
    const seen = schedule(memorySource(pages, { faults: [{ at: 0, error: denied }] }));
    await runDue(database, seen.deps, never);
    await runDue(database, { ...seen.deps, now: later(600) }, never);
    expect(seen.runs()).toBe(1);
    expect(await sourceRow()).toMatchObject({ state: 'failed', lastError: 'The token is not valid. Set a new one.' });

    const { fired, fire } = signal();
    const worker = await startWorker(database, { ...seen.deps, derive: async () => fire() });
    await fired;
    await worker.stop();
    expect(seen.runs()).toBe(2);
    expect(await sourceRow()).toMatchObject({ state: 'idle', lastError: null });
  });

  it('goes on when a derivation fails, and tries it again with the next look', async () => {
    const seen = schedule(memorySource(pages));
    const derive = () => Promise.reject(new Error('broken'));
    await runDue(database, { ...seen.deps, derive }, never);
    expect(seen.log).toContain('error An error while deriving');
    await runDue(database, seen.deps, never);
    expect(seen.derived()).toBe(1);
  });
});

describe('a worker', () => {
  it('starts with what is due and collects at once when asked', async () => {
    const derived = signal();
    const second = signal();
    let runs = 0;
    const source: Source = {
      ...memorySource(pages),
      collect: async function* (context) {
        runs += 1;
        yield* memorySource(pages).collect(context);
        if (runs === 2) second.fire();
      },
    };
    const sources = [{ source, normalize: normalizeMemory, everySeconds: 900 }];
    const { deps } = schedule(source, { sources, derive: async () => derived.fire() });
    await sql`delete from dirty_service`.execute(database.db);
    const worker = await startWorker(database, deps);
    // Derivation follows a run that has ended.
    await derived.fired;
    expect(runs).toBe(1);
    await collectNow(database, memorySourceId, deps);
    await second.fired;
    await worker.stop();
    await worker.stop();
    expect(await sourceRow()).toMatchObject({ state: 'idle', progress: { pages: 0 } });
  });

  it('stops after the page it is writing, and another goes on from there', async () => {
    const reached = signal();
    const goOn = signal();
    const slow = memorySource(pages, {
      beforePage: async (index) => {
        if (index !== 1) return;
        reached.fire();
        await goOn.fired;
      },
    });
    const worker = await startWorker(database, schedule(slow).deps);
    await reached.fired;
    const stopped = worker.stop();
    goOn.fire();
    await stopped;
    expect(await sourceRow()).toMatchObject({ state: 'idle', progress: { pages: 2 }, nextRunAt: nine });
    await runDue(database, schedule(memorySource(pages)).deps, never);
    expect(await sourceRow()).toMatchObject({ state: 'idle', progress: { pages: 1 } });
  });

  it('beside others shares the work: each source is collected once', async () => {
    const ids = Array.from({ length: 6 }, (_, n) => `memory-${n}`);
    const [like] = memoryCatalog().sources;
    if (like === undefined) throw new Error('no source');
    await syncCatalog(database.db, memoryCatalog({ sources: ids.map((sourceId) => ({ ...like, sourceId })) }));
    const done = new Map(ids.map((id) => [id, signal()]));
    const runs: string[] = [];
    const sources = ids.map((sourceId) => {
      const source = memorySource(pages, { sourceId });
      const counted: Source = {
        ...source,
        collect: async function* (context) {
          runs.push(sourceId);
          yield* source.collect(context);
          done.get(sourceId)?.fire();
        },
      };
      return { source: counted, normalize: normalizeMemory, everySeconds: 900 };
    });
    const { deps } = schedule(memorySource([]), { sources });
    const workers = await Promise.all([1, 2, 3].map(() => startWorker(database, deps)));
    await Promise.all([...done.values()].map(({ fired }) => fired));
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(runs.sort()).toEqual(ids);
    const rows = await database.db.selectFrom('source').select(['state', 'progress']).execute();
    expect(rows).toEqual(ids.map(() => expect.objectContaining({ state: 'idle' })));
  });

  it('does not know how to collect a source that is not there', async () => {
    await expect(collectNow(database, 'nowhere', schedule(memorySource([])).deps)).rejects.toMatchObject({ code: 'not_found' });
  });
});
