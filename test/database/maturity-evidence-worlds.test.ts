/** Small worlds made by hand, a case each. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Db } from '../../src/database/open.ts';
import { evidenceFor, evidenceRecords } from '../../src/maturity/evidence/evidence.ts';
import { testDatabase } from '../support/database.ts';

const now = new Date('2026-03-20T00:00:00Z');
const question = { now, zone: 'Europe/Berlin' };
let database: Database;
let db: Db;

const insert = async (table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => sql`${row[column]}`))})`);
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((c) => sql.id(c)))}) values ${sql.join(values)}`.execute(db);
};

beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
  await insert('source', [
    { source_id: 'g', kind: 'github', settings_hash: '' },
    { source_id: 'p', kind: 'pagerduty', settings_hash: '' },
  ]);
  await insert(
    'team',
    ['a', 'b', 'c'].map((team_id) => ({ team_id, name: team_id })),
  );
  const settings = (pager: boolean): string => {
    const incidents = pager ? [{ from: 'pagerduty', services: ['PX'], windowSeconds: 1 }] : [];
    return JSON.stringify({ repositories: [{ repositoryId: 'g:one' }], deployments: [{ from: 'deployments' }], incidents });
  };
  await insert('service', [
    { service_id: 'x', name: 'X', settings: settings(true), settings_hash: '', stability: true },
    { service_id: 'y', name: 'Y', settings: settings(false), settings_hash: '', stability: true },
  ]);
  // Y went from a to b in the middle of the window; c owns nothing.
  const [ever, handover, forever] = ['0001-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '9999-01-01T00:00:00Z'];
  await insert('ownership', [
    { service_id: 'x', team_id: 'a', from_at: ever, until_at: forever },
    { service_id: 'y', team_id: 'a', from_at: ever, until_at: handover },
    { service_id: 'y', team_id: 'b', from_at: handover, until_at: forever },
  ]);
  await insert('repository', [{ repository_id: 'g:one', source_id: 'g', name: 'one', default_branch: 'main', fetched_at: now }]);
  await insert(
    'repository_service',
    ['x', 'y'].map((service_id) => ({ repository_id: 'g:one', service_id })),
  );
});
afterAll(async () => await database.close());

const findingOf = async (team: string, rule: string) => (await evidenceFor(db, team, question)).get(rule);
const whys = async (team: string, rule: string) => {
  const { items } = await evidenceRecords(db, team, rule, question, { limit: 100 });
  return Object.fromEntries(
    items.map(({ key, part, met, why }) => [`${key.split(' ').at(-1)?.split(':').at(-1)} ${part}`, `${met}: ${why}`]),
  );
};

describe('merged changes of a shared repository', () => {
  beforeAll(async () => {
    const pull = (number: number, merged: string, author: string, services: readonly string[]) => ({ number, merged, author, services });
    const pulls = [
      pull(1, '2026-01-10T12:00:00Z', 'ann', ['x', 'y']), // both of team a: counts once
      pull(2, '2026-01-31T23:59:59Z', 'ann', ['y']), // still a's
      pull(3, '2026-02-01T00:00:00Z', 'ann', ['y']), // b's
      pull(4, '2026-03-01T12:00:00Z', 'ann', ['x', 'y']), // one each
      pull(5, '2025-12-01T12:00:00Z', 'ann', ['x']), // before the window
    ];
    const common = { labels: '{}', bot: false, updated_at: now, fetched_at: now, repository_id: 'g:one' };
    await insert(
      'pull_request',
      pulls.map(({ number, merged, author }) => ({
        ...common,
        number,
        title: number === 1 ? 'Fix SHOP-12' : `Change ${number}`,
        body: number === 3 ? 'Closes #7' : 'See &#39; only',
        author,
        opened_at: new Date(Date.parse(merged) - 36e5 * number),
        merged_at: merged,
      })),
    );
    await insert(
      'pull_request_flow',
      pulls.flatMap(({ number, merged, services }) =>
        services.map((service_id) => ({
          service_id,
          repository_id: 'g:one',
          number,
          title: 't',
          bot: false,
          opened_at: new Date(Date.parse(merged) - 36e5 * number),
          first_review_at: number === 4 ? '2026-03-01T11:00:00Z' : null,
          merged_at: merged,
          fetched_at: now,
        })),
      ),
    );
    const review = (number: number, id: string, author: string | null, state: string, at: string, bot = false) => {
      return { repository_id: 'g:one', number, review_id: id, author, bot, state, submitted_at: at, fetched_at: now };
    };
    await insert('review', [
      review(1, 'self', 'Ann', 'approved', '2026-01-10T11:00:00Z'),
      review(1, 'robot', 'ci[bot]', 'approved', '2026-01-10T11:00:00Z', true),
      review(2, 'late', 'bob', 'approved', '2026-02-02T00:00:00Z'),
      review(3, 'comment', 'bob', 'commented', '2026-01-31T00:00:00Z'),
      review(4, 'good', 'bob', 'approved', '2026-03-01T11:00:00Z'),
      review(4, 'gone', null, 'approved', '2026-03-01T11:00:00Z'),
    ]);
  });

  it('count once for the team that owned them then', async () => {
    expect((await findingOf('a', 'cul-2b'))?.share).toEqual({ met: 1, of: 3 });
    expect((await findingOf('b', 'cul-2b'))?.share).toEqual({ met: 1, of: 2 });
    expect((await findingOf('c', 'cul-2b'))?.verdict).toBe('no_source');
  });

  it('need the approval of another person before the merge', async () => {
    const no = 'false: merged without the approval of another person';
    expect(await whys('a', 'cul-2b')).toEqual({ '1 share': no, '2 share': no, '4 share': 'true: approved by another person' });
  });

  it('name their work items', async () => {
    expect((await whys('a', 'plt-3b'))['1 changes']).toBe('true: names a work item');
    expect((await whys('a', 'plt-3b'))['2 changes']).toBe('false: names no work item');
    expect((await whys('b', 'plt-3b'))['3 changes']).toBe('true: names a work item');
  });

  it('are as old as from opening to merging, and wait in working hours', async () => {
    const [open, lines] = (await findingOf('a', 'cid-4a'))?.parts ?? [];
    expect([open?.value, open?.n, lines?.value]).toEqual([2, 3, null]);
    // 1 March 2026 is a Sunday.
    expect((await findingOf('a', 'dex-3a'))?.parts[0]).toMatchObject({ value: 0, n: 1 });
  });
});

describe('incidents', () => {
  beforeAll(async () => {
    const minutes = (n: number | null, at: string) => (n === null ? null : new Date(Date.parse(at) + n * 60_000));
    type Case = { urgency?: string; priority?: string; ack?: number; end?: number | null; people?: number; title?: string };
    const cases: Readonly<Record<string, readonly [string, Case]>> = {
      quick: ['2026-03-02T10:00:00Z', { ack: 15, end: 60 }],
      slow: ['2026-03-02T03:00:00Z', { ack: 16, end: 60 }],
      brief: ['2026-03-03T10:00:00Z', { end: 5 }],
      alone: ['2026-03-03T12:00:00Z', { end: 14 }],
      ignored: ['2026-03-04T10:00:00Z', { end: 600 }],
      forgotten: ['2026-03-05T10:00:00Z', { end: null }],
      fresh: ['2026-03-19T23:50:00Z', { end: null }],
      low: ['2026-03-06T10:00:00Z', { urgency: 'low', end: 60 }],
      top: ['2026-02-10T10:00:00Z', { priority: 'P1', ack: 1, end: 60, people: 3, title: 'Shop down on host 17' }],
      lone: ['2026-02-11T10:00:00Z', { priority: 'SEV-1', ack: 1, end: 60, people: 1, title: 'Shop  down on host 18' }],
      drill: ['2026-03-07T10:00:00Z', { priority: 'P3', ack: 1, end: 30, title: 'Game day: lose a zone' }],
    };
    const rows = Object.entries(cases).map(([id, [at, { urgency = 'high', priority, ack, end = null, people, title }]]) => ({
      external_id: id,
      title: title ?? `Trouble ${id}`,
      urgency,
      priority: priority ?? null,
      responders: people ?? null,
      opened_at: at,
      acknowledged_at: minutes(ack ?? null, at),
      resolved_at: minutes(end, at),
      fetched_at: now,
    }));
    await insert(
      'incident_event',
      rows.map((row) => ({ ...row, repository_id: 'p:', origin: 'pagerduty', labels: '{}' })),
    );
    await insert(
      'incident',
      rows.map(({ external_id, ...row }) => ({
        ...row,
        service_id: 'x',
        incident_id: `p::pagerduty:${external_id}`,
        state: 'counted',
        reason: 'r',
      })),
    );
    const entry = (external_id: string, entry_id: string, kind: string, at: string, text: string | null) => {
      return { repository_id: 'p:', origin: 'pagerduty', external_id, entry_id, kind, at, text, fetched_at: now };
    };
    await insert('incident_entry', [
      entry('quick', '1', 'opened', '2026-03-02T10:00:00Z', 'type: api\ndetails: x'),
      entry('slow', '1', 'opened', '2026-03-02T10:00:00Z', 'type: web_trigger'),
      entry('brief', '1', 'opened', '2026-03-02T10:00:00Z', 'details: type: api'),
      entry('top', 'n1', 'note', '2026-02-10T11:00:00Z', 'rolled back'),
      entry('top', 'n2', 'note', '2026-02-20T11:00:00Z', 'Post-mortem: https://wiki.example/pm/17'),
      entry('lone', 'n1', 'note', '2026-02-11T11:00:00Z', 'looked at https://grafana.example/d/1'),
    ]);
  });

  it('are picked up within a quarter of an hour or not', async () => {
    expect(await whys('a', 'inc-3a')).toEqual({
      'quick share': 'true: acknowledged after 15 min',
      'slow share': 'false: acknowledged after 16 min',
      'ignored share': 'false: not acknowledged within 15 minutes',
      'forgotten share': 'false: not acknowledged within 15 minutes',
      'top share': 'true: acknowledged after 1 min',
      'lone share': 'true: acknowledged after 1 min',
      'drill share': 'true: acknowledged after 1 min',
    });
  });

  it('have an opener where the provider tells', async () => {
    const found = await findingOf('a', 'obs-4a');
    expect(found).toMatchObject({ share: { met: 1, of: 2 }, parts: [{ unknown: 9 }] });
  });

  it('were worth a page, and when it came', async () => {
    const found = await whys('a', 'obs-4b');
    expect(found['brief worth it']).toBe('false: over within five minutes');
    expect(found['ignored worth it']).toBe('false: nobody took it');
    expect(found['quick worth it']).toBe('true: somebody took it');
    expect(found['fresh worth it']).toBeUndefined();
    // 4 o’clock in Berlin, 11 o’clock, and a Saturday.
    expect([found['slow out of hours'], found['quick out of hours'], found['drill out of hours']]).toEqual([
      'true: outside working hours',
      'false: within working hours',
      'true: outside working hours',
    ]);
  });

  it('of the highest severity are led and reviewed', async () => {
    expect(await whys('a', 'inc-3b')).toEqual({ 'top share': 'true: 3 people and notes', 'lone share': 'false: one person alone' });
    expect(await whys('a', 'inc-4a')).toEqual({ 'top share': 'true: a review is linked', 'lone share': 'false: no link to a review' });
  });

  it('are recorded with an end, unless they go on', async () => {
    const found = await whys('a', 'inc-2b');
    expect(found['forgotten share']).toBe('false: lacks its end');
    expect(found['fresh share']).toBeUndefined();
    expect(found['low share']).toBe('true: start, end, severity and service are known');
  });

  it('repeat or are rehearsed', async () => {
    const found = await whys('a', 'inc-5b');
    expect(found['lone limit']).toBe('false: repeats an alert of its service within 90 days');
    expect(found['top limit']).toBe('true: new');
    expect(await findingOf('a', 'inc-5a')).toMatchObject({ verdict: 'supports', value: 1 });
  });

  it('that nobody claims may be of any team', async () => {
    const part = async () => (await findingOf('a', 'plt-3b'))?.parts.find((one) => one.part === 'incidents');
    expect(await part()).toMatchObject({ share: { met: 11, of: 11 }, unknown: 0, verdict: 'unclear' });
    const lost = (external_id: string, opened_at: string) => ({
      repository_id: 'p:',
      origin: 'pagerduty',
      external_id,
      title: 'Lost',
      opened_at,
    });
    await insert('unmapped_incident', [lost('u1', '2026-03-01T00:00:00Z'), lost('u2', '2025-01-01T00:00:00Z')]);
    expect(await part()).toMatchObject({ share: { met: 11, of: 11 }, unknown: 1 });
  });

  it('tell nothing of a team that no rule connects with them', async () => {
    expect((await findingOf('b', 'inc-3a'))?.verdict).toBe('no_source');
  });
});

describe('pipeline runs', () => {
  beforeAll(async () => {
    const run = (id: string, begun: string, took: number, state: string, branch = 'main') => ({ id, begun, took, state, branch });
    const runs = [
      run('1/1', '2026-03-02T10:00:00Z', 10, 'failed'),
      run('1/2', '2026-03-02T10:20:00Z', 12, 'succeeded'), // green 22 minutes after it went red
      run('2/1', '2026-03-03T10:00:00Z', 8, 'succeeded'),
      run('3/1', '2026-03-04T10:00:00Z', 8, 'failed'),
      run('4/1', '2026-03-04T11:00:00Z', 8, 'failed'),
      run('5/1', '2026-03-04T12:00:00Z', 8, 'succeeded'), // two hours after the first of them
      run('6/1', '2026-03-05T12:00:00Z', 99, 'succeeded', 'topic'),
      run('7/1', '2026-03-06T12:00:00Z', 99, 'cancelled'),
    ];
    const key = { repository_id: 'g:one', origin: 'workflow_runs', fetched_at: now };
    await insert(
      'deployment_event',
      runs.map(({ id, begun, branch }) => ({
        ...key,
        external_id: id,
        name: 'ci.yml',
        branch,
        pre_release: false,
        created_at: begun,
        inferred: false,
      })),
    );
    await insert(
      'deployment_status',
      runs.flatMap(({ id, begun, took, state }) => [
        { ...key, external_id: id, status_id: 'running', state: 'running', at: begun },
        { ...key, external_id: id, status_id: 'completed', state, at: new Date(Date.parse(begun) + took * 60_000) },
      ]),
    );
  });

  it('last, repeat and recover', async () => {
    const [duration, again, green] = (await findingOf('b', 'cid-4b'))?.parts ?? [];
    expect(duration).toMatchObject({ n: 6, value: 9.5 });
    expect(again).toMatchObject({ share: { met: 4, of: 5 } });
    expect(green).toMatchObject({ n: 2, value: (22 + 120) / 2 });
  });

  it('belong to whoever owns a service of the repository, each once', async () => {
    expect((await findingOf('a', 'cid-4b'))?.parts[0]?.n).toBe(6);
  });
});

describe('services, what monitoring is told of them, and new repositories', () => {
  beforeAll(async () => {
    const change = (external_id: string, providers: readonly string[], at: string) => {
      return {
        repository_id: 'p:',
        origin: 'pagerduty',
        external_id,
        summary: external_id,
        provider_services: [...providers],
        at,
        fetched_at: now,
      };
    };
    await insert('change_event', [
      change('ours', ['PZ', 'PX'], '2026-03-01T00:00:00Z'),
      change('theirs', ['PZ'], '2026-03-01T00:00:00Z'),
      change('old', ['PX'], '2025-12-01T00:00:00Z'),
    ]);
    await sql`update repository set created_at = '2026-02-28T10:00:00Z' where repository_id = 'g:one'`.execute(db);
    await insert('deployment', [
      {
        service_id: 'x',
        deployment_id: 'x:1',
        repository_id: 'g:one',
        tier: 'production',
        places: ['production'],
        commit_known: true,
        started_at: '2026-03-10T10:00:00Z',
        finished_at: '2026-03-10T10:00:00Z',
        outcome: 'succeeded',
        kind: 'baseline',
        inferred: false,
        changes: 0,
        commits_visited: 1,
        unknown_parents: 0,
        failed: false,
        fetched_at: now,
      },
    ]);
  });

  it('are watched where a rule names a service of the provider', async () => {
    expect(await whys('a', 'obs-2a')).toEqual({ 'x inventory': 'true: a service of the incident provider is read for it' });
  });

  it('count changes told for one of them', async () => {
    expect(await findingOf('a', 'obs-5a')).toMatchObject({ verdict: 'supports', value: 1 });
    expect(await whys('a', 'obs-5a')).toEqual({ 'ours count': 'true: the incident provider was told of it' });
  });

  it('begin with a green run and a deployment', async () => {
    const [green, deployed] = (await findingOf('a', 'slf-3a'))?.parts ?? [];
    // From 28 February, 10 o'clock, to 2 March, 10:32, and to 10 March.
    expect(green?.value).toBeCloseTo(2 + 32 / 1440, 9);
    expect(deployed?.value).toBe(10);
  });
});
