/** Runs one command line to its exit code. */

import { explainFailure } from './failure.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** `args` without the program's own name. 0 done, 1 failed, 2 bad input, 130 stopped; the one message is on standard error. */
export async function runCommandLine(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  try {
    await buildProgram(terminal, version).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    terminal.progress.done();
    const debug = terminal.environment.LOG_LEVEL === 'debug';
    const failure = explainFailure(error, { interrupted: terminal.signal.aborted, debug });
    if (failure.message !== null) terminal.note(failure.message);
    return failure.exit;
  }
}
