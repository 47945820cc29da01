import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backoff } from '../../src/collection/backoff.ts';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { ingest } from '../../src/collection/ingest.ts';
import { takeLock } from '../../src/collection/lock.ts';
import { recoverInterrupted } from '../../src/collection/recover.ts';
import { type RunOptions, runSource } from '../../src/collection/run.ts';
import type { Database } from '../../src/database/open.ts';
import { type CollectContext, type Source, SourceError } from '../../src/sources/source.ts';
import { testDatabase } from '../support/database.ts';
import {
  badItem,
  commit,
  deployment,
  item,
  memoryCatalog,
  memoryRepository,
  memorySource,
  memorySourceId,
  normalizeMemory,
  page,
} from '../support/memory-source.ts';
import { restingTables, snapshot, writtenBy } from '../support/snapshot.ts';

const start = new Date('2026-03-02T09:00:00Z');
const pages = [1, 2, 3, 4].map((n) => page([item('commit', `c${n}`, [commit(`c${n}`, `2026-03-01T0${n}:00:00Z`)])]));

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
  await syncCatalog(database.db, memoryCatalog());
});
afterEach(() => database.close());

function options(rest: Partial<RunOptions> = {}): RunOptions {
  return { now: () => start, signal: new AbortController().signal, normalize: normalizeMemory, pause: async () => undefined, ...rest };
}

async function row() {
  return await database.db.selectFrom('source').selectAll().where('sourceId', '=', memorySourceId).executeTakeFirstOrThrow();
}

async function shas(): Promise<readonly string[]> {
  return (await database.db.selectFrom('commit').select('sha').orderBy('sha').execute()).map((each) => each.sha);
}

describe('a run', () => {
  it('collects everything, says so on the source, and makes it due again after its interval', async () => {
    const seen: number[] = [];
    const result = await runSource(
      database,
      memorySource(pages),
      options({ everySeconds: 600, onProgress: (progress) => seen.push(progress.pages) }),
    );
    expect(result).toEqual({ outcome: 'done', pages: 4, raws: 4, records: 4, rejected: 0, error: null });
    expect(await shas()).toEqual(['c1', 'c2', 'c3', 'c4']);
    expect(await row()).toMatchObject({
      state: 'idle',
      stateReason: null,
      lastStartedAt: start,
      lastFinishedAt: start,
      lastSuccessAt: start,
      lastError: null,
      nextRunAt: new Date('2026-03-02T09:10:00Z'),
      progress: { pages: 4, repository: memoryRepository, object: 'position', done: 3, total: 4 },
    });
    expect(Math.max(...seen)).toBe(4);
  });

  it('over unchanged input writes no raw row, no record and no mark', async () => {
    await runSource(database, memorySource(pages), options());
    const before = await writtenBy(database.db, [...restingTables, 'collection_cursor']);
    expect(await runSource(database, memorySource(pages), options())).toMatchObject({ outcome: 'done', pages: 0 });
    // A source without a cursor hands over every page again.
    const forgetful: Source = {
      ...memorySource(pages),
      collect: async function* () {
        for (const each of pages) yield each;
      },
    };
    expect(await runSource(database, forgetful, options())).toMatchObject({ outcome: 'done', pages: 4, raws: 0, records: 0 });
    expect(await writtenBy(database.db, [...restingTables, 'collection_cursor'])).toBe(before);
  });

  it('counts rejected payloads', async () => {
    const mixed = [page([badItem('commit', 'x', 'no sha')]), ...pages];
    expect(await runSource(database, memorySource(mixed), options())).toMatchObject({ outcome: 'done', pages: 5, rejected: 1, records: 4 });
    expect((await row()).progress).toMatchObject({ rejected: 1 });
  });

  it('stops after the page being written when asked to, and goes on from there', async () => {
    const stop = new AbortController();
    const source = memorySource(pages, { beforePage: (index) => (index === 1 ? stop.abort() : undefined) });
    expect(await runSource(database, source, options({ signal: stop.signal }))).toMatchObject({ outcome: 'stopped', pages: 2 });
    expect(await row()).toMatchObject({ state: 'idle', lastSuccessAt: null, nextRunAt: start });
    expect(await shas()).toEqual(['c1', 'c2']);
    expect(await runSource(database, memorySource(pages), options())).toMatchObject({ outcome: 'done', pages: 2 });
    expect(await shas()).toEqual(['c1', 'c2', 'c3', 'c4']);
  });

  it('counts a source that gives up because it was asked to as stopped', async () => {
    const stop = new AbortController();
    const source: Source = {
      ...memorySource([]),
      // biome-ignore lint/correctness/useYield: it never gets as far as a page
      collect: async function* (context) {
        stop.abort();
        context.signal.throwIfAborted();
      },
    };
    expect(await runSource(database, source, options({ signal: stop.signal }))).toMatchObject({ outcome: 'stopped', error: null });
  });
});

describe('failures of a source', () => {
  const flaky = (at: number) => ({ at, error: new SourceError('api.example.com answered 502.', 'It usually passes.', true) });

  it('are retried with growing pauses, shown while waiting, and forgotten when a page comes through', async () => {
    const pauses: number[] = [];
    const reasons: (string | null)[] = [];
    const source = memorySource(pages, { faults: [flaky(1), flaky(1), flaky(1), flaky(3)] });
    const result = await runSource(
      database,
      source,
      options({
        pause: async (milliseconds) => {
          pauses.push(milliseconds);
          reasons.push((await row()).stateReason);
        },
      }),
    );
    expect(result).toMatchObject({ outcome: 'done', pages: 4 });
    expect(pauses).toEqual([2000, 8000, 32_000, 2000]);
    expect([1, 2, 3, 4, 5, 6, 7].map(backoff)).toEqual([2000, 8000, 32_000, 128_000, 300_000, 300_000, 300_000]);
    expect(reasons.every((reason) => reason === null || /answered 502\. Trying again\. Until 2026-03-02T09:00:/.test(reason))).toBe(true);
    expect(await row()).toMatchObject({ state: 'idle', stateReason: null, lastError: null });
  });

  it('are shown with what to do when they do not pass', async () => {
    const source = memorySource(pages, { faults: [flaky(2), flaky(2), flaky(2)] });
    const result = await runSource(database, source, options({ tries: 3, everySeconds: 60 }));
    expect(result).toMatchObject({ outcome: 'failed', pages: 2, error: { message: 'api.example.com answered 502.', retryable: true } });
    expect(await row()).toMatchObject({
      state: 'failed',
      lastError: 'api.example.com answered 502. It usually passes.',
      lastErrorAt: start,
      nextRunAt: new Date('2026-03-02T09:01:00Z'),
    });
    expect(await runSource(database, memorySource(pages), options())).toMatchObject({ outcome: 'done', pages: 2 });
    expect(await row()).toMatchObject({ state: 'idle', lastError: null, lastErrorAt: null });
  });

  it('end a run also when each try still notes what it could not read', async () => {
    let tries = 0;
    const source: Source = {
      sourceId: memorySourceId,
      kind: 'memory',
      collect: async function* () {
        tries += 1;
        if (tries > 20) throw new Error('tried for ever');
        const days = {
          repositoryId: memoryRepository,
          object: 'commits',
          from: start,
          until: start,
          state: 'failed',
          daysWithItems: [],
        } as const;
        yield { repositoryId: memoryRepository, object: 'commits', items: [], coverage: [days] };
        throw new SourceError('The provider cannot be reached.', 'Check its address.', true);
      },
    };
    expect(await runSource(database, source, options({ tries: 3 }))).toMatchObject({ outcome: 'failed' });
    expect(tries).toBe(3);
  });

  it('that need a person are not retried, not even on schedule', async () => {
    const denied = new SourceError('The token may not read acme/shop.', 'Give it the permission "Contents: read".', false);
    const result = await runSource(database, memorySource(pages, { faults: [{ at: 0, error: denied }] }), options());
    expect(result).toMatchObject({ outcome: 'failed', pages: 0 });
    expect(await row()).toMatchObject({ state: 'failed', nextRunAt: null, lastSuccessAt: null });
    expect((await row()).lastError).toContain('Contents: read');
  });

  it('nobody foresaw are told shortly, with the details in the log', async () => {
    const logged: unknown[] = [];
    const surprise = new TypeError('undefined is not a function: secret-token');
    const source = memorySource(pages, { faults: [{ at: 1, error: surprise }] });
    const result = await runSource(database, source, options({ log: (_message, detail) => logged.push(detail) }));
    expect(result).toMatchObject({ outcome: 'failed', pages: 1 });
    expect((await row()).lastError).toBe(
      'Collecting memory failed unexpectedly. The log has the details; what was collected before is kept.',
    );
    expect(logged).toEqual([surprise]);
  });

  it('while waiting for a limit are told with the reason and the time', async () => {
    const seen: (string | null)[] = [];
    const source: Source = {
      ...memorySource([]),
      collect: async function* (context) {
        context.waiting('Rate limit of github.com.', new Date('2026-03-02T14:05:00Z'));
        yield pages[0] ?? page([]);
        seen.push((await row()).state, (await row()).stateReason);
        context.waiting(null, null);
        yield pages[1] ?? page([]);
        seen.push((await row()).state, (await row()).stateReason);
      },
    };
    await runSource(database, source, options());
    expect(seen).toEqual(['waiting', 'Rate limit of github.com. Until 2026-03-02T14:05:00.000Z.', 'running', null]);
  });
});

describe('one run at a time', () => {
  it('refuses a second one and says since when', async () => {
    const refusals: unknown[] = [];
    const source = memorySource(pages, {
      beforePage: async (index) => {
        if (index === 1) refusals.push(await runSource(database, memorySource(pages), options()).catch((error: unknown) => error));
      },
    });
    expect(await runSource(database, source, options())).toMatchObject({ outcome: 'done', pages: 4 });
    expect(refusals).toMatchObject([
      { code: 'conflict', message: expect.stringContaining('already running since 2026-03-02T09:00:00.000Z') },
    ]);
  });

  it('knows a run whose process died, and makes it due at once', async () => {
    await database.db.updateTable('source').set({ state: 'running', lastStartedAt: start }).execute();
    const lock = await takeLock(database.connection, `collect:${memorySourceId}`);
    expect(await recoverInterrupted(database, start)).toEqual([]);
    await lock?.release();
    expect(await recoverInterrupted(database, start)).toEqual([memorySourceId]);
    expect(await row()).toMatchObject({ state: 'failed', nextRunAt: start, stateReason: expect.stringContaining('interrupted') });
  });
});

describe('what a source may ask', () => {
  it('is answered from what is stored', async () => {
    const answers: unknown[] = [];
    const source: Source = {
      ...memorySource([]),
      collect: async function* (context: CollectContext) {
        const validator = { url: 'https://x/1', etag: '"a"', lastModified: null, nextUrl: null };
        answers.push(await context.cursor(memoryRepository, 'commits'), await context.validator(validator.url));
        yield page(
          [
            item('commit', 'b', [commit('b', '2026-03-01T10:00:00Z', { parents: ['a', 'edge', 'gone'] })]),
            item('commit', 'a', [commit('a', '2026-03-01T09:00:00Z', { parents: ['gone'] })]),
            item('edge', 'edge', [{ table: 'boundary_commit', row: { repositoryId: memoryRepository, sha: 'edge' } }]),
            item('deployment', '1', [deployment('1', '2026-03-01T11:00:00Z', { sha: 'a' })]),
            item('deployment', '2', [deployment('2', '2026-03-02T11:00:00Z', { sha: 'unseen' })]),
            item('deployment', '3', [deployment('3', '2026-03-03T11:00:00Z')]),
          ],
          { object: 'commits', cursor: { page: 2 }, validators: [validator] },
        );
        answers.push(await context.cursor(memoryRepository, 'commits'), await context.validator(validator.url));
        answers.push(await context.knownCommits(memoryRepository, ['a', 'gone', 'b']), await context.missingParents(memoryRepository));
        answers.push(await context.missingDeployedCommits(memoryRepository));
        answers.push(await context.deploymentEventsSince(memoryRepository, 'deployments', new Date('2026-03-02T11:00:00Z')));
        answers.push(await context.knownIncidents(memoryRepository), context.now());
      },
    };
    expect(await runSource(database, source, options())).toMatchObject({ outcome: 'done' });
    const validator = { url: 'https://x/1', etag: '"a"', lastModified: null, nextUrl: null };
    expect(answers).toEqual([null, null, { page: 2 }, validator, new Set(['a', 'b']), ['gone'], ['unseen'], ['2', '3'], new Set(), start]);
  });
});

describe('a run that is cut at any page', () => {
  it('leaves what an uninterrupted one would, once it is through', async () => {
    for (const each of pages) await ingest(database.db, { sourceId: memorySourceId, normalize: normalizeMemory }, each, start);
    const expected = await snapshot(database.db);
    const other = await testDatabase();
    try {
      await syncCatalog(other.db, memoryCatalog());
      const crash = (at: number) => ({ at, error: new Error('crash') });
      const source = memorySource(pages, { faults: [crash(0), crash(2), crash(3), crash(3)] });
      const outcomes: string[] = [];
      for (let run = 0; run < 5; run += 1) outcomes.push((await runSource(other, source, options())).outcome);
      expect(outcomes).toEqual(['failed', 'failed', 'failed', 'failed', 'done']);
      expect(await snapshot(other.db)).toBe(expected);
    } finally {
      await other.close();
    }
  });
});
