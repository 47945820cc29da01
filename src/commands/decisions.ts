/** `plumbline export FILE`, `plumbline import FILE`: people's decisions, to be kept or taken to another database. */

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exportLedger, importLedger, parseLedgerFile } from '../delivery/ledger-file.ts';
import { AppError } from '../domain/errors.ts';
import { deriveNow } from './deriving.ts';
import { globalOptions } from './options.ts';
import { withPlainDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
};

/** Runs what touches a file; its trouble in words. */
function withFile<T>(what: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new AppError('invalid', `The file ${path} cannot be ${what}: ${reasons[code] ?? (code || 'it is no JSON')}.`, undefined, cause);
  }
}

const some = (n: number): string => `${n} ${n === 1 ? 'decision' : 'decisions'}`;

async function exportFile(file: string, command: Command, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file);
  await withPlainDatabase(terminal, globalOptions(command), async (_config, database) => {
    const content = await exportLedger(database.db, terminal.now());
    withFile('written', path, () => writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`));
    terminal.out(`${some(content.ledger.length)} written to ${path}.`);
  });
}

async function importFile(file: string, command: Command, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file);
  const content: unknown = withFile('read', path, () => JSON.parse(readFileSync(path, 'utf8')));
  const read = parseLedgerFile(content);
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
