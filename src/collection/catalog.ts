/** Brings the reference tables to what the configuration says. Records stay whatever it says; facts follow its services. */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { factTables } from '../database/specs.ts';
import { sourceKey } from '../domain/keys.ts';
import { hasStabilitySource, type Ownership, type Service, type Team } from '../domain/service.ts';
import { canonicalJson, contentHash } from './canonical.ts';
import { markServicesDirty } from './dirty.ts';
import { retrying } from './lost.ts';
import { iso } from './state.ts';

type CatalogSource = {
  readonly sourceId: string;
  readonly kind: string;
  readonly url: string | null;
  readonly demo: boolean;
  /** Changes when the source has to be read again because its settings did. */
  readonly settingsHash: string;
};

export type Catalog = {
  readonly sources: readonly CatalogSource[];
  readonly teams: readonly Team[];
  readonly services: readonly (Service & { readonly demo: boolean })[];
};

/** Services that are to be derived again, and services that are gone with their facts. */
export type CatalogChange = { readonly dirty: readonly string[]; readonly removed: readonly string[] };

/** Open ends of ownership: ordinary dates, so that every driver and client can read them. */
export const sinceEver = '0001-01-01T00:00:00.000Z';
export const untilFurtherNotice = '9999-01-01T00:00:00.000Z';

/**
 * One transaction; an unchanged catalog writes nothing. Services whose settings are new or changed, or that read another incident
 * account now, are marked dirty as a whole.
 * A source whose settings changed becomes due at once. Cursors, coverage and records of removed sources are kept: put back, a
 * source goes on where it stood.
 */
export async function syncCatalog(db: Db, catalog: Catalog): Promise<CatalogChange> {
  return await retrying(() =>
    db.transaction().execute(async (trx) => {
      // Processes that start together take turns, so that each sees what the other wrote.
      await sql`lock table service in share row exclusive mode`.execute(trx);
      await syncSources(trx, catalog.sources);
      await syncTeams(trx, catalog.teams);
      await syncOwnership(trx, catalog.services);
      const rewired = await syncRepositories(trx, catalog);
      const changed = new Set([...rewired, ...(await syncServices(trx, catalog.services))]);
      const removed = await removeServices(trx, catalog.services);
      const dirty = catalog.services.map(({ serviceId }) => serviceId).filter((serviceId) => changed.has(serviceId));
      if (dirty.length > 0) await markServicesDirty(trx, dirty, randomUUID());
      return { dirty, removed };
    }),
  );
}

/** Hash of everything derivation reads of a service; display names are not part of it. */
function serviceSettingsHash(service: Service): string {
  return contentHash(canonicalJson(service.settings));
}

async function syncSources(trx: Db, sources: readonly CatalogSource[]): Promise<void> {
  const ids = sources.map((source) => source.sourceId);
  await sql`delete from source where source_id <> all(${ids}::text[])`.execute(trx);
  await sql`insert into source (source_id, kind, url, demo, settings_hash)
    select * from unnest(${ids}::text[], ${sources.map((source) => source.kind)}::text[], ${sources.map((source) => source.url)}::text[],
      ${sources.map((source) => source.demo)}::boolean[], ${sources.map((source) => source.settingsHash)}::text[])
    on conflict (source_id) do update set kind = excluded.kind, url = excluded.url, demo = excluded.demo,
      settings_hash = excluded.settings_hash,
      next_run_at = case when source.settings_hash = excluded.settings_hash then source.next_run_at end,
      state = case when source.settings_hash <> excluded.settings_hash and source.state = 'failed' then 'idle' else source.state end
    where (source.kind, source.url, source.demo, source.settings_hash)
      is distinct from (excluded.kind, excluded.url, excluded.demo, excluded.settings_hash)`.execute(trx);
}

async function syncTeams(trx: Db, teams: readonly Team[]): Promise<void> {
  const ids = teams.map((team) => team.teamId);
  await sql`delete from team where team_id <> all(${ids}::text[])`.execute(trx);
  await sql`insert into team (team_id, name) select * from unnest(${ids}::text[], ${teams.map((team) => team.name)}::text[])
    on conflict (team_id) do update set name = excluded.name where team.name <> excluded.name`.execute(trx);
}

async function syncOwnership(trx: Db, services: readonly Service[]): Promise<void> {
  const rows = services.flatMap(({ serviceId, ownership }) => ownership.map((owner) => ({ serviceId, ...ends(owner) })));
  const columns = sql`unnest(${rows.map((row) => row.serviceId)}::text[], ${rows.map((row) => row.teamId)}::text[],
    ${rows.map((row) => row.from)}::timestamptz[], ${rows.map((row) => row.until)}::timestamptz[])`;
  await sql`delete from ownership o where not exists (select from ${columns} as u (service_id, team_id, from_at, until_at)
    where u.service_id = o.service_id and u.from_at = o.from_at)`.execute(trx);
  await sql`insert into ownership (service_id, team_id, from_at, until_at) select * from ${columns}
    on conflict (service_id, from_at) do update set team_id = excluded.team_id, until_at = excluded.until_at
    where (ownership.team_id, ownership.until_at) is distinct from (excluded.team_id, excluded.until_at)`.execute(trx);
}

/** What a service is made of: its repositories, and the incident sources its rules read. Answers the services where that changed. */
async function syncRepositories(trx: Db, { services, sources }: Catalog): Promise<readonly string[]> {
  const pairs = new Map<string, { repositoryId: string; serviceId: string }>();
  const pagers = sources.filter((source) => source.kind === 'pagerduty').map((source) => sourceKey(source.sourceId));
  for (const { serviceId, settings } of services) {
    const read = settings.incidents.some((rule) => rule.from === 'pagerduty') ? pagers : [];
    for (const repositoryId of [...settings.repositories.map((repository) => repository.repositoryId), ...read])
      pairs.set(JSON.stringify([repositoryId, serviceId]), { repositoryId, serviceId });
  }
  const rows = [...pairs.values()];
  const columns = sql`unnest(${rows.map((row) => row.repositoryId)}::text[], ${rows.map((row) => row.serviceId)}::text[])`;
  const gone = await sql<{
    serviceId: string;
  }>`delete from repository_service r where not exists (select from ${columns} as u (repository_id, service_id)
    where u.repository_id = r.repository_id and u.service_id = r.service_id) returning r.service_id`.execute(trx);
  const come = await sql<{ serviceId: string }>`insert into repository_service (repository_id, service_id) select * from ${columns}
    on conflict (repository_id, service_id) do nothing returning service_id`.execute(trx);
  return [...gone.rows, ...come.rows].map(({ serviceId }) => serviceId);
}

/** Answers the services whose settings are new or changed. */
async function syncServices(trx: Db, services: Catalog['services']): Promise<readonly string[]> {
  const before = await sql<{ serviceId: string; settingsHash: string }>`select service_id, settings_hash from service`.execute(trx);
  const known = new Map(before.rows.map((row) => [row.serviceId, row.settingsHash]));
  const rows = services.map((service) => ({ ...service, hash: serviceSettingsHash(service) }));
  await sql`insert into service (service_id, name, demo, settings, settings_hash, stability)
    select * from unnest(${rows.map((row) => row.serviceId)}::text[], ${rows.map((row) => row.name)}::text[],
      ${rows.map((row) => row.demo)}::boolean[], ${rows.map((row) => JSON.stringify(row.settings))}::jsonb[],
      ${rows.map((row) => row.hash)}::text[], ${rows.map((row) => hasStabilitySource(row.settings))}::boolean[])
    on conflict (service_id) do update set name = excluded.name, demo = excluded.demo, settings = excluded.settings,
      settings_hash = excluded.settings_hash, stability = excluded.stability
    where (service.name, service.demo, service.settings_hash, service.stability)
      is distinct from (excluded.name, excluded.demo, excluded.settings_hash, excluded.stability)`.execute(trx);
  return rows.filter((row) => known.get(row.serviceId) !== row.hash).map((row) => row.serviceId);
}

/** Facts of services that are no longer configured go, with everything that is kept per service. */
async function removeServices(trx: Db, services: readonly Service[]): Promise<readonly string[]> {
  const ids = services.map((service) => service.serviceId);
  const gone = await sql<{ serviceId: string }>`delete from service where service_id <> all(${ids}::text[])
    returning service_id`.execute(trx);
  const removed = gone.rows.map((row) => row.serviceId).sort();
  if (removed.length === 0) return removed;
  const perService = ['dirty_service', 'service_state', ...Object.values(factTables).map((table) => table.name)];
  for (const table of perService) await sql`delete from ${sql.table(table)} where service_id = any(${removed}::text[])`.execute(trx);
  return removed;
}

function ends(owner: Ownership): { teamId: string; from: string; until: string } {
  return {
    teamId: owner.teamId,
    from: owner.from === null ? sinceEver : iso(owner.from),
    until: owner.until === null ? untilFurtherNotice : iso(owner.until),
  };
}
