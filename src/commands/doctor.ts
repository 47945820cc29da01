/** `plumbline doctor`: is this installation well, and what to do where it is not. Changes nothing. */

import type { Command } from 'commander';
import { listSources } from '../collection/lists.ts';
import type { Config } from '../config.ts';
import { findCluster } from '../database/folder.ts';
import { schemaState } from '../database/migrate.ts';
import { type Database, openDatabase } from '../database/open.ts';
import { examineDatabase, examineDisk, examineSchema } from '../doctor/database.ts';
import { checked, fault, type Line, look, ok } from '../doctor/line.ts';
import { examineServices } from '../doctor/services.ts';
import { examineJobs, examineStored } from '../doctor/sources.ts';
import { AppError } from '../domain/errors.ts';
import { type GlobalOptions, globalOptions } from './options.ts';
import { ownModels } from './own-models.ts';
import { readConfig } from './setup.ts';
import { openSources } from './sources.ts';
import { oneLine } from './table.ts';
import type { Terminal } from './terminal.ts';

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function configurationLine({ file, sources, services }: Config): Line {
  const area = 'configuration';
  if (file === null)
    return { area, ...ok('file', 'There is no plumbline.yaml here, so the demo data is shown. Copy plumbline.example.yaml to begin.') };
  return { area, ...ok('file', `${file} is in order: ${counted(sources.length, 'source')}, ${counted(services.length, 'service')}.`) };
}

/** A model that cannot be used holds up nothing else, so it is a thing to look at. */
async function modelLines(config: Config): Promise<readonly Line[]> {
  if (config.modelFiles.length === 0) return [];
  const { models, unusable } = await ownModels(config);
  const sound =
    models.length === 0
      ? []
      : [ok('own', `${counted(models.length, 'maturity model')} of your own: ${models.map(({ id }) => id).join(', ')}.`)];
  const broken = unusable.map(({ file, faults: [first = '', ...more] }) =>
    look(
      file,
      `A maturity model cannot be used: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`,
      '`plumbline config check` names every fault; correct the file and start again.',
    ),
  );
  return [...sound, ...broken].map((finding) => ({ area: 'models', ...finding }));
}

/** Opens what is there. An embedded database that was never made is not made for this. */
async function openExisting({ databaseUrl, dataFolder }: Config): Promise<Database | null> {
  if (databaseUrl === null && findCluster(dataFolder) === null) return null;
  // What is worth telling the person who starts the service is none of this check-up's news.
  return await openDatabase({ databaseUrl, dataFolder });
}

/** What needs the database at today's schema. */
async function storedLines(config: Config, database: Database, now: Date): Promise<readonly Line[]> {
  const { db } = database;
  const rows = new Map((await listSources(db)).map((row) => [row.id, row]));
  const own = await Promise.all(
    config.sources.map(({ id, everySeconds }) =>
      checked(`source ${id}`, () => examineStored(db, { sourceId: id, everySeconds }, rows.get(id), now)),
    ),
  );
  const demo = [...rows.values()].some((row) => row.demo);
  return [
    ...own.flat(),
    ...(await checked('schedule', () => examineJobs(db))),
    ...(demo
      ? [{ area: 'services', ...ok('demo', 'The demo data is shown; its planted gaps are part of it.') }]
      : await checked('services', () => examineServices(db, config.zone, now))),
  ];
}

async function databaseLines(config: Config, terminal: Terminal): Promise<readonly Line[]> {
  const { databaseUrl, dataFolder } = config;
  const cluster = databaseUrl === null ? findCluster(dataFolder) : null;
  const later = databaseUrl === null ? 'the database will lie' : 'clones lie';
  const holds = cluster === null ? later : 'the database lies';
  const disk = await checked('disk', () => examineDisk(cluster ?? dataFolder, holds));
  let database: Database | null;
  try {
    database = await openExisting(config);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return [...disk, { area: 'database', ...fault('connection', what, 'Until it can, nothing that is stored can be looked at.') }];
  }
  if (database === null) return [...disk, { area: 'database', ...ok('cluster', 'There is no database yet; the first start makes it.') }];
  try {
    const { pending, unknown } = await schemaState(database).catch(() => ({ pending: ['?'], unknown: [] }));
    const general = await checked('database', async () => [
      ...(await examineDatabase(database, terminal.now)),
      ...(await examineSchema(database)),
    ]);
    const isCurrent = pending.length === 0 && unknown.length === 0;
    return [...general, ...disk, ...(isCurrent ? await storedLines(config, database, terminal.now()) : [])];
  } finally {
    await database.close();
  }
}

/** What providers say of their sources, all at once. */
async function providerLines(config: Config, terminal: Terminal): Promise<readonly Line[]> {
  const { environment, now, signal } = terminal;
  const examined = openSources(config, { environment, since: null }).map(({ source: { sourceId, examine } }) =>
    checked(`source ${sourceId}`, async () => (examine === undefined ? [] : await examine({ now, signal }))),
  );
  return (await Promise.all(examined)).flat();
}

/** Everything secret this configuration holds; whatever a message quotes, these are not shown. */
function secretsOf({ sources, databaseUrl }: Config): readonly string[] {
  const held = sources.flatMap((source) =>
    Object.entries(source).flatMap(([name, value]): readonly unknown[] => (/token|secret|key/i.test(name) ? [value].flat() : [])),
  );
  const password = databaseUrl === null ? '' : (/^[a-z]+:\/\/[^/@]*?:([^@/]*)@/i.exec(databaseUrl)?.[1] ?? '');
  const texts = [...held.filter((one) => typeof one === 'string'), password, decodable(password)];
  return texts.filter((text) => text.length > 3);
}

function decodable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const without = (text: string, secrets: readonly string[]): string => secrets.reduce((left, one) => left.replaceAll(one, '(hidden)'), text);

function discreet(lines: readonly Line[], config: Config): readonly Line[] {
  const secrets = secretsOf(config);
  return lines.map((line) => ({
    ...line,
    what: without(line.what, secrets),
    advice: line.advice === null ? null : without(line.advice, secrets),
  }));
}

const grades = ['fault', 'look', 'ok'] as const;
const worstOf = (lines: readonly Line[]): Line['state'] => grades.find((grade) => lines.some(({ state }) => state === grade)) ?? 'ok';

/** Provider and stored lines of a source stand together, sources in the order of the file. */
function inOrder(lines: readonly Line[]): readonly Line[] {
  const areas = [...new Set(lines.map(({ area }) => area))];
  return areas.flatMap((area) => lines.filter((line) => line.area === area));
}

function textOf(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(({ area }) => area.length));
  return lines
    .map(({ state, area, what, advice }) => {
      const head = `${state.padEnd(5)}  ${area.padEnd(width)}  ${oneLine(what)}`;
      return advice === null ? head : `${head}\n${' '.repeat(width + 9)}→ ${oneLine(advice)}`;
    })
    .join('\n');
}

const jsonOf = (lines: readonly Line[], now: Date): string =>
  JSON.stringify({ state: worstOf(lines), checkedAt: now.toISOString(), findings: lines }, null, 2);

async function run(options: { readonly json?: boolean }, command: Command, terminal: Terminal): Promise<void> {
  const config = readableConfig(options, globalOptions(command), terminal);
  const provided = providerLines(config, terminal);
  const stored = await databaseLines(config, terminal);
  const lines = discreet(inOrder([configurationLine(config), ...(await modelLines(config)), ...stored, ...(await provided)]), config);
  terminal.out(options.json ? jsonOf(lines, terminal.now()) : textOf(lines));
  const attention = lines.filter(({ state }) => state !== 'ok').length;
  if (attention > 0)
    throw new AppError('unavailable', attention === 1 ? '1 thing needs attention.' : `${attention} things need attention.`);
}

/** @throws AppError `invalid` with every fault; with `--json` they stand in the answer as well. */
function readableConfig(options: { readonly json?: boolean }, given: GlobalOptions, terminal: Terminal): Config {
  try {
    return readConfig(terminal, given);
  } catch (error) {
    if (options.json && error instanceof AppError)
      terminal.out(
        jsonOf(
          [{ area: 'configuration', ...fault('file', error.message, 'Correct it; `plumbline config check` reads it again.') }],
          terminal.now(),
        ),
      );
    throw error;
  }
}

export function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('check configuration, database, disk, sources, tokens, schedule and data quality; changes nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nEnds with 0 when all is well, 1 when something needs attention, 2 when the configuration is wrong.')
    .action((options: { json?: boolean }, command: Command) => run(options, command, terminal));
}
