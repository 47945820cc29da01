/** The ledger: what people decided about attributions and failures. */

import { z } from 'zod';
import { decide } from '../delivery/decide.ts';
import { exportLedger, importLedger, ledgerFile } from '../delivery/ledger-file.ts';
import { listLedger, readEntry } from '../delivery/list-ledger.ts';
import { deriveDirty } from '../delivery/run.ts';
import { ledgerActions } from '../domain/ledger.ts';
import type { ApiDeps } from './deps.ts';
import { idText, paging, searching } from './paging.ts';
import { type Route, route } from './route.ts';
import { count, countedPage } from './shapes.ts';
import { decision, ledgerEntry } from './shapes-ledger.ts';
import { sheets } from './sheets.ts';

/** Until sign-in exists. */
export const author = 'local';

/** Decisions show at once: the services they concern are derived before the answer. */
async function deriveNow(deps: ApiDeps, serviceIds: readonly string[]): Promise<void> {
  if (serviceIds.length > 0) await deriveDirty(deps.database.db, { now: deps.now(), serviceIds });
}

export const ledgerRoutes: readonly Route[] = [
  route({
    path: '/ledger',
    summary: 'What people decided, the newest first. Nothing is ever removed: a decision is undone by another one.',
    query: z.strictObject({
      service: idText.optional().describe('Decisions on this service, and on incidents whatever the service.'),
      action: z.enum(ledgerActions).optional(),
      about: idText.optional().describe('An incident or a deployment: decisions on it, on its evidence, and those that name it.'),
      ...searching,
      ...paging,
    }),
    answer: countedPage(ledgerEntry),
    csv: sheets.ledger,
    handle: async (deps, { query }) => {
      const { service: serviceId, action, about, q } = query;
      return listLedger(deps.database.db, { serviceId, action, about, q }, query);
    },
  }),
  route({
    method: 'post',
    path: '/ledger',
    summary: 'Decides: confirms, rejects, links, moves, marks, undoes. The answer comes when the facts say so.',
    body: decision,
    answer: ledgerEntry,
    status: 201,
    handle: async (deps, { body }) => {
      const { db } = deps.database;
      const { subject, action, note } = body;
      const restoredAt = body.restoredAt === undefined ? null : new Date(body.restoredAt);
      const draft = { subject, action, note, restoredAt, target: body.target?.key ?? null, serviceId: body.service ?? null };
      const { entry, serviceIds } = await decide(db, draft, author, deps.now());
      await deriveNow(deps, serviceIds);
      return readEntry(db, entry.entryId);
    },
  }),
  route({
    path: '/ledger/file',
    summary: 'All decisions as a file, to be kept or taken to another database.',
    answer: z.unknown(),
    handle: async (deps) => exportLedger(deps.database.db, deps.now()),
  }),
  route({
    method: 'post',
    path: '/ledger/file',
    summary: 'Adds the decisions of such a file that are not here yet; the same file again adds nothing.',
    body: ledgerFile,
    answer: z.strictObject({ added: count, known: count, serviceIds: z.array(z.string()) }),
    handle: async (deps, { body }) => {
      const imported = await importLedger(deps.database.db, body, deps.now());
      await deriveNow(deps, imported.serviceIds);
      return imported;
    },
  }),
];
