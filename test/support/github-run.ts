/** A GitHub source run through the real doorway into a database of its own. */

import { syncCatalog } from '../../src/collection/catalog.ts';
import { type RunResult, runSource } from '../../src/collection/run.ts';
import type { Database } from '../../src/database/open.ts';
import { type GithubSettings, normalizeGithub, openGithub } from '../../src/sources/github/index.ts';
import { testDatabase } from './database.ts';

export const githubSource = 'gh';

export type GithubRun = {
  readonly database: Database;
  /** Reasons the source gave for waiting. */
  readonly waits: string[];
  readonly run: (
    change?: Partial<GithubSettings>,
    options?: { readonly now?: Date; readonly signal?: AbortSignal; readonly tries?: number },
  ) => Promise<RunResult>;
};

/** Waits take no time; everything else is as in the program. */
export async function githubRun(settings: Pick<GithubSettings, 'url' | 'repositories'> & Partial<GithubSettings>): Promise<GithubRun> {
  const database = await testDatabase();
  await syncCatalog(database.db, {
    sources: [{ sourceId: githubSource, kind: 'github', url: settings.url, demo: false, settingsHash: '1' }],
    teams: [],
    services: [],
  });
  const waits: string[] = [];
  return {
    database,
    waits,
    run: async (change = {}, { now = new Date('2026-03-02T12:00:00Z'), signal = new AbortController().signal, tries = 1 } = {}) => {
      const source = openGithub(
        { ...usual, ...settings, ...change },
        { wait: async (_, stop) => stop.throwIfAborted(), millisecondsPerSecond: 1 },
      );
      let clock = now.getTime();
      return await runSource(database, source, {
        now: () => {
          clock += 1;
          return new Date(clock);
        },
        signal,
        normalize: normalizeGithub,
        tries,
        onProgress: (_, waiting) => {
          if (waiting !== null) waits.push(waiting);
        },
        log: (message, detail) => console.error(message, detail),
      });
    },
  };
}

const usual: Omit<GithubSettings, 'url' | 'repositories'> = {
  sourceId: githubSource,
  token: 'token-of-the-test',
  since: null,
  commits: 'api',
  cacheFolder: '/nonexistent',
  withPaths: new Set(),
  issueLabels: [],
  workflowRuns: true,
  rereadDays: 14,
};
