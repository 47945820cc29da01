/** `plumbline config check`: reads the configuration and says all that is wrong with it, or what it understood. */

import type { Command } from 'commander';
import type { Config } from '../config.ts';
import type { OwnModels } from '../maturity/own-models.ts';
import { globalOptions } from './options.ts';
import { ownModels, refuseUnusable } from './own-models.ts';
import { readConfig } from './setup.ts';
import { textTable } from './table.ts';
import type { Terminal } from './terminal.ts';

// Settings of sources hold tokens: only names and counts are shown.

function answerOf({ file, zone, sources, teams, services }: Config, { models }: OwnModels): object {
  return {
    file,
    zone,
    sources: sources.map(({ id, kind }) => ({ id, kind })),
    teams: teams.map((team) => team.teamId),
    services: services.map((service) => service.serviceId),
    models: models.map(({ id }) => id),
  };
}

function summaryOf({ file, zone, sources, teams, services }: Config, { models }: OwnModels): string {
  if (file === null)
    return 'There is no configuration file, so the demo data is shown. Copy plumbline.example.yaml to plumbline.yaml to begin.';
  const rows = [
    ['Sources', String(sources.length), sources.map(({ id, kind }) => `${id} (${kind})`).join(', ')],
    ['Teams', String(teams.length), teams.map((team) => team.teamId).join(', ')],
    ['Services', String(services.length), services.map((service) => service.serviceId).join(', ')],
    ...(models.length === 0 ? [] : [['Models', String(models.length), models.map(({ id }) => id).join(', ')]]),
  ];
  return `${file} is in order. Zone: ${zone}.\n${textTable(['', '', ''], rows).trim()}`;
}

async function run(options: { readonly json?: boolean }, command: Command, terminal: Terminal): Promise<void> {
  const config = readConfig(terminal, globalOptions(command));
  const models = await ownModels(config);
  refuseUnusable(models.unusable);
  terminal.out(options.json ? JSON.stringify(answerOf(config, models), null, 2) : summaryOf(config, models));
}

export function addConfig(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('work with the configuration');
  config
    .command('check')
    .description('read the configuration and name every fault with its line')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }, command: Command) => run(options, command, terminal));
}
