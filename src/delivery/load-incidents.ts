/** Incidents that may concern one service, with their course, and what people decided. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { readIncidentKey } from '../domain/keys.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { type IncidentEntry, type IncidentEvent, type IncidentOrigin, incidentEntryKinds } from '../domain/records.ts';
import type { Service, ServiceSettings } from '../domain/service.ts';
import { pagerAccounts } from './accounts.ts';
import { decisionsOf } from './ledger.ts';
import { readLedger } from './ledger-store.ts';
import { groupBy } from './order.ts';
import type { Fetched, ServiceRecords } from './records.ts';

type Incidents = Pick<ServiceRecords, 'incidentEvents' | 'incidentEntries' | 'ledger'>;
type Event = Fetched<IncidentEvent>;

const origins: readonly string[] = ['issues', 'pagerduty', 'events'] satisfies readonly IncidentOrigin[];
const isOrigin = (origin: string): origin is IncidentOrigin => origins.includes(origin);
const isKind = (kind: string): kind is IncidentEntry['kind'] => (incidentEntryKinds as readonly string[]).includes(kind);

const typed = <T extends { readonly origin: string }>(rows: readonly T[]): readonly (T & { readonly origin: IncidentOrigin })[] =>
  rows.flatMap(({ origin, ...row }) => (isOrigin(origin) ? [{ ...row, origin } as T & { readonly origin: IncidentOrigin }] : []));

/** Issues of the service's repositories, and what its rules choose of other sources: by provider service, where they name any. */
async function chosen(db: Db, settings: ServiceSettings): Promise<readonly Event[]> {
  const rules = new Set(settings.incidents.map((rule) => rule.from));
  const found: Event[] = [];
  for (const origin of rules) {
    let query = db.selectFrom('incidentEvent').where('origin', '=', origin).selectAll();
    if (origin === 'issues')
      query = query.where(
        'repositoryId',
        'in',
        settings.repositories.map((r) => r.repositoryId),
      );
    if (origin === 'pagerduty') {
      const services = settings.incidents.flatMap((rule) => (rule.from === origin ? (rule.services ?? []) : []));
      const accounts = await pagerAccounts(db);
      if (services.length === 0 || accounts.length === 0) continue;
      query = query.where('repositoryId', 'in', accounts).where('providerService', 'in', [...new Set(services)]);
    }
    found.push(...typed(await query.execute()));
  }
  return found;
}

/** Incidents that people linked to deployments of the service, whatever its rules say. */
async function linked(db: Db, serviceId: string, ledger: readonly LedgerEntry[]): Promise<readonly Event[]> {
  const keys = [...decisionsOf(serviceId, ledger).incidents].flatMap(([key, { linked: to }]) => (to.size > 0 ? [key] : []));
  const bySource = groupBy(
    keys.flatMap((key) => readIncidentKey(key) ?? []),
    ({ repositoryId, origin }) => JSON.stringify([repositoryId, origin]),
  );
  const found: Event[] = [];
  for (const ids of bySource.values()) {
    const [first] = ids;
    if (first === undefined) continue;
    const wanted = ids.map(({ externalId }) => externalId);
    const rows = await db
      .selectFrom('incidentEvent')
      .where('repositoryId', '=', first.repositoryId)
      .where('origin', '=', first.origin)
      .where(({ eb, fn, val }) => eb('externalId', '=', fn.any(val(wanted))))
      .selectAll()
      .execute();
    found.push(...typed(rows));
  }
  return found;
}

/** What these incidents were merged into, as far as it goes. */
async function survivors(db: Db, events: readonly Event[]): Promise<readonly Event[]> {
  const known = new Set(events.map((event) => JSON.stringify([event.repositoryId, event.origin, event.externalId])));
  const found: Event[] = [];
  let wanted = events;
  for (;;) {
    const next = wanted.filter(
      ({ repositoryId, origin, mergedInto }) => mergedInto !== null && !known.has(JSON.stringify([repositoryId, origin, mergedInto])),
    );
    const [one] = next;
    if (one === undefined) return found;
    const same = next.filter(({ repositoryId, origin }) => repositoryId === one.repositoryId && origin === one.origin);
    const rows = await db
      .selectFrom('incidentEvent')
      .where('repositoryId', '=', one.repositoryId)
      .where('origin', '=', one.origin)
      .where('externalId', 'in', [...new Set(same.flatMap(({ mergedInto }) => mergedInto ?? []))])
      .selectAll()
      .execute();
    for (const { repositoryId, origin, mergedInto } of same) known.add(JSON.stringify([repositoryId, origin, mergedInto]));
    found.push(...typed(rows));
    wanted = [...next.filter((event) => !same.includes(event)), ...typed(rows)];
  }
}

/** The course of these incidents, source by source. */
async function courseOf(db: Db, events: readonly Event[]): Promise<readonly IncidentEntry[]> {
  const bySource = groupBy(events, ({ repositoryId, origin }) => JSON.stringify([repositoryId, origin]));
  const found: IncidentEntry[] = [];
  for (const [first, ...more] of bySource.values()) {
    if (first === undefined) continue;
    const ids = [first, ...more].map((event) => event.externalId);
    const { rows } = await sql<Omit<IncidentEntry, 'kind' | 'origin'> & { kind: string; origin: string }>`
      select repository_id, origin, external_id, entry_id, kind, at, text from incident_entry
      where repository_id = ${first.repositoryId} and origin = ${first.origin} and external_id = any(${ids}::text[])
        and (kind = 'acknowledged' or text is not null)`.execute(db);
    for (const { kind, ...row } of typed(rows)) if (isKind(kind)) found.push({ ...row, kind });
  }
  return found;
}

export async function loadIncidents(db: Db, { serviceId, settings }: Service): Promise<Incidents> {
  if (settings.repositories.length === 0) return { incidentEvents: [], incidentEntries: [], ledger: [] };
  const ledger = await readLedger(db, serviceId);
  const byId = new Map<string, Event>();
  const own = [...(await chosen(db, settings)), ...(await linked(db, serviceId, ledger))];
  for (const event of [...own, ...(await survivors(db, own))])
    byId.set(JSON.stringify([event.repositoryId, event.origin, event.externalId]), event);
  const incidentEvents = [...byId.values()];
  return { incidentEvents, incidentEntries: await courseOf(db, incidentEvents), ledger };
}
