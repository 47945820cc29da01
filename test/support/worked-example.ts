/** The worked example of the definitions (section "Worked example"): service `shop`, window 2 to 16 March 2026, UTC. */

import type { World, WorldEvent } from './world.ts';

const deployed = (
  id: string,
  commit: string,
  finished: string,
  state: 'succeeded' | 'failed' = 'succeeded',
  place = 'production',
): WorldEvent => {
  const started = new Date(Date.parse(finished) - 5 * 60_000).toISOString();
  return {
    id,
    from: 'deployments',
    place,
    commit,
    created: started,
    statuses: [
      ['running', started],
      [state, finished],
    ],
  };
};

export const workedExample: World = {
  serviceId: 'shop',
  zone: 'UTC',
  owners: [{ team: 'payments', until: null }],
  covered: { from: '2026-02-01', until: '2026-03-20', missing: [] },
  now: '2026-03-20T12:00:00Z',
  repositories: [
    {
      name: 'acme/shop',
      head: 'f',
      commits: [
        { id: 'a', parents: [], authored: '2026-02-20T10:00:00Z' },
        { id: 'b', parents: ['a'], authored: '2026-03-02T09:00:00Z' },
        { id: 'c', parents: ['b'], authored: '2026-03-03T09:00:00Z' },
        { id: 'd', parents: ['c'], authored: '2026-03-04T15:00:00Z' },
        { id: 'e', parents: ['d'], authored: '2026-03-09T08:00:00Z' },
        { id: 'f', parents: ['e'], authored: '2026-03-10T12:00:00Z', message: 'Revert "e"\n\nThis reverts commit {e}.' },
      ],
      pulls: [],
      events: [
        deployed('1', 'a', '2026-03-01T12:00:00Z'),
        deployed('2', 'c', '2026-03-03T12:00:00Z'),
        deployed('3', 'd', '2026-03-05T15:00:00Z'),
        deployed('4', 'c', '2026-03-05T16:00:00Z'),
        deployed('5', 'd', '2026-03-06T10:00:00Z'),
        deployed('6', 'e', '2026-03-09T10:00:00Z'),
        deployed('7', 'f', '2026-03-10T13:00:00Z'),
        deployed('8', 'f', '2026-03-11T10:00:00Z', 'failed'),
        deployed('9', 'f', '2026-03-11T09:00:00Z', 'succeeded', 'staging'),
      ],
    },
  ],
  issues: [
    { repository: 'acme/shop', number: 1, opened: '2026-03-05T15:20:00Z', closed: '2026-03-05T16:30:00Z' },
    { repository: 'acme/shop', number: 2, opened: '2026-03-09T18:00:00Z', closed: '2026-03-10T13:05:00Z' },
    { repository: 'acme/shop', number: 3, opened: '2026-03-14T03:00:00Z', closed: null },
  ],
};
