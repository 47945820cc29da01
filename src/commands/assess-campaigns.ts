/** `plumbline assess list`, `invite`, `close`. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../config.ts';
import type { Db } from '../database/open.ts';
import { closeCampaign } from '../maturity/campaign/close.ts';
import { invite, mostInvitations } from '../maturity/campaign/invite.ts';
import { type ListedCampaign, listCampaigns } from '../maturity/campaign/list.ts';
import { readCampaign } from '../maturity/campaign/story.ts';
import { type Role, roles } from '../maturity/model.ts';
import { campaignLine } from './assess-create.ts';
import { globalOptions } from './options.ts';
import { withPlainDatabase } from './setup.ts';
import { textTable } from './table.ts';
import type { Terminal } from './terminal.ts';

const page = 500;

async function everyCampaign(db: Db, now: Date): Promise<readonly ListedCampaign[]> {
  const all: ListedCampaign[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await listCampaigns(db, now, { limit: page, after });
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
}

async function list(options: { readonly json?: boolean }, command: Command, terminal: Terminal): Promise<void> {
  await withPlainDatabase(terminal, globalOptions(command), async (_config, { db }) => {
    const items = await everyCampaign(db, terminal.now());
    if (options.json) return terminal.out(JSON.stringify({ items }, null, 2));
    if (items.length === 0) return terminal.out('There is no campaign yet: plumbline assess create makes one.');
    const minute = (at: Date): string => at.toISOString().slice(0, 16);
    const rows = items.map(({ id, name, model, state, opensAt, closesAt, teams, invited }) => [
      id,
      name,
      model.id,
      state,
      minute(opensAt),
      minute(closesAt),
      String(teams),
      String(invited),
    ]);
    terminal.out(textTable(['Id', 'Name', 'Model', 'State', 'Opens (UTC)', 'Closes (UTC)', 'Teams', 'Links'], rows));
  });
}

type Invite = { readonly team: string; readonly role: Role; readonly count: number; readonly base?: string };

const listensAt = ({ host, port }: Config): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Links stand alone on standard output: they are secrets, to be handed on and not kept. */
async function inviteSome(campaignId: string, options: Invite, command: Command, terminal: Terminal): Promise<void> {
  await withPlainDatabase(terminal, globalOptions(command), async (config, { db }) => {
    const { team: teamId, role, count, base = listensAt(config) } = options;
    const made = await invite(db, { campaignId, teamId, role, count }, terminal.now());
    terminal.out(made.map(({ token }) => `${base}/answer/${encodeURIComponent(campaignId)}#${token}`).join('\n'));
    terminal.note(
      `${made.length === 1 ? 'This link is' : `These ${made.length} links are`} for one person each, and shown now and never again.`,
    );
  });
}

async function close(campaignId: string, options: { readonly json?: boolean }, command: Command, terminal: Terminal): Promise<void> {
  await withPlainDatabase(terminal, globalOptions(command), async ({ zone }, { db }) => {
    const now = terminal.now();
    await closeCampaign(db, campaignId, { now, zone });
    const story = await readCampaign(db, campaignId, now);
    terminal.out(options.json ? JSON.stringify(story, null, 2) : `${campaignLine(story)}\nResults: plumbline assess results ${campaignId}`);
  });
}

function countOf(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > mostInvitations)
    throw new InvalidArgumentError(`Write a whole number from 1 to ${mostInvitations}.`);
  return count;
}

/** Of a page somebody can open; what stands behind it would get between the address and the path. */
function baseOf(value: string): string {
  const address = URL.canParse(value) ? new URL(value) : null;
  if (address === null || !/^https?:$/.test(address.protocol) || `${address.username}${address.search}${address.hash}` !== '')
    throw new InvalidArgumentError('Write the address of the dashboard, for example https://plumbline.example.com.');
  return value.replace(/\/+$/, '');
}

export function addCampaigns(assess: Command, terminal: Terminal): void {
  assess
    .command('list')
    .description('campaigns, the one that opened last first')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }, command: Command) => list(options, command, terminal));
  assess
    .command('invite')
    .description('make links, each for one person; they are shown once')
    .argument('<campaign>', 'its id')
    .requiredOption('--team <id>', 'whose people they are for')
    .addOption(new Option('--role <role>', 'what these people are').choices(roles).makeOptionMandatory())
    .option('--count <n>', 'how many', countOf, 1)
    .option('--base <url>', 'where people reach the dashboard (default: where it listens)', baseOf)
    .action((campaign: string, options: Invite, command: Command) => inviteSome(campaign, options, command, terminal));
  assess
    .command('close')
    .description('close a campaign for good: nothing leads from its answers to people any more, and its results are there')
    .argument('<campaign>', 'its id')
    .option('--json', 'print JSON')
    .action((campaign: string, options: { json?: boolean }, command: Command) => close(campaign, options, command, terminal));
}
