/**
 * A second history worked by hand, beside the example of definitions.md §8: two repositories (one a monorepo), two places with one
 * lagging, two sources folded, a retry after a failed attempt, squash and rebase merges, an empty-difference redeploy, a diverged
 * maintenance release, an owner that changes. Every expected number was worked out on paper from the definitions; see `workedAnswers`.
 * Window 4 May 2026 to 1 June 2026, Europe/Berlin (four whole weeks); the owner changes at midnight of 11 May, Berlin.
 */

import type { World, WorldEvent } from './world.ts';

const record = (
  id: string,
  place: string,
  commit: string,
  finished: string,
  state: 'succeeded' | 'failed' | 'cancelled' = 'succeeded',
  minutes = 5,
): WorldEvent => {
  const started = new Date(Date.parse(finished) - minutes * 60_000).toISOString();
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

export const workedHistory: World = {
  serviceId: 'portal',
  zone: 'Europe/Berlin',
  owners: [
    { team: 'web', until: '2026-05-10T22:00:00Z' },
    { team: 'pay', until: null },
  ],
  covered: { from: '2026-04-01', until: '2026-06-02', missing: [] },
  now: '2026-06-02T12:00:00Z',
  repositories: [
    {
      name: 'acme/portal',
      head: 'p7',
      commits: [
        { id: 'p0', parents: [], authored: '2026-04-20T08:00:00Z' },
        { id: 'p1', parents: ['p0'], authored: '2026-05-04T07:00:00Z', committed: '2026-05-04T07:05:00Z' },
        // Pull request 1, squashed as p2: x1, x2 and a merge of the target into the branch.
        { id: 'x1', parents: ['p0'], authored: '2026-05-05T09:00:00Z' },
        { id: 'xm', parents: ['x1', 'p1'], authored: '2026-05-05T10:00:00Z' },
        { id: 'x2', parents: ['xm'], authored: '2026-05-06T15:00:00Z' },
        { id: 'p2', parents: ['p1'], authored: '2026-05-07T10:00:00Z' },
        // Pull request 2, rebased: y1, y2 reappear as p3, p4 with the same author dates.
        { id: 'y1', parents: ['p1'], authored: '2026-05-06T08:00:00Z' },
        { id: 'y2', parents: ['y1'], authored: '2026-05-08T09:00:00Z' },
        { id: 'p3', parents: ['p2'], authored: '2026-05-06T08:00:00Z', committed: '2026-05-08T12:00:00Z' },
        { id: 'p4', parents: ['p3'], authored: '2026-05-08T09:00:00Z', committed: '2026-05-08T12:00:00Z' },
        // A maintenance branch that leaves the main line at p1.
        { id: 'q1', parents: ['p1'], authored: '2026-05-11T08:00:00Z' },
        { id: 'p5', parents: ['p4'], authored: '2026-05-14T06:00:00Z' },
        { id: 'p6', parents: ['p5'], authored: '2026-05-14T12:00:00Z', message: 'hotfix: null check' },
        { id: 'p7', parents: ['p6'], authored: '2026-05-25T12:00:00Z' },
      ],
      pulls: [
        {
          number: 1,
          opened: '2026-05-05T09:30:00Z',
          merged: '2026-05-07T10:00:00Z',
          method: 'squash',
          originals: ['p1', 'x1', 'xm', 'x2'],
          merge: 'p2',
        },
        {
          number: 2,
          opened: '2026-05-08T09:30:00Z',
          merged: '2026-05-08T12:00:00Z',
          method: 'rebase',
          originals: ['y1', 'y2'],
          merge: 'p4',
        },
      ],
      events: [
        record('101', 'prod-eu', 'p0', '2026-05-01T10:00:00Z'),
        record('102', 'prod-us', 'p0', '2026-05-01T10:20:00Z'),
        {
          id: '9003/1',
          from: 'workflow_runs',
          place: 'prod-eu',
          commit: 'p1',
          created: '2026-05-05T08:00:00Z',
          statuses: [
            ['running', '2026-05-05T08:00:00Z'],
            ['succeeded', '2026-05-05T08:10:00Z'],
          ],
        },
        record('103', 'prod-eu', 'p1', '2026-05-05T08:08:00Z', 'succeeded', 6),
        record('104', 'prod-us', 'p1', '2026-05-06T12:00:00Z'),
        record('105', 'prod-eu', 'p4', '2026-05-08T13:00:00Z', 'failed', 10),
        record('106', 'prod-eu', 'p4', '2026-05-08T13:30:00Z', 'succeeded', 10),
        record('107', 'prod-us', 'p4', '2026-05-08T14:10:00Z'),
        record('108', 'prod-us', 'q1', '2026-05-12T09:00:00Z'),
        record('109', 'prod-us', 'p4', '2026-05-13T09:00:00Z'),
        record('110', 'prod-eu', 'p5', '2026-05-14T09:00:00Z'),
        record('111', 'prod-eu', 'p6', '2026-05-14T13:00:00Z'),
        record('112', 'prod-us', 'p6', '2026-05-18T09:00:00Z'),
        record('113', 'prod-us', 'p4', '2026-05-18T09:40:00Z'),
        record('114', 'prod-us', 'p6', '2026-05-20T09:00:00Z'),
        record('115', 'prod-us', 'p6', '2026-05-21T09:00:00Z'),
      ],
    },
    {
      name: 'acme/mono',
      globbed: true,
      head: 'g3',
      commits: [
        { id: 'g0', parents: [], authored: '2026-05-01T08:00:00Z' },
        { id: 'g1', parents: ['g0'], authored: '2026-05-05T20:00:00Z', ours: false },
        { id: 'g2', parents: ['g1'], authored: '2026-05-07T08:00:00Z' },
        { id: 'g3', parents: ['g2'], authored: '2026-05-18T08:00:00Z', ours: false },
      ],
      pulls: [],
      events: [
        record('201', 'prod-eu', 'g0', '2026-05-05T08:30:00Z'),
        record('202', 'prod-eu', 'g1', '2026-05-06T08:00:00Z'),
        record('203', 'prod-eu', 'g2', '2026-05-07T16:00:00Z'),
        record('204', 'prod-eu', 'g3', '2026-05-19T08:00:00Z'),
        record('205', 'prod-eu', 'g2', '2026-05-19T10:00:00Z'),
        record('206', 'staging', 'g3', '2026-05-20T08:00:00Z'),
        record('207', 'prod-eu', 'g3', '2026-05-22T08:00:00Z', 'cancelled'),
      ],
    },
  ],
  issues: [
    // Opened after 110 started, before 111 started, still open when the hotfix 111 moved production off it: rung 3.
    { repository: 'acme/portal', number: 50, opened: '2026-05-14T10:00:00Z', closed: '2026-05-14T13:20:00Z' },
    // An hour and a half after 109 finished, nothing moved production off it while it was open: rung 4, 0.6.
    { repository: 'acme/portal', number: 51, opened: '2026-05-13T10:30:00Z', closed: '2026-05-13T11:00:00Z' },
    // Ten hours after 205, a redeploy of what 203 had put there: rung 4, 0.4, only proposed, on 203.
    { repository: 'acme/portal', number: 52, opened: '2026-05-19T20:00:00Z', closed: null },
  ],
};

/** Kind by the id of the first child; null = an attempt without a kind. */
export const workedKinds: Readonly<Record<string, string | null>> = {
  '101': 'baseline',
  '103': 'forward',
  '104': 'forward',
  '105': 'forward',
  '107': 'forward',
  '108': 'forward',
  '109': 'forward',
  '110': 'forward',
  '111': 'forward',
  '112': 'forward',
  '113': 'rollback',
  '114': 'forward',
  '115': 'redeploy',
  '201': 'baseline',
  '202': 'redeploy',
  '203': 'forward',
  '204': 'redeploy',
  '205': 'redeploy',
  '206': null,
  '207': null,
};

const HOUR = 3_600;

/** Change lead times in seconds by commit. */
export const workedLeadTimes: Readonly<Record<string, number>> = {
  p1: 25 * HOUR + 8 * 60,
  x1: 76.5 * HOUR,
  x2: 46.5 * HOUR,
  p3: 53.5 * HOUR,
  p4: 4.5 * HOUR,
  q1: 25 * HOUR,
  p5: 3 * HOUR,
  p6: 1 * HOUR,
  g2: 8 * HOUR,
};

/** What each scope must answer; `value` null = too little data. */
export const workedAnswers = {
  organisation: {
    'change-lead-time': { n: 9, value: 25 * HOUR, interval: [3 * HOUR, 53.5 * HOUR], excluded: { baseline: 1 } },
    'deployment-frequency': { n: 12, value: 12 / 28, excluded: { 'not production': 1, cancelled: 1, rollback: 1, redeploy: 4 } },
    'change-fail-rate': { n: 12, value: 3 / 12, numerator: 3 },
    'deployment-rework-rate': { n: 13, value: 2 / 13, numerator: 2 },
    'failed-deployment-recovery-time': { n: 3, value: null, points: [40 * 60, 2 * HOUR, 4 * HOUR + 20 * 60] },
  },
  web: {
    'change-lead-time': {
      n: 6,
      value: (25 * HOUR + 8 * 60 + 46.5 * HOUR) / 2,
      interval: [4.5 * HOUR, 76.5 * HOUR],
      excluded: { baseline: 1 },
    },
    'deployment-frequency': { n: 6, value: 6 / 28, excluded: { redeploy: 1 } },
    'change-fail-rate': { n: 6, value: 0, numerator: 0 },
  },
  pay: {
    'change-lead-time': { n: 3, value: null, excluded: {} },
    'deployment-frequency': { n: 6, value: 6 / 28, excluded: { 'not production': 1, cancelled: 1, rollback: 1, redeploy: 3 } },
    'change-fail-rate': { n: 6, value: 3 / 6, numerator: 3 },
    'deployment-rework-rate': { n: 7, value: 2 / 7, numerator: 2 },
  },
} as const;
