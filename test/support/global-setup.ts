/** One PostgreSQL cluster for the whole run, started by the program's own launcher, with a migrated database to clone. */

import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/database/migrate.ts';
import { connect, openDatabase } from '../../src/database/open.ts';
import { temporaryFolder } from './temporary.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: { readonly host: string; readonly port: number; readonly user: string };
  }
}

const template = 'migrated';
const ownName = `cluster-${hostname().replace(/\W/g, '_')}-`;
/** TEST_POSTGRES=bundled runs everything on the bundled server, which is newer than most installed ones. */
const installed = process.env.TEST_POSTGRES !== 'bundled';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  sweep();
  const folder = temporaryFolder(`${ownName}${process.pid}`);
  const server = await openDatabase({ databaseUrl: null, dataFolder: folder, durable: false, maxConnections: 300, installed });
  const teardown = async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { host, port, user } = server.connection;
    if (host === undefined || port === undefined || typeof user !== 'string') throw new Error('The test cluster has no address.');
    await makeTemplate({ host, port, user });
    project.provide('cluster', { host, port, user });
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}

async function makeTemplate(connection: pg.ClientConfig): Promise<void> {
  const admin = new pg.Client({ ...connection, database: 'postgres' });
  await admin.connect();
  await admin.query(`create database ${template}`);
  await admin.end();
  const database = await connect({ ...connection, database: template });
  await migrate(database);
  await database.close();
}

/** A run that was killed could not tidy up: the next one does. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(`plumbline-${ownName}`) ? /-(\d+)-\w+$/.exec(name)?.[1] : undefined;
    if (owner === undefined || isRunning(Number(owner))) continue;
    const folder = join(tmpdir(), name);
    stopServer(join(folder, 'postgres', 'data'));
    rmSync(folder, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function stopServer(data: string): void {
  try {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    // Its number may belong to something else by now.
    if (readlinkSync(`/proc/${pid}/cwd`) === data) process.kill(pid, 'SIGQUIT');
  } catch {
    // No server left.
  }
}
