/** `plumbline demo`: puts the demonstration organisation into the database, or takes it out. */

import type { Command } from 'commander';
import { syncCatalog } from '../collection/catalog.ts';
import type { Database } from '../database/open.ts';
import { demoMadeAt, hasDemo, loadDemo, removeDemo } from '../demo/load.ts';
import { AppError } from '../domain/errors.ts';
import { catalogOf } from './catalog.ts';
import { assessDemo } from './demo-campaigns.ts';
import { decideDemo } from './demo-decisions.ts';
import { deriveNow } from './deriving.ts';
import { globalOptions } from './options.ts';
import { withPlainDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';

/** Loads and derives the demonstration; what `serve` does by itself on an empty database without a configuration. */
export async function showDemo(database: Database, terminal: Terminal): Promise<void> {
  await loadDemo(database.db, terminal.now(), (done, total) =>
    terminal.progress.line('demo', `Making demo data: ${done} of ${total} pages`),
  );
  terminal.progress.line('demo', '');
  await deriveNow(database, terminal, false);
  if ((await decideDemo(database.db, terminal.now())).length > 0) await deriveNow(database, terminal, false);
  await assessDemo(database.db, terminal.now(), (done, total) =>
    terminal.progress.line('demo', `Asking the demo teams: ${done} of ${total} assessments`),
  );
  terminal.progress.line('demo', '');
}

async function load(command: Command, terminal: Terminal): Promise<void> {
  await withPlainDatabase(terminal, globalOptions(command), async (config, database) => {
    if (config.file !== null)
      throw new AppError(
        'conflict',
        `The demo data shows only without a configuration, but ${config.file} is there. Run in another folder to see it.`,
      );
    if ((await demoMadeAt(database.db)) !== null)
      return terminal.out('The demo data is loaded already. "plumbline demo remove" takes it out.');
    // What is left of one that was cut short.
    if (await hasDemo(database.db)) await removeDemo(database.db);
    await showDemo(database, terminal);
    terminal.out('The demo data is loaded. "plumbline serve" shows it, "plumbline demo remove" takes it out.');
  });
}

async function remove(command: Command, terminal: Terminal): Promise<void> {
  await withPlainDatabase(terminal, globalOptions(command), async (config, database) => {
    if (!(await hasDemo(database.db))) return terminal.out('There is no demo data.');
    await removeDemo(database.db);
    if (config.file !== null) await syncCatalog(database.db, await catalogOf(config, database.db));
    terminal.out('The demo data is gone.');
  });
}

export function addDemo(program: Command, terminal: Terminal): void {
  const demo = program.command('demo').description('a generated organisation to look at, marked as demo');
  demo
    .command('load', { isDefault: true })
    .description('put the demo data into the database')
    .action((_options: object, command: Command) => load(command, terminal));
  demo
    .command('remove')
    .description('take the demo data out, with everything made from it')
    .action((_options: object, command: Command) => remove(command, terminal));
}
