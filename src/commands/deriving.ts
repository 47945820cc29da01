/** Derivation as the commands do it: one process at a time, with a line that says how far it is. */

import { waitForLock } from '../collection/lock.ts';
import type { Database } from '../database/open.ts';
import { deriveDirty } from '../delivery/run.ts';
import type { Terminal } from './terminal.ts';

/** Derives services with news, or all of them from scratch; each service is one transaction. */
export async function deriveNow(database: Database, terminal: Terminal, rebuild: boolean): ReturnType<typeof deriveDirty> {
  const lock = await waitForLock(database.connection, 'derive');
  try {
    return await deriveDirty(database.db, {
      now: terminal.now(),
      rebuild,
      onProgress: ({ serviceId, done, total }) => terminal.progress.line('derive', `Deriving ${serviceId}: ${done} of ${total} services`),
    });
  } finally {
    terminal.progress.line('derive', '');
    await lock.release();
  }
}
