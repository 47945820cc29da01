/** What the schedule needs of a running program. */

import { type Logger, pino } from 'pino';
import type { ScheduleDeps } from '../collection/schedule.ts';
import type { Config } from '../config.ts';
import { deriveDirty } from '../delivery/run.ts';
import { closeOver } from '../maturity/campaign/close.ts';
import type { Setup } from './setup.ts';
import type { Terminal } from './terminal.ts';

/** Structured lines on standard error; answers stay alone on standard output. */
export function openLog({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
}

export function scheduleOf({ config, database, sources }: Setup, terminal: Terminal, log: Logger): ScheduleDeps {
  return {
    sources,
    derive: async (signal) => {
      await deriveDirty(database.db, { now: terminal.now(), signal });
    },
    closeCampaigns: async () => {
      const closed = await closeOver(database.db, { now: terminal.now(), zone: config.zone });
      if (closed > 0) log.info({ closed }, 'Campaigns whose time had passed were closed');
    },
    now: terminal.now,
    log: (level, message, detail) => {
      // While the program stops its connections end; that is no news.
      if (terminal.signal.aborted && level === 'warn') return;
      log[level](shown(detail, log.isLevelEnabled('debug')), message);
    },
  };
}

/** An error by its message; with its stack only for those who ask. Its other properties may hold connections and secrets. */
function shown(detail: unknown, debug: boolean): object {
  if (!(detail instanceof Error)) return { detail };
  return { reason: detail.message, ...(debug && { stack: detail.stack }) };
}
