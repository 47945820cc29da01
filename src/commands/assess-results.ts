/** `plumbline assess results`, `profile`: what the interface answers, with the same suppression. */

import { type Command, Option } from 'commander';
import { type CsvSheet, csvText } from '../api/csv.ts';
import { organisationSheet, profileSheet } from '../api/sheets-results.ts';
import { findModel } from '../maturity/models.ts';
import { evidenceProfile } from '../maturity/results/evidence-profile.ts';
import { organisationSpread } from '../maturity/results/organisation.ts';
import { teamProfile } from '../maturity/results/team-profile.ts';
import { organisationTable, profileTable } from './assess-tables.ts';
import { globalOptions } from './options.ts';
import { ownModels } from './own-models.ts';
import { withDatabase, withPlainDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';

type Format = { readonly format: 'table' | 'json' | 'csv' };

type Told<A> = { readonly table: (answer: A) => string; readonly sheet: CsvSheet<A> };

function textOf<A>(answer: A, { table, sheet }: Told<A>, { format }: Format): string {
  if (format === 'json') return JSON.stringify(answer, null, 2);
  return format === 'csv' ? csvText(sheet, answer) : table(answer);
}

const ofTeam = { table: profileTable, sheet: profileSheet };
const ofAll = { table: organisationTable, sheet: organisationSheet };

type Results = Format & { readonly team?: string };

async function results(campaignId: string, { team: teamId, ...options }: Results, command: Command, terminal: Terminal): Promise<void> {
  await withPlainDatabase(terminal, globalOptions(command), async (_config, { db }) => {
    const now = terminal.now();
    terminal.out(
      teamId === undefined
        ? textOf(await organisationSpread(db, campaignId, now), ofAll, options)
        : textOf(await teamProfile(db, { campaignId, teamId, now }), ofTeam, options),
    );
  });
}

type Profile = Format & { readonly team: string; readonly model: string };

async function profile({ team, model, ...options }: Profile, command: Command, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, globalOptions(command), async ({ config, database: { db } }) => {
    const { models } = await ownModels(config);
    const question = { model: await findModel(model, models), now: terminal.now(), zone: config.zone };
    terminal.out(textOf(await evidenceProfile(db, team, question), ofTeam, options));
  });
}

const format = (): Option => new Option('--format <format>', 'how to print').choices(['table', 'json', 'csv']).default('table');

export function addResults(assess: Command, terminal: Terminal): void {
  assess
    .command('results')
    .description('what a closed campaign says: the organisation as a spread of its teams, or one team')
    .argument('<campaign>', 'its id')
    .option('--team <id>', 'the profile of this team')
    .addOption(format())
    .action((campaign: string, options: Results, command: Command) => results(campaign, options, command, terminal));
  assess
    .command('profile')
    .description('what evidence alone says of a team, now')
    .requiredOption('--team <id>', 'whose')
    .option('--model <id>', 'held against this model', 'plumbline')
    .addOption(format())
    .action((options: Profile, command: Command) => profile(options, command, terminal));
}
