import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { runSource } from '../../src/collection/run.ts';
import type { Database, Db } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import type { ServiceSettings } from '../../src/domain/service.ts';
import { openGit } from '../../src/sources/git/index.ts';
import { normalizeGit } from '../../src/sources/git/normalize.ts';
import { testDatabase } from '../support/database.ts';
import { git, makeRepository } from '../support/repositories.ts';
import { tangledHistory } from '../support/tangled-history.ts';

/** Clones of public repositories that may lie beside the project; they are read in place and never part of it. */
const mirrors = resolve(import.meta.dirname, '../../../.mirror');

const repositoryId = 'local:repository';
const settings: ServiceSettings = {
  repositories: [{ repositoryId, name: 'repository', paths: null }],
  deployments: [{ from: 'tags', tag: '**' }],
  incidents: [],
  failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: false },
  foldSeconds: 3600,
  hotfixWords: ['hotfix'],
  revertAgeSeconds: 30 * 24 * 3600,
  sourceCommit: null,
  productionWords: ['prod', 'production', 'live'],
  bots: [],
};

async function collectAndDerive(database: Database, folder: string): Promise<void> {
  const now = new Date('2026-11-23T00:00:00Z');
  await syncCatalog(database.db, {
    sources: [{ sourceId: 'local', kind: 'git', url: null, demo: false, settingsHash: '' }],
    teams: [],
    services: [{ serviceId: 'one', name: 'One', ownership: [], settings, demo: false }],
  });
  const source = openGit({
    sourceId: 'local',
    repositories: [{ repositoryId, name: folder }],
    cacheFolder: '/nonexistent',
    since: null,
    withPaths: new Set(),
    environment: { PATH: process.env.PATH },
  });
  const result = await runSource(database, source, {
    now: () => now,
    signal: new AbortController().signal,
    normalize: normalizeGit,
    tries: 1,
  });
  expect(result).toMatchObject({ outcome: 'done', rejected: 0 });
  await deriveDirty(database.db, { now });
}

type Release = { readonly at: number; readonly shas: readonly string[]; readonly delivered: readonly string[] };

/** Releases in time order; those of one instant together, since git cannot say which came first. */
async function releases(db: Db): Promise<readonly Release[]> {
  const deployments = await db
    .selectFrom('deployment')
    .where('tier', '=', 'production')
    .select(['deploymentId', 'sha', 'finishedAt'])
    .orderBy('finishedAt')
    .execute();
  const deliveries = new Map<string, string[]>();
  for (const row of await db.selectFrom('delivery').select(['deploymentId', 'sha']).execute()) {
    const shas = deliveries.get(row.deploymentId) ?? [];
    shas.push(row.sha);
    deliveries.set(row.deploymentId, shas);
  }
  const byTime = new Map<number, { shas: string[]; delivered: string[] }>();
  for (const { deploymentId, sha, finishedAt } of deployments) {
    const at = finishedAt?.getTime() ?? Number.NaN;
    const group = byTime.get(at) ?? { shas: [], delivered: [] };
    byTime.set(at, { shas: [...group.shas, sha ?? ''], delivered: [...group.delivered, ...(deliveries.get(deploymentId) ?? [])] });
  }
  return [...byTime].map(([at, group]) => ({ at, ...group }));
}

/** Every release delivers exactly what `git rev-list <release> --not <earlier releases>` finds, without merges. */
async function compare(folder: string): Promise<number> {
  const database = await testDatabase();
  try {
    await collectAndDerive(database, folder);
    const all = await releases(database.db);
    const earlier: string[] = [];
    for (const release of all) {
      const input = [...release.shas, ...earlier.map((sha) => `^${sha}`)].join('\n');
      const expected = (await git(folder, ['rev-list', '--no-merges', '--stdin'], `${input}\n`)).split('\n').filter((line) => line !== '');
      expect([...release.delivered].sort(), `release of ${new Date(release.at).toISOString()}`).toEqual(expected.sort());
      earlier.push(...release.shas);
    }
    return all.length;
  } finally {
    await database.close();
  }
}

describe('containment equals git rev-list', () => {
  test.each([1, 2, 3])(
    'on a generated history of 1,200 commits with merges, octopus merges, several roots and maintenance releases (%i)',
    async (seed) => {
      const repository = await makeRepository(tangledHistory(seed, 1200, new Date('2026-06-01T10:00:00Z')));
      try {
        const merges = (await git(repository.folder, ['rev-list', '--all', '--min-parents=3', '--count'])).trim();
        const roots = (await git(repository.folder, ['rev-list', '--all', '--max-parents=0', '--count'])).trim();
        expect(Number(merges)).toBeGreaterThan(5);
        expect(Number(roots)).toBe(4);
        expect(await compare(repository.folder)).toBeGreaterThan(40);
      } finally {
        await repository.remove();
      }
    },
  );
});

/** The two smallest with at least 1,000 commits: enough to bite, quick enough for every run. */
function realHistories(): readonly string[] {
  if (!existsSync(mirrors)) return [];
  const count = (folder: string): number =>
    Number(
      execFileSync('git', ['-c', 'safe.directory=*', '-C', folder, 'rev-list', '--count', '--branches', '--tags'], { encoding: 'utf8' }),
    );
  return readdirSync(mirrors)
    .map((name) => join(mirrors, name, 'repo'))
    .filter((folder) => existsSync(join(folder, 'HEAD')))
    .map((folder) => ({ folder, commits: count(folder) }))
    .filter(({ commits }) => commits >= 1000 && commits <= 50_000)
    .sort((a, b) => a.commits - b.commits)
    .slice(0, 2)
    .map(({ folder }) => folder);
}

const real = realHistories();

describe.skipIf(real.length === 0)(
  'containment equals git rev-list on public histories (skipped: ../.mirror has none of 1,000 commits)',
  () => {
    test.each(real)('%s', { timeout: 180_000 }, async (folder) => {
      expect(await compare(folder)).toBeGreaterThan(0);
    });
  },
);
