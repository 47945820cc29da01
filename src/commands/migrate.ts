/** `plumbline migrate`: brings the database's schema up to date and says what it did. */

import type { Command } from 'commander';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open.ts';
import { type GlobalOptions, globalOptions } from './options.ts';
import { readConfig } from './setup.ts';
import type { Terminal } from './terminal.ts';

async function run(options: GlobalOptions & { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const { databaseUrl, dataFolder } = readConfig(terminal, options);
  const database = await openDatabase({ databaseUrl, dataFolder, report: terminal.note });
  try {
    const applied = await migrate(database);
    if (options.json) return terminal.out(JSON.stringify({ applied }));
    terminal.out(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
  } finally {
    await database.close();
  }
}

export function addMigrate(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .description('bring the database up to date (serve, work and collect do so by themselves)')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }, command: Command) => run({ ...globalOptions(command), ...options }, terminal));
}
