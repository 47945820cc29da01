/** One PostgreSQL cluster for the whole run, started by the program's own launcher, with a migrated database to clone. */

import { rmSync } from 'node:fs';
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

export const template = 'migrated';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = temporaryFolder('test');
  const server = await openDatabase({ databaseUrl: null, dataFolder: folder, durable: false, maxConnections: 300 });
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
  // SQL that leans on the session's zone must show.
  await admin.query(`alter database ${template} set timezone = 'Pacific/Chatham'`);
  await admin.end();
  const database = await connect({ ...connection, database: template });
  await migrate(database);
  await database.close();
}
