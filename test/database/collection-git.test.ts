import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { replay } from '../../src/collection/replay.ts';
import { type RunResult, runSource } from '../../src/collection/run.ts';
import type { Database } from '../../src/database/open.ts';
import { repositoryKey } from '../../src/domain/keys.ts';
import { normalizeGit, openGit } from '../../src/sources/git/index.ts';
import type { Source } from '../../src/sources/source.ts';
import { testDatabase } from '../support/database.ts';
import { type MadeRepository, makeRepository, writeHistory } from '../support/repositories.ts';
import { restingTables, snapshot, writtenBy } from '../support/snapshot.ts';
import { tangledHistory } from '../support/tangled-history.ts';

const until = new Date('2026-03-01T00:00:00Z');
const noon = new Date('2026-03-02T12:00:00Z');
const normalizers = { git: normalizeGit };

let repository: MadeRepository;
beforeEach(async () => {
  repository = await makeRepository(tangledHistory(7, 400, until));
});
afterEach(() => repository.remove());

async function withCatalog(test: (database: Database) => Promise<void>): Promise<void> {
  const database = await testDatabase();
  try {
    const source = { sourceId: 'local', kind: 'git', url: null, demo: false, settingsHash: '1' };
    await syncCatalog(database.db, { sources: [source], teams: [], services: [] });
    await test(database);
  } finally {
    await database.close();
  }
}

function source(): Source {
  return openGit({
    sourceId: 'local',
    repositories: [{ repositoryId: repositoryKey('local', 'shop'), name: repository.folder }],
    cacheFolder: repository.folder,
    since: null,
    withPaths: new Set(),
    environment: { PATH: process.env.PATH },
  });
}

/** Stops after that many pages; Infinity = never. */
async function run(database: Database, pages = Number.POSITIVE_INFINITY): Promise<RunResult> {
  const stop = new AbortController();
  if (pages <= 0) stop.abort();
  return await runSource(database, source(), {
    now: () => noon,
    signal: stop.signal,
    normalize: normalizeGit,
    onProgress: (progress) => (progress.pages >= pages ? stop.abort() : undefined),
  });
}

describe('a git history through the doorway', () => {
  it('is the same after a replay, after news and another replay, and a quiet run writes nothing', async () => {
    await withCatalog(async (database) => {
      expect(await run(database)).toMatchObject({ outcome: 'done', rejected: 0 });
      const first = await snapshot(database.db, { fetchedAt: true });
      expect(first).toMatch(/^commit 3\d\d$/m);
      expect(await replay(database.db, normalizers)).toMatchObject({ repositories: 1, rejected: 0 });
      expect(await snapshot(database.db, { fetchedAt: true })).toBe(first);

      const resting = await writtenBy(database.db, restingTables);
      expect(await run(database)).toMatchObject({ outcome: 'done', raws: 0, records: 0 });
      expect(await writtenBy(database.db, restingTables)).toBe(resting);

      // Another history in the same place, as after a force-push: other commits, branches and tags that moved.
      await writeHistory(repository.folder, tangledHistory(7, 460, new Date('2026-03-06T00:00:00Z')));
      expect(await run(database)).toMatchObject({ outcome: 'done', rejected: 0 });
      const second = await snapshot(database.db, { fetchedAt: true });
      expect(second).not.toBe(first);
      await replay(database.db, normalizers);
      expect(await snapshot(database.db, { fetchedAt: true })).toBe(second);
    });
  });

  it('is the same when the run was stopped after every single page', async () => {
    await withCatalog(async (whole) => {
      const { pages } = await run(whole);
      expect(pages).toBeGreaterThan(2);
      await withCatalog(async (cut) => {
        for (let stops = 0; stops < pages; stops += 1) await run(cut, 1);
        expect(await run(cut)).toMatchObject({ outcome: 'done' });
        expect(await snapshot(cut.db)).toBe(await snapshot(whole.db));
      });
    });
  });
});
