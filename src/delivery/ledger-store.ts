/** The ledger in the database: read for derivation, appended to by people, never changed. */

import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { type LedgerEntry, ledgerActions, ledgerSubjects } from '../domain/ledger.ts';
import { undoneBy } from './ledger.ts';

const isAction = (action: string): action is LedgerEntry['action'] => (ledgerActions as readonly string[]).includes(action);
const isSubject = (kind: string): kind is LedgerEntry['subject']['kind'] => (ledgerSubjects as readonly string[]).includes(kind);

type Stored = Omit<Selectable<Tables['ledgerEntry']>, 'demo'>;

/** Entries of rows; one of a kind that only a later version knows says nothing here. */
function entriesOf(rows: readonly Stored[]): readonly LedgerEntry[] {
  return rows.flatMap(({ subjectKind, subjectKey, action, targetKey, entryId, at, author, serviceId, note, restoredAt }) =>
    isSubject(subjectKind) && isAction(action)
      ? [{ entryId, at, author, subject: { kind: subjectKind, key: subjectKey }, serviceId, action, target: targetKey, note, restoredAt }]
      : [],
  );
}

/** Decisions about this service and about every service, in order; undone ones and their undoing included. */
export async function readLedger(db: Db, serviceId: string): Promise<readonly LedgerEntry[]> {
  const rows = await db
    .selectFrom('ledgerEntry')
    .where((where) => where.or([where('serviceId', '=', serviceId), where('serviceId', 'is', null)]))
    .selectAll()
    .orderBy('at')
    .orderBy('entryId')
    .execute();
  return entriesOf(rows);
}

/** The whole ledger, in order. */
export async function wholeLedger(db: Db): Promise<readonly LedgerEntry[]> {
  return entriesOf(await db.selectFrom('ledgerEntry').where('demo', '=', false).selectAll().orderBy('at').orderBy('entryId').execute());
}

export async function findEntry(db: Db, entryId: string): Promise<LedgerEntry | null> {
  const rows = await db.selectFrom('ledgerEntry').where('entryId', '=', entryId).selectAll().execute();
  return entriesOf(rows)[0] ?? null;
}

/** Everything that was ever taken back, with what takes it back now. */
export async function readUndone(db: Db): Promise<ReadonlyMap<string, LedgerEntry>> {
  return undoneBy(entriesOf(await db.selectFrom('ledgerEntry').where('action', '=', 'undo').selectAll().execute()));
}

/** The entry that takes this one back now; null = it holds. */
export async function findUndo(db: Db, entryId: string): Promise<LedgerEntry | null> {
  return (await readUndone(db)).get(entryId) ?? null;
}

/** Writers of the ledger take turns, so that its instants order it. */
export async function takeLedger(trx: Db): Promise<void> {
  await sql`lock table ledger_entry in share row exclusive mode`.execute(trx);
}

const columnsOf = ({ subject, target, ...entry }: LedgerEntry, demo: boolean) => ({
  ...entry,
  subjectKind: subject.kind,
  subjectKey: subject.key,
  targetKey: target,
  demo,
});

/** Adds a decision as the newest one. Within a transaction that holds the ledger. */
export async function append(trx: Db, entry: Omit<LedgerEntry, 'entryId' | 'at'>, now: Date, demo: boolean): Promise<LedgerEntry> {
  const last = await trx
    .selectFrom('ledgerEntry')
    .select((of) => of.fn.max('at').as('at'))
    .executeTakeFirst();
  const at = new Date(Math.max(now.getTime(), (last?.at?.getTime() ?? 0) + 1));
  const written = { ...entry, entryId: randomUUID(), at };
  await trx.insertInto('ledgerEntry').values(columnsOf(written, demo)).execute();
  return written;
}

const rowsAtOnce = 1000;

/** Writes entries as they are; those already there stay as they are. Answers the ids that were new. */
export async function restore(trx: Db, entries: readonly LedgerEntry[]): Promise<ReadonlySet<string>> {
  const added = new Set<string>();
  for (let from = 0; from < entries.length; from += rowsAtOnce) {
    const rows = await trx
      .insertInto('ledgerEntry')
      .values(entries.slice(from, from + rowsAtOnce).map((entry) => columnsOf(entry, false)))
      .onConflict((conflict) => conflict.doNothing())
      .returning('entryId')
      .execute();
    for (const row of rows) added.add(row.entryId);
  }
  return added;
}

/** Entries by id. */
export async function findEntries(db: Db, ids: readonly string[]): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for (let from = 0; from < ids.length; from += rowsAtOnce)
    found.push(
      ...entriesOf(
        await db
          .selectFrom('ledgerEntry')
          .where('entryId', 'in', ids.slice(from, from + rowsAtOnce))
          .selectAll()
          .execute(),
      ),
    );
  return found;
}
