/** A life as collection would leave it: records of GitHub and PagerDuty, and the service's rules. */

import type { Fetched, ServiceRecords } from '../../src/delivery/records.ts';
import { repositoryKey } from '../../src/domain/keys.ts';
import type { DeploymentEvent, DeploymentStatus, IncidentEvent } from '../../src/domain/records.ts';
import type { Service } from '../../src/domain/service.ts';
import type { Life, LifeCommit, LifeIncident, Rollout } from './life.ts';
import { pagerdutyId, pagerdutyRecords } from './pagerduty.ts';
import { DAY, HOUR, MINUTE } from './plan.ts';
import { commitUrl, deploymentUrl, pullUrl, releaseUrl, type Said, textsOf } from './texts.ts';

export type Collected = {
  readonly records: ServiceRecords;
  readonly said: ReadonlyMap<LifeIncident, Said>;
};
const fetchedAt = new Date('2026-11-01T00:00:00Z');
export const repositoryOf = (life: Life): string => repositoryKey('github', `acme/${life.plan.name}`);
export const externalIdOf = (incident: LifeIncident): string =>
  incident.origin === 'issues' ? `${incident.number}` : pagerdutyId(incident);

function serviceOf(life: Life): Service {
  const { name, byRelease } = life.plan;
  return {
    serviceId: name,
    name,
    ownership: [],
    settings: {
      repositories: [{ repositoryId: repositoryOf(life), name: `acme/${name}`, paths: null }],
      deployments: byRelease ? [{ from: 'releases', tag: 'v*' }] : [{ from: 'deployments' }],
      incidents: [
        { from: 'issues', labels: ['incident'], windowSeconds: (24 * HOUR) / 1000 },
        { from: 'pagerduty', services: [`P-${name}`], windowSeconds: (24 * HOUR) / 1000 },
      ],
      failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: false },
      foldSeconds: 3600,
      hotfixWords: ['hotfix'],
      revertAgeSeconds: (30 * DAY) / 1000,
      sourceCommit: null,
      productionWords: ['prod', 'production', 'live'],
      bots: ['*[bot]'],
    },
  };
}

type Event = { readonly event: Fetched<DeploymentEvent>; readonly statuses: readonly DeploymentStatus[] };

/** The records of one rollout: a deployment in staging before it, one in every place, or a release. */
function eventsOf(life: Life, rollout: Rollout): readonly Event[] {
  const repositoryId = repositoryOf(life);
  const { byRelease, places, name } = life.plan;
  const event = (
    origin: 'deployments' | 'releases' | 'tags',
    externalId: string,
    place: string | null,
    at: number,
  ): Fetched<DeploymentEvent> => ({
    repositoryId,
    origin,
    externalId,
    name: origin === 'deployments' ? 'deploy' : rollout.tag,
    environment: place,
    branch: origin === 'deployments' ? (rollout.tag ?? 'main') : null,
    sha: rollout.sha,
    productionHint: null,
    preRelease: false,
    createdAt: new Date(at),
    title: null,
    url: rollout.tag !== null && origin !== 'deployments' ? releaseUrl(name, rollout.tag) : deploymentUrl(name, rollout.number),
    inferred: false,
    removed: false,
    updatedAt: null,
    fetchedAt,
  });
  const status = (of: DeploymentEvent, state: DeploymentStatus['state'], at: number): DeploymentStatus => ({
    repositoryId,
    origin: of.origin,
    externalId: of.externalId,
    statusId: `${of.externalId}-${state}`,
    state,
    at: new Date(Math.round(at)),
  });
  if (byRelease) {
    if (!rollout.recorded || rollout.tag === null) return [];
    const release = event('releases', rollout.tag, null, rollout.finishedAt);
    return [{ event: release, statuses: [status(release, 'succeeded', rollout.finishedAt)] }];
  }
  const { startedAt, finishedAt } = rollout;
  const staging = event('deployments', `${rollout.number}-staging`, 'staging', startedAt - 40 * MINUTE);
  const part = (finishedAt - startedAt) / places.length;
  const inPlaces = places.map((place, i): Event => {
    const from = startedAt + i * part;
    const production = event('deployments', `${rollout.number}-${place}`, place, from);
    const ended = status(production, rollout.succeeded ? 'succeeded' : 'failed', from + part);
    return { event: production, statuses: [status(production, 'running', from), ended] };
  });
  const tag = rollout.tag === null || !rollout.succeeded ? [] : [event('tags', rollout.tag, null, startedAt - 60 * MINUTE)];
  return [
    ...tag.map((e): Event => ({ event: e, statuses: [] })),
    { event: staging, statuses: [status(staging, 'succeeded', startedAt - 30 * MINUTE)] },
    ...inPlaces,
  ];
}

/** External ids of a rollout's production records. */
export const recordsOf = (life: Life, rollout: Rollout): readonly string[] =>
  life.plan.byRelease ? [rollout.tag ?? ''] : life.plan.places.map((place) => `${rollout.number}-${place}`);

/** An issue as collected; what was found out stands in its body. */
function issueEvent(life: Life, incident: LifeIncident, said: Said): Fetched<IncidentEvent> {
  const resolvedAt = incident.resolvedAt === null ? null : new Date(incident.resolvedAt);
  return {
    repositoryId: repositoryOf(life),
    origin: 'issues',
    externalId: externalIdOf(incident),
    title: said.title,
    body: said.body,
    labels: ['incident'],
    providerService: null,
    urgency: null,
    openedAt: new Date(incident.openedAt),
    acknowledgedAt: null,
    resolvedAt,
    url: null,
    priority: null,
    updatedAt: resolvedAt,
    responders: null,
    mergedInto: null,
    fetchedAt,
  };
}

export function collected(life: Life): Collected {
  const repositoryId = repositoryOf(life);
  const { name } = life.plan;
  const twins: LifeCommit[] = [];
  const said = new Map(life.incidents.map((incident) => [incident, textsOf(incident, life, twins)]));
  // A rollback deploys an old tag again: the tag is one record.
  const events = [
    ...new Map(
      life.rollouts.flatMap((rollout) => eventsOf(life, rollout)).map((e) => [`${e.event.origin} ${e.event.externalId}`, e]),
    ).values(),
  ];
  const issues = [...said].filter(([incident]) => incident.origin === 'issues');
  const pages = [...said]
    .filter(([incident]) => incident.origin === 'pagerduty')
    .map(([incident, texts]) => pagerdutyRecords(life, incident, texts));
  const records: ServiceRecords = {
    service: serviceOf(life),
    commits: [...life.commits, ...twins].map((c) => ({
      repositoryId,
      sha: c.sha,
      parents: c.parents,
      authoredAt: new Date(c.at),
      committedAt: new Date(c.at),
      author: 'ada',
      bot: false,
      message: c.message,
      paths: null,
      url: commitUrl(name, c.sha),
      fetchedAt,
    })),
    boundary: [],
    branches: [{ repositoryId, name: 'main', sha: life.pulls.at(-1)?.merge ?? '', isDefault: true }],
    pullRequests: life.pulls.map((p) => ({
      repositoryId,
      number: p.number,
      title: p.title,
      body: p.body,
      branch: p.branch,
      target: 'main',
      author: 'ada',
      bot: false,
      labels: p.labels,
      openedAt: new Date(p.openedAt),
      readyAt: null,
      draft: false,
      mergedAt: new Date(p.mergedAt),
      closedAt: new Date(p.mergedAt),
      headSha: p.originals.at(-1) ?? null,
      mergeSha: p.merge,
      url: pullUrl(name, p.number),
      updatedAt: new Date(p.mergedAt),
      fetchedAt,
    })),
    pullRequestCommits: life.pulls.map((p) => ({ repositoryId, number: p.number, shas: p.originals, complete: true })),
    reviews: [],
    pullRequestReady: [],
    deploymentEvents: events.map(({ event }) => event),
    deploymentStatuses: events.flatMap(({ statuses }) => statuses),
    incidentEvents: [
      ...issues.map(([incident, texts]) => issueEvent(life, incident, texts)),
      ...pages.map(({ event }) => ({ ...event, fetchedAt })),
    ],
    incidentEntries: pages.flatMap(({ entries }) => entries),
    ledger: [],
  };
  return { records, said };
}
