/** Runs a command line in this process, with everything a terminal is under the test's control. */

import { runCommandLine } from '../../src/commands/run.ts';
import { openTerminal } from '../../src/commands/terminal.ts';

export type CommandLineWorld = {
  readonly cwd: string;
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

export async function commandLine(args: readonly string[], world: CommandLineWorld): Promise<{ code: number; out: string; error: string }> {
  const shown = { out: '', error: '' };
  const stream = (where: 'out' | 'error') => ({
    write: (text: string) => {
      shown[where] += text;
    },
  });
  const terminal = openTerminal(
    { out: stream('out'), error: stream('error') },
    {
      cwd: world.cwd,
      now: () => world.now ?? new Date(),
      signal: world.signal ?? new AbortController().signal,
      environment: { PATH: process.env.PATH, PLUMBLINE_DATA: `${world.cwd}/data`, ...world.environment },
    },
  );
  return { code: await runCommandLine(args, terminal, '1.2.3'), ...shown };
}
