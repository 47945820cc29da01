/**
 * The embedded database: a real PostgreSQL of our own in the data folder, reached over a private Unix socket, never over the network.
 *
 * Several processes share one server. Each keeps one session with a shared advisory lock for as long as it uses the server.
 * Whoever closes gives up its own and tries for the exclusive lock: only the last one out gets it, and stops the server while
 * holding it. A newcomer that finds the lock taken exclusively waits for that server to be gone and starts over. Locks die with their
 * processes, so a killed process never keeps a server from being stopped; a server that outlives all of them is adopted by the next.
 */

import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Binaries, findBinaries, oldestMajor } from './binaries.ts';
import { clearEmptyNote, clearStaleNote, initialise, noted, type Running, type StartOptions, start, stop, superuser } from './cluster.ts';
import { clusterMajor, type Home, makeHome, readableBinaries } from './folder.ts';
import { errorCode, serverTrouble, unavailable } from './trouble.ts';

export type LaunchOptions = StartOptions & {
  readonly dataFolder: string;
  /** False leaves out the PostgreSQL installed on the machine, so that only the bundled one counts. */
  readonly installed: boolean;
  readonly report: (line: string) => void;
};

export type Launched = {
  /** Superuser on the maintenance database; `database` is the caller's to choose. */
  readonly connection: { readonly host: string; readonly port: number; readonly user: string };
  /** Leaves the server; the last process to leave stops it. Its own connections must be closed before. */
  readonly leave: () => Promise<void>;
};

/** Shared by every process that uses a server, on the maintenance database. */
const usersLock = 720_431_977;
/** Milliseconds to wait for a killed server to be quite gone. */
const patience = 5_000;
/** Milliseconds a server may take to replay what a crash left. */
const longestRecovery = 300_000;

/** Finds our server running or starts it, making the cluster on first use. Throws `unavailable` with one readable sentence. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const home = makeHome(options.dataFolder, options.report);
  for (let attempts = 0; attempts < 20; attempts += 1) {
    const running = (await adopt(home)) ?? (await startServer(home, options));
    const keeper = await enter(running);
    if (keeper !== null) return { connection: address(running), leave: () => leave(home, running, keeper) };
    await pause(50);
  }
  throw unavailable(`The database in ${home.folder} keeps stopping while others leave it. Start again.`);
}

function address({ socket, port }: Running): Launched['connection'] {
  return { host: socket, port, user: superuser };
}

function client(running: Running): pg.Client {
  const own = new pg.Client({ ...address(running), database: 'postgres', application_name: 'plumbline keeper' });
  // A server that stops ends its sessions; whoever asks next hears of it.
  own.on('error', () => undefined);
  return own;
}

/** A server that is already there. One that is still starting, recovering from a crash or stopping is waited for. */
async function adopt(home: Home): Promise<Running | null> {
  const since = performance.now();
  while (performance.now() - since < longestRecovery) {
    const running = noted(home);
    const state = running === null ? 'absent' : await knock(running);
    if (running !== null && state === 'ready') return running;
    if (state === 'absent') return null;
    await pause(25);
  }
  throw unavailable(`The database in ${home.folder} has been starting or stopping for minutes; ${home.log} says why.`);
}

async function knock(running: Running): Promise<'ready' | 'busy' | 'absent'> {
  const visitor = client(running);
  try {
    await visitor.connect();
    return 'ready';
  } catch (error) {
    // 57P03: starting up, shutting down or recovering.
    return errorCode(error) === '57P03' ? 'busy' : 'absent';
  } finally {
    await visitor.end().catch(() => undefined);
  }
}

async function startServer(home: Home, options: LaunchOptions): Promise<Running> {
  const binaries = readableBinaries(choose(home, options.installed), home);
  initialise(binaries, home, options.durable);
  let failedSince: number | null = null;
  for (;;) {
    const whyEnded = start(binaries, home, options);
    const { running, reason } = await becomesReady(home, whyEnded);
    if (running !== null) return running;
    // Another process of ours was quicker, or a killed server is not quite gone.
    if (!/lock file ".*" (already exists|is empty)/.test(reason)) throw serverTrouble(home.folder, reason, home.log);
    failedSince ??= performance.now();
    if (performance.now() - failedSince > patience) throw serverTrouble(home.folder, reason, home.log);
    clearStaleNote(home);
    clearEmptyNote(home);
    await pause(100);
  }
}

async function becomesReady(home: Home, whyEnded: () => string | null): Promise<{ running: Running | null; reason: string }> {
  for (;;) {
    const running = await adopt(home);
    if (running !== null) return { running, reason: '' };
    const reason = whyEnded();
    if (reason !== null) return { running: null, reason };
    await pause(10);
  }
}

/** The first PostgreSQL that can serve this cluster: any for a new one, only the same major version for an old one. */
function choose(home: Home, installed: boolean): Binaries {
  const major = clusterMajor(home);
  const seen: number[] = [];
  for (const binaries of findBinaries({ installed })) {
    if (major === null || binaries.major === major) return binaries;
    seen.push(binaries.major);
  }
  if (major === null)
    throw unavailable(`No PostgreSQL was found. Install version ${oldestMajor} or newer, or set DATABASE_URL to a running one.`);
  const found = seen.length === 0 ? 'none was found' : `only ${[...new Set(seen)].join(', ')} was found`;
  throw unavailable(
    `${home.data} was made by PostgreSQL ${major}, but ${found}. Install PostgreSQL ${major}, or choose another data folder.`,
  );
}

/** Takes a share in the server; null when the last user is just stopping it. */
async function enter(running: Running): Promise<pg.Client | null> {
  const keeper = client(running);
  try {
    await keeper.connect();
    const answer = await keeper.query<{ entered: boolean }>('select pg_try_advisory_lock_shared($1) as entered', [usersLock]);
    if (answer.rows[0]?.entered === true) return keeper;
  } catch {
    // The server went away between knocking and entering.
  }
  await keeper.end().catch(() => undefined);
  return null;
}

async function leave(home: Home, running: Running, keeper: pg.Client): Promise<void> {
  try {
    await keeper.query('select pg_advisory_unlock_shared($1)', [usersLock]);
    const answer = await keeper.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [usersLock]);
    if (answer.rows[0]?.last === true && noted(home)?.pid === running.pid) await stop(home);
  } catch {
    // The server is gone already: nothing left to stop.
  } finally {
    await keeper.end().catch(() => undefined);
  }
}
