import { describe, expect, it } from 'vitest';
import type { Fetched } from '../../../src/delivery/records.ts';
import type { DeploymentEvent } from '../../../src/domain/records.ts';
import {
  deliveries,
  deployed,
  derived,
  type Edit,
  each,
  failures,
  kinds,
  line,
  may,
  type Small,
  sha,
  withSettings,
} from './small-world.ts';

const editEvents =
  (change: (event: Fetched<DeploymentEvent>) => Partial<DeploymentEvent>): Edit =>
  (records) => ({ ...records, deploymentEvents: records.deploymentEvents.map((e) => ({ ...e, ...change(e) })) });

const five = line('a', 'b', 'c', 'd', 'e');

describe('folding', () => {
  it('joins places and retries within the window of the first, unless another version entered the place', () => {
    const small: Small = {
      commits: five,
      events: [
        deployed('1', 'a', '04 10:00'),
        deployed('2', 'b', '05 10:00', 'prod-eu', 'failed'),
        deployed('3', 'b', '05 10:30'),
        deployed('4', 'b', '05 11:00', 'prod-us'),
        deployed('5', 'b', '05 11:01', 'prod-us'),
        deployed('6', 'c', '06 10:00'),
        deployed('7', 'd', '06 10:10'),
        deployed('8', 'c', '06 10:20'),
      ],
    };
    const facts = derived(small);
    expect(kinds(facts)).toEqual({ '1': 'baseline', '2': 'forward', '5': 'redeploy', '6': 'forward', '7': 'forward', '8': 'rollback' });
    const second = facts.deployments[1];
    expect([second?.outcome, second?.finishedAt?.toISOString(), second?.places]).toEqual([
      'succeeded',
      '2026-05-05T10:30:00.000Z',
      ['prod-eu', 'prod-us'],
    ]);
  });

  it('fails when the last attempt in any place failed, and then has no kind and delivers nothing', () => {
    const events = [deployed('1', 'a', '04 10:00'), deployed('2', 'b', '05 10:00'), deployed('3', 'b', '05 10:10', 'prod-us', 'failed')];
    const small = { commits: five, events };
    expect(each(derived(small), (d) => [d.outcome, d.kind])).toEqual({ '1': ['succeeded', 'baseline'], '2': ['failed', null] });
    expect(deliveries(derived(small), small)).toEqual({ '1': ['a'] });
  });

  it('never folds unknown versions', () => {
    const small = { commits: five, events: [deployed('1', 'a', '04 10:00'), deployed('2', 'a', '04 10:01')] };
    const facts = derived(
      small,
      editEvents(() => ({ sha: null })),
    );
    expect(each(facts, (d) => [d.kind, d.commitKnown])).toEqual({ '1': ['baseline', false], '2': ['baseline', false] });
  });
});

describe('outcomes', () => {
  const outcome = (
    statuses: Parameters<typeof deployed>[4] | readonly (readonly ['pending' | 'running' | 'inactive' | 'succeeded' | 'failed', string])[],
  ) =>
    each(
      derived({
        commits: five,
        events: [{ id: '1', from: 'deployments', place: 'production', commit: 'a', created: may('04 10:00'), statuses: statuses as [] }],
      }),
      (d) => [d.outcome, d.finishedAt?.toISOString().slice(8, 16) ?? null, d.inferred],
    )['1'];

  it('come from the first terminal status; inactive changes nothing', () => {
    expect(
      outcome([
        ['succeeded', may('04 10:05')],
        ['failed', may('04 10:06')],
        ['inactive', may('05 10:00')],
      ]),
    ).toEqual(['succeeded', '04T10:05', false]);
    expect(outcome([['inactive', may('05 10:00')]])).toEqual(['succeeded', '04T10:00', true]);
    expect(outcome([['running', may('04 10:01')]])).toEqual(['running', null, false]);
    expect(outcome([])).toEqual(['unknown', null, false]);
  });
});

describe('kinds', () => {
  it('a baseline lasts until a commit is known, so nothing delivers the whole past', () => {
    const small = {
      commits: five,
      events: [deployed('1', 'a', '04 10:00'), deployed('2', 'c', '05 10:00'), deployed('3', 'd', '06 10:00')],
    };
    const facts = derived(
      small,
      editEvents((e) => (e.externalId === '1' ? { sha: 'f'.repeat(40) } : {})),
    );
    expect(kinds(facts)).toEqual({ '1': 'baseline', '2': 'baseline', '3': 'forward' });
    expect(deliveries(facts, small)).toEqual({ '2': ['a', 'b', 'c'], '3': ['d'] });
  });

  it('a short commit id counts when it is unambiguous', () => {
    const facts = derived(
      { commits: five, events: [deployed('1', 'b', '04 10:00')] },
      editEvents(() => ({ sha: sha('b').slice(0, 8) })),
    );
    expect(facts.deployments.map((d) => d.sha)).toEqual([sha('b')]);
  });

  it('moving a monorepo over commits of others is a redeploy', () => {
    const commits = five.map((c) => ({ ...c, ours: c.id !== 'c' }));
    const events = [
      deployed('1', 'b', '04 10:00'),
      deployed('2', 'c', '05 10:00'),
      deployed('3', 'b', '06 10:00'),
      deployed('4', 'd', '07 10:00'),
    ];
    const small = { commits, events, globbed: true };
    expect(kinds(derived(small))).toEqual({ '1': 'baseline', '2': 'redeploy', '3': 'redeploy', '4': 'forward' });
    expect(deliveries(derived(small), small)).toEqual({ '1': ['a', 'b'], '4': ['d'] });
    expect(derived(small).undeployed.map((u) => u.sha)).toEqual([sha('e')]);
  });
});

describe('squash merges', () => {
  const commits = [
    ...line('a', 'b'),
    { id: 'x', parents: ['a'], authored: may('02 08:00') },
    { id: 'y', parents: ['x'], authored: may('02 12:00') },
    { id: 's', parents: ['b'], authored: may('03 08:00') },
    { id: 'r', parents: ['s'], authored: may('06 08:00'), message: 'Undo\n\nThis reverts commit {s}.' },
  ];
  const pulls = [
    { number: 7, opened: may('02 09:00'), merged: may('03 08:00'), method: 'squash' as const, originals: ['a', 'x', 'y'], merge: 's' },
  ];
  const events = [deployed('1', 'b', '02 10:00'), deployed('2', 's', '04 10:00'), deployed('3', 'r', '07 10:00')];
  const small = { commits, pulls, events };

  it('deliver the originals, with the first of them as first commit', () => {
    const facts = derived(small);
    expect(deliveries(facts, small)).toEqual({ '1': ['a', 'b'], '2': ['x', 'y'], '3': ['r'] });
    const y = facts.deliveries.find((d) => d.sha === sha('y'));
    expect([y?.pullNumber, y?.firstCommitAt?.toISOString(), y?.mergedAt?.toISOString()]).toEqual([
      7,
      '2026-05-02T08:00:00.000Z',
      '2026-05-03T08:00:00.000Z',
    ]);
  });

  it('are reverted by reverting the squash commit', () => {
    expect(failures(derived(small))).toEqual(['2 revert 0.9']);
    expect(failures(derived(small, withSettings({ revertAgeSeconds: 86_400 })))).toEqual([]);
  });

  it('stand for themselves where an original is unknown', () => {
    const facts = derived(small, (records) => ({ ...records, commits: records.commits.filter((c) => c.sha !== sha('y')) }));
    expect(facts.deliveries.filter((d) => d.originalsUnknown).map((d) => d.sha)).toEqual([sha('s')]);
  });
});

describe('evidence', () => {
  it('a hotfix points at what ran just before, within two days; each kind of evidence can be switched off', () => {
    const commits = line('a', 'b', ['c', 'hotfix: null check'], ['d', 'Hotfix again']);
    const events = [
      deployed('1', 'a', '04 10:00'),
      deployed('2', 'b', '05 10:00'),
      deployed('3', 'c', '07 10:00'),
      deployed('4', 'd', '09 10:01'),
    ];
    const facts = derived({ commits, events });
    expect(failures(facts)).toEqual(['2 hotfix 0.7']);
    expect(each(facts, (d) => d.unplanned)).toEqual({ '1': null, '2': null, '3': 'hotfix', '4': null });
    const off = { incident: true, rollback: true, revert: true, hotfix: false, failed_rollout: false };
    expect(failures(derived({ commits, events }, withSettings({ failures: off })))).toEqual([]);
  });

  it('a revert of a revert is none', () => {
    const commits = line(
      'a',
      'b',
      ['c', 'Revert "b"\n\nThis reverts commit {b}.'],
      ['d', 'Revert "Revert "b""\n\nThis reverts commit {c}.'],
    );
    const events = ['a', 'b', 'c', 'd'].map((id, i) => deployed(`${i + 1}`, id, `0${i + 4} 10:00`));
    expect(failures(derived({ commits, events }))).toEqual(['2 revert 0.9']);
  });

  it('a failed rollout counts itself when switched on, restored by the next success in its place', () => {
    const events = [deployed('1', 'a', '04 10:00'), deployed('2', 'b', '05 10:00', 'prod-eu', 'failed'), deployed('3', 'b', '05 12:00')];
    const on = { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: true };
    const facts = derived({ commits: five, events }, withSettings({ failures: on }));
    expect(each(facts, (d) => d.restoredAt?.toISOString() ?? d.failed)).toEqual({
      '1': false,
      '2': '2026-05-05T12:00:00.000Z',
      '3': false,
    });
    expect(derived({ commits: five, events }).failures).toEqual([]);
  });

  it('an incident that names a commit belongs to the deployment that delivered it, not to a later one', () => {
    const events = [
      deployed('1', 'a', '04 10:00'),
      deployed('2', 'b', '05 10:00'),
      deployed('3', 'c', '06 10:00'),
      deployed('4', 'd', '08 10:00'),
    ];
    const issue = { repository: 'acme/app', number: 9, opened: may('07 10:00'), closed: null };
    const named = (text: string) => {
      const incident = derived({
        commits: five,
        events,
        issues: [{ ...issue, title: text.replace(/\{(\w)\}/g, (_, id: string) => sha(id).slice(0, 12)) }],
      }).incidents[0];
      return [incident?.rung, incident?.deploymentId?.split(':').at(-1), incident?.state];
    };
    expect(named('broken since {b}')).toEqual([2, '2', 'counted']);
    expect(named('fixed by {d}')).toEqual([4, '3', 'proposed']);
    expect(named('20260507 is a date')).toEqual([4, '3', 'proposed']);
  });

  it('an incident that names what production went back to, or ends while that rolls out, belongs to what was taken away', () => {
    const events = [
      deployed('1', 'a', '04 10:00'),
      deployed('2', 'b', '05 10:00'),
      deployed('3', 'c', '06 10:00'),
      // Began at 10:55.
      deployed('4', 'b', '06 11:00'),
    ];
    const blamed = (title: string, closed: string) => {
      const issues = [{ repository: 'acme/app', number: 9, opened: may('06 10:30'), closed: may(closed), title }];
      const incident = derived({ commits: five, events, issues }).incidents[0];
      return [incident?.rung, incident?.deploymentId?.split(':').at(-1)];
    };
    expect(blamed(`rolled back to ${sha('b').slice(0, 12)}`, '06 11:30')).toEqual([3, '3']);
    expect(blamed(`broken since ${sha('b').slice(0, 12)}`, '06 10:50')).toEqual([2, '2']);
    expect(blamed('errors', '06 10:58')).toEqual([3, '3']);
    expect(blamed('errors', '06 10:55')).toEqual([4, '3']);
  });
});
