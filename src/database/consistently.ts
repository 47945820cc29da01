import type { Db } from './open.ts';

/** Runs several queries on one unchanging view of the data, so that counts, values and lists of an answer agree. */
export async function consistently<T>(db: Db, ask: (db: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return await ask(db);
  return await db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(ask);
}
