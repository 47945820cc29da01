import { describe, expect, it } from 'vitest';
import { deriveService } from '../../src/delivery/derive.ts';
import type { ServiceRecords } from '../../src/delivery/records.ts';
import type { DeploymentEvent, DeploymentState, IncidentEvent } from '../../src/domain/records.ts';
import type { ServiceSettings } from '../../src/domain/service.ts';
import { candidatesOf, judgeOf } from '../../src/trial/deployments.ts';
import { grouped } from '../../src/trial/groups.ts';
import { judgeIncidentsOf } from '../../src/trial/incidents.ts';
import { matched } from '../../src/trial/matching.ts';
import { workedHistory } from '../support/worked-history.ts';
import { worldService } from '../support/world.ts';

const repositoryId = 'github:acme~shop';
const at = new Date('2026-03-02T10:00:00Z');

const settings = (more: Partial<ServiceSettings>): ServiceSettings => ({
  ...worldService(workedHistory).settings,
  repositories: [{ repositoryId, name: 'acme/shop', paths: null }],
  ...more,
});

const event = (more: Partial<DeploymentEvent>): ServiceRecords['deploymentEvents'][number] => ({
  repositoryId,
  origin: 'deployments',
  externalId: '1',
  name: 'deploy',
  environment: 'prod',
  branch: 'main',
  sha: null,
  productionHint: null,
  preRelease: false,
  createdAt: at,
  title: null,
  url: null,
  inferred: false,
  updatedAt: null,
  removed: false,
  fetchedAt: at,
  ...more,
});

const incident = (more: Partial<IncidentEvent>): ServiceRecords['incidentEvents'][number] => ({
  repositoryId,
  origin: 'issues',
  externalId: '7',
  title: 'Down',
  body: null,
  labels: [],
  providerService: null,
  urgency: null,
  openedAt: at,
  acknowledgedAt: null,
  resolvedAt: null,
  url: null,
  priority: null,
  updatedAt: null,
  responders: null,
  mergedInto: null,
  fetchedAt: at,
  ...more,
});

const recordsOf = (more: Partial<ServiceSettings>, rows: Partial<ServiceRecords>): ServiceRecords => ({
  service: { serviceId: 'shop', name: 'Shop', ownership: [], settings: settings(more) },
  commits: [],
  boundary: [],
  branches: [{ repositoryId, name: 'main', sha: 'a'.repeat(40), isDefault: true }],
  pullRequests: [],
  pullRequestCommits: [],
  pullRequestReady: [],
  reviews: [],
  deploymentEvents: [],
  deploymentStatuses: [],
  incidentEvents: [],
  incidentEntries: [],
  ledger: [],
  ...rows,
});

/** Verdict and reason of one event under rules. */
function judged(more: Partial<ServiceSettings>, one: Partial<DeploymentEvent>, state: DeploymentState | null = 'succeeded'): string {
  const row = event(one);
  const { origin, externalId } = row;
  const deploymentStatuses = state === null ? [] : [{ repositoryId, origin, externalId, statusId: '1', state, at }];
  const records = recordsOf(more, { deploymentEvents: [row], deploymentStatuses });
  const [candidate] = candidatesOf(records, false);
  if (candidate === undefined) throw new Error('no candidate');
  const { verdict, reason } = judgeOf(records, deriveService(records))(candidate);
  return `${verdict} | ${reason}`;
}

describe('why a record counts as a deployment or not', () => {
  const runs = { from: 'workflow_runs', workflow: 'deploy.yml', branch: 'main' } as const;
  const plain = [{ from: 'deployments' }] as const;
  const run = { origin: 'workflow_runs', name: '.github/workflows/deploy.yml', environment: null } as const;
  it.each<[string, Partial<ServiceSettings>, Partial<DeploymentEvent>, (DeploymentState | null)?]>([
    [
      'counts | rule 1 takes it: "prod" is one of the words for production; the first one known, so its changes have no lead time',
      { deployments: plain },
      {},
    ],
    ['removed | it was removed at the provider', { deployments: plain }, { removed: true, preRelease: true }],
    ['pre_release | drafts and pre-releases are never production', { deployments: plain }, { preRelease: true }],
    ['no_rule | no rule looks at workflow runs', { deployments: plain }, run],
    ['no_rule | no rule looks at deployment records', { deployments: [] }, {}],
    [
      'rule_misses | workflow ".github/workflows/ci.yml" is not "deploy.yml" (rule 1)',
      { deployments: [runs] },
      { ...run, name: '.github/workflows/ci.yml' },
    ],
    ['rule_misses | branch "next" is not "main" (rule 1)', { deployments: [runs] }, { ...run, branch: 'next' }],
    // The nearest rule misses one condition, the first one two.
    [
      'rule_misses | branch "next" is not "main" (rule 2)',
      { deployments: [{ ...runs, workflow: 'ship.yml' }, runs] },
      { ...run, branch: 'next' },
    ],
    ['rule_misses | it says nothing of its branch, and rule 1 wants "main"', { deployments: [runs] }, { ...run, branch: null }],
    ['rule_misses | tag "docs-1" is not "v*" (rule 1)', { deployments: [{ from: 'tags', tag: 'v*' }] }, { origin: 'tags', name: 'docs-1' }],
    [
      'rule_misses | environment "staging" is not "prod*" (rule 1)',
      { deployments: [{ from: 'deployments', environment: 'prod*' }] },
      { environment: 'staging' },
    ],
    [
      'not_production | "preprod" has the word "preprod", which is against production; its tier is staging',
      { deployments: plain },
      { environment: 'preprod' },
    ],
    [
      'not_production | "pages" has none of the words for production (prod, production, live); its tier is development',
      { deployments: plain },
      { environment: 'pages' },
    ],
    [
      'counts | rule 1 takes it: "pages" is production, says the provider; the first one known, so its changes have no lead time',
      { deployments: plain },
      { environment: 'pages', productionHint: true },
    ],
    ['failed | rule 1 takes it, but the attempt failed', { deployments: plain }, {}, 'failed'],
    ['cancelled | rule 1 takes it, but it was cancelled', { deployments: plain }, {}, 'cancelled'],
    ['running | rule 1 takes it, but it has not ended', { deployments: plain }, {}, 'running'],
    ['unknown_outcome | rule 1 takes it, but no outcome is known', { deployments: plain }, {}, null],
    [
      'failed_rollout | rule 1 takes it: the attempt failed, and failed rollouts count as failed deployments',
      { deployments: plain, failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: true } },
      {},
      'failed',
    ],
    [
      'not_production | "staging" has the word "staging", which is against production; its tier is staging',
      { deployments: plain },
      { environment: 'staging' },
      'failed',
    ],
  ])('%s', (said, rules, one, state = 'succeeded') => {
    expect(judged(rules, one, state)).toBe(said);
  });
});

describe('why a record counts as an incident or not', () => {
  const labels = { from: 'issues', labels: ['Incident', 'outage'], windowSeconds: 3600 } as const;
  const pager = { from: 'pagerduty', services: ['P1'], urgencies: ['high'], windowSeconds: 3600 } as const;
  it.each<[string, ServiceSettings['incidents'], Partial<IncidentEvent>]>([
    ['not_change_related | rule 1 takes it', [labels], { labels: ['incident'] }],
    ['rule_misses | its labels "bug": none of "Incident", "outage" (rule 1)', [labels], { labels: ['bug'] }],
    ['rule_misses | it has no labels: none of "Incident", "outage" (rule 1)', [labels], {}],
    ['no_rule | no rule looks at issues', [pager], { labels: ['incident'] }],
    [
      'rule_misses | it belongs to the service "Search" (P2) of the provider, not to "P1" (rule 1)',
      [pager],
      { origin: 'pagerduty', providerService: 'P2', urgency: 'high' },
    ],
    // Urgency is the last condition asked: that rule is the nearer one.
    [
      'rule_misses | urgency "low" is none of "high" (rule 2)',
      [{ ...pager, services: ['P9'] }, pager],
      { origin: 'pagerduty', providerService: 'P1', urgency: 'low' },
    ],
  ])('%s', (said, incidents, one) => {
    const row = incident(one);
    const records = recordsOf({ deployments: [], incidents }, { incidentEvents: [row] });
    const { verdict, reason } = judgeIncidentsOf(records, deriveService(records), new Map([['P2', 'Search']]))(row);
    expect(`${verdict} | ${reason}`.startsWith(said)).toBe(true);
  });

  it('one that was merged into another of the service is not its own', () => {
    const rows = [
      incident({ externalId: '7', labels: ['outage'], mergedInto: '8' }),
      incident({ externalId: '8', labels: ['outage'] }),
    ] as const;
    const records = recordsOf({ deployments: [], incidents: [labels] }, { incidentEvents: rows });
    const judge = judgeIncidentsOf(records, deriveService(records), new Map([['P2', 'Search']]));
    expect(rows.map((row) => judge(row).verdict)).toEqual(['merged', 'not_change_related']);
  });
});

describe('a deployment to several places', () => {
  const places = (more: Partial<ServiceSettings>) => {
    const sha = 'a'.repeat(40);
    const rows = ['prod-eu', 'prod-us'].map((environment, index) => event({ externalId: String(index), environment, sha }));
    const states: readonly DeploymentState[] = ['succeeded', 'failed'];
    const deploymentStatuses = rows.map(({ origin, externalId }, index) => ({
      repositoryId,
      origin,
      externalId,
      statusId: '1',
      state: states[index] ?? 'failed',
      at: new Date(at.getTime() + index * 60_000),
    }));
    const records = recordsOf({ deployments: [{ from: 'deployments' }], ...more }, { deploymentEvents: rows, deploymentStatuses });
    const facts = deriveService(records);
    expect(facts.deployments.map(({ outcome }) => outcome)).toEqual(['failed']);
    return candidatesOf(records, false).map((candidate) => {
      const { verdict, reason } = judgeOf(records, facts)(candidate);
      return `${verdict} | ${reason}`;
    });
  };

  it('that failed in one of them counts nowhere, also where it succeeded', () => {
    expect(places({})).toEqual([
      'failed | rule 1 takes it, but it failed in another place',
      'failed | rule 1 takes it, but the attempt failed',
    ]);
  });

  it('that failed in one of them is a failed rollout as a whole, where these count', () => {
    const failures = { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: true };
    expect(places({ failures })).toEqual([
      'failed_rollout | rule 1 takes it: it failed in another place, and failed rollouts count as failed deployments',
      'failed_rollout | rule 1 takes it: the attempt failed, and failed rollouts count as failed deployments',
    ]);
  });
});

it('groups are in the order of their verdicts, the largest first, and list the newest', () => {
  const item = (id: string, day: number) => ({ id, at: new Date(Date.UTC(2026, 0, day)) });
  const many = Array.from({ length: 60 }, (_, n) => ({ verdict: 'left' as const, group: 'many', item: item(`m${n}`, n) }));
  const groups = grouped(
    [
      { verdict: 'left', group: 'few', item: item('a', 1) },
      ...many,
      { verdict: 'counts', group: 'one', item: item('b', 1) },
      { verdict: 'counts', group: 'one', item: item('a', 1) },
    ],
    ['counts', 'left'],
  );
  expect(groups.map(({ reason, total, items }) => [reason, total, items.length, items[0]?.id])).toEqual([
    ['one', 2, 2, 'a'],
    ['many', 60, 50, 'm59'],
    ['few', 1, 1, 'a'],
  ]);
});

describe('deployments of two sides', () => {
  // Only what matching looks at; the other columns of facts have no influence on it.
  type Facts = Parameters<typeof matched>[0];
  const side = (parts: Readonly<Record<string, readonly [string, ...string[]]>>): Facts =>
    ({
      deployments: Object.entries(parts).map(([deploymentId, [tier]]) => ({
        deploymentId,
        tier,
        kind: tier === 'production' ? 'forward' : null,
      })),
      children: Object.entries(parts).flatMap(([deploymentId, [, ...records]]) =>
        records.map((externalId) => ({ deploymentId, externalId, repositoryId, origin: 'deployments' })),
      ),
    }) as unknown as Facts;
  it.each([
    ['the same', { a: ['production', 'a', 'b'] }, { a: ['production', 'a', 'b'] }, { a: 'a' }],
    ['called by another record', { b: ['production', 'b', 'c'] }, { a: ['production', 'a', 'b', 'c'] }, { b: 'a' }],
    ['fallen apart', { a: ['production', 'a', 'b'] }, { a: ['production', 'a'], b: ['production', 'b'] }, { a: 'a' }],
    ['become one', { a: ['production', 'a'], b: ['production', 'b'] }, { a: ['production', 'a', 'b'] }, { a: 'a' }],
    ['staging folded in', { a: ['staging', 'a'], b: ['production', 'b'] }, { a: ['production', 'a', 'b'] }, { b: 'a' }],
    ['no longer production', { b: ['production', 'b'] }, { b: ['staging', 'b'] }, { b: 'b' }],
    ['gone', { a: ['production', 'a'] }, {}, {}],
  ] as const)('%s', (_, before, after, pairs) => {
    expect(Object.fromEntries(matched(side(before), side(after)))).toEqual(pairs);
  });
});
