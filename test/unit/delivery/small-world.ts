/** Small histories for the rules of derivation: a world with defaults, turned into what `deriveService` reads. */

import { deriveService } from '../../../src/delivery/derive.ts';
import type { ServiceFacts, ServiceRecords } from '../../../src/delivery/records.ts';
import type { Deployment } from '../../../src/domain/facts.ts';
import type { AnyRecord } from '../../../src/domain/records.ts';
import type { ServiceSettings } from '../../../src/domain/service.ts';
import {
  shaOf,
  type World,
  type WorldCommit,
  type WorldEvent,
  type WorldIssue,
  type WorldPull,
  worldRecords,
  worldService,
} from '../../support/world.ts';

const fetchedAt = new Date('2026-06-01T00:00:00Z');

type RowOf<T extends AnyRecord['table']> = Extract<AnyRecord, { table: T }>['row'];

/** Records as `deriveService` takes them. */
export function toServiceRecords(world: World, rows: readonly AnyRecord[] = worldRecords(world)): ServiceRecords {
  // Rows of one table have that table's row type.
  const of = <T extends AnyRecord['table']>(table: T) =>
    rows.filter((r) => r.table === table).map((r) => ({ ...(r.row as RowOf<T>), fetchedAt }));
  return {
    service: worldService(world),
    commits: of('commit'),
    boundary: of('boundary_commit'),
    branches: of('branch'),
    pullRequests: of('pull_request'),
    pullRequestCommits: of('pull_request_commits'),
    reviews: of('review'),
    deploymentEvents: of('deployment_event'),
    deploymentStatuses: of('deployment_status'),
    pullRequestReady: of('pull_request_ready'),
    incidentEvents: of('incident_event'),
    incidentEntries: of('incident_entry'),
    ledger: [],
  };
}

export type Small = {
  readonly commits: readonly WorldCommit[];
  readonly events: readonly WorldEvent[];
  readonly pulls?: readonly WorldPull[];
  readonly issues?: readonly WorldIssue[];
  readonly head?: string;
  readonly globbed?: boolean;
};

export const repository = 'acme/app';

/** Day and time of May 2026, `'04 10:00'`. */
export const may = (at: string): string => `2026-05-${at.replace(' ', 'T')}:00Z`;

/** Commits in one line, authored an hour apart on 1 May, each optionally with a message. */
export function line(...ids: readonly (string | readonly [string, string])[]): readonly WorldCommit[] {
  return ids.map((entry, i) => {
    const [id, message] = typeof entry === 'string' ? [entry, undefined] : entry;
    const before = ids[i - 1];
    const parent = typeof before === 'string' ? before : before?.[0];
    const authored = new Date(Date.parse('2026-05-01T00:00:00Z') + i * 3_600_000).toISOString();
    return { id, parents: parent === undefined ? [] : [parent], authored, ...(message === undefined ? {} : { message }) };
  });
}

/** A deployment that began five minutes before it finished. */
export function deployed(
  id: string,
  commit: string,
  finished: string,
  place = 'prod-eu',
  state: 'succeeded' | 'failed' | 'cancelled' = 'succeeded',
): WorldEvent {
  const began = new Date(Date.parse(may(finished)) - 300_000).toISOString();
  return {
    id,
    from: 'deployments',
    place,
    commit,
    created: began,
    statuses: [
      ['running', began],
      [state, may(finished)],
    ],
  };
}

export function smallWorld(small: Small): World {
  return {
    serviceId: 'app',
    zone: 'UTC',
    owners: [{ team: 'web', until: null }],
    covered: { from: '2026-04-01', until: '2026-06-02', missing: [] },
    now: '2026-06-02T12:00:00Z',
    repositories: [
      {
        name: repository,
        globbed: small.globbed ?? false,
        head: small.head ?? small.commits.at(-1)?.id ?? '',
        commits: small.commits,
        pulls: small.pulls ?? [],
        events: small.events,
      },
    ],
    issues: small.issues ?? [],
  };
}

export type Edit = (records: ServiceRecords) => ServiceRecords;

/** Changes the service's settings. */
export const withSettings =
  (change: Partial<ServiceSettings>): Edit =>
  (records) => ({ ...records, service: { ...records.service, settings: { ...records.service.settings, ...change } } });

export function derived(small: Small, ...edits: readonly Edit[]): ServiceFacts {
  return deriveService(edits.reduce((records, edit) => edit(records), toServiceRecords(smallWorld(small))));
}

export const sha = (id: string): string => shaOf(repository, id);

const external = (deploymentId: string): string => deploymentId.split(':').at(-1) ?? '';

/** Something about every deployment, by the id of its first child. */
export function each<T>(facts: ServiceFacts, what: (deployment: Deployment) => T): Record<string, T> {
  return Object.fromEntries(facts.deployments.map((d) => [external(d.deploymentId), what(d)]));
}

export const kinds = (facts: ServiceFacts): Record<string, string | null> => each(facts, (d) => d.kind);

/** Commit ids by the deployment that delivered them; `ids` are the commits to name. */
export function deliveries(facts: ServiceFacts, small: Small): Record<string, readonly string[]> {
  const names = new Map(small.commits.map((c) => [sha(c.id), c.id]));
  const found: Record<string, string[]> = {};
  for (const d of facts.deliveries) {
    const list = found[external(d.deploymentId)] ?? [];
    found[external(d.deploymentId)] = [...list, names.get(d.sha) ?? d.sha].sort();
  }
  return found;
}

/** Failures as `deployment evidence confidence`, in their order. */
export const failures = (facts: ServiceFacts): readonly string[] =>
  facts.failures.map((f) => `${external(f.deploymentId)} ${f.evidence} ${f.confidence}`).sort();
