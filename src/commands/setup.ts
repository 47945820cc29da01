/** What most commands begin with: the configuration, the database at today's schema, the catalog, the sources. */

import { syncCatalog } from '../collection/catalog.ts';
import type { ScheduledSource } from '../collection/schedule.ts';
import { type Config, loadConfig } from '../config.ts';
import { migrate } from '../database/migrate.ts';
import { type Database, openDatabase } from '../database/open.ts';
import { startOfDate } from '../domain/zoned.ts';
import { catalogOf } from './catalog.ts';
import type { GlobalOptions } from './options.ts';
import { openSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

export type Setup = { readonly config: Config; readonly database: Database; readonly sources: readonly ScheduledSource[] };

export function readConfig(terminal: Terminal, options: GlobalOptions): Config {
  return loadConfig(terminal.environment, { cwd: terminal.cwd, ...(options.config !== undefined && { file: options.config }) });
}

/** Opens the configured database, brings its schema up to date, hands it on and closes it whatever happens. */
export async function withPlainDatabase<T>(
  terminal: Terminal,
  options: GlobalOptions,
  work: (config: Config, database: Database) => Promise<T>,
): Promise<T> {
  const config = readConfig(terminal, options);
  const { databaseUrl, dataFolder } = config;
  let closing = false;
  // That connections end while the database is closed is no news.
  const report = (line: string): void => (closing ? undefined : terminal.note(line));
  const database = await openDatabase({ databaseUrl, dataFolder, report });
  try {
    await migrate(database);
    return await work(config, database);
  } finally {
    closing = true;
    await database.close();
  }
}

/** As in the file: a date is midnight of the configured zone. */
const sinceOf = (since: string | null, { zone }: Config): Date | null => (since === null ? null : startOfDate(since, zone));

/** As `withPlainDatabase`, with services, teams and sources as configured; the demonstration's where nothing is. */
export async function withDatabase<T>(
  terminal: Terminal,
  options: GlobalOptions & { readonly since?: string | null },
  work: (setup: Setup) => Promise<T>,
): Promise<T> {
  return withPlainDatabase(terminal, options, async (config, database) => {
    await syncCatalog(database.db, await catalogOf(config, database.db));
    return work({
      config,
      database,
      sources: openSources(config, { environment: terminal.environment, since: sinceOf(options.since ?? null, config) }),
    });
  });
}
