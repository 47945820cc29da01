/** Storefront squashes its pull requests: the original commits are the changes. */

import { always, type Behaviour, ordinary, owned, sliding } from '../behaviour.ts';

const people = ['mika', 'noor', 'oskar', 'petra', 'ravi'] as const;

/** The team that got better for real: half of all changes took 31 h, and now take 9 h. Two places, staging before them. */
const checkout: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/checkout',
  people,
  parts: [{ serviceId: 'checkout', name: 'Checkout', owners: owned('storefront'), folder: null, weight: 1, failShare: always(0.16) }],
  repairMinutes: 62,
  work: [
    'basket totals',
    'delivery slots',
    'address form',
    'voucher rules',
    'guest checkout',
    'tax rounding',
    'order summary',
    'payment step',
    'basket merge after sign-in',
    'retry of timed-out payments',
  ],
  merging: 'squash',
  places: ['prod-eu', 'prod-us'],
  staging: true,
  rhythm: { kind: 'steady', perWeek: sliding(4.6, 6.2, 84, 56), hours: [14.5, 18.2] },
  pulls: 1.4,
  leadHours: sliding(37, 11.8, 82, 56),
  leadSpread: 0.5,
  unrest: 0.08,
  deploying: true,
  looks: null,
};

/** Many small deployments from a workflow, renovate's among them; something is wrong with it right now. */
const webShop: Behaviour = {
  ...ordinary,
  repository: 'acme-demo/web-shop',
  people,
  parts: [{ serviceId: 'web-shop', name: 'Web shop', owners: owned('storefront'), folder: null, weight: 1, failShare: always(0.12) }],
  repairMinutes: 38,
  work: [
    'product page',
    'image sizes',
    'category filters',
    'cookie banner',
    'wish list',
    'search box',
    'footer links',
    'size guide',
    'page titles',
    'stock badge',
  ],
  detection: 'workflow_runs',
  merging: 'squash',
  rhythm: { kind: 'steady', perWeek: always(8), hours: [9.5, 16.5] },
  pulls: 1.2,
  mostCommits: 2,
  leadHours: always(17),
  leadSpread: 0.9,
  botShare: 0.3,
  failedAttempts: 0.1,
  cancelled: 0.05,
  deploying: true,
  unresolvedDaysAgo: 1.5,
  unreadable: true,
};

export const storefront: readonly Behaviour[] = [checkout, webShop];
