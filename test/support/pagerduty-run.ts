/** A PagerDuty source run through the real doorway into a database of its own. */

import { syncCatalog } from '../../src/collection/catalog.ts';
import { type RunResult, runSource } from '../../src/collection/run.ts';
import type { Database } from '../../src/database/open.ts';
import { openPagerduty } from '../../src/sources/pagerduty/index.ts';
import { normalizePagerduty } from '../../src/sources/pagerduty/normalize.ts';
import type { PagerdutySettings } from '../../src/sources/pagerduty/settings.ts';
import { testDatabase } from './database.ts';

export const pagerSource = 'pager';

export type PagerdutyRun = {
  readonly database: Database;
  /** Reasons the source gave for waiting. */
  readonly waits: string[];
  readonly run: (
    change?: Partial<PagerdutySettings>,
    options?: { readonly now?: Date; readonly signal?: AbortSignal; readonly tries?: number; readonly timeoutMs?: number },
  ) => Promise<RunResult>;
};

/** Waits take no time; everything else is as in the program. */
export async function pagerdutyRun(settings: Pick<PagerdutySettings, 'url'> & Partial<PagerdutySettings>): Promise<PagerdutyRun> {
  const database = await testDatabase();
  await syncCatalog(database.db, {
    sources: [{ sourceId: pagerSource, kind: 'pagerduty', url: settings.url, demo: false, settingsHash: '1' }],
    teams: [],
    services: [],
  });
  const waits: string[] = [];
  const usual = { sourceId: pagerSource, token: 'pd-token-of-the-test', since: null, rereadDays: 14, services: new Set(['PSHOP']) };
  return {
    database,
    waits,
    run: async (
      change = {},
      { now = new Date('2026-03-02T12:00:00Z'), signal = new AbortController().signal, tries = 1, timeoutMs } = {},
    ) => {
      const wait = async (_: number, stop: AbortSignal): Promise<void> => stop.throwIfAborted();
      const options = timeoutMs === undefined ? { wait } : { wait, timeoutMs };
      let clock = now.getTime();
      return await runSource(database, openPagerduty({ ...usual, ...settings, ...change }, options), {
        now: () => {
          clock += 1;
          return new Date(clock);
        },
        signal,
        normalize: normalizePagerduty,
        tries,
        onProgress: (_, waiting) => {
          if (waiting !== null) waits.push(waiting);
        },
        log: (message, detail) => console.error(message, detail),
      });
    },
  };
}
