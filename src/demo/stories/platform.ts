/** Platform: incidents nobody collects, a service that is repaired all the time, and one known from its clone alone. */

import { always, type Behaviour, ordinary, owned } from '../behaviour.ts';

const people = ['goran', 'hanna', 'ismail', 'jana', 'kofi'] as const;

/** Its incidents are not collected: stability answers "no source". Its pipeline has been stuck for nine days: finished work waits. */
const notifications: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/notifications',
  days: 420,
  people,
  parts: [
    { serviceId: 'notifications', name: 'Notifications', owners: owned('platform'), folder: null, weight: 1, failShare: always(0.1) },
  ],
  work: ['mail templates', 'push tokens', 'unsubscribe links', 'delivery reports', 'send queue', 'quiet hours', 'text message provider'],
  rhythm: { kind: 'steady', perWeek: always(4), hours: [9.5, 16.5] },
  leadHours: always(20),
  incidents: false,
  hold: { days: 9, waiting: [8.6, 7.7, 6.8, 5.9, 4.6, 2.7, 1.6, 0.7] },
  botShare: 0.15,
};

/** Hotfixes and reverts: much of what it deploys repairs what it deployed. */
const identity: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/identity',
  days: 500,
  people,
  parts: [
    {
      serviceId: 'identity',
      name: 'Identity and access for customers, partners and employees',
      owners: owned('platform'),
      folder: null,
      weight: 1,
      failShare: always(0.4),
    },
  ],
  work: [
    'session length',
    'password reset',
    'partner sign-in',
    'token refresh',
    'role mapping',
    'sign-in throttle',
    'invitation mails',
    'audit log',
  ],
  detection: 'workflow_runs',
  rhythm: { kind: 'steady', perWeek: always(4.6), hours: [9.5, 16] },
  pulls: 1.1,
  mostCommits: 2,
  leadHours: always(28),
  remedies: { rollback: 1, hotfix: 6, revert: 5, forward: 0 },
  repairMinutes: 110,
  cancelled: 0.04,
  unreadable: true,
};

/** Known from a clone of its repository: deployments are tags, there are no pull requests, and the commit graph alone judges stability. */
const priceImport: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/price-import',
  sourceId: 'demo-git',
  people: ['kofi', 'jana'],
  parts: [{ serviceId: 'price-import', name: 'Price import', owners: owned('platform'), folder: null, weight: 1, failShare: always(0.14) }],
  work: ['supplier feed', 'price rounding', 'currency table', 'import log', 'duplicate articles', 'nightly run'],
  detection: 'tags',
  merging: 'direct',
  rhythm: { kind: 'steady', perWeek: always(1.4), hours: [10, 15] },
  pulls: 2.2,
  mostCommits: 1,
  leadHours: always(60),
  remedies: { rollback: 0, hotfix: 1, revert: 3, forward: 0 },
  failedAttempts: 0,
  incidents: null,
  strayIncidents: 0,
};

export const platform: readonly Behaviour[] = [notifications, identity, priceImport];
