/** `plumbline collect`: reads the sources, derives, and says what came in and where to look. */

import type { Command } from 'commander';
import { type RunResult, runSource } from '../collection/run.ts';
import type { ScheduledSource } from '../collection/schedule.ts';
import { AppError } from '../domain/errors.ts';
import { deriveNow } from './deriving.ts';
import { globalOptions, parseDate } from './options.ts';
import { type Setup, withDatabase } from './setup.ts';
import { textTable } from './table.ts';
import type { Terminal } from './terminal.ts';

type Options = { readonly since?: string; readonly json?: boolean };
type Result = RunResult & { readonly sourceId: string };

/** The sources asked for; every unknown name is an error that lists the known ones. */
function chosen(setup: Setup, ids: readonly string[]): readonly ScheduledSource[] {
  const known = setup.sources.map(({ source }) => source.sourceId);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new AppError(
      'invalid',
      `There is no source ${unknown.map((id) => `"${id}"`).join(', ')}. Configured: ${known.join(', ') || 'none'}.`,
    );
  if (known.length === 0)
    throw new AppError('invalid', 'No source is configured. Copy plumbline.example.yaml to plumbline.yaml and name your sources there.');
  return ids.length === 0 ? setup.sources : setup.sources.filter(({ source }) => ids.includes(source.sourceId));
}

async function collectOne(setup: Setup, { source, normalize, everySeconds }: ScheduledSource, terminal: Terminal): Promise<Result> {
  const { sourceId } = source;
  let said: string | null = null;
  const result = await runSource(setup.database, source, {
    now: terminal.now,
    signal: terminal.signal,
    normalize,
    everySeconds,
    // Somebody is waiting and can simply ask again; the schedule is more patient.
    tries: 2,
    log: (message, detail) => debugNote(terminal, message, detail),
    onProgress: ({ repository, object, done, total, records }, waiting) => {
      // Where nobody watches a display, waiting is still said, once for each reason.
      if (waiting !== null && waiting !== said && !terminal.interactive) terminal.note(`${sourceId}: ${waiting}`);
      said = waiting;
      const step = repository === null ? '' : ` ${repository} ${object ?? ''} ${done}${total === null ? '' : ` of ${total}`}`;
      terminal.progress.line(sourceId, waiting === null ? `${sourceId}:${step}, ${records} records` : `${sourceId}: ${waiting}`);
    },
  });
  terminal.progress.line(sourceId, '');
  return { sourceId, ...result };
}

function debugNote(terminal: Terminal, message: string, detail: unknown): void {
  if (terminal.environment.LOG_LEVEL === 'debug') terminal.note(`${message} ${detail instanceof Error ? detail.stack : String(detail)}`);
}

function summary(results: readonly Result[], facts: number, setup: Setup): string {
  const rows = results.map((one) => [one.sourceId, one.outcome, String(one.records), String(one.rejected)]);
  const warnings = results.flatMap((one) => (one.error ? [`${one.sourceId}: ${one.error.message} ${one.error.advice}`] : []));
  const rejected = results.some((one) => one.rejected > 0)
    ? ['Some payloads could not be read; they are kept, and quality says which days they touch.']
    : [];
  const { host, port } = setup.config;
  const look = `Facts changed: ${facts}. See "plumbline metrics", or start "plumbline serve" and open http://${host}:${port}.`;
  const stopped = results.some((one) => one.outcome === 'stopped')
    ? ['Stopped; what was committed is kept, and the next run goes on from there.']
    : [];
  return [textTable(['Source', 'Result', 'Records', 'Rejected'], rows), ...warnings, ...rejected, ...stopped, look].join('\n');
}

async function run(ids: readonly string[], options: Options, command: Command, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, { ...globalOptions(command), since: options.since ?? null }, async (setup) => {
    // Sources wait for different servers, so they are read side by side; each has its own lock.
    const results = await Promise.all(chosen(setup, ids).map((source) => collectOne(setup, source, terminal)));
    const derived = await deriveNow(setup.database, terminal, false);
    terminal.progress.done();
    terminal.out(options.json ? JSON.stringify({ sources: results, derived }, null, 2) : summary(results, derived.rowsChanged, setup));
    terminal.signal.throwIfAborted();
    const failed = results.filter((one) => one.outcome === 'failed').map((one) => one.sourceId);
    if (failed.length > 0) throw new AppError('unavailable', `Not everything could be collected: ${failed.join(', ')}.`);
  });
}

export function addCollect(program: Command, terminal: Terminal): void {
  program
    .command('collect')
    .description('read the configured sources (all, or those named), then derive')
    .argument('[source...]', 'ids of sources')
    .option('--since <date>', 'read history back to this day, YYYY-MM-DD, instead of the configured one', parseDate)
    .option('--json', 'print JSON')
    .action((ids: string[], options: Options, command: Command) => run(ids, options, command, terminal));
}
