/** People's decisions as a file: written whole, read back without doubling or changing any. */

import { z } from 'zod';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { serviceOfDeployment } from '../domain/keys.ts';
import { actionsOf, type LedgerEntry, ledgerActions, ledgerSubjects, readFailureKey } from '../domain/ledger.ts';
import { concernedBy, markDecided } from './concerned.ts';
import { findEntries, restore, takeLedger, wholeLedger } from './ledger-store.ts';

const plain = (least: number, most: number) =>
  z
    .string()
    .min(least)
    .max(most)
    .refine((said) => !said.includes('\u0000'), 'must not hold the character U+0000');
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const id = plain(1, 1000);

const writtenEntry = z
  .strictObject({
    id,
    at: instant,
    author: plain(1, 200),
    subject: z.strictObject({ kind: z.enum(ledgerSubjects), key: id }),
    service: id.nullable(),
    action: z.enum(ledgerActions),
    target: id.nullable(),
    note: plain(0, 2000),
    restoredAt: instant.nullable(),
  })
  .refine(({ subject, action }) => actionsOf[subject.kind].includes(action), 'the action is none of its subject');

/** The shape of the file; `plumbline` is the version of the shape. */
export const ledgerFile = z.strictObject({ plumbline: z.literal(1), exportedAt: instant, ledger: z.array(writtenEntry).max(100_000) });

type WrittenEntry = z.input<typeof writtenEntry>;
export type LedgerFile = z.input<typeof ledgerFile>;

function written({ entryId, at, author, subject, serviceId, action, target, note, restoredAt }: LedgerEntry): WrittenEntry {
  const end = restoredAt?.toISOString() ?? null;
  return { id: entryId, at: at.toISOString(), author, subject, service: serviceId, action, target, note, restoredAt: end };
}

/** Every decision on services of one's own; those on the demonstration stay here. */
export async function exportLedger(db: Db, now: Date): Promise<LedgerFile> {
  return { plumbline: 1, exportedAt: now.toISOString(), ledger: (await wholeLedger(db)).map(written) };
}

export type Imported = { readonly added: number; readonly known: number; readonly serviceIds: readonly string[] };

type ReadFile = z.output<typeof ledgerFile>;

/** Reads what claims to be such a file. @throws AppError `invalid` that names what is wrong. */
export function parseLedgerFile(content: unknown): ReadFile {
  const read = ledgerFile.safeParse(content);
  if (!read.success) {
    const said = read.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
    const shown = said.slice(0, 20);
    const more = said.length > shown.length ? [`and ${said.length - shown.length} more`] : [];
    throw new AppError('invalid', `That is no file of decisions: ${[...shown, ...more].join('; ')}`, said.slice(0, 100));
  }
  return read.data;
}

/** Clocks differ. */
const aheadMs = 3_600_000;

/** Why an entry cannot have been written by a ledger: whose it is does not fit what it speaks of. Null = it may have been. */
function misfit({ subject, action, target, serviceId }: LedgerEntry): string | null {
  if (subject.kind === 'entry' || action === 'not_change_related') return null;
  const deploymentId = subject.kind === 'incident' ? target : (readFailureKey(subject.key)?.deploymentId ?? subject.key);
  if (deploymentId === null) return `names no deployment to ${action}`;
  const own = serviceOfDeployment(deploymentId);
  return serviceId === own ? null : `speaks of a deployment of "${own}", so its service has to be that one`;
}

/** Instants order the ledger: one from the future would stand before every later decision, and an undo comes after what it undoes. */
async function checkEntries(db: Db, entries: readonly LedgerEntry[], now: Date): Promise<void> {
  const refuse = (entry: LedgerEntry, why: string): never => {
    throw new AppError('invalid', `That file cannot be taken: entry "${entry.entryId}" ${why}.`);
  };
  const undoing = entries.filter(({ action }) => action === 'undo');
  const stored = await findEntries(db, [...new Set(undoing.map(({ subject }) => subject.key))]);
  const known = new Map([...stored, ...entries].map((entry) => [entry.entryId, entry]));
  for (const entry of entries) {
    if (entry.at.getTime() > now.getTime() + aheadMs) refuse(entry, `is of ${entry.at.toISOString()}, which lies ahead`);
    if (entry.restoredAt !== null && (entry.action !== 'failed' || entry.restoredAt > entry.at))
      refuse(entry, 'states an end it cannot know');
    const why = misfit(entry);
    if (why !== null) refuse(entry, why);
  }
  for (const entry of undoing) {
    const undone = known.get(entry.subject.key);
    if (undone !== undefined && undone.at >= entry.at) refuse(entry, 'undoes what is not earlier');
    if (undone !== undefined && undone.serviceId !== entry.serviceId) refuse(entry, 'has another service than what it undoes');
  }
}

/**
 * Adds the decisions of a file that are not here yet, under their own ids and instants, so that the same file again adds nothing.
 * Decisions on what is not collected yet are kept: they hold as soon as it is. @throws AppError `invalid`, with nothing written.
 */
export async function importLedger(db: Db, { ledger }: ReadFile, now: Date): Promise<Imported> {
  const entries = ledger.map(({ id: entryId, service: serviceId, ...entry }): LedgerEntry => ({ ...entry, entryId, serviceId }));
  return await db.transaction().execute(async (trx) => {
    await takeLedger(trx);
    await checkEntries(trx, entries, now);
    const added = await restore(trx, entries);
    const serviceIds = await concernedBy(
      trx,
      entries.filter((entry) => added.has(entry.entryId)),
    );
    await markDecided(trx, serviceIds);
    return { added: added.size, known: entries.length - added.size, serviceIds };
  });
}
