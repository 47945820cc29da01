import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openGit } from '../../src/sources/git/index.ts';
import { normalizeGit } from '../../src/sources/git/normalize.ts';
import { type CollectContext, type Page, SourceError } from '../../src/sources/source.ts';
import { namesPreRelease } from '../../src/sources/tag-name.ts';
import { git, type MadeRepository, makeRepository, writeHistory } from '../support/repositories.ts';
import { tangledHistory } from '../support/tangled-history.ts';

const cleanup: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const remove of cleanup) await remove();
});

const day = (text: string): Date => new Date(`${text}T10:00:00Z`);
const commit = (id: string, parents: readonly string[], at: Date) => ({
  id,
  parents,
  authoredAt: at,
  message: id,
  files: { [`src/${id}`]: id },
});

async function made(spec: Parameters<typeof makeRepository>[0]): Promise<MadeRepository> {
  const repository = await makeRepository(spec);
  cleanup.push(repository.remove);
  return repository;
}

/** What collection would remember, kept in memory: cursors, and which commits are stored. */
function memory(now: Date) {
  const cursors = new Map<string, unknown>();
  const commits = new Set<string>();
  let at = now;
  const context: CollectContext = {
    now: () => at,
    signal: new AbortController().signal,
    cursor: async (_repositoryId, object) => structuredClone(cursors.get(object) ?? null),
    validator: async () => null,
    knownCommits: async (_repositoryId, shas) => new Set(shas.filter((sha) => commits.has(sha))),
    missingParents: async () => [],
    missingDeployedCommits: async () => [],
    deploymentEventsSince: async () => [],
    openIncidents: async () => [],
    knownIncidents: async () => new Set(),
    uncheckedPulls: async () => [],
    progress: () => {},
    waiting: () => {},
  };
  const keep = (page: Page): void => {
    if (page.cursor !== undefined) cursors.set(page.object, page.cursor);
    for (const item of page.items) if (item.kind === 'commit') commits.add(item.externalId);
  };
  return { context, keep, setNow: (next: Date) => (at = next) };
}

type Memory = ReturnType<typeof memory>;
const repositoryId = 'local:shop';

async function run(
  folder: string,
  state: Memory,
  change: { since?: Date; withPaths?: boolean; pages?: number } = {},
): Promise<readonly Page[]> {
  const source = openGit({
    sourceId: 'local',
    repositories: [{ repositoryId, name: folder }],
    cacheFolder: '/nonexistent',
    since: change.since ?? null,
    withPaths: new Set(change.withPaths ? [repositoryId] : []),
    environment: { PATH: process.env.PATH },
  });
  const pages: Page[] = [];
  for await (const page of source.collect(state.context)) {
    pages.push(page);
    state.keep(page);
    if (pages.length === change.pages) break;
  }
  return pages;
}

const items = (pages: readonly Page[], kind: string) => pages.flatMap((page) => page.items).filter((item) => item.kind === kind);
const records = (pages: readonly Page[]) => pages.flatMap((page) => page.items).flatMap(normalizeGit);
const rows = <T extends string>(pages: readonly Page[], table: T) =>
  records(pages).flatMap((record) => (record.table === table ? [record.row as Record<string, unknown>] : []));

describe('collecting a repository', () => {
  test('brings every commit, branch and tag once, and nothing when nothing changed', async () => {
    const repository = await made(tangledHistory(11, 1300, day('2026-06-01')));
    const state = memory(day('2026-06-02'));
    const first = await run(repository.folder, state);
    expect(rows(first, 'commit')).toHaveLength(1300);
    expect(new Set(rows(first, 'commit').map((row) => row.sha))).toEqual(new Set(repository.shas.values()));
    const tags = (await git(repository.folder, ['tag'])).trim().split('\n');
    expect(
      rows(first, 'deployment_event')
        .map((row) => row.name)
        .sort(),
    ).toEqual(tags.sort());
    expect(rows(first, 'deployment_status')).toHaveLength(tags.length);
    expect(rows(first, 'branch').filter((row) => row.isDefault)).toMatchObject([{ name: 'main' }]);
    expect(rows(first, 'repository')).toMatchObject([{ sourceId: 'local', defaultBranch: 'main' }]);
    const again = await run(repository.folder, state);
    expect(again.flatMap((page) => page.items)).toEqual([]);
    expect(again.filter((page) => page.cursor !== undefined)).toEqual([]);
  });

  test('stopping after any page and starting again loses nothing', async () => {
    const repository = await made(tangledHistory(12, 1500, day('2026-06-01')));
    const whole = items(await run(repository.folder, memory(day('2026-06-02'))), 'commit').length;
    for (const pages of [1, 2, 3, 4]) {
      const state = memory(day('2026-06-02'));
      const before = await run(repository.folder, state, { pages });
      const after = await run(repository.folder, state);
      expect(new Set([...items(before, 'commit'), ...items(after, 'commit')].map((item) => item.externalId)).size).toBe(whole);
      expect(items([...before, ...after], 'tag').length).toBeGreaterThan(0);
    }
  });

  test('covers from the first commit to today, then goes on from the last day; late commits mark their own day', async () => {
    const repository = await made({
      commits: [commit('a', [], day('2026-01-05')), commit('b', ['a'], day('2026-01-08'))],
      branches: { main: 'b' },
    });
    const state = memory(day('2026-01-10'));
    const span = (pages: readonly Page[], object: string) =>
      pages
        .flatMap((page) => page.coverage ?? [])
        .filter((range) => range.object === object)
        .map((range) => [range.from.toISOString().slice(0, 10), range.until.toISOString().slice(0, 10), ...range.daysWithItems]);
    const first = await run(repository.folder, state);
    expect(span(first, 'commits')).toEqual([['2026-01-05', '2026-01-10', '2026-01-05', '2026-01-08']]);
    expect(span(first, 'tags')).toEqual([['2026-01-05', '2026-01-10']]);
    await writeHistory(repository.folder, {
      commits: [
        commit('a', [], day('2026-01-05')),
        commit('b', ['a'], day('2026-01-08')),
        commit('c', ['b'], day('2026-01-07')),
        commit('d', ['c'], day('2026-01-12')),
      ],
      branches: { main: 'd' },
    });
    state.setNow(day('2026-01-13'));
    const second = await run(repository.folder, state);
    expect(items(second, 'commit')).toHaveLength(2);
    expect(span(second, 'commits')).toEqual([
      ['2026-01-10', '2026-01-13', '2026-01-12'],
      ['2026-01-07', '2026-01-07', '2026-01-07'],
    ]);
  });

  test('a forced push brings the new history, a moved tag its new commit, a deleted one its removal', async () => {
    const at = day('2026-03-01');
    const base = [commit('a', [], at), commit('b', ['a'], at)];
    const repository = await made({
      commits: base,
      branches: { main: 'b', old: 'b' },
      tags: [
        { name: 'v1', commit: 'a' },
        { name: 'v2', commit: 'b' },
      ],
    });
    const state = memory(day('2026-03-02'));
    await run(repository.folder, state);
    const shas = await writeHistory(repository.folder, {
      commits: [...base, commit('x', ['a'], at)],
      branches: { main: 'x' },
      tags: [{ name: 'v2', commit: 'x' }],
    });
    await git(repository.folder, ['tag', '-d', 'v1']);
    await git(repository.folder, ['branch', '-D', 'old']);
    const pages = await run(repository.folder, state);
    expect(rows(pages, 'commit')).toMatchObject([{ sha: shas.get('x'), parents: [repository.shas.get('a')] }]);
    expect(rows(pages, 'branch')).toMatchObject([
      { name: 'main', sha: shas.get('x'), isDefault: true },
      { name: 'old', isDefault: false },
    ]);
    expect(rows(pages, 'deployment_event')).toMatchObject([
      { name: 'v2', sha: shas.get('x'), removed: false },
      { name: 'v1', sha: repository.shas.get('a'), removed: true },
    ]);
    expect(items(await run(repository.folder, state), 'tag')).toEqual([]);
  });

  test('since cuts the history at a boundary and keeps what descends from it', async () => {
    const repository = await made({
      commits: [
        commit('a', [], day('2026-01-01')),
        commit('b', ['a'], day('2026-02-01')),
        commit('c', ['b'], day('2026-02-10')),
        // Committed by a clock that runs months behind: between two commits that count, so it counts.
        commit('d', ['c'], day('2026-01-15')),
        commit('e', ['d'], day('2026-02-12')),
        commit('side', ['a'], day('2026-01-02')),
        commit('merge', ['e', 'side'], day('2026-02-13')),
      ],
      branches: { main: 'merge' },
      tags: [
        { name: 'old', commit: 'a' },
        { name: 'new', commit: 'e' },
      ],
    });
    const state = memory(day('2026-02-20'));
    const name = new Map([...repository.shas].map(([id, sha]) => [sha, id]));
    const pages = await run(repository.folder, state, { since: day('2026-02-05') });
    expect(
      rows(pages, 'commit')
        .map((row) => name.get(String(row.sha)))
        .sort(),
    ).toEqual(['c', 'd', 'e', 'merge']);
    expect(
      rows(pages, 'boundary_commit')
        .map((row) => name.get(String(row.sha)))
        .sort(),
    ).toEqual(['b', 'side']);
    expect(rows(pages, 'deployment_event').map((row) => row.name)).toEqual(['new']);
    expect(pages.flatMap((page) => page.coverage ?? []).find((range) => range.object === 'commits')?.from).toEqual(
      new Date('2026-02-05T00:00:00Z'),
    );
    // An earlier `since` reads again.
    const wider = await run(repository.folder, state, { since: day('2026-01-01') });
    expect(rows(wider, 'commit')).toHaveLength(7);
    expect(rows(wider, 'deployment_event').map((row) => row.name)).toEqual(['old']);
    // A later one keeps what is stored and reads nothing.
    expect((await run(repository.folder, state, { since: day('2026-02-05') })).flatMap((page) => page.items)).toEqual([]);
  });

  test('reads paths only where they are asked for, and again once they are', async () => {
    const repository = await made({ commits: [commit('a', [], day('2026-01-01'))], branches: { main: 'a' } });
    const state = memory(day('2026-01-02'));
    expect(rows(await run(repository.folder, state), 'commit')).toMatchObject([{ paths: null }]);
    expect(rows(await run(repository.folder, state, { withPaths: true }), 'commit')).toMatchObject([{ paths: ['src/a'] }]);
  });

  test('one unreadable repository does not stop the others, and says so in the end', async () => {
    const repository = await made({ commits: [commit('a', [], day('2026-01-01'))], branches: { main: 'a' } });
    const source = openGit({
      sourceId: 'local',
      repositories: [
        { repositoryId: 'local:gone', name: join(repository.folder, 'gone') },
        { repositoryId: 'local:here', name: repository.folder },
      ],
      cacheFolder: '/nonexistent',
      since: null,
      withPaths: new Set(),
      environment: { PATH: process.env.PATH },
    });
    const pages: Page[] = [];
    const collecting = (async () => {
      for await (const page of source.collect(memory(day('2026-01-02')).context)) pages.push(page);
    })();
    await expect(collecting).rejects.toThrow(SourceError);
    expect(pages.filter((page) => page.repositoryId === 'local:gone').flatMap((page) => page.coverage ?? [])).toMatchObject([
      { state: 'failed' },
      { state: 'failed' },
    ]);
    expect(rows(pages, 'commit')).toHaveLength(1);
  });
});

describe('normalising', () => {
  test.each([
    ['v1.2.3', false],
    ['1.2.3', false],
    ['release-2026.01', false],
    ['v1.0.0-rc.1', true],
    ['v1.0.0-rc1', true],
    ['2.0.0beta2', true],
    ['3.0b1', true],
    ['8.0-m01', true],
    ['5.0.0-alpha.8', true],
    ['nightly-2026-01-01', true],
    ['v1.0-prefix', false],
    ['march-2026', false],
    ['arc-1.0', false],
    ['device-1.0', false],
  ])('the tag %s names a pre-release: %s', (tag, expected) => {
    expect(namesPreRelease(tag)).toBe(expected);
  });

  test('an application’s commit is a bot’s; an unreadable date is refused; a tag of a tree is no version', () => {
    const payload = {
      sha: 'a'.repeat(40),
      parents: [],
      authoredAt: '2026-01-01T00:00:00.000Z',
      committedAt: '2026-01-01T00:00:00.000Z',
      author: 'renovate[bot]',
      message: 'x',
    };
    const item = { repositoryId, kind: 'commit', externalId: payload.sha, payload };
    expect(normalizeGit(item)).toMatchObject([{ table: 'commit', row: { bot: true, paths: null } }]);
    expect(() => normalizeGit({ ...item, payload: { ...payload, authoredAt: 'unreadable date' } })).toThrow();
    expect(() => normalizeGit({ ...item, kind: 'other' })).toThrow(/no payload of the kind/);
    expect(normalizeGit({ ...item, kind: 'tag', payload: { name: 'tree', sha: null, at: null, inferred: true } })).toEqual([]);
  });
});
