import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveService } from '../../src/delivery/derive.ts';
import { deploymentKey } from '../../src/domain/keys.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { type NaiveAnswer, type NaiveCommit, type NaiveDeployment, type NaiveIncident, naiveLadder } from '../support/naive-ladder.ts';
import { repositoryIdOf, shaOf, type World } from '../support/world.ts';
import { toServiceRecords } from '../unit/delivery/small-world.ts';

const repository = 'acme/app';
const START = Date.parse('2026-05-01T00:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WINDOW = 24 * HOUR;
const iso = (at: number): string => new Date(at).toISOString();
const sha = (commit: number): string => shaOf(repository, `c${commit}`);
const keyOf = (id: string): string =>
  deploymentKey('app', { repositoryId: repositoryIdOf(repository), origin: 'deployments', externalId: id });

type NaiveAction = NaiveIncident['decisions'][number]['action'];
type Case = {
  readonly commits: readonly NaiveCommit[];
  readonly deployments: readonly NaiveDeployment[];
  readonly incident: NaiveIncident;
};

/** Starts lie on a coarse grid, so that some are equal; a deployment takes nothing, a while, or longer than the gap to the next. */
const deployment = fc.record({
  started: fc.integer({ min: 0, max: 14 }).map((n) => START + n * 3 * HOUR),
  lasts: fc.constantFrom(0, 10 * MINUTE, HOUR, 7 * HOUR, 10 * HOUR),
  commit: fc.nat({ max: 7 }),
  succeeded: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
});
const commit = fc.record({
  reverts: fc.option(fc.nat(), { nil: null, freq: 3 }),
  hotfix: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
});
const beside = fc.constantFrom(-1, 0, 1);
/** The borders of the rungs, counted from the finish of a deployment. */
const border = fc.constantFrom(0, HOUR, 6 * HOUR, WINDOW, 2 * HOUR);
const decision = fc.record({
  action: fc.constantFrom<NaiveAction>('link', 'confirm', 'move', 'reject', 'reject', 'not_change_related'),
  of: fc.nat(),
});

const cases: fc.Arbitrary<Case> = fc
  .record({
    commits: fc.array(commit, { minLength: 8, maxLength: 8 }),
    deployments: fc.array(deployment, { minLength: 1, maxLength: 12 }),
    at: fc.tuple(fc.nat(), fc.boolean(), border, beside),
    until: fc.option(fc.tuple(fc.nat(), fc.boolean(), beside), { nil: null, freq: 4 }),
    namedCommits: fc.array(fc.nat({ max: 7 }), { maxLength: 2 }),
    namedDeployments: fc.array(fc.nat(), { maxLength: 1 }),
    names: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    decisions: fc.array(decision, { maxLength: 4 }),
    decided: fc.integer({ min: 0, max: 4 }).map((n) => n < 2),
  })
  .map(({ commits, deployments, at, until, namedCommits, namedDeployments, names, decisions, decided }): Case => {
    const all = deployments.map(
      (d, i): NaiveDeployment => ({
        id: `d${i}`,
        commit: d.commit,
        started: d.started,
        finished: d.started + d.lasts,
        succeeded: d.succeeded,
      }),
    );
    const pick = (n: number): NaiveDeployment =>
      all[n % all.length] ?? { id: '', commit: 0, started: START, finished: START, succeeded: false };
    const [which, byStart, after, away] = at;
    const opened = (byStart ? pick(which).started : pick(which).finished + after) + away;
    const edge = until === null ? null : (until[1] ? pick(until[0]).started : pick(until[0]).finished) + until[2];
    return {
      commits: commits.map((c, i) => ({ ...c, reverts: c.reverts === null || i === 0 ? null : c.reverts % i })),
      deployments: all,
      incident: {
        opened,
        resolved: edge === null ? null : Math.max(edge, opened + 1),
        commits: names ? namedCommits : [],
        deployments: names ? namedDeployments.map((n) => pick(n).id) : [],
        decisions: decided ? decisions.map(({ action, of }) => ({ action, target: pick(of).id })) : [],
      },
    };
  });

function messageOf({ reverts, hotfix }: NaiveCommit): string {
  const subject = hotfix ? 'hotfix: at once' : 'change';
  return reverts === null ? subject : `${subject}\n\nThis reverts commit {c${reverts}}.`;
}

function derived({ commits, deployments, incident }: Case, naming: 'title' | 'body' | 'note'): NaiveAnswer {
  const world: World = {
    serviceId: 'app',
    zone: 'UTC',
    owners: [],
    covered: { from: '2026-05-01', until: '2026-06-01', missing: [] },
    now: '2026-06-01T00:00:00Z',
    repositories: [
      {
        name: repository,
        head: `c${commits.length - 1}`,
        commits: commits.map((c, i) => ({
          id: `c${i}`,
          parents: i === 0 ? [] : [`c${i - 1}`],
          authored: iso(START - HOUR),
          message: messageOf(c),
        })),
        pulls: [],
        events: deployments.map((d) => ({
          id: d.id,
          from: 'deployments' as const,
          place: 'production',
          commit: `c${d.commit}`,
          created: iso(d.started),
          statuses: [
            ['running', iso(d.started)],
            [d.succeeded ? 'succeeded' : 'failed', iso(d.finished)],
          ] as const,
        })),
      },
    ],
    issues: [{ repository, number: 1, opened: iso(incident.opened), closed: incident.resolved === null ? null : iso(incident.resolved) }],
  };
  const text = [
    ...incident.commits.map((c) => `commit ${sha(c).slice(0, 12)}`),
    ...incident.deployments.map((id) => `deployment_id: ${id}`),
  ].join(', ');
  const records = toServiceRecords(world);
  const [event] = records.incidentEvents;
  if (event === undefined) throw new Error('the world has an incident');
  const key = { repositoryId: event.repositoryId, origin: event.origin, externalId: event.externalId };
  const facts = deriveService({
    ...records,
    // Every record is a deployment of its own: folding has tests of its own.
    service: { ...records.service, settings: { ...records.service.settings, foldSeconds: -1 } },
    incidentEvents: [{ ...event, title: naming === 'title' ? text : 'outage', body: naming === 'body' ? text : null }],
    incidentEntries: naming === 'note' && text !== '' ? [{ ...key, entryId: 'n', kind: 'note', at: new Date(incident.opened), text }] : [],
    ledger: incident.decisions.map(
      ({ action, target }, i): LedgerEntry => ({
        entryId: `e${i}`,
        at: new Date(START + i),
        author: 'local',
        subject: { kind: 'incident', key: `${event.repositoryId}:issues:1` },
        serviceId: i % 2 === 0 ? null : 'app',
        action,
        target: action === 'not_change_related' ? null : keyOf(target),
        note: '',
        restoredAt: null,
      }),
    ),
  });
  const [fact] = facts.incidents;
  return { deployment: fact?.deploymentId ?? null, rung: fact?.rung ?? null, confidence: fact?.confidence ?? null };
}

const expected = ({ commits, deployments, incident }: Case): NaiveAnswer => {
  const answer = naiveLadder(commits, deployments, incident, WINDOW);
  return { ...answer, deployment: answer.deployment === null ? null : keyOf(answer.deployment) };
};

const at = Date.parse('2026-05-01T00:00:00Z');
/** A rejection that was lifted under another name, by a link that a move ended: what was deployed again is blamed once more. */
const lifted: Case = {
  commits: [{ reverts: null, hotfix: true }],
  deployments: ['d0', 'd1', 'd2'].map((id) => ({ id, commit: 0, started: at, finished: at, succeeded: id !== 'd0' })),
  incident: {
    opened: at + 60_000,
    resolved: null,
    commits: [],
    deployments: [],
    decisions: [
      { action: 'reject', target: 'd1' },
      { action: 'link', target: 'd2' },
      { action: 'move', target: 'd0' },
    ],
  },
};

describe('the ladder', () => {
  it('answers as the definitions told naively, at the borders and with decisions of people', () => {
    const rungs = new Map<string, number>();
    fc.assert(
      fc.property(cases, fc.constantFrom('title', 'body', 'note'), (one, naming) => {
        const answer = derived(one, naming);
        rungs.set(`${answer.rung} ${answer.confidence}`, (rungs.get(`${answer.rung} ${answer.confidence}`) ?? 0) + 1);
        expect(answer).toEqual(expected(one));
      }),
      { numRuns: 1200, examples: [[lifted, 'title']] },
    );
    // Every rung and step was reached, or the comparison says little.
    expect(
      [...rungs]
        .filter(([, n]) => n >= 20)
        .map(([rung]) => rung)
        .sort(),
    ).toEqual(['1 1', '2 0.95', '3 0.9', '4 0.4', '4 0.6', '4 0.8', 'null null']);
  });
});
