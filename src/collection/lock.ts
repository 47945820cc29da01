/** One run per source at a time, across processes: a session lock that dies with its holder. */

import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import type { Db } from '../database/open.ts';

/** A held lock. `lost` fires when the connection that holds it is gone, so that nobody goes on believing in it. */
export type Lock = { readonly lost: AbortSignal; readonly release: () => Promise<void> };

/** What `takeLock` protects; the text is hashed to the number Postgres wants. */
export type LockName = `collect:${string}` | 'derive' | 'campaigns' | 'install';

/**
 * Takes the lock on a connection of its own, or answers null at once when another session holds it. A process that is killed
 * leaves nothing behind: the server releases the lock with the connection. Needs a direct connection or a session pool.
 */
export async function takeLock(connection: pg.ClientConfig, name: LockName): Promise<Lock | null> {
  return await lockWith(connection, 'select pg_try_advisory_lock($1::bigint) as taken', name);
}

/** The same, but waits until the other session lets go. */
export async function waitForLock(connection: pg.ClientConfig, name: LockName): Promise<Lock> {
  const lock = await lockWith(connection, 'select pg_advisory_lock($1::bigint) is not null as taken', name);
  if (lock === null) throw new Error(`The lock "${name}" was not given.`);
  return lock;
}

/** A signed 64-bit number as decimal text. */
function lockNumber(name: LockName): string {
  return createHash('sha256').update(`plumbline ${name}`).digest().readBigInt64BE(0).toString();
}

/** Whether some session holds the lock now; takes nothing. */
export async function isHeld(db: Db, name: LockName): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`select exists (select from pg_locks l join pg_database d on d.oid = l.database
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and d.datname = current_database()
      and (l.classid::bigint << 32 | l.objid::bigint) = ${lockNumber(name)}::bigint) as held`.execute(db);
  return rows[0]?.held === true;
}

async function lockWith(connection: pg.ClientConfig, question: string, name: LockName): Promise<Lock | null> {
  const client = new pg.Client({ ...connection, keepAlive: true });
  const lost = new AbortController();
  // Without a listener a dying connection would take the process with it.
  client.on('error', (error) => lost.abort(error));
  client.on('end', () => lost.abort(new Error('The connection to the database ended.')));
  await client.connect();
  try {
    const answer = await client.query<{ taken: boolean }>(question, [lockNumber(name)]);
    if (answer.rows[0]?.taken === true) return { lost: lost.signal, release: () => letGo(client) };
  } catch (error) {
    await closeQuietly(client);
    throw error;
  }
  await closeQuietly(client);
  return null;
}

async function letGo(client: pg.Client): Promise<void> {
  // A connection that is already gone has released its locks.
  await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
  await closeQuietly(client);
}

async function closeQuietly(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}
