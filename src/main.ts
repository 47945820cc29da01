#!/usr/bin/env node
/** The program: connects the command line to the real terminal, clock, environment and signals. */

import { readFileSync } from 'node:fs';
import { runCommandLine } from './commands/run.ts';
import { openTerminal } from './commands/terminal.ts';
import { processEnvironment as environment } from './config.ts';

// The shape of our own package.json.
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
process.exitCode = await runCommandLine(process.argv.slice(2), terminal, version);
