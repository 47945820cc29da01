import { describe, expect, it } from 'vitest';
import type { WireDeployment } from '../../web/api.ts';
import * as words from '../../web/story-words.ts';

const plain = (text: string | null): string | null => text?.replace(/[\u202f\u00a0]/g, ' ') ?? null;

const base: WireDeployment = {
  id: 'd',
  serviceId: 'shop',
  serviceName: 'Shop',
  tier: 'production',
  version: '1.4.2',
  sha: '8e20991aaaabbbb',
  title: 'a title',
  startedAt: '2026-06-01T09:55:00Z',
  finishedAt: '2026-06-01T10:00:00Z',
  outcome: 'succeeded',
  kind: 'forward',
  changes: 5,
  unplanned: null,
  failed: false,
  recovery: null,
  restoredAt: null,
} as WireDeployment; // The words look at these alone.

describe('what a deployment is called', () => {
  it('is its version, else its short commit, else its title', () => {
    expect(words.calledOf(base)).toBe('1.4.2');
    expect(words.calledOf({ ...base, version: base.sha })).toBe('8e20991');
    expect(words.calledOf({ ...base, version: null })).toBe('8e20991');
    expect(words.calledOf({ version: null, sha: null, title: 'a title' })).toBe('a title');
    expect(words.calledOf({ version: null, sha: null, title: null })).toBe('unknown version');
  });

  it('stands with the instant it finished, or began', () => {
    expect(words.namedDeployment(base, 'Europe/Berlin')).toBe('1.4.2, 1 Jun 2026, 12:00');
    expect(words.namedDeployment({ ...base, finishedAt: null }, 'UTC')).toBe('1.4.2, 1 Jun 2026, 09:55');
  });
});

describe('the title of a story', () => {
  const titles: readonly (readonly [Partial<WireDeployment>, string])[] = [
    [{}, 'Deployment of 1.4.2 to production: 5 changes delivered'],
    [{ changes: 1, tier: 'staging' }, 'Deployment of 1.4.2 to staging: 1 change delivered'],
    [{ outcome: 'failed' }, 'Deployment of 1.4.2 to production: failed rollout'],
    [{ outcome: 'running', finishedAt: null }, 'Deployment of 1.4.2 to production: running'],
    [{ kind: 'rollback' }, 'Rollback to 1.4.2'],
    [{ kind: 'redeploy' }, 'Redeployment of 1.4.2'],
    [{ failed: true, recovery: 'open' }, 'Deployment of 1.4.2 to production failed: not restored yet'],
    [
      { failed: true, recovery: 'restored', restoredAt: '2026-06-01T11:30:00Z' },
      'Deployment of 1.4.2 to production failed: restored after 1 h 30 min',
    ],
    [{ failed: true, recovery: 'before_finish' }, 'Deployment of 1.4.2 to production failed: its incidents were over before it finished'],
  ];
  it.each(titles)('for %j', (more, title) => expect(plain(words.storyTitle({ ...base, ...more }))).toBe(title));
});

describe('single words', () => {
  it('say kinds and their reasons', () => {
    for (const kind of ['baseline', 'forward', 'rollback', 'redeploy']) {
      expect(words.kindInWords(kind)).toBe(kind);
      expect(words.kindReason(kind)).toMatch(/^(The|It) .*\.$/);
    }
    expect([words.kindInWords(null), words.kindInWords('new')]).toEqual(['no kind', 'new']);
    expect([words.kindReason(null), words.kindReason('new')]).toEqual(['An attempt that did not succeed in production has no kind.', '']);
  });

  it('leave what they do not know as it is', () => {
    expect(['succeeded', 'failed', 'cancelled', 'running', 'unknown', 'odd'].map(words.outcomeInWords)).toEqual([
      'succeeded',
      'failed rollout',
      'cancelled',
      'running',
      'outcome unknown',
      'odd',
    ]);
    expect(['incident', 'rollback', 'revert', 'hotfix', 'failed_rollout', 'person', 'odd'].map(words.evidenceInWords)).toEqual([
      'an incident',
      'a rollback',
      'a revert',
      'a hotfix',
      'a failed rollout',
      'a person',
      'odd',
    ]);
  });

  it('say what restored, how an incident counts and by which rung', () => {
    const hows = ['incident', 'rollback', 'revert', 'hotfix', 'next_success'] as const;
    expect(hows.map((how) => words.restorationInWords({ how }))).toEqual([
      'its incident was resolved',
      'production was rolled back',
      'the change was reverted',
      'a hotfix was deployed',
      'the next rollout succeeded',
    ]);
    expect((['counted', 'proposed', 'not_change_related'] as const).map(words.incidentStateInWords)).toEqual([
      'counted as a failed deployment',
      'proposed, not counted',
      'not change-related',
    ]);
    expect([1, 2, 3, 4].map((rung) => words.rungInWords(rung)?.split(' ').slice(0, 3).join(' '))).toEqual([
      'a person linked',
      'it names the',
      'it was open',
      'it opened shortly',
    ]);
    expect([words.rungInWords(null), words.rungInWords(5)]).toEqual([null, null]);
  });

  it('weigh evidence at the bounds of the definition', () => {
    expect([1, 0.9, 0.89, 0.6, 0.59, 0.5, 0.49].map(words.confidenceInWords)).toEqual([
      'strong (1)',
      'strong (0.9)',
      'fair (0.89)',
      'fair (0.6)',
      'weak (0.59)',
      'weak (0.5)',
      'too weak to count (0.49)',
    ]);
  });

  it('give the time between two instants only where both are known', () => {
    expect(plain(words.between('2026-06-01T09:55:00Z', '2026-06-01T10:00:00Z'))).toBe('5 min');
    expect([words.between(null, '2026-06-01T10:00:00Z'), words.between('2026-06-01T10:00:00Z', null)]).toEqual([null, null]);
    expect(words.recoveryInWords(base)).toBeNull();
  });
});

describe('what was delivered', () => {
  it('says why a lead time is not known', () => {
    expect(plain(words.leadTimeInWords({ leadTime: 97_200, leadTimeReason: null }))).toBe('1 d 3 h');
    expect(plain(words.leadTimeInWords({ leadTime: 0, leadTimeReason: null }))).toBe('0 s');
    expect(words.leadTimeInWords({ leadTime: null, leadTimeReason: 'baseline' })).toBe('unknown: part of the baseline');
    expect(words.leadTimeInWords({ leadTime: null, leadTimeReason: 'clock skew' })).toBe('left out: clock skew');
    expect(words.leadTimeInWords({ leadTime: null, leadTimeReason: null })).toBe('not deployed');
  });

  const of = (...hours: readonly (number | null)[]) => hours.map((one) => ({ leadTime: one === null ? null : one * 3600 }));
  it('claims a median only of six or more, and says how many have a time', () => {
    const said = (all: number, ...hours: readonly (number | null)[]) => plain(words.deliveredInWords(of(...hours), all));
    expect(said(0)).toBe('Nothing new was delivered');
    expect(said(2, null, null)).toBe('2 changes delivered, no lead time known');
    expect(said(1, 3)).toBe('1 change delivered, lead time 3 h');
    expect(said(5, 5, 4, 3, 2, 1)).toBe('5 changes delivered, lead times 1 h – 5 h');
    expect(said(6, 6, 1, 2, 3, 4, 5)).toBe('6 changes delivered, lead times 1 h – 6 h, half within 3 h 30 min');
    expect(said(7, 7, 6, 1, 2, 3, 4, 5)).toBe('7 changes delivered, lead times 1 h – 7 h, half within 4 h');
    // The oldest of many are listed: their median would not be that of all.
    expect(said(700, 6, 1, 2, 3, 4, 5)).toBe('700 changes delivered');
    expect(said(3, 1, null, 2)).toBe('3 changes delivered, lead times 1 h – 2 h (2 with a time)');
  });
});
