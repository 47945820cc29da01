/**
 * A process of its own that collects the memory source and, if told so, dies by SIGKILL at a counted moment.
 * Argument: JSON of `Orders`. Prints a JSON line per event; waits before page `holdAt` until its input closes.
 */

import { once } from 'node:events';
import { runSource } from '../../src/collection/run.ts';
import { connect, type Database } from '../../src/database/open.ts';
import { AppError } from '../../src/domain/errors.ts';
import { manyPages, memorySource, normalizeMemory } from './memory-source.ts';

export type Orders = {
  readonly connection: object;
  readonly pages: number;
  /** Die at this statement: when its answer is there, or (`sent`) just after it was sent. */
  readonly killAt?: number;
  readonly sent?: boolean;
  readonly holdAt?: number;
};

// The test that starts this process is the only writer of the argument.
const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const database = await connect(orders.connection);

function say(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function mortal(whole: Database): Database {
  let sent = 0;
  let answered = 0;
  const db = whole.db.withPlugin({
    transformQuery: ({ node }) => {
      sent += 1;
      if (orders.sent === true && sent === orders.killAt) setImmediate(die);
      return node;
    },
    transformResult: async ({ result }) => {
      answered += 1;
      if (orders.sent !== true && answered === orders.killAt) die();
      return result;
    },
  });
  return { ...whole, db };
}

const source = memorySource(manyPages(orders.pages), {
  beforePage: async (index) => {
    if (index !== orders.holdAt) return;
    say({ held: index });
    process.stdin.resume();
    await once(process.stdin, 'end');
  },
});

try {
  const options = { now: () => new Date('2026-03-02T09:00:00Z'), signal: new AbortController().signal, normalize: normalizeMemory };
  say(await runSource(mortal(database), source, options));
} catch (error) {
  say({ error: error instanceof AppError ? error.code : String(error), message: error instanceof Error ? error.message : '' });
}
await database.close();
