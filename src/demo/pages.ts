/** The demonstration organisation as pages of GitHub payloads, in the order a collection would have brought them. Pure. */

import type { Page, RawItem } from '../sources/source.ts';
import { type Behaviour, demoRepositoryId, demoServices, demoSourceId } from './organisation.ts';
import {
  commitPayload,
  deploymentPayload,
  issuePayload,
  pullPayload,
  repositoryPayload,
  reviewPayload,
  statusPayloads,
} from './payloads.ts';
import { type Life, simulate } from './simulate.ts';

const SEED = 20_260_101;
const DAY = 86_400_000;

type Group = { readonly object: string; readonly items: readonly (Omit<RawItem, 'repositoryId'> & { readonly at: Date })[] };

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

function commitItems(behaviour: Behaviour, life: Life): Group['items'] {
  const originals = life.pulls.flatMap((pull) => pull.originals);
  return [...life.main, ...originals].map((commit) => ({
    kind: 'commit',
    externalId: commit.sha,
    payload: commitPayload(behaviour, commit),
    at: commit.at,
  }));
}

function pullItems(behaviour: Behaviour, life: Life): Group['items'] {
  return life.pulls.flatMap((pull) => {
    const at = pull.openedAt;
    const shas = pull.originals.map((c) => c.sha);
    const review = reviewPayload(behaviour, pull);
    return [
      { kind: 'pull_request', externalId: `${pull.number}`, payload: pullPayload(behaviour, pull), at },
      { kind: 'pull_request_commits', externalId: `${pull.number}`, payload: { number: pull.number, shas, complete: true }, at },
      ...(pull.mergedAt === null
        ? []
        : [{ kind: 'review', externalId: `${pull.number}/${review.id}`, payload: { ...review, pull_number: pull.number }, at }]),
    ];
  });
}

function deploymentItems(behaviour: Behaviour, life: Life): Group['items'] {
  return life.deployments.flatMap((deployment) => [
    {
      kind: 'deployment',
      externalId: `${deployment.id}`,
      payload: deploymentPayload(behaviour, life, deployment),
      at: deployment.startedAt,
    },
    ...statusPayloads(deployment).map((status) => ({
      kind: 'deployment_status',
      externalId: `${deployment.id}/${status.id}`,
      payload: { ...status, deployment_id: deployment.id },
      at: deployment.finishedAt,
    })),
  ]);
}

function groupsOf(behaviour: Behaviour, life: Life): readonly Group[] {
  const first = life.main[0]?.at ?? new Date(0);
  const head = { name: 'main', commit: { sha: life.main.at(-1)?.sha }, is_default: true };
  const repository = { ...repositoryPayload(behaviour, life), name: behaviour.repository, source_id: demoSourceId };
  const issues = life.incidents.map((incident) => ({
    kind: 'issue',
    externalId: `${incident.number}`,
    payload: issuePayload(behaviour, incident),
    at: incident.openedAt,
  }));
  return [
    { object: 'repositories', items: [{ kind: 'repository', externalId: behaviour.repository, payload: repository, at: first }] },
    { object: 'commits', items: commitItems(behaviour, life) },
    { object: 'branches', items: [{ kind: 'branch', externalId: 'main', payload: head, at: first }] },
    { object: 'pull_requests', items: pullItems(behaviour, life) },
    { object: 'deployments', items: deploymentItems(behaviour, life) },
    ...(behaviour.incidents ? [{ object: 'issues', items: issues }] : []),
  ];
}

function pageOf(behaviour: Behaviour, group: Group, now: Date): Page {
  const repositoryId = demoRepositoryId(behaviour);
  const days = [...new Set(group.items.map((item) => dayOf(item.at)))].sort();
  const from = new Date(now.getTime() - (behaviour.days + 2) * DAY);
  return {
    repositoryId,
    object: group.object,
    items: group.items.map(({ kind, externalId, payload }) => ({ repositoryId, kind, externalId, payload })),
    coverage: [{ repositoryId, object: group.object, from, until: now, state: 'fetched', daysWithItems: days }],
  };
}

/** The life of the service at this place of the list, until `now`. */
export function demoLife(index: number, now: Date): Life {
  const behaviour = demoServices[index];
  if (behaviour === undefined) throw new Error(`The demonstration has no service ${index}.`);
  return simulate(behaviour, now, SEED + index);
}

/** Every page of the demonstration, ending at `now`. The same `now` gives the same pages. */
export function demoPages(now: Date): readonly Page[] {
  return demoServices.flatMap((behaviour, index) => {
    const life = demoLife(index, now);
    return groupsOf(behaviour, life).map((group) => pageOf(behaviour, group, now));
  });
}
