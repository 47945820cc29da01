/** `plumbline derive`: facts from records. */

import type { Command } from 'commander';
import { deriveNow } from './deriving.ts';
import { globalOptions } from './options.ts';
import { withDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';

type Options = { readonly rebuild?: boolean; readonly json?: boolean };

async function run(options: Options, command: Command, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, globalOptions(command), async ({ database }) => {
    const result = await deriveNow(database, terminal, options.rebuild === true);
    terminal.signal.throwIfAborted();
    terminal.out(options.json ? JSON.stringify(result) : `Services derived: ${result.services}. Facts changed: ${result.rowsChanged}.`);
  });
}

export function addDerive(program: Command, terminal: Terminal): void {
  program
    .command('derive')
    .description('derive deployments, deliveries and failures from the collected records')
    .option('--rebuild', 'of every service from scratch, not only where there is news')
    .option('--json', 'print JSON')
    .action((options: Options, command: Command) => run(options, command, terminal));
}
