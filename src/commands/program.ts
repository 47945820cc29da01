/** The command line: names, options and help. Each command lives in a file of its own. */

import { Command } from 'commander';
import { addAssess } from './assess.ts';
import { addCollect } from './collect.ts';
import { addConfig } from './config-check.ts';
import { addDecisions } from './decisions.ts';
import { addDemo } from './demo.ts';
import { addDerive } from './derive.ts';
import { addDoctor } from './doctor.ts';
import { addMetrics } from './metrics.ts';
import { addMigrate } from './migrate.ts';
import { addReplay } from './replay.ts';
import { addRules } from './rules.ts';
import { addServe } from './serve.ts';
import type { Terminal } from './terminal.ts';
import { addTry } from './try.ts';
import { addWork } from './work.ts';

/** In the order in which help shows them. */
const commands: readonly ((program: Command, terminal: Terminal, version: string) => void)[] = [
  addServe,
  addWork,
  addCollect,
  addDerive,
  addReplay,
  addMetrics,
  addTry,
  addConfig,
  addDoctor,
  addRules,
  addDecisions,
  addAssess,
  addDemo,
  addMigrate,
];

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
  for (const add of commands) add(program, terminal, version);
  return program;
}
