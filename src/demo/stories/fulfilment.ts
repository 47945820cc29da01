/** Fulfilment keeps three services in one repository; one run of its pipeline deploys those whose files changed. */

import { always, type Behaviour, ordinary, owned } from '../behaviour.ts';

/** Changes here belong to every service of the repository. */
export const sharedFolder = 'libs/shared';

const owners = owned('fulfilment');

const monorepo: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/fulfilment',
  people: ['anton', 'berit', 'chidi', 'dora', 'emre', 'fatou'],
  parts: [
    { serviceId: 'orders', name: 'Orders', owners, folder: 'services/orders', weight: 4, failShare: always(0.23) },
    { serviceId: 'stock', name: 'Stock', owners, folder: 'services/stock', weight: 3, failShare: always(0.28) },
    { serviceId: 'shipping', name: 'Shipping', owners, folder: 'services/shipping', weight: 2, failShare: always(0.16) },
  ],
  repairMinutes: 90,
  work: [
    'order states',
    'parcel labels',
    'stock reservations',
    'carrier prices',
    'return slips',
    'warehouse cut-off',
    'picking lists',
    'partial deliveries',
    'tracking links',
    'address checks',
    'message schema',
  ],
  rhythm: { kind: 'steady', perWeek: always(5.6), hours: [9.5, 16] },
  pulls: 1.7,
  leadHours: always(22),
  leadSpread: 0.65,
};

export const fulfilment: readonly Behaviour[] = [monorepo];
