/** `plumbline replay`: every record again from what the providers said, then the facts. */

import type { Command } from 'commander';
import { replay } from '../collection/replay.ts';
import { sourceKinds } from '../sources/index.ts';
import { deriveNow } from './deriving.ts';
import { globalOptions } from './options.ts';
import { withDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';

type Options = { readonly json?: boolean };

async function run(options: Options, command: Command, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, globalOptions(command), async ({ database }) => {
    const normalizers = Object.fromEntries(sourceKinds.map(({ kind, normalize }) => [kind, normalize]));
    const records = await replay(database.db, normalizers, ({ repositoryId, done, total }) => {
      terminal.progress.line('replay', `Replaying ${repositoryId}: ${done} of ${total} repositories`);
      terminal.signal.throwIfAborted();
    });
    terminal.progress.line('replay', '');
    const facts = await deriveNow(database, terminal, false);
    if (options.json) return terminal.out(JSON.stringify({ records, facts }));
    const left =
      records.skipped.length === 0
        ? ''
        : ` ${records.skipped.length} repositories of sources that are not configured were left as they are.`;
    terminal.out(
      `Replayed ${records.raws} payloads of ${records.repositories} repositories: ${records.records} records, ${records.rejected} rejected.${left}`,
    );
  });
}

export function addReplay(program: Command, terminal: Terminal): void {
  program
    .command('replay')
    .description('make every record again from the stored payloads, then derive')
    .option('--json', 'print JSON')
    .action((options: Options, command: Command) => run(options, command, terminal));
}
