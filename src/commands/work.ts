/** `plumbline work`: collects and derives on schedule without serving pages; any number may run beside each other. */

import type { Command } from 'commander';
import { startWorker } from '../collection/schedule.ts';
import { globalOptions } from './options.ts';
import { openLog, scheduleOf } from './scheduling.ts';
import { withDatabase } from './setup.ts';
import { type Terminal, untilStopped } from './terminal.ts';

async function run(command: Command, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, globalOptions(command), async (setup) => {
    const worker = await startWorker(setup.database, scheduleOf(setup, terminal, openLog(setup.config)));
    terminal.out(`Working on ${setup.sources.length} sources. Ctrl-C stops.`);
    await untilStopped(terminal.signal);
    await worker.stop();
  });
}

export function addWork(program: Command, terminal: Terminal): void {
  program
    .command('work')
    .description('collect and derive on schedule, without serving pages')
    .action((_options: object, command: Command) => run(command, terminal));
}
