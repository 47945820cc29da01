/** A process of its own that opens a database as the program does. Commands by line on stdin, one JSON answer a line on stdout. */

import { createInterface } from 'node:readline';
import { openDatabase } from '../../src/database/open.ts';
import { AppError } from '../../src/domain/errors.ts';

// Usage: tsx launcher-child.ts '{"dataFolder": "…", "installed": true}'; commands: `sql …`, `close`.
// A Ctrl-C belongs to the whole terminal: this process lives on, to see whether its database does.
process.on('SIGINT', () => console.log(JSON.stringify({ interrupted: true })));
try {
  // The test's own argument.
  const options = JSON.parse(process.argv[2] ?? '{}') as { dataFolder: string; installed?: boolean; durable?: boolean };
  const database = await openDatabase({ databaseUrl: null, durable: false, ...options });
  console.log(JSON.stringify({ open: true }));
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'close') break;
    const answer = await database.pool.query(line.replace(/^sql /, ''));
    console.log(JSON.stringify({ rows: answer.rows }));
  }
  await database.close();
  console.log(JSON.stringify({ closed: true }));
  // Nothing of the database may keep a process alive after this.
  process.stdin.destroy();
} catch (error) {
  console.log(JSON.stringify({ code: error instanceof AppError ? error.code : null, message: String(error) }));
  process.exitCode = 1;
}
