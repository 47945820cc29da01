/** Decisions on a decision: it is taken back, or brought back by taking back what took it back. */

import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { concernedBy } from './concerned.ts';
import type { Checked, Draft } from './decision.ts';
import { findEntry, findUndo } from './ledger-store.ts';

export async function onEntry(db: Db, { subject }: Pick<Draft, 'subject'>): Promise<Checked> {
  const entry = await findEntry(db, subject.key);
  if (entry === null) throw new AppError('not_found', `There is no ledger entry "${subject.key}". GET /api/v1/ledger lists them.`);
  const undo = await findUndo(db, entry.entryId);
  if (undo !== null) throw new AppError('conflict', `That entry was undone already, by "${undo.entryId}". Undo that one to bring it back.`);
  const left = await besides(db, entry);
  const concerns = [...(await concernedBy(db, [entry])), ...(left?.serviceId ? [left.serviceId] : [])];
  return { subject, action: 'undo', target: null, serviceId: entry.serviceId, concerns, left };
}

/** What goes with a move to another service when it is taken back, or brought back: how the incident left the service it was in. */
async function besides(db: Db, entry: LedgerEntry): Promise<LedgerEntry | undefined> {
  const { root, depth } = await behind(db, entry);
  const left = root.action === 'move' ? await leftBy(db, root) : undefined;
  if (left === undefined) return undefined;
  const undone = await findUndo(db, left.entryId);
  // The entry holds until now: so the move holds by an even number of steps, and has been taken back by an odd one.
  if (depth % 2 === 1) return undone ?? undefined;
  return undone === null ? left : undefined;
}

/** The decision behind a chain of undoing, and how many steps behind. */
async function behind(db: Db, entry: LedgerEntry): Promise<{ readonly root: LedgerEntry; readonly depth: number }> {
  let root = entry;
  let depth = 0;
  while (root.action === 'undo') {
    const before = await findEntry(db, root.subject.key);
    if (before === null || before.at >= root.at) break;
    root = before;
    depth += 1;
  }
  return { root, depth };
}

/** The entry by which the incident left another service when it was moved; it names where it went. */
async function leftBy(db: Db, { subject, target, at }: LedgerEntry): Promise<LedgerEntry | undefined> {
  const row = await db
    .selectFrom('ledgerEntry')
    .select('entryId')
    .where('action', '=', 'not_change_related')
    .where('subjectKey', '=', subject.key)
    .where('targetKey', '=', target)
    .where('at', '<', at)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row === undefined ? null : await findEntry(db, row.entryId)) ?? undefined;
}
