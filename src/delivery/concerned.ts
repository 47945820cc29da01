/** Which services a decision touches, and that they are derived again. */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { findEntries } from './ledger-store.ts';
import { mergedInto } from './merged.ts';

/** The services whose facts entries touch; an undo touches those of what it takes back. */
export async function concernedBy(db: Db, entries: readonly LedgerEntry[]): Promise<readonly string[]> {
  const serviceIds = new Set<string>();
  const incidentIds = new Set<string>();
  const looked = new Set<string>();
  let open = entries;
  while (open.length > 0) {
    const undone = new Set<string>();
    for (const { entryId, serviceId, subject } of open) {
      looked.add(entryId);
      if (serviceId !== null) serviceIds.add(serviceId);
      else if (subject.kind === 'incident') incidentIds.add(subject.key);
      else if (subject.kind === 'entry') undone.add(subject.key);
    }
    open = (await findEntries(db, [...undone])).filter((entry) => !looked.has(entry.entryId));
  }
  // What was decided on an incident holds for the one it was merged into.
  const meant = [...incidentIds, ...[...(await mergedInto(db, [...incidentIds])).values()].flat()];
  const { rows } = await sql<{ serviceId: string }>`select distinct service_id from incident
    where incident_id = any(${meant}::text[])`.execute(db);
  for (const row of rows) serviceIds.add(row.serviceId);
  return [...serviceIds].sort();
}

/** Marks services so that the decision shows in their facts. */
export async function markDecided(trx: Db, serviceIds: readonly string[]): Promise<void> {
  const sinceEver = new Date(0).toISOString();
  await sql`insert into dirty_service (service_id, from_at, mark)
    select service_id, ${sinceEver}::timestamptz, ${randomUUID()} from service where service_id = any(${[...serviceIds]}::text[]) order by service_id
    on conflict (service_id) do update set from_at = least(dirty_service.from_at, excluded.from_at), mark = excluded.mark`.execute(trx);
}
