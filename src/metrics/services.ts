/** Which services a question is about, and which of them can answer what. */

import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../database/open.ts';
import { sourceKey } from '../domain/keys.ts';
import type { Scope } from '../domain/scope.ts';
import { texts } from './facts.ts';
import type { MetricSpec } from './metric.ts';
import type { LeftOut } from './result.ts';

/** An object whose collection a service's deployments depend on. */
export type Needed = { readonly repositoryId: string; readonly object: string };

export type ScopeService = {
  readonly serviceId: string;
  readonly name: string;
  /** Has an incident rule, or says that graph evidence alone is meant. */
  readonly stability: boolean;
  /** Has deployment rules. */
  readonly detects: boolean;
  /** Those it is made of. */
  readonly repositories: readonly string[];
  readonly needed: readonly Needed[];
  /** What its incidents depend on beside that; empty where they prove nothing. */
  readonly neededForIncidents: readonly Needed[];
  /** Sources that its incidents are read from without a repository; empty where they prove nothing. */
  readonly incidentSources: readonly string[];
  /** Where its incidents come from, see `poolOf`; empty where they prove nothing. */
  readonly pools: readonly string[];
};

const settingsDoor = z.object({
  repositories: z.array(z.object({ repositoryId: z.string() })),
  deployments: z.array(z.object({ from: z.string() })),
  incidents: z.array(z.object({ from: z.string() })).default([]),
  failures: z.object({ incident: z.boolean() }).default({ incident: true }),
});
type Settings = z.infer<typeof settingsDoor>;

/** Incidents among which a rule chooses: the issues of one source, or all that a kind of provider tells. Sources by the first part of their keys. */
export const poolOf = (origin: string, source: string): string => (origin === 'issues' ? `issues ${source}` : origin);

/** The first part of the key of a repository, an incident or a source. */
const sourcePart = (repositoryId: string): string => repositoryId.split(':', 1)[0] ?? '';

/** Every kind of incident a service's rules read, once; none where incidents are switched off. */
function incidentOrigins({ incidents, failures }: Settings): readonly string[] {
  return failures.incident ? [...new Set(incidents.map(({ from }) => from))] : [];
}

/** Issues are read repository by repository, PagerDuty account by account. */
function neededForIncidents(settings: Settings, pagers: readonly string[]): readonly Needed[] {
  return incidentOrigins(settings).flatMap((origin) => {
    if (origin === 'issues') return settings.repositories.map(({ repositoryId }) => ({ repositoryId, object: 'issues' }));
    return origin === 'pagerduty' ? pagers.map((sourceId) => ({ repositoryId: sourceKey(sourceId), object: 'incidents' })) : [];
  });
}

/** An account has no repository of which the service could tell where it is read from. */
function incidentSources(settings: Settings, pagers: readonly string[]): readonly string[] {
  return incidentOrigins(settings).includes('pagerduty') ? pagers : [];
}

function poolsOf(settings: Settings): readonly string[] {
  const pools = incidentOrigins(settings).flatMap((origin) =>
    origin === 'issues' ? settings.repositories.map(({ repositoryId }) => poolOf(origin, sourcePart(repositoryId))) : [origin],
  );
  return [...new Set(pools)];
}

/** Coverage names objects as providers do: a merge is seen in pull requests. Pushed events are nobody's to ask for. */
function neededBy(settings: Settings): readonly Needed[] {
  const objects = new Set(settings.deployments.map(({ from }) => (from === 'merges' ? 'pull_requests' : from)));
  objects.delete('events');
  return settings.repositories.flatMap(({ repositoryId }) => [...objects].map((object) => ({ repositoryId, object })));
}

/** One service, the services a team ever owned, or all; by id. */
export async function servicesInScope(db: Db, scope: Pick<Scope, 'serviceId' | 'teamId'>): Promise<readonly ScopeService[]> {
  const owned = sql`s.service_id in (select o.service_id from ownership o where o.team_id = ${scope.teamId})`;
  const { rows } = await sql<{ serviceId: string; name: string; stability: boolean; settings: unknown }>`
    select s.service_id, s.name, s.stability, s.settings from service s
    where ${scope.serviceId === null ? sql`true` : sql`s.service_id = ${scope.serviceId}`} and ${scope.teamId === null ? sql`true` : owned}
    order by s.service_id`.execute(db);
  const parsed = rows.map(({ settings, ...service }) => ({ service, settings: settingsDoor.parse(settings) }));
  const paged = parsed.some(({ settings }) => settings.incidents.some(({ from }) => from === 'pagerduty'));
  const pagers = paged ? await pagerDutySources(db) : [];
  return parsed.map(({ service, settings }) => ({
    ...service,
    detects: settings.deployments.length > 0,
    repositories: settings.repositories.map(({ repositoryId }) => repositoryId),
    needed: neededBy(settings),
    neededForIncidents: neededForIncidents(settings, pagers),
    incidentSources: incidentSources(settings, pagers),
    pools: poolsOf(settings),
  }));
}

async function pagerDutySources(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ sourceId: string }>`select source_id from source where kind = 'pagerduty' order by source_id`.execute(db);
  return rows.map(({ sourceId }) => sourceId);
}

/** Can this service ever answer that metric? */
export function answers(service: ScopeService, metric: MetricSpec): boolean {
  return service.detects && (service.stability || !metric.needsStability);
}

/** Services that some of the metrics leave out, and why. */
export function leftOutOf(services: readonly ScopeService[], metrics: readonly MetricSpec[]): readonly LeftOut[] {
  return services.flatMap((service): LeftOut[] => {
    const missing = metrics.filter((metric) => !answers(service, metric)).map((metric) => metric.id);
    if (missing.length === 0) return [];
    const reason = service.detects ? 'no incident source' : 'no deployment rules';
    return [{ serviceId: service.serviceId, name: service.name, reason, metrics: missing }];
  });
}

/** The names of services as a filter for the database. */
export const idsOf = (services: readonly ScopeService[]): readonly string[] => services.map((service) => service.serviceId);

/** When services' sources were last read with success, by service; null = one of them never was. */
export type Collected = {
  /** Those of its repositories. */
  readonly own: ReadonlyMap<string, Date | null>;
  /** Those, and those its incidents come from. */
  readonly withIncidents: ReadonlyMap<string, Date | null>;
};

/** Each service is as old as the stalest of its sources. */
export async function lastCollected(db: Db, services: readonly ScopeService[]): Promise<Collected> {
  const ids = [...new Set(services.flatMap(({ repositories }) => repositories))];
  const { rows } = await sql<{ repositoryId: string; at: Date | null }>`
    select r.repository_id, s.last_success_at as at from repository r join source s on s.source_id = r.source_id
    where r.repository_id = any(${texts(ids)}) order by r.repository_id`.execute(db);
  const read = new Map(rows.map(({ repositoryId, at }) => [repositoryId, at]));
  const sources = await incidentsRead(db, services);
  const stalest = (times: readonly (Date | null)[]): Date | null => times.reduce(earlier);
  const timesOf = ({ repositories }: ScopeService) => repositories.map((id) => read.get(id) ?? null);
  const known = services.filter(({ repositories }) => repositories.length > 0);
  return {
    own: new Map(known.map((service) => [service.serviceId, stalest(timesOf(service))])),
    withIncidents: new Map(
      known.map((service) => [
        service.serviceId,
        stalest([...timesOf(service), ...service.incidentSources.map((id) => sources.get(id) ?? null)]),
      ]),
    ),
  };
}

async function incidentsRead(db: Db, services: readonly ScopeService[]): Promise<ReadonlyMap<string, Date | null>> {
  const ids = [...new Set(services.flatMap(({ incidentSources }) => incidentSources))];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ sourceId: string; at: Date | null }>`select source_id, last_success_at as at from source
    where source_id = any(${texts(ids)}) order by source_id`.execute(db);
  return new Map(rows.map(({ sourceId, at }) => [sourceId, at]));
}

/** Never is before everything. */
const earlier = (a: Date | null, b: Date | null): Date | null => (a === null || b === null ? null : a < b ? a : b);
