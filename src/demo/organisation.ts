/** The demonstration organisation: its teams, its repositories, and its services as a configuration file would have described them. */

import { repositoryKey } from '../domain/keys.ts';
import type { DeploymentRule, IncidentRule, RepositoryReference, Service, Team } from '../domain/service.ts';
import type { Behaviour, Part } from './behaviour.ts';
import { apps } from './stories/apps.ts';
import { discovery } from './stories/discovery.ts';
import { fulfilment, sharedFolder } from './stories/fulfilment.ts';
import { payments } from './stories/payments.ts';
import { platform } from './stories/platform.ts';
import { storefront } from './stories/storefront.ts';

export const demoOrganisation = 'Acme (demo data)';

/** The source that stands for a GitHub organisation, the one that stands for local clones, and the one for a PagerDuty account. */
export const demoSourceId = 'demo';
export const demoCloneSourceId = 'demo-git';
export const demoPagerSourceId = 'demo-pager';
export const demoSourceIds: readonly string[] = [demoSourceId, demoCloneSourceId, demoPagerSourceId];

export const demoTeams: readonly Team[] = [
  { teamId: 'apps', name: 'Apps' },
  { teamId: 'discovery', name: 'Discovery' },
  { teamId: 'fulfilment', name: 'Fulfilment' },
  { teamId: 'payments', name: 'Payments' },
  { teamId: 'platform', name: 'Platform' },
  { teamId: 'storefront', name: 'Storefront' },
];

/** One entry a repository, in the order in which they are collected. */
export const demoBehaviours: readonly Behaviour[] = [...storefront, ...discovery, ...payments, ...fulfilment, ...platform, ...apps];

export const demoRepositoryId = (behaviour: Behaviour): string => repositoryKey(behaviour.sourceId, behaviour.repository);

/** An incident's label; in a monorepo it says whose it is. */
export const incidentLabel = (part: Part): string => (part.folder === null ? 'incident' : `incident: ${part.serviceId}`);

/** A part of a monorepo has environments of its own, `orders/production`. */
export const environmentOf = (part: Part, place: string): string => (part.folder === null ? place : `${part.serviceId}/${place}`);

function deploymentRule(behaviour: Behaviour, part: Part): DeploymentRule {
  switch (behaviour.detection) {
    case 'deployments':
      return part.folder === null ? { from: 'deployments' } : { from: 'deployments', environment: environmentOf(part, '*') };
    case 'workflow_runs':
      return { from: 'workflow_runs', workflow: 'deploy.yml', branch: 'main', environment: 'production' };
    default:
      return { from: behaviour.detection, tag: 'v*' };
  }
}

function incidentRules({ incidents, pager }: Behaviour, part: Part): readonly IncidentRule[] {
  if (incidents !== true) return [];
  const windowSeconds = 86_400;
  return pager === null
    ? [{ from: 'issues', labels: [incidentLabel(part)], windowSeconds }]
    : [{ from: 'pagerduty', services: [pager], windowSeconds }];
}

function serviceOf(behaviour: Behaviour, part: Part, now: Date): Service {
  const paths = part.folder === null ? null : [`${part.folder}/**`, `${sharedFolder}/**`];
  const repository: RepositoryReference = { repositoryId: demoRepositoryId(behaviour), name: behaviour.repository, paths };
  return {
    serviceId: part.serviceId,
    name: part.name,
    ownership: part.owners(now),
    settings: {
      repositories: [repository],
      deployments: [deploymentRule(behaviour, part)],
      incidents: incidentRules(behaviour, part),
      failures: { incident: behaviour.incidents !== null, rollback: true, revert: true, hotfix: true, failed_rollout: false },
      foldSeconds: 3_600,
      hotfixWords: ['hotfix'],
      revertAgeSeconds: 30 * 86_400,
      sourceCommit: null,
      productionWords: ['prod', 'production', 'live'],
      bots: ['*[bot]'],
    },
  };
}

/** Every service; `now` decides when one of them changed hands. */
export function demoServices(now: Date): readonly Service[] {
  return demoBehaviours.flatMap((behaviour) => behaviour.parts.map((part) => serviceOf(behaviour, part, now)));
}
