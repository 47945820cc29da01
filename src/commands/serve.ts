/** `plumbline serve`: the pages and the interface, with collection on schedule beside them. */

import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { sql } from 'kysely';
import { buildApp } from '../api/app.ts';
import { collectNow, deriveSoon, startWorker } from '../collection/schedule.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import { demoMadeAt, hasDemo, removeDemo } from '../demo/load.ts';
import { AppError } from '../domain/errors.ts';
import { configState } from './config-state.ts';
import { showDemo } from './demo.ts';
import { globalOptions } from './options.ts';
import { ownModels } from './own-models.ts';
import { proposing } from './proposing.ts';
import { openReceivers } from './receivers.ts';
import { openLog, scheduleOf } from './scheduling.ts';
import { type Setup, withDatabase } from './setup.ts';
import { type Terminal, untilStopped } from './terminal.ts';

/** The built pages, at the same distance from `src/commands` and `dist/commands`. */
const pages = fileURLToPath(new URL('../../dist/web/', import.meta.url));

async function isEmpty({ db }: Database): Promise<boolean> {
  const answer = await sql`select from raw_record limit 1`.execute(db);
  return answer.rows.length === 0;
}

/** Resolves once the port is open. Throws when it cannot be had, saying which and what to do. */
function listen(app: ReturnType<typeof buildApp>, { host, port }: Config): Promise<Server> {
  return new Promise((done, fail) => {
    const server = app.listen(port, host);
    server.once('listening', () => done(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message;
      fail(
        new AppError(
          'unavailable',
          `Port ${port} on ${host} cannot be opened: ${why}. Set PORT or HOST to something else.`,
          undefined,
          error,
        ),
      );
    });
  });
}

/** Lets answers that are under way finish; connections that only wait are closed. */
function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2000).unref();
  });
}

function addressOf(server: Server): string {
  // A listening TCP server has an address object.
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

const DAY = 86_400_000;

/**
 * Without a configuration there is something to see: an empty database gets the demonstration, and one that ended before yesterday is
 * made again, because it should end today. So is one that was cut short.
 */
async function demoIfNeeded({ config, database }: Setup, terminal: Terminal): Promise<void> {
  if (config.file !== null) return;
  const madeAt = await demoMadeAt(database.db);
  const begun = await hasDemo(database.db);
  if (madeAt === null ? !begun && !(await isEmpty(database)) : terminal.now().getTime() - madeAt.getTime() < DAY) return;
  if (begun) await removeDemo(database.db);
  terminal.note(madeAt === null ? 'No configuration yet: making demo data to look at.' : 'The demo data ended days ago: making it again.');
  await showDemo(database, terminal);
}

async function run(command: Command, terminal: Terminal, version: string): Promise<void> {
  await withDatabase(terminal, globalOptions(command), async (setup) => {
    const { config, database } = setup;
    await demoIfNeeded(setup, terminal);
    terminal.signal.throwIfAborted();
    const log = openLog(config);
    const schedule = scheduleOf(setup, terminal, log);
    const options = globalOptions(command);
    const models = await ownModels(config);
    for (const { file, faults } of models.unusable) log.warn({ file, faults }, 'A maturity model cannot be used');
    const app = buildApp({
      database,
      config,
      models,
      now: terminal.now,
      version,
      log,
      collectNow: (sourceId) => collectNow(database, sourceId, schedule),
      deriveSoon: () => deriveSoon(database, schedule),
      receivers: openReceivers(config),
      rules: proposing(config, database.db),
      stopping: terminal.signal,
      configState: configState(config, terminal, options),
      ...(existsSync(pages) && { webFolder: pages }),
    });
    const server = await listen(app, config);
    const worker = await startWorker(database, schedule);
    const remark = config.file === null ? ' It shows demo data; write plumbline.yaml to see your own.' : '';
    terminal.out(`Plumbline is at ${addressOf(server)} (Ctrl-C stops it).${remark}`);
    await untilStopped(terminal.signal);
    await Promise.all([close(server), worker.stop()]);
  });
}

export function addServe(program: Command, terminal: Terminal, version: string): void {
  program
    .command('serve')
    .description('show the dashboard on HOST:PORT, and collect on schedule')
    .action((_options: object, command: Command) => run(command, terminal, version));
}
