/** Incidents that quality asks about: those no service takes, and those a rule only proposed and nobody decided. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Window } from '../domain/scope.ts';
import { instant, texts } from './facts.ts';
import { idsOf, poolOf, type ScopeService } from './services.ts';

/** Incidents of one service of a provider (or of one repository, for issues) that no rule takes. */
export type UnmappedGroup = {
  readonly origin: string;
  /** The source's own key, or the repository of issues. */
  readonly repositoryId: string;
  /** As the provider names it to machines; null = it named none, or these are issues. */
  readonly providerService: string | null;
  /** As people know it, where the provider told. */
  readonly name: string | null;
  readonly url: string | null;
  readonly n: number;
};

type Own = { readonly all: number; readonly proposed: number };

/** What was counted, by service and by pool (see `poolOf`). */
export type IncidentCounts = {
  readonly own: ReadonlyMap<string, Own>;
  readonly pools: ReadonlyMap<string, readonly string[]>;
  readonly unmapped: ReadonlyMap<string, readonly UnmappedGroup[]>;
  /** Incidents of a pool that some service takes, each once; read only where there is one that none takes. */
  readonly mapped: ReadonlyMap<string, number>;
};

/** Of several services taken together. */
export type IncidentGaps = {
  /** What is not mapped or not decided, of all in question; null = there was no incident, or they prove nothing here. */
  readonly share: number | null;
  readonly own: number;
  readonly proposed: number;
  /** In the pools of these services, each once, and how many incidents these hold in all (0 while all are mapped). */
  readonly unmapped: number;
  readonly of: number;
  readonly groups: readonly UnmappedGroup[];
};

type Asked = { readonly teamId: string | null; readonly window: Window; readonly now: Date };

/** Counts incidents that opened in the window, by service and by pool. */
export async function readIncidents(db: Db, services: readonly ScopeService[], { teamId, window, now }: Asked): Promise<IncidentCounts> {
  const asked = services.filter(({ pools }) => pools.length > 0);
  const pools = new Map(asked.map((service) => [service.serviceId, service.pools]));
  if (asked.length === 0) return { own: new Map(), pools, unmapped: new Map(), mapped: new Map() };
  const within: Window = { from: window.from, to: window.to < now ? window.to : now };
  const own = await readOwn(db, asked, teamId, within);
  const wanted = new Set(asked.flatMap((service) => service.pools));
  const unmapped = await readUnmapped(db, within, wanted);
  return { own, pools, unmapped, mapped: unmapped.size === 0 ? new Map() : await readMapped(db, within) };
}

async function readOwn(db: Db, services: readonly ScopeService[], teamId: string | null, { from, to }: Window) {
  const owned = sql` join ownership o on o.service_id = f.service_id and o.team_id = ${teamId}
    and f.opened_at >= o.from_at and f.opened_at < o.until_at`;
  const { rows } = await sql<Own & { serviceId: string }>`
    select f.service_id, count(*) as all, count(*) filter (where f.state = 'proposed') as proposed
    from incident f${teamId === null ? sql`` : owned}
    where f.service_id = any(${texts(idsOf(services))}) and f.opened_at >= ${instant(from)} and f.opened_at < ${instant(to)}
    group by f.service_id order by f.service_id`.execute(db);
  return new Map(rows.map(({ serviceId, all, proposed }) => [serviceId, { all, proposed }]));
}

async function readUnmapped(db: Db, { from, to }: Window, wanted: ReadonlySet<string>) {
  const { rows } = await sql<UnmappedGroup & { source: string }>`
    select u.origin, u.repository_id, u.provider_service, u.n, split_part(u.repository_id, ':', 1) as source,
      coalesce(s.name, r.name) as name, coalesce(s.url, r.url) as url
    from (select origin, repository_id, provider_service, count(*) as n from unmapped_incident
        where opened_at >= ${instant(from)} and opened_at < ${instant(to)} group by origin, repository_id, provider_service) as u
      left join incident_service s on s.repository_id = u.repository_id and s.origin = u.origin and s.external_id = u.provider_service
      left join repository r on u.origin = 'issues' and r.repository_id = u.repository_id
    order by u.n desc, u.origin, u.repository_id, u.provider_service`.execute(db);
  const pools = new Map<string, UnmappedGroup[]>();
  for (const { source, ...group } of rows) {
    const pool = poolOf(group.origin, source);
    if (!wanted.has(pool)) continue;
    const known = pools.get(pool);
    if (known === undefined) pools.set(pool, [group]);
    else known.push(group);
  }
  return pools;
}

/** An incident's id begins with the key of its source and names its origin third, whatever characters these hold. */
async function readMapped(db: Db, { from, to }: Window): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ origin: string; source: string; n: number }>`
    select origin, source, count(distinct incident_id) as n from (
      select incident_id, split_part(incident_id, ':', 3) as origin, split_part(incident_id, ':', 1) as source from incident
      where service_id in (select service_id from service) and opened_at >= ${instant(from)} and opened_at < ${instant(to)}) as i
    group by origin, source order by origin, source`.execute(db);
  const pools = new Map<string, number>();
  for (const { origin, source, n } of rows) pools.set(poolOf(origin, source), (pools.get(poolOf(origin, source)) ?? 0) + n);
  return pools;
}

/**
 * The share that is not mapped or not decided. Nobody knows whose the unmapped ones are: of the incidents of its pools the same part is
 * taken to be missing from every service, so that u = unmapped ÷ all of the pools, and the share is u + (1 − u) × proposed ÷ own. For
 * all services of a pool together that is (unmapped + proposed) ÷ all.
 */
export function incidentGapsOf(
  { own, pools, unmapped, mapped }: IncidentCounts,
  services: readonly Pick<ScopeService, 'serviceId'>[],
): IncidentGaps {
  const counted = services.flatMap(({ serviceId }) => own.get(serviceId) ?? []);
  const all = counted.reduce((total, one) => total + one.all, 0);
  const proposed = counted.reduce((total, one) => total + one.proposed, 0);
  const asked = [...new Set(services.flatMap(({ serviceId }) => pools.get(serviceId) ?? []))].filter((pool) => unmapped.has(pool));
  const groups = asked.flatMap((pool) => unmapped.get(pool) ?? []).toSorted((a, b) => b.n - a.n);
  const lost = groups.reduce((total, { n }) => total + n, 0);
  const of = asked.reduce((total, pool) => total + (mapped.get(pool) ?? 0), lost);
  const missing = of === 0 ? 0 : lost / of;
  const undecided = all === 0 ? 0 : proposed / all;
  const share = lost === 0 && all === 0 ? null : missing + (1 - missing) * undecided;
  return { share, own: all, proposed, unmapped: lost, of, groups };
}
