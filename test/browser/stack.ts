/** The whole program with the demonstration in it and its pages freshly built: what a reader opens. */

import { readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import type { Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { temporaryFolder } from '../support/temporary.ts';

export type Stack = { readonly address: string; readonly close: () => Promise<void> };

const root = fileURLToPath(new URL('../../web', import.meta.url));

function addressOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server listens on no port.');
  return `http://127.0.0.1:${address.port}`;
}

/** Fills a migrated database with the demonstration as of `now`. */
export async function fillWithDemo({ db }: Database, now: Date): Promise<void> {
  await loadDemo(db, now);
  await deriveDirty(db, { now });
}

/**
 * Builds the pages into a folder of their own, so that no older build is ever looked at, and listens on a free port, or on the one that a
 * stack before it had. `more` replaces what is usual.
 */
export async function startStack(database: Database, now: Date, zone: string, more: Partial<ApiDeps> = {}, port = 0): Promise<Stack> {
  const webFolder = temporaryFolder('web');
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  await build({ root, logLevel: 'error', build: { outDir: webFolder, emptyOutDir: true } });
  const app = buildApp({
    database,
    config: { organisation: 'Acme', zone, file: null, shown: {} },
    now: () => now,
    version,
    collectNow: async () => undefined,
    webFolder,
    ...more,
  });
  const server = await new Promise<Server>((done) => {
    const listening = app.listen(port, '127.0.0.1', () => done(listening));
  });
  return {
    address: addressOf(server),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(webFolder, { recursive: true, force: true });
    },
  };
}
