/** `plumbline metrics`: the five metrics of the organisation, a team or a service. */

import { type Command, Option } from 'commander';
import { demoOrganisation } from '../demo/organisation.ts';
import { AppError } from '../domain/errors.ts';
import { type BucketSize, bucketSizes, type Clock, clocks, type Scope } from '../domain/scope.ts';
import { answerMetrics } from '../metrics/answer.ts';
import type { Answer } from '../metrics/result.ts';
import { metricsCsv } from './csv-metrics.ts';
import { metricTable } from './metric-table.ts';
import { globalOptions, parseDate, parseZone } from './options.ts';
import { type Setup, withDatabase } from './setup.ts';
import type { Terminal } from './terminal.ts';
import { askedWindow } from './try-window.ts';

type Options = {
  readonly service?: string;
  readonly team?: string;
  readonly from?: string;
  readonly to?: string;
  readonly bucket?: BucketSize;
  readonly zone?: string;
  readonly clock: Clock;
  readonly bots: 'included' | 'excluded';
  readonly compare?: string;
  readonly format: 'table' | 'json' | 'csv';
  readonly json?: boolean;
};

/** An unknown service or team is bad input; the ones there are are named. */
function refuseUnknown(kind: string, asked: string | undefined, known: readonly string[]): void {
  if (asked === undefined || known.includes(asked)) return;
  throw new AppError('not_found', `There is no ${kind} "${asked}". Known: ${known.join(', ') || 'none'}.`);
}

async function refuseUnknownNames({ database: { db } }: Setup, options: Options): Promise<void> {
  const services = await db.selectFrom('service').select('serviceId').orderBy('serviceId').execute();
  const teams = await db.selectFrom('team').select('teamId').orderBy('teamId').execute();
  refuseUnknown(
    'service',
    options.service,
    services.map((row) => row.serviceId),
  );
  refuseUnknown(
    'team',
    options.team,
    teams.map((row) => row.teamId),
  );
  if (options.service !== undefined && options.team !== undefined)
    throw new AppError('invalid', 'Ask for a service or a team, not for both.');
}

function scopeOf(options: Options, setup: Setup, now: Date): Scope {
  const zone = options.zone ?? setup.config.zone;
  return {
    window: askedWindow({ from: options.from ?? null, to: options.to ?? null, zone }, now),
    zone,
    bucket: options.bucket ?? 'week',
    serviceId: options.service ?? null,
    teamId: options.team ?? null,
    clock: options.clock,
    bots: options.bots,
    comparePrevious: options.compare !== undefined,
    now,
  };
}

function shownScope(options: Options, setup: Setup): string {
  if (options.service !== undefined) return `service ${options.service}`;
  if (options.team !== undefined) return `team ${options.team}`;
  return setup.config.file === null ? demoOrganisation : setup.config.organisation;
}

function tableText(answer: Answer, title: string): string {
  const { window, zone, exposureDays, leftOut } = answer.scope;
  const day = (at: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
  const last = new Date(window.to.getTime() - 1);
  const missing = leftOut.map((one) => `Left out: ${one.name}: ${one.reason}`);
  return [
    `${title}, ${day(window.from)} to ${day(last)} (${zone}); ${exposureDays.toFixed(1)} days covered by data`,
    '',
    metricTable(answer.metrics),
    ...(missing.length > 0 ? ['', ...missing] : []),
  ].join('\n');
}

async function run(options: Options, command: Command, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, globalOptions(command), async (setup) => {
    await refuseUnknownNames(setup, options);
    const scope = scopeOf(options, setup, terminal.now());
    // A sheet of buckets has no place for a trend.
    const trend = options.json === true || options.format !== 'csv';
    const answer = await answerMetrics(setup.database.db, scope, undefined, {
      series: options.bucket !== undefined,
      trend,
      benchmark: setup.config.benchmark,
    });
    if (options.json || options.format === 'json') terminal.out(JSON.stringify(answer, null, 2));
    else if (options.format === 'csv') terminal.out(metricsCsv(answer.metrics, scope.window, options.bucket ?? null));
    else terminal.out(tableText(answer, shownScope(options, setup)));
  });
}

export function addMetrics(program: Command, terminal: Terminal): void {
  program
    .command('metrics')
    .description('the five metrics of the organisation, a team or a service')
    .option('--service <id>', 'only this service')
    .option('--team <id>', 'only what this team owned at the time')
    .option('--from <date>', 'first day, YYYY-MM-DD (default: 90 days before --to)', parseDate)
    .option('--to <date>', 'day after the last one, YYYY-MM-DD (default: today, so that whole days count)', parseDate)
    .addOption(new Option('--bucket <size>', 'also by day, week, month or quarter (json, csv)').choices(bucketSizes))
    .option('--zone <zone>', 'reporting zone (default: the configured one)', parseZone)
    .addOption(new Option('--clock <start>', 'where change lead time starts').choices(clocks).default('authored'))
    .addOption(new Option('--bots <what>', 'changes by bots').choices(['included', 'excluded']).default('included'))
    .addOption(new Option('--compare <what>', 'also against the period before').choices(['previous']))
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json', 'csv']).default('table'))
    .option('--json', 'the same as --format json')
    .action((options: Options, command: Command) => run(options, command, terminal));
}
