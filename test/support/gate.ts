/** A way to the database that can be shut: connections are cut, new ones refused, until it opens again. */

import { createServer, connect as dial, type Socket } from 'node:net';
import type { Database } from '../../src/database/open.ts';

export type Gate = { readonly port: number; readonly shut: () => void; readonly open: () => void; readonly close: () => Promise<void> };

/** Listens on a free loopback port and hands everything on to the database's own socket. */
export async function gateTo({ connection: { host, port } }: Database): Promise<Gate> {
  const ends = new Set<Socket>();
  let barred = false;
  const server = createServer((client) => {
    if (barred) return void client.destroy();
    const inner = dial(`${host}/.s.PGSQL.${port ?? 5432}`);
    for (const end of [client, inner]) {
      ends.add(end);
      end.on('error', () => undefined).on('close', () => ends.delete(end));
    }
    client.pipe(inner).pipe(client);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gate has no port.');
  const cut = (): void => {
    for (const end of ends) end.destroy();
  };
  return {
    port: address.port,
    shut: () => {
      barred = true;
      cut();
    },
    open: () => {
      barred = false;
    },
    close: async () => {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
