/** `plumbline rules try`: what proposed rules of a service would make of the collected history. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ProposalFault } from '../config/proposal.ts';
import type { Config } from '../config.ts';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import type { Service } from '../domain/service.ts';
import { tryRules } from '../trial/try.ts';
import { catalogOf } from './catalog.ts';
import { globalOptions, parseDate, parseZone } from './options.ts';
import { proposing } from './proposing.ts';
import { withPlainDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';
import { trialText } from './trial-text.ts';
import { askedWindow } from './try-window.ts';

type Options = {
  readonly service: string;
  readonly rules?: string;
  readonly from?: string;
  readonly to?: string;
  readonly zone?: string;
  readonly json?: boolean;
};

function readRules(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new AppError(
      'invalid',
      `The rules in ${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}.`,
      undefined,
      cause,
    );
  }
}

const faultLine = (file: string, { line, column, path, message }: ProposalFault): string =>
  `${file}:${line ?? 1}:${column ?? 1} ${path === '' ? '' : `${path}: `}${message}`;

/** The service as the file of rules says, else as the configuration does. */
async function proposedService(options: Options, config: Config, db: Db, terminal: Terminal): Promise<Service> {
  const { service: serviceId, rules } = options;
  if (rules === undefined) {
    const { services } = await catalogOf(config, db);
    const found = services.find((service) => service.serviceId === serviceId);
    const known = services.map((service) => service.serviceId).join(', ') || 'none';
    if (found === undefined) throw new AppError('not_found', `There is no service "${serviceId}" in the configuration. Known: ${known}.`);
    return found;
  }
  const file = resolve(terminal.cwd, rules);
  const proposal = await proposing(config, db).proposed(serviceId, { yaml: readRules(file) });
  if ('service' in proposal) return proposal.service;
  const said = proposal.faults.map((fault) => faultLine(rules, fault));
  throw new AppError(
    'invalid',
    `The proposed rules have ${said.length === 1 ? 'a fault' : `${said.length} faults`}:\n${said.join('\n')}`,
    said,
  );
}

async function run(options: Options, command: Command, terminal: Terminal): Promise<void> {
  // The catalog in the database is left as it is: it is what the proposed rules are compared with.
  await withPlainDatabase(terminal, globalOptions(command), async (config, { db }) => {
    const service = await proposedService(options, config, db, terminal);
    const zone = options.zone ?? config.zone;
    const now = terminal.now();
    const trial = await tryRules(db, service, {
      window: askedWindow({ from: options.from ?? null, to: options.to ?? null, zone }, now),
      zone,
      bucket: 'week',
      clock: 'authored',
      bots: 'included',
      comparePrevious: false,
      now,
    });
    terminal.out(options.json ? JSON.stringify(trial, null, 2) : trialText(trial));
  });
}

export function addRules(program: Command, terminal: Terminal): void {
  const rules = program.command('rules').description('work with the rules of services');
  rules
    .command('try')
    .description('run proposed rules over the collected history: what would count, what would not and why; nothing changes')
    .requiredOption('--service <id>', 'the service they are for')
    .option(
      '--rules <file>',
      'the proposed rules: the entry of the service, or a part of a plumbline.yaml (default: as the configuration says; name a proposed one with --config)',
    )
    .option('--from <date>', 'first day, YYYY-MM-DD (default: 90 days before --to)', parseDate)
    .option('--to <date>', 'day after the last one, YYYY-MM-DD (default: today, so that whole days count)', parseDate)
    .option('--zone <zone>', 'reporting zone (default: the configured one)', parseZone)
    .option('--json', 'print JSON')
    .action((options: Options, command: Command) => run(options, command, terminal));
}
