/** One PostgreSQL cluster on disk: made, started, found running, stopped. */

import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { type Home, socketFolder } from './folder.ts';
import { errorCode, folderTrouble, serverTrouble } from './trouble.ts';

export const superuser = 'plumbline';
const port = 5432;
const largestLog = 10_000_000;
/** Milliseconds for a fast shutdown. */
const longestShutdown = 30_000;
/** Nothing of our own environment concerns the server: no locale, no zone, no secrets. */
const environment = { LC_ALL: 'C', TZ: 'UTC' };

/** Where a server listens, and the process that is it. */
export type Running = { readonly pid: number; readonly socket: string; readonly port: number };

export type StartOptions = { readonly durable: boolean; readonly maxConnections: number };

/** Makes the cluster if there is none. Two processes may do this at once: one of them wins, both find a whole cluster. */
export function initialise(binaries: Binaries, home: Home, durable: boolean): void {
  if (existsSync(join(home.data, 'PG_VERSION'))) return;
  const unfinished = mkdtempSync(join(home.folder, 'initdb-'));
  if (home.user !== null) chownSync(unfinished, home.user.uid, home.user.gid);
  // Trust: the socket's folder lets nobody in but the server's user and us.
  const given = [
    '--pgdata',
    unfinished,
    '--username',
    superuser,
    '--auth',
    'trust',
    '--encoding',
    'UTF8',
    '--locale',
    'C',
    '--no-instructions',
  ];
  const made = spawnSync(join(binaries.bin, 'initdb'), durable ? given : [...given, '--no-sync'], {
    encoding: 'utf8',
    cwd: home.folder,
    env: environment,
    ...home.user,
  });
  try {
    if (made.error !== undefined || made.status !== 0) throw serverTrouble(home.folder, made.stderr ?? String(made.error), null);
    renameSync(unfinished, home.data);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error;
  }
}

/** The server that says it runs on this cluster, from its lock file; null when there is none. It may be long dead. */
export function noted(home: Home): Running | null {
  try {
    const [pid, , , portLine, socket] = readFileSync(join(home.data, 'postmaster.pid'), 'utf8').split('\n');
    if (pid === undefined || !socket) return null;
    return { pid: Number(pid), socket, port: Number(portLine) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw folderTrouble(home.data, error);
  }
}

/**
 * The lock file survived its server (a killed container), and its process number now belongs to something else. PostgreSQL cannot
 * tell and refuses to start; the process's own working directory tells. Only where /proc exists.
 */
export function clearStaleNote(home: Home): void {
  const note = noted(home);
  if (note === null || !existsSync(`/proc/${note.pid}`)) return;
  try {
    if (readlinkSync(`/proc/${note.pid}/cwd`) !== realpathSync(home.data)) rmSync(join(home.data, 'postmaster.pid'), { force: true });
  } catch {
    // Gone meanwhile, or not ours to look at: PostgreSQL decides.
  }
}

/** Milliseconds after which an empty lock file is nobody's who is just writing it. */
const beingWritten = 2_000;

/** A machine that crashed just then leaves the lock file empty, and PostgreSQL cannot tell it from one that is being written. */
export function clearEmptyNote(home: Home): void {
  const file = join(home.data, 'postmaster.pid');
  try {
    const { size, mtimeMs } = statSync(file);
    if (size === 0 && Date.now() - mtimeMs > beingWritten) rmSync(file, { force: true });
  } catch {
    // Gone meanwhile.
  }
}

/**
 * Starts the server in a session of its own, so that Ctrl-C in our terminal does not reach it: it stops when we say so.
 * Answers a check that tells why it gave up, or null while it is alive.
 */
export function start(binaries: Binaries, home: Home, options: StartOptions): () => string | null {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: `"${socketFolder(home)}"`,
    unix_socket_permissions: '0700',
    max_connections: options.maxConnections,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openLog(home);
  let ended: string | null = null;
  const child = spawn(join(binaries.bin, 'postgres'), ['-D', home.data, '-p', String(port), ...given], {
    cwd: home.folder,
    env: environment,
    detached: true,
    stdio: ['ignore', log.file, log.file],
    ...home.user,
  });
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', () => {
    ended ??= logSince(home, log.from);
  });
  child.unref();
  closeSync(log.file);
  return () => ended;
}

function logSince(home: Home, from: number): string {
  // Long after the start the whole folder may be gone, with nobody left to ask.
  return existsSync(home.log) ? readFileSync(home.log).subarray(from).toString('utf8') : '';
}

function openLog(home: Home): { readonly file: number; readonly from: number } {
  try {
    const file = openSync(home.log, 'a', 0o600);
    if (statSync(home.log).size > largestLog) truncateSync(home.log);
    return { file, from: statSync(home.log).size };
  } catch (error) {
    throw folderTrouble(home.folder, error);
  }
}

/** Fast shutdown: sessions are ended, everything is on disk. Answers when the server is gone. */
export async function stop(home: Home): Promise<void> {
  const running = noted(home);
  if (running === null) return;
  try {
    process.kill(running.pid, 'SIGINT');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
  await gone(home, running);
  // A socket folder outside of the home was made for this one run.
  if (dirname(running.socket) !== home.folder) rmSync(running.socket, { recursive: true, force: true });
}

/** The lock file goes just before the process. A server that does not stop is stopped hard, which costs a recovery at the next start. */
async function gone(home: Home, running: Running): Promise<void> {
  const since = performance.now();
  let hard = false;
  while (noted(home)?.pid === running.pid && isAlive(running.pid)) {
    await pause(10);
    if (hard || performance.now() - since < longestShutdown) continue;
    hard = true;
    process.kill(running.pid, 'SIGQUIT');
  }
  const closing = performance.now();
  // A server that is not our child may linger until the system has collected it: not worth more than a moment.
  while (isAlive(running.pid) && performance.now() - closing < 250) await pause(5);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
