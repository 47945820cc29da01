/** What the schedule needs of a running program. */

import { type Logger, pino } from 'pino';
import type { ScheduleDeps } from '../collection/schedule.ts';
import type { Config } from '../config.ts';
import { deriveDirty } from '../delivery/run.ts';
import type { Setup } from './setup.ts';
import type { Terminal } from './terminal.ts';

/** Structured lines on standard error; answers stay alone on standard output. */
export function openLog({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
}

export function scheduleOf({ database, sources }: Setup, terminal: Terminal, log: Logger): ScheduleDeps {
  return {
    sources,
    derive: async () => {
      await deriveDirty(database.db, { now: terminal.now() });
    },
    now: terminal.now,
    log: (level, message, detail) => log[level](detail instanceof Error ? { err: detail } : { detail }, message),
  };
}
