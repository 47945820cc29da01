/** The delivery numbers of one clone from its tags: collect, derive and measure, all in a database that is gone afterwards. */

import { basename, resolve } from 'node:path';
import { syncCatalog } from '../collection/catalog.ts';
import { runSource } from '../collection/run.ts';
import type { Db } from '../database/open.ts';
import { deriveDirty } from '../delivery/run.ts';
import { AppError } from '../domain/errors.ts';
import { repositoryKey } from '../domain/keys.ts';
import type { Scope } from '../domain/scope.ts';
import type { Service } from '../domain/service.ts';
import { answerMetrics } from '../metrics/answer.ts';
import type { Metric } from '../metrics/result.ts';
import { isAddress } from '../sources/clone.ts';
import { openGit } from '../sources/git/index.ts';
import { normalizeGit } from '../sources/git/normalize.ts';
import { withTemporaryDatabase } from './temporary-database.ts';
import type { Terminal } from './terminal.ts';
import { type ChosenWindow, chooseWindow } from './try-window.ts';

export type TryRequest = {
  readonly path: string;
  readonly tag: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string;
};

type Release = { readonly version: string; readonly at: Date; readonly kind: string; readonly changes: number };
type Finding = { readonly version: string; readonly evidence: string; readonly reason: string; readonly at: Date };

export type TryAnswer = {
  readonly repository: string;
  readonly window: ChosenWindow;
  readonly commits: number;
  readonly tags: { readonly all: number; readonly releases: number; readonly preReleases: number; readonly other: number };
  /** Releases in the window, newest first. */
  readonly releases: readonly Release[];
  readonly metrics: readonly Metric[];
  /** Rollbacks, reverts and hotfixes in the window; they are no failures until incidents can be asked. */
  readonly findings: readonly Finding[];
};

/** What a version's tag usually looks like; the first that matches wins. Pre-releases are told apart by their names. */
const usualTags: readonly string[] = [
  'v[0-9]*',
  'V[0-9]*',
  '[0-9]*',
  'release-[0-9]*',
  'release/[0-9]*',
  'rel-[0-9]*',
  '*-v[0-9]*',
  '*-[0-9]*.[0-9]*',
];

const sourceId = 'try';
const serviceId = 'try';

function serviceOf(request: TryRequest, name: string, repositoryId: string): Service {
  const patterns = request.tag === null ? usualTags : [request.tag];
  return {
    serviceId,
    name: basename(resolve(request.path)) || name,
    ownership: [],
    settings: {
      repositories: [{ repositoryId, name, paths: null }],
      deployments: patterns.map((tag) => ({ from: 'tags', tag })),
      incidents: [],
      failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: false },
      foldSeconds: 3600,
      hotfixWords: ['hotfix'],
      revertAgeSeconds: 30 * 24 * 3600,
      sourceCommit: null,
      productionWords: ['prod', 'production', 'live'],
      bots: [],
    },
  };
}

async function countTags(db: Db, releases: number): Promise<TryAnswer['tags']> {
  const rows = await db.selectFrom('deploymentEvent').select(['preRelease']).execute();
  const staged = await db
    .selectFrom('deploymentChild as c')
    .innerJoin('deployment as d', (join) => join.onRef('d.serviceId', '=', 'c.serviceId').onRef('d.deploymentId', '=', 'c.deploymentId'))
    .where('d.tier', '<>', 'production')
    .select('c.externalId')
    .execute();
  return { all: rows.length, releases, preReleases: staged.length, other: rows.length - releases - staged.length };
}

async function releasesOf(db: Db): Promise<readonly Release[]> {
  const rows = await db
    .selectFrom('deployment')
    .where('tier', '=', 'production')
    .where('outcome', '=', 'succeeded')
    .select(['version', 'finishedAt', 'startedAt', 'kind', 'changes'])
    .execute();
  return rows
    .map((row) => ({ version: row.version ?? '', at: row.finishedAt ?? row.startedAt, kind: row.kind ?? 'forward', changes: row.changes }))
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

async function findingsOf(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('failure as f')
    .innerJoin('deployment as d', (join) => join.onRef('d.serviceId', '=', 'f.serviceId').onRef('d.deploymentId', '=', 'f.deploymentId'))
    .select(['d.version', 'f.evidence', 'f.reason', 'f.at'])
    .orderBy('f.at', 'desc')
    .execute();
  return rows.map((row) => ({ ...row, version: row.version ?? '' }));
}

async function collect(
  request: TryRequest,
  terminal: Terminal,
  database: Parameters<typeof runSource>[0],
  repository: { repositoryId: string; name: string },
  folder: string,
) {
  const source = openGit({
    sourceId,
    repositories: [repository],
    cacheFolder: `${folder}/clones`,
    since: null,
    withPaths: new Set(),
    environment: terminal.environment,
  });
  const result = await runSource(database, source, {
    now: terminal.now,
    signal: terminal.signal,
    normalize: normalizeGit,
    tries: 1,
    onProgress: (progress) => terminal.progress.line('collect', `Reading ${request.path}: ${progress.records} records`),
  });
  terminal.signal.throwIfAborted();
  if (result.error)
    throw new AppError(result.error.retryable ? 'unavailable' : 'invalid', `${result.error.message} ${result.error.advice}`);
}

/** Throws AppError: `invalid` for what is no readable repository or has no release, `unavailable` when a database cannot be started. */
export async function tryRepository(request: TryRequest, terminal: Terminal): Promise<TryAnswer> {
  const name = isAddress(request.path) ? request.path : resolve(terminal.cwd, request.path);
  const repositoryId = repositoryKey(sourceId, basename(resolve(name)));
  const service = serviceOf(request, name, repositoryId);
  terminal.progress.line('collect', 'Starting a temporary database');
  return await withTemporaryDatabase(terminal.note, async (database, folder) => {
    const { db } = database;
    await syncCatalog(db, {
      sources: [{ sourceId, kind: 'git', url: null, demo: false, settingsHash: '' }],
      teams: [],
      services: [{ ...service, demo: false }],
    });
    await collect(request, terminal, database, { repositoryId, name }, folder);
    terminal.progress.line('collect', 'Finding what each release delivered');
    await deriveDirty(db, { now: terminal.now() });
    terminal.signal.throwIfAborted();
    return await answer(request, terminal, db);
  });
}

async function answer(request: TryRequest, terminal: Terminal, db: Db): Promise<TryAnswer> {
  const all = await releasesOf(db);
  const tags = await countTags(db, await countReleaseTags(db));
  const commits = await db
    .selectFrom('commit')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  if (commits.n === 0) throw new AppError('invalid', `"${request.path}" has no commits yet, so there is nothing to measure.`);
  const now = terminal.now();
  const window = chooseWindow(request, all[0]?.at ?? null, now);
  const inside = (at: Date): boolean => at >= window.from && at < window.to;
  const scope: Scope = {
    window,
    zone: request.zone,
    bucket: 'week',
    serviceId,
    teamId: null,
    clock: 'authored',
    bots: 'included',
    comparePrevious: false,
    now,
  };
  const { metrics } = await answerMetrics(db, scope);
  return {
    repository: request.path,
    window,
    commits: commits.n,
    tags,
    releases: all.filter((release) => inside(release.at)),
    metrics,
    findings: (await findingsOf(db)).filter((finding) => inside(finding.at)),
  };
}

async function countReleaseTags(db: Db): Promise<number> {
  const rows = await db
    .selectFrom('deploymentChild as c')
    .innerJoin('deployment as d', (join) => join.onRef('d.serviceId', '=', 'c.serviceId').onRef('d.deploymentId', '=', 'c.deploymentId'))
    .where('d.tier', '=', 'production')
    .select('c.externalId')
    .execute();
  return rows.length;
}
