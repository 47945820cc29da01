/** Apps: the noisy release train. Big and small batches take turns, weeks without a release follow weeks with three, and none of it is a signal. */

import { always, type Behaviour, ordinary, owned } from '../behaviour.ts';

const mobile: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/mobile-app',
  days: 460,
  people: ['lena', 'marek', 'nadia', 'olu', 'pilar'],
  parts: [{ serviceId: 'mobile-app', name: 'Mobile app', owners: owned('apps'), folder: null, weight: 1, failShare: always(0.2) }],
  work: [
    'start screen',
    'barcode scanner',
    'push settings',
    'offline basket',
    'dark mode',
    'loyalty card',
    'deep links',
    'crash on rotation',
    'store finder',
    'image cache',
  ],
  detection: 'releases',
  staging: true,
  rhythm: { kind: 'train', weekday: 2, counts: [1, 2, 1, 0, 3, 1, 2, 0, 2, 1] },
  pulls: 5,
  mostCommits: 2,
  leadHours: always(105),
  leadSpread: 0.7,
  unrest: 0.5,
  remedies: { rollback: 0, hotfix: 3, revert: 1, forward: 4 },
  repairMinutes: 600,
  failedAttempts: 0,
};

export const apps: readonly Behaviour[] = [mobile];
