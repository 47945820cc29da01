/** The command line: names, options and help. Each command lives in a file of its own. */

import { Command } from 'commander';
import type { Terminal } from './terminal.ts';
import { addTry } from './try.ts';

/** The whole program; parsing throws CommanderError instead of ending the process. */
export function buildProgram(terminal: Terminal, version: string): Command {
  const program = new Command('plumbline')
    .description('How an engineering organisation delivers software, with the evidence behind every number.')
    .version(version)
    .option('--config <file>', 'configuration file (default: PLUMBLINE_CONFIG, else plumbline.yaml here)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.note(text.replace(/\n$/, '')),
    })
    .showHelpAfterError('(add --help for what is possible)');
  for (const add of [addTry]) add(program, terminal);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}
