/** `plumbline export FILE`, `plumbline import FILE`: people's decisions, to be kept or taken to another database. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exportLedger, importLedger, parseLedgerFile } from '../delivery/ledger-file.ts';
import { deriveNow } from './deriving.ts';
import { readJson, writeJson } from './file-trouble.ts';
import { globalOptions } from './options.ts';
import { withPlainDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';

const some = (n: number): string => `${n} ${n === 1 ? 'decision' : 'decisions'}`;

async function exportFile(file: string, command: Command, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file);
  await withPlainDatabase(terminal, globalOptions(command), async (_config, database) => {
    const content = await exportLedger(database.db, terminal.now());
    writeJson(path, content);
    terminal.out(`${some(content.ledger.length)} written to ${path}.`);
  });
}

async function importFile(file: string, command: Command, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file);
  const read = parseLedgerFile(readJson(path));
  await withPlainDatabase(terminal, globalOptions(command), async (_config, database) => {
    const { added, known, serviceIds } = await importLedger(database.db, read, terminal.now());
    if (serviceIds.length > 0) await deriveNow(database, terminal, false);
    terminal.out(`${some(added)} added${known > 0 ? `, ${known} known already` : ''}.`);
  });
}

export function addDecisions(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description("write people's decisions (the ledger) to a file")
    .argument('<file>', 'JSON file to write')
    .action((file: string, _options: object, command: Command) => exportFile(file, command, terminal));
  program
    .command('import')
    .description('add the decisions of such a file that are not here yet')
    .argument('<file>', 'JSON file written by export')
    .action((file: string, _options: object, command: Command) => importFile(file, command, terminal));
}
