/**
 * Peers' own test cases, run through our derivation and answered in the peer's terms. Both answers are put into words that say how
 * they relate to the case (`finished 19 h before`), so that a difference can be explained, and nothing recorded is copied.
 */

import { readFileSync } from 'node:fs';
import { deriveService } from '../../../src/delivery/derive.ts';
import type { Fetched, ServiceRecords } from '../../../src/delivery/records.ts';
import type { DeploymentEvent, DeploymentState, DeploymentStatus, IncidentEvent } from '../../../src/domain/records.ts';
import type { DeploymentRule, Service } from '../../../src/domain/service.ts';
import { recordedFolder } from '../replay-server.ts';

/** One comparison: `case` is unique in its oracle. */
export type Compared = { readonly case: string; readonly peer: string; readonly ours: string };

/** A peer's file as it is; its reader says of which shape. */
export function readOracle<T>(name: string): T {
  // Recorded files do not change; every reader declares what it uses.
  return JSON.parse(readFileSync(`${recordedFolder}/oracles/${name}.json`, 'utf8')) as T;
}
export function readReplay<T>(path: string): T {
  return JSON.parse(readFileSync(`${recordedFolder}/replay/${path}`, 'utf8')) as T;
}

export const fetchedAt = new Date('2026-01-01T00:00:00Z');
/** Peers' shas are short words; derivation takes only what looks like one. Equal words stay equal. */
export const shaOf = (word: string | null): string | null =>
  word === null ? null : Buffer.from(word).toString('hex').slice(0, 40).padStart(40, '0');

export function service(serviceId: string, repositories: readonly string[], deployments: readonly DeploymentRule[]): Service {
  return {
    serviceId,
    name: serviceId,
    ownership: [],
    settings: {
      repositories: repositories.map((name) => ({ repositoryId: name, name, paths: null })),
      deployments,
      incidents: [{ from: 'issues', windowSeconds: 86_400 }],
      failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: false },
      foldSeconds: 3600,
      hotfixWords: ['hotfix'],
      revertAgeSeconds: 30 * 86_400,
      sourceCommit: null,
      productionWords: ['prod', 'production', 'live'],
      bots: [],
    },
  };
}

export type Seen = {
  readonly repository: string;
  readonly id: string;
  readonly origin?: DeploymentEvent['origin'];
  readonly name?: string | null;
  readonly environment: string | null;
  readonly sha: string | null;
  readonly statuses: readonly (readonly [DeploymentState, string | null])[];
};

/** A record of the deployment and one of each state whose instant is known. Created when it was first seen in a state. */
export function deployed(seen: Seen): { readonly event: Fetched<DeploymentEvent>; readonly statuses: readonly DeploymentStatus[] } {
  const key = { repositoryId: seen.repository, origin: seen.origin ?? 'deployments', externalId: seen.id } as const;
  const statuses = seen.statuses.flatMap(([state, at], i) => (at === null ? [] : [{ ...key, statusId: `${i}`, state, at: new Date(at) }]));
  const event: Fetched<DeploymentEvent> = {
    ...key,
    name: seen.name ?? null,
    environment: seen.environment,
    branch: null,
    sha: shaOf(seen.sha),
    productionHint: null,
    preRelease: false,
    createdAt: statuses[0]?.at ?? fetchedAt,
    title: null,
    url: null,
    inferred: false,
    removed: false,
    updatedAt: null,
    fetchedAt,
  };
  return { event, statuses };
}

export function incident(repository: string, id: string, openedAt: string, resolvedAt: string | null): Fetched<IncidentEvent> {
  return {
    repositoryId: repository,
    origin: 'issues',
    externalId: id,
    title: 'something broke',
    body: null,
    labels: [],
    providerService: null,
    urgency: null,
    openedAt: new Date(openedAt),
    acknowledgedAt: null,
    resolvedAt: resolvedAt === null ? null : new Date(resolvedAt),
    url: null,
    priority: null,
    updatedAt: null,
    responders: null,
    mergedInto: null,
    fetchedAt,
  };
}

/** The facts of a service that has nothing but deployments and incidents. */
export function derived(of: Service, deployments: readonly ReturnType<typeof deployed>[], incidents: readonly Fetched<IncidentEvent>[]) {
  const records: ServiceRecords = {
    service: of,
    commits: [],
    boundary: [],
    branches: [],
    pullRequests: [],
    pullRequestCommits: [],
    reviews: [],
    pullRequestReady: [],
    deploymentEvents: deployments.map(({ event }) => event),
    deploymentStatuses: deployments.flatMap(({ statuses }) => statuses),
    incidentEvents: incidents,
    incidentEntries: [],
    ledger: [],
  };
  return deriveService(records);
}

/** How long before an instant something finished; negative = it was still under way. */
export function before(at: string | Date, finishedAt: string | Date | null): string {
  if (finishedAt === null) return 'a deployment that never finished';
  const hours = (new Date(at).getTime() - new Date(finishedAt).getTime()) / 3_600_000;
  if (hours < 0) return 'a deployment still under way';
  return hours <= 24 ? `a deployment finished ${Math.round(hours)} h before` : 'a deployment finished days before';
}
