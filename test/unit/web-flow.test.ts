import { describe, expect, it } from 'vitest';
import type { ServiceSettings } from '../../src/domain/service.ts';
import { ageInWords, flowTitle, inferredInWords, segmentsOf, type WireStage, waitingTitle } from '../../web/charts/flow.ts';
import { datesOf, isNow } from '../../web/owner-words.ts';
import { rulesOf } from '../../web/rule-words.ts';

const plain = (text: string | null): string => (text ?? '').replace(/[\u202f\u00a0]/g, ' ');

const stage = (id: WireStage['id'], p50: number | null, low = p50, high = p50): WireStage => ({
  id,
  state: p50 === null ? 'too_little_data' : 'value',
  p50,
  p75: null,
  p90: null,
  n: p50 === null ? 2 : 40,
  interval: low === null || high === null ? null : { low, high, level: 0.95 },
  inferred: 0,
  excluded: {},
  definition: '',
});

describe('flow', () => {
  const stages = [
    stage('coding', 36_000, 30_000, 40_000),
    stage('pickup', 3600),
    stage('review', 7200),
    stage('deploy', 25_200, 20_000, 29_000),
  ];

  it('names the longest stage only where its interval lies above every other', () => {
    expect(plain(flowTitle({ stages, pullRequests: 40 }))).toBe('Coding takes longest: half of pull requests spend at most 10 h there');
    const near = stages.map((one) => (one.id === 'deploy' ? stage('deploy', 25_200, 20_000, 31_000) : one));
    expect(flowTitle({ stages: near, pullRequests: 40 })).toBe('No stage clearly takes longer than every other');
  });

  it('claims nothing about stages with too little data', () => {
    const few = stages.map((one) => (one.id === 'review' ? stage('review', null) : one));
    expect(flowTitle({ stages: few, pullRequests: 40 })).toBe('3 stages of 4 can be said');
    expect(segmentsOf(few).map(({ stage: { id } }) => id)).toEqual(['coding', 'pickup', 'deploy']);
    const none = stages.map(({ id }) => stage(id, null));
    expect(flowTitle({ stages: none, pullRequests: 2 })).toBe('Too few pull requests to say (2)');
    expect(flowTitle({ stages: none, pullRequests: 0 })).toBe('No pull request was deployed in this window');
    expect(segmentsOf(none)).toEqual([]);
  });

  it('shares the row by the medians, also where all are zero', () => {
    expect(segmentsOf(stages).map(({ share }) => share)).toEqual([0.5, 0.05, 0.1, 0.35]);
    expect(segmentsOf(stages.map(({ id }) => stage(id, 0))).map(({ share }) => share)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('says what was inferred, and how old what waits is', () => {
    expect(inferredInWords({ inferred: 0, n: 4 })).toBeNull();
    expect(inferredInWords({ inferred: 18, n: 40 })).toBe('18 of 40 taken to be ready when they were opened');
    expect(
      [
        { from: 0, to: 86_400 },
        { from: 86_400, to: 259_200 },
        { from: 2_592_000, to: null },
      ].map((age) => plain(ageInWords(age))),
    ).toEqual(['under 1 d', '1 d – 3 d', '30 d and older']);
    const now = new Date('2026-06-17T10:00:00Z');
    expect(waitingTitle({ n: 0, oldestAt: null, ages: [] }, now)).toBe('Nothing waits: production has every merged change');
    expect(plain(waitingTitle({ n: 1, oldestAt: '2026-06-17T07:00:00Z', ages: [] }, now))).toBe(
      '1 change waits for deployment, since 3 h ago',
    );
    expect(plain(waitingTitle({ n: 23, oldestAt: '2026-06-01T09:00:00Z', ages: [] }, now))).toBe(
      '23 changes wait for deployment, the oldest since 16 d ago',
    );
  });
});

describe('the rules of a service', () => {
  const settings: ServiceSettings = {
    repositories: [{ repositoryId: 'r', name: 'acme/mono', paths: ['shop/**', 'shared/**'] }],
    deployments: [
      { from: 'workflow_runs', workflow: 'deploy.yml', branch: 'main', environment: 'production' },
      { from: 'tags', tag: 'v*' },
    ],
    incidents: [
      { from: 'issues', labels: ['incident', 'outage'], windowSeconds: 86_400 },
      { from: 'pagerduty', urgencies: ['high'], windowSeconds: 3600 },
    ],
    failures: { incident: true, rollback: true, revert: false, hotfix: true, failed_rollout: false },
    foldSeconds: 3600,
    hotfixWords: ['hotfix', 'fixup'],
    revertAgeSeconds: 2_592_000,
    sourceCommit: null,
    productionWords: ['prod', 'live'],
    bots: [],
  };

  it('are sentences with the settings in them', () => {
    const said = Object.fromEntries(rulesOf(settings).map((rule) => [rule.of, plain(rule.said)]));
    expect(said).toEqual({
      'Made of': 'acme/mono (shop/**, shared/**).',
      Deployments:
        'A deployment is a run of the workflow “deploy.yml” on “main”, to “production” or a tag like “v*”; the first that fits wins. Production is an environment named “prod” or “live”, unless the provider or the rule says so.',
      Folding: 'Records of one version that finish within 1 h of the first are one deployment.',
      Incidents:
        'An incident is an issue labelled “incident” or “outage” or a PagerDuty incident with urgency high. It is attributed to a deployment that finished up to 1 d before, by how near and how clearly it points there.',
      Failures:
        'A deployment failed if there was an incident attributed to it, a rollback or a hotfix within 48 h whose every change says “hotfix” or “fixup”. A rollout that ended failed does not count.',
    });
  });

  it('do not take the absence of a source for the absence of incidents', () => {
    const none = rulesOf({ ...settings, incidents: [], deployments: [] })
      .map(({ said }) => said)
      .join(' ');
    expect(none).toContain('No rule says what a deployment is');
    expect(none).toContain('stability has no source');
    const meant = rulesOf({ ...settings, incidents: [], failures: { ...settings.failures, incident: false } }).map(({ said }) => said);
    expect(meant.join(' ')).toContain('as configured');
  });
});

describe('dated ownership', () => {
  const stretch = (from: string | null, until: string | null) => ({
    service: { id: 's', name: 's' },
    team: { id: 't', name: 't' },
    from,
    until,
  });
  const turn = '2026-01-01T00:00:00.000Z';

  it('says its days in the zone, the last one included', () => {
    expect(datesOf(stretch(null, null), 'UTC')).toBe('');
    expect(datesOf(stretch(turn, null), 'UTC')).toBe('since 1 Jan 2026');
    expect(datesOf(stretch(null, turn), 'UTC')).toBe('until 31 Dec 2025');
    expect(datesOf(stretch('2025-06-30T22:00:00.000Z', '2025-12-31T23:00:00.000Z'), 'Europe/Berlin')).toBe('1 Jul 2025 – 31 Dec 2025');
    expect(isNow(stretch(turn, null), new Date(turn))).toBe(true);
    expect(isNow(stretch(null, turn), new Date(turn))).toBe(false);
  });
});
