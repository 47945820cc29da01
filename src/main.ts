#!/usr/bin/env node
/** The command line: connects the commands to the real terminal, clock and signals, and turns failures into exit codes. */

import { readFileSync } from 'node:fs';
import { explainFailure } from './commands/failure.ts';
import { buildProgram } from './commands/program.ts';
import { openTerminal } from './commands/terminal.ts';
import { processEnvironment as environment } from './config.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
const stopping = new AbortController();

/** The first request ends cleanly; the second one means now. */
function stop(): void {
  if (stopping.signal.aborted) process.exit(130);
  stopping.abort();
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// A reader that closed early (`| head`) ends the program without a complaint.
process.stdout.on('error', () => process.exit(0));

const terminal = openTerminal(
  { out: process.stdout, error: process.stderr },
  { environment, cwd: process.cwd(), now: () => new Date(), signal: stopping.signal },
);
try {
  await buildProgram(terminal, version).parseAsync();
} catch (error) {
  terminal.progress.done();
  const debug = environment.LOG_LEVEL === 'debug' || environment.LOG_LEVEL === 'trace';
  const failure = explainFailure(error, { interrupted: stopping.signal.aborted, debug });
  if (failure.message !== null) terminal.note(failure.message);
  process.exitCode = failure.exit;
}
