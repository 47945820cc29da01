/** People's decisions as a file: written whole, read back without doubling or changing any. */

import { z } from 'zod';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { actionsOf, type LedgerEntry, ledgerActions, ledgerSubjects } from '../domain/ledger.ts';
import { concernedBy, markDecided } from './decide.ts';
import { restore, takeLedger, wholeLedger } from './ledger-store.ts';

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

/**
 * Adds the decisions of a file that are not here yet, under their own ids and instants, so that the same file again adds nothing.
 * Decisions on what is not collected yet are kept: they hold as soon as it is.
 */
export async function importLedger(db: Db, { ledger }: ReadFile): Promise<Imported> {
  const entries = ledger.map(({ id: entryId, service: serviceId, ...entry }): LedgerEntry => ({ ...entry, entryId, serviceId }));
  return await db.transaction().execute(async (trx) => {
    await takeLedger(trx);
    const added = await restore(trx, entries);
    const serviceIds = new Set<string>();
    for (const entry of entries)
      if (added.has(entry.entryId)) for (const serviceId of await concernedBy(trx, entry)) serviceIds.add(serviceId);
    await markDecided(trx, [...serviceIds]);
    return { added: added.size, known: entries.length - added.size, serviceIds: [...serviceIds].sort() };
  });
}
