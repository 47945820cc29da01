/** `plumbline assess export`, `import`: campaigns as files. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { readCampaign } from '../maturity/campaign/story.ts';
import { type CampaignDocument, parseCampaignDocument } from '../maturity/transfer/document.ts';
import { exportCampaign } from '../maturity/transfer/export.ts';
import { importCampaign } from '../maturity/transfer/import.ts';
import { campaignLine } from './assess-create.ts';
import { readJson, writeJson } from './file-trouble.ts';
import { globalOptions } from './options.ts';
import { withDatabase, withPlainDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';

type Export = { readonly answers?: boolean; readonly out?: string };

async function exportFile(campaignId: string, { answers = false, out }: Export, command: Command, terminal: Terminal): Promise<void> {
  await withPlainDatabase(terminal, globalOptions(command), async (_config, { db }) => {
    const document = await exportCampaign(db, campaignId, { answers, now: terminal.now() });
    if (out === undefined) return terminal.out(JSON.stringify(document, null, 2));
    const path = resolve(terminal.cwd, out);
    writeJson(path, document);
    terminal.out(`Campaign ${campaignId} written to ${path}, ${answers ? 'with what groups answered' : 'without answers'}.`);
  });
}

/** Teams of the file that nobody configured: a typing error, or a team of another time. */
async function strangers(db: Db, { campaign }: CampaignDocument): Promise<readonly string[]> {
  const ids = campaign.teams.map(({ id }) => id);
  const { rows } = await sql<{ teamId: string }>`select team_id from team where team_id = any(${ids}::text[])`.execute(db);
  const known = new Set(rows.map(({ teamId }) => teamId));
  return ids.filter((id) => !known.has(id));
}

async function importFile(file: string, options: { readonly json?: boolean }, command: Command, terminal: Terminal): Promise<void> {
  const document = parseCampaignDocument(readJson(resolve(terminal.cwd, file)));
  await withDatabase(terminal, globalOptions(command), async ({ database: { db } }) => {
    const campaignId = await importCampaign(db, document, terminal.now());
    const story = await readCampaign(db, campaignId, terminal.now());
    const missing = await strangers(db, document);
    if (campaignId !== document.campaign.id) terminal.note(`Another campaign has the id ${document.campaign.id}, so this one got its own.`);
    if (missing.length > 0) terminal.note(`Not configured here: ${missing.join(', ')}.`);
    terminal.out(options.json ? JSON.stringify(story, null, 2) : campaignLine(story));
  });
}

export function addTransfer(assess: Command, terminal: Terminal): void {
  assess
    .command('export')
    .description('write a campaign as JSON: what it asks of whom')
    .argument('<campaign>', 'its id')
    .option('--answers', 'also what groups answered, once it is closed: counts of groups that are large enough, never what one person said')
    .option('--out <file>', 'file to write (default: standard output)')
    .action((campaign: string, options: Export, command: Command) => exportFile(campaign, options, command, terminal));
  assess
    .command('import')
    .description('add the campaign of such a file; the same file again is refused')
    .argument('<file>', 'JSON file written by export')
    .option('--json', 'print JSON')
    .action((file: string, options: { json?: boolean }, command: Command) => importFile(file, options, command, terminal));
}
