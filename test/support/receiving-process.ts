/**
 * A process of its own that takes news in, one after another, and dies by SIGKILL at a counted statement.
 * Argument: JSON of `Orders`. Prints a line for each that it answered.
 */

import { connect, type Database } from '../../src/database/open.ts';
import { manyNews, takeNews } from './news.ts';

export type Orders = {
  readonly connection: object;
  readonly repositories: number;
  /** The first one nobody has answered. */
  readonly from: number;
  /** Die at this statement: when its answer is there, or (`sent`) just after it was sent. */
  readonly killAt: number;
  readonly sent: boolean;
};

// The test that starts this process is the only writer of the argument.
const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const database = mortal(await connect(orders.connection));

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function mortal(whole: Database): Database {
  let sent = 0;
  let answered = 0;
  const db = whole.db.withPlugin({
    transformQuery: ({ node }) => {
      sent += 1;
      if (orders.sent && sent === orders.killAt) setImmediate(die);
      return node;
    },
    transformResult: async ({ result }) => {
      answered += 1;
      if (!orders.sent && answered === orders.killAt) die();
      return result;
    },
  });
  return { ...whole, db };
}

const all = manyNews(orders.repositories);
for (const news of all.slice(orders.from)) {
  await takeNews(database, news, new Date('2026-03-02T09:00:00Z'));
  process.stdout.write('answered\n');
}
await database.close();
