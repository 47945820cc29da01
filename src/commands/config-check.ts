/** `plumbline config check`: reads the configuration and says all that is wrong with it, or what it understood. */

import type { Command } from 'commander';
import { globalOptions } from './options.ts';
import { readConfig } from './setup.ts';
import { textTable } from './table.ts';
import type { Terminal } from './terminal.ts';

function run(options: { readonly json?: boolean }, command: Command, terminal: Terminal): void {
  const config = readConfig(terminal, globalOptions(command));
  const { file, sources, teams, services, zone } = config;
  // Settings of sources hold tokens: only names and counts are shown.
  if (options.json) {
    const answer = { file, zone, sources: sources.map(({ id, kind }) => ({ id, kind })), teams: teams.map((team) => team.teamId), services: services.map((service) => service.serviceId) };
    return terminal.out(JSON.stringify(answer, null, 2));
  }
  if (file === null) return terminal.out('There is no configuration file; the demonstration is shown. Copy plumbline.example.yaml to plumbline.yaml to begin.');
  const rows = [
    ['Sources', String(sources.length), sources.map(({ id, kind }) => `${id} (${kind})`).join(', ')],
    ['Teams', String(teams.length), teams.map((team) => team.teamId).join(', ')],
    ['Services', String(services.length), services.map((service) => service.serviceId).join(', ')],
    ['Zone', '', zone],
  ];
  terminal.out(`${file} is in order.\n\n${textTable(['', '', ''], rows).trim()}`);
}

export function addConfig(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('work with the configuration');
  config
    .command('check')
    .description('read the configuration and name every fault with its line')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }, command: Command) => run(options, command, terminal));
}
