/** What a trial reads: the service as it is, its records under both sets of rules, and what was collected at all. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { pagerAccounts } from '../delivery/accounts.ts';
import { loadRecords } from '../delivery/load.ts';
import { loadIncidents } from '../delivery/load-incidents.ts';
import type { ServiceRecords } from '../delivery/records.ts';
import { parseSettings } from '../delivery/settings.ts';
import type { IncidentEvent, IncidentOrigin } from '../domain/records.ts';
import type { Window } from '../domain/scope.ts';
import type { Service } from '../domain/service.ts';
import { same } from './changed.ts';

/** The service with the rules in force; null = it is not configured. `news` = it has records that are not derived yet. */
export async function presentService(db: Db, serviceId: string): Promise<{ readonly service: Service; readonly news: boolean } | null> {
  const { rows } = await sql<{ name: string; settings: unknown; news: boolean }>`select s.name, s.settings,
    exists (select from dirty_service d where d.service_id = s.service_id) as news from service s where s.service_id = ${serviceId}`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) return null;
  return { service: { serviceId, name: row.name, ownership: [], settings: parseSettings(serviceId, row.settings) }, news: row.news };
}

const sameHistory = (a: Service, b: Service): boolean => same(a.settings.repositories, b.settings.repositories);

/** Records of the proposed service; what the present one has in common with it is not read again. */
export async function recordsOf(db: Db, service: Service, known: ServiceRecords | null): Promise<ServiceRecords> {
  if (known === null || !sameHistory(service, known.service)) return await loadRecords(db, service);
  return { ...known, service, ...(await loadIncidents(db, service)) };
}

/** Everything that may be an incident and opened in the window: issues of these repositories, and what the other origins told. */
export async function incidentCandidates(
  db: Db,
  { settings }: Service,
  origins: ReadonlySet<IncidentOrigin>,
  { from, to }: Window,
): Promise<readonly IncidentEvent[]> {
  const accounts = await pagerAccounts(db);
  const { rows } =
    await sql<IncidentEvent>`select repository_id, origin, external_id, title, null as body, labels, provider_service, urgency,
      opened_at, acknowledged_at, resolved_at, url, priority, updated_at, responders, merged_into from incident_event
    where opened_at >= ${from.toISOString()}::timestamptz and opened_at < ${to.toISOString()}::timestamptz
      and case when origin = 'issues' then repository_id = any(${settings.repositories.map((r) => r.repositoryId)}::text[])
        else origin = any(${[...origins]}::text[]) and (origin <> 'pagerduty' or repository_id = any(${[...accounts]}::text[])) end`.execute(
      db,
    );
  return rows;
}

/** What incident providers call their services, by the id that rules choose by. */
export async function providerServices(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('incidentService').select(['externalId', 'name']).execute();
  return new Map(rows.map((row) => [row.externalId, row.name]));
}

/** What was ever read of these repositories, and of incident providers. */
export type Collected = {
  /** Repositories of which anything was collected. */
  readonly repositories: ReadonlySet<string>;
  /** `<repository> <object>` of which any day was read with success. */
  readonly objects: ReadonlySet<string>;
  /** Of these repositories, those with commits whose changed paths are not known. */
  readonly pathless: ReadonlySet<string>;
  /** Labels that rules of any service ask for, or that a collected issue carries, in lower case. */
  readonly labels: ReadonlySet<string>;
  /** Whether any PagerDuty account was read. */
  readonly pager: boolean;
};

export async function readCollected(db: Db, { settings }: Service): Promise<Collected> {
  const ids = settings.repositories.map((r) => r.repositoryId);
  const known = await sql<{ repositoryId: string }>`select repository_id from repository where repository_id = any(${ids}::text[])`.execute(
    db,
  );
  const objects = await sql<{ repositoryId: string; object: string }>`select distinct repository_id, object from coverage
    where repository_id = any(${ids}::text[]) and state <> 'failed'`.execute(db);
  const globbed = settings.repositories.flatMap((r) => (r.paths === null ? [] : [r.repositoryId]));
  const pathless = await sql<{ repositoryId: string }>`select r.id as repository_id from unnest(${globbed}::text[]) as r (id)
    where exists (select from commit c where c.repository_id = r.id and c.paths is null and cardinality(c.parents) < 2)`.execute(db);
  const labels = await sql<{ label: string }>`select distinct lower(l.label) as label from incident_event e, unnest(e.labels) as l (label)
    where e.origin = 'issues' and e.repository_id = any(${ids}::text[])
    union select lower(l.label) from service s, jsonb_array_elements(s.settings -> 'incidents') as rule,
      jsonb_array_elements_text(coalesce(rule -> 'labels', '[]'::jsonb)) as l (label)`.execute(db);
  const pager = await sql<{ read: boolean }>`select exists (select from coverage c join source s on s.source_id = c.source_id
    where s.kind = 'pagerduty' and c.state <> 'failed') as read`.execute(db);
  return {
    pager: pager.rows[0]?.read === true,
    repositories: new Set(known.rows.map((row) => row.repositoryId)),
    objects: new Set(objects.rows.map((row) => `${row.repositoryId} ${row.object}`)),
    pathless: new Set(pathless.rows.map((row) => row.repositoryId)),
    labels: new Set(labels.rows.map((row) => row.label)),
  };
}
