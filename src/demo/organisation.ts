/** The demonstration organisation: who owns what, and how each service behaves. */

import { repositoryKey } from '../domain/keys.ts';
import type { Service, Team } from '../domain/service.ts';

export const demoSourceId = 'demo';
export const demoOrganisation = 'Acme (demo data)';

export type Behaviour = {
  readonly serviceId: string;
  readonly name: string;
  readonly teamId: string;
  readonly repository: string;
  /** Mean working days between two deployments. */
  readonly everyDays: number;
  /** At most this many pull requests in one deployment. */
  readonly maxPulls: number;
  /** At most this many commits in one pull request. */
  readonly maxCommits: number;
  /** Median hours from the first commit to the deployment, and how widely it spreads. */
  readonly leadHours: number;
  readonly leadSpread: number;
  /** Share of deployments that hurt users. */
  readonly failShare: number;
  /** Whether its incidents are collected at all. */
  readonly incidents: boolean;
  /** Days of history before now. */
  readonly days: number;
};

export const demoTeams: readonly Team[] = [
  { teamId: 'storefront', name: 'Storefront' },
  { teamId: 'platform', name: 'Platform' },
];

export const demoServices: readonly Behaviour[] = [
  {
    serviceId: 'checkout',
    name: 'Checkout',
    teamId: 'storefront',
    repository: 'acme-demo/checkout',
    everyDays: 0.6,
    maxPulls: 3,
    maxCommits: 3,
    leadHours: 9,
    leadSpread: 0.9,
    failShare: 0.16,
    incidents: true,
    days: 182,
  },
  {
    serviceId: 'search',
    name: 'Search',
    teamId: 'storefront',
    repository: 'acme-demo/search',
    everyDays: 2,
    maxPulls: 5,
    maxCommits: 3,
    leadHours: 40,
    leadSpread: 0.7,
    failShare: 0.08,
    incidents: true,
    days: 182,
  },
  // Its incidents are not collected: stability answers "no source".
  {
    serviceId: 'notifications',
    name: 'Notifications',
    teamId: 'platform',
    repository: 'acme-demo/notifications',
    everyDays: 1.2,
    maxPulls: 3,
    maxCommits: 3,
    leadHours: 20,
    leadSpread: 0.8,
    failShare: 0.1,
    incidents: false,
    days: 182,
  },
  // Deploys so rarely that most questions have too little data.
  {
    serviceId: 'ledger',
    name: 'Ledger',
    teamId: 'platform',
    repository: 'acme-demo/ledger',
    everyDays: 35,
    maxPulls: 1,
    maxCommits: 1,
    leadHours: 130,
    leadSpread: 0.6,
    failShare: 0,
    incidents: true,
    days: 182,
  },
];

export const demoRepositoryId = (behaviour: Behaviour): string => repositoryKey(demoSourceId, behaviour.repository);

/** The services as a configuration file would have described them. */
export function demoServiceOf(behaviour: Behaviour): Service {
  return {
    serviceId: behaviour.serviceId,
    name: behaviour.name,
    ownership: [{ teamId: behaviour.teamId, from: null, until: null }],
    settings: {
      repositories: [{ repositoryId: demoRepositoryId(behaviour), name: behaviour.repository, paths: null }],
      deployments: [{ from: 'deployments' }],
      incidents: behaviour.incidents ? [{ from: 'issues', labels: ['incident'], windowSeconds: 86_400 }] : [],
      failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: false },
      foldSeconds: 3_600,
      hotfixWords: ['hotfix'],
      revertAgeSeconds: 30 * 86_400,
      sourceCommit: null,
      productionWords: ['prod', 'production', 'live'],
      bots: ['*[bot]'],
    },
  };
}
