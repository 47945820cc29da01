/** A way to the database that is cut at a counted message: what a process that dies at that instant leaves behind. */

import { createConnection, createServer, type Socket } from 'node:net';

/** Cut at the `after`-th message sent; `answered`: it still reached the server, and only the answer is lost. */
export type Cut = { readonly after: number; readonly answered: boolean };

export type CuttingProxy = {
  readonly connection: { readonly host: string; readonly port: number };
  readonly arm: (cut: Cut) => void;
  /** Answers whether the armed cut was made. */
  readonly disarm: () => boolean;
  readonly close: () => Promise<void>;
};

/** `socketPath` is that of the server's Unix socket. */
export async function cuttingProxy(socketPath: string): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  let answered = false;
  let made = false;
  const cutAll = (): void => {
    made = true;
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    const database = createConnection(socketPath);
    let lost = false;
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        database.destroy();
      });
      socket.on('error', () => undefined);
    }
    client.on('data', (message) => {
      left -= 1;
      if (left !== 0) return void database.write(message);
      if (!answered) return cutAll();
      lost = true;
      database.write(message);
    });
    database.on('data', (message) => (lost ? cutAll() : client.write(message)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    connection: { host: '127.0.0.1', port: address.port },
    arm: (cut) => {
      left = cut.after;
      answered = cut.answered;
      made = false;
    },
    disarm: () => {
      left = Number.POSITIVE_INFINITY;
      return made;
    },
    close: () => {
      cutAll();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
