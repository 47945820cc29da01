/** What the facts of a window lack: commits, parents, originals; and payloads that could not be read. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { sourceKey } from '../domain/keys.ts';
import type { Window } from '../domain/scope.ts';
import type { Needing } from './exposure.ts';
import { inQuestion, instant, texts } from './facts.ts';
import { idsOf, type ScopeService } from './services.ts';

/** Shares of what there is; null = there is nothing it could be a share of. */
export type Gaps = {
  /** Production deployments whose commit was never collected. */
  readonly unknownCommits: number | null;
  /** Commits with a parent that was never collected and is no boundary, among those first visited. */
  readonly unknownParents: number | null;
  /** Delivered pull requests whose original commits are unknown after a squash. */
  readonly unknownOriginals: number | null;
  readonly rejected: { readonly count: number; readonly of: number } | null;
};

type Counts = {
  readonly deployments: number;
  readonly unknown: number;
  readonly visited: number;
  readonly orphans: number;
  readonly pulls: number;
  readonly squashed: number;
};
type Payloads = { readonly rejected: number; readonly all: number };

/** What was counted, by service, and of payloads by repository: services may share one. */
export type GapCounts = {
  readonly services: ReadonlyMap<string, Counts>;
  readonly repositories: ReadonlyMap<string, readonly string[]>;
  /** What incidents are read from beside these. */
  readonly incidentsFrom: ReadonlyMap<string, readonly string[]>;
  readonly payloads: ReadonlyMap<string, Payloads>;
};

type Asked = { readonly teamId: string | null; readonly window: Window; readonly now: Date };

/** Counts what is missing behind a window, service by service. */
export async function readGaps(db: Db, services: readonly ScopeService[], { teamId, window, now }: Asked): Promise<GapCounts> {
  const to = window.to < now ? window.to : now;
  const question = {
    serviceIds: idsOf(services),
    stableIds: [],
    teamId,
    from: window.from,
    to,
    clock: 'authored',
    bots: 'included',
  } as const;
  const deployed = await sql<{ serviceId: string; deployments: number; unknown: number; visited: number; orphans: number }>`
    select f.service_id, count(*) as deployments, count(*) filter (where not f.commit_known) as unknown,
      coalesce(sum(f.commits_visited), 0) as visited, coalesce(sum(f.unknown_parents), 0) as orphans
    ${inQuestion('deployment', question)} and f.tier = 'production' group by f.service_id order by f.service_id`.execute(db);
  const delivered = await sql<{ serviceId: string; pulls: number; squashed: number }>`
    select p.service_id, count(*) as pulls, count(*) filter (where p.unknown) as squashed from (
      select f.service_id, f.repository_id, f.pull_number, bool_or(f.originals_unknown) as unknown
      ${inQuestion('delivery', question)} and f.kind = 'forward' and f.pull_number is not null
      group by f.service_id, f.repository_id, f.pull_number) as p group by p.service_id order by p.service_id`.execute(db);
  const pulls = new Map(delivered.rows.map((row) => [row.serviceId, row]));
  const deployments = new Map(deployed.rows.map((row) => [row.serviceId, row]));
  const none = { deployments: 0, unknown: 0, visited: 0, orphans: 0, pulls: 0, squashed: 0 };
  const counts = services.map(({ serviceId }) => [serviceId, { ...none, ...deployments.get(serviceId), ...pulls.get(serviceId) }] as const);
  return { services: new Map(counts), ...(await readPayloads(db, services, window)) };
}

/** Payloads read since the window began (no earlier one can tell of it), and how many could not be understood. All are counted only where one was not. */
async function readPayloads(
  db: Db,
  services: readonly ScopeService[],
  window: Window,
): Promise<Pick<GapCounts, 'repositories' | 'incidentsFrom' | 'payloads'>> {
  const repositories = new Map(services.map((service) => [service.serviceId, service.repositories]));
  const incidentsFrom = new Map(
    services.map(({ serviceId, incidentSources }) => [serviceId, incidentSources.map((sourceId) => sourceKey(sourceId))]),
  );
  const ids = [...new Set([...repositories.values(), ...incidentsFrom.values()].flat())];
  const those = sql`from raw_record where fetched_at >= ${instant(window.from)} and repository_id = any(${texts(ids)})`;
  const refused = await sql<{ repositoryId: string; n: number }>`
    select repository_id, count(*) as n ${those} and rejected is not null group by repository_id order by repository_id`.execute(db);
  if (refused.rows.length === 0) return { repositories, incidentsFrom, payloads: new Map() };
  const read = await sql<{ repositoryId: string; n: number }>`
    select repository_id, count(*) as n ${those} group by repository_id order by repository_id`.execute(db);
  const rejected = new Map(refused.rows.map((row) => [row.repositoryId, row.n]));
  return {
    repositories,
    incidentsFrom,
    payloads: new Map(read.rows.map((row) => [row.repositoryId, { rejected: rejected.get(row.repositoryId) ?? 0, all: row.n }])),
  };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Of what was counted, the shares of these services taken together. */
export function gapsOf(
  { services: counts, repositories, incidentsFrom, payloads }: GapCounts,
  services: readonly Pick<ScopeService, 'serviceId'>[],
  needing: Needing,
): Gaps {
  const own = services.flatMap(({ serviceId }) => counts.get(serviceId) ?? []);
  const sum = (pick: (one: Counts) => number): number => own.reduce((total, one) => total + pick(one), 0);
  const from = needing === 'deployments' ? [repositories] : [repositories, incidentsFrom];
  const asked = new Set(from.flatMap((of) => services.flatMap(({ serviceId }) => of.get(serviceId) ?? [])));
  const read = [...asked].flatMap((id) => payloads.get(id) ?? []);
  const rejected = read.reduce((total, one) => total + one.rejected, 0);
  return {
    unknownCommits: share(
      sum((one) => one.unknown),
      sum((one) => one.deployments),
    ),
    unknownParents: share(
      sum((one) => one.orphans),
      sum((one) => one.visited),
    ),
    unknownOriginals: share(
      sum((one) => one.squashed),
      sum((one) => one.pulls),
    ),
    rejected: services.length === 0 ? null : { count: rejected, of: rejected === 0 ? 0 : read.reduce((total, one) => total + one.all, 0) },
  };
}
