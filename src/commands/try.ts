/** `plumbline try PATH`: the delivery numbers of a clone from its tags, without any configuration. */

import type { Command } from 'commander';
import type { Metric } from '../metrics/result.ts';
import { metricTable } from './metric-table.ts';
import { parseDate, parseZone } from './options.ts';
import { textTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { type TryAnswer, tryRepository } from './try-run.ts';

type Options = { readonly tag?: string; readonly from?: string; readonly to?: string; readonly zone: string; readonly json?: boolean };

const mostListed = 10;

const dateOf = (at: Date, zone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);

function releaseLines(answer: TryAnswer): readonly string[] {
  const { zone } = answer.window;
  const listed = answer.releases.slice(0, mostListed).map((one) => [one.version, dateOf(one.at, zone), one.kind, String(one.changes)]);
  const more = answer.releases.length - listed.length;
  if (listed.length === 0) return ['No release in this window.'];
  return [textTable(['Release', 'On', 'Kind', 'Changes'], listed), ...(more > 0 ? [`… and ${more} more (--json lists all)`] : [])];
}

function findingLines(answer: TryAnswer): readonly string[] {
  if (answer.findings.length === 0) return [];
  const listed = answer.findings
    .slice(0, mostListed)
    .map((one) => `  ${one.version}: ${one.reason} (${one.evidence}, ${dateOf(one.at, answer.window.zone)})`);
  return ['', 'Findings in the history, not counted as failures:', ...listed];
}

function tagSentence({ tags }: TryAnswer): string {
  const parts = [
    `${tags.releases} of ${tags.all} tags are releases`,
    ...(tags.preReleases > 0 ? [`${tags.preReleases} pre-releases left out`] : []),
    ...(tags.other > 0 ? [`${tags.other} other names left out`] : []),
  ];
  const hint = tags.releases === 0 ? ' Name your releases with --tag PATTERN, for example --tag "build-*".' : '';
  return `${parts.join(', ')}.${hint}`;
}

/** Advice on a configuration does not help where there is none. */
function withoutConfigurationHint(metric: Metric): Metric {
  return metric.state === 'no_source' ? { ...metric, needs: '' } : metric;
}

function print(answer: TryAnswer, seconds: number, terminal: Terminal): void {
  const { window } = answer;
  const last = new Date(window.to.getTime() - 1);
  const lines = [
    `${answer.repository}: ${answer.commits} commits; ${tagSentence(answer)}`,
    `Window: ${dateOf(window.from, window.zone)} to ${dateOf(last, window.zone)} (${window.zone}), ${window.because}.`,
    '',
    ...releaseLines(answer),
    '',
    metricTable(answer.metrics.map(withoutConfigurationHint)),
    '',
    'Change fail rate, recovery and rework have no source: git does not know incidents.',
    ...findingLines(answer),
    '',
    `Took ${seconds.toFixed(1)} s. A release here is a tag; name your real deployments and incidents in plumbline.yaml to know more.`,
  ];
  terminal.out(lines.join('\n'));
}

async function run(path: string, options: Options, terminal: Terminal): Promise<void> {
  const started = performance.now();
  const request = { path, tag: options.tag ?? null, from: options.from ?? null, to: options.to ?? null, zone: options.zone };
  const answer = await tryRepository(request, terminal).finally(terminal.progress.done);
  const seconds = (performance.now() - started) / 1000;
  if (options.json) terminal.out(JSON.stringify({ ...answer, seconds }, null, 2));
  else print(answer, seconds, terminal);
}

export function addTry(program: Command, terminal: Terminal): void {
  program
    .command('try')
    .description('delivery numbers of a local clone, from its tags; needs no configuration and leaves nothing behind')
    .argument('<path>', 'a clone (work tree or bare), or a clone address')
    .option('--tag <pattern>', 'tags that are releases, for example "v*" (default: names that look like versions)')
    .option('--from <date>', 'first day, YYYY-MM-DD', parseDate)
    .option('--to <date>', 'day after the last one, YYYY-MM-DD', parseDate)
    .option('--zone <zone>', 'reporting zone, for example Europe/Berlin', parseZone, 'UTC')
    .option('--json', 'print JSON')
    .action((path: string, options: Options) => run(path, options, terminal));
}
