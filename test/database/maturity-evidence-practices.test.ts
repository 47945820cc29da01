/** Evidence of what providers tell of practices: small worlds made by hand. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { evidenceFor, evidenceRecords } from '../../src/maturity/evidence/evidence.ts';
import { testDatabase } from '../support/database.ts';

const now = new Date('2026-03-20T00:00:00Z');
const question = { now, zone: 'UTC' };
let database: Database;

const insert = async (table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => sql`${row[column]}`))})`);
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((c) => sql.id(c)))}) values ${sql.join(values)}`.execute(database.db);
};
const id = (name: string): string => `g:${name}`;
const findingOf = async (rule: string) => (await evidenceFor(database.db, 'a', question)).get(rule);
const whys = async (rule: string): Promise<Record<string, string>> => {
  const { items } = await evidenceRecords(database.db, 'a', rule, question, { limit: 100 });
  return Object.fromEntries(items.map(({ key, part, met, why }) => [`${key.replace('g:', '')} ${part}`, `${met}: ${why}`]));
};

/** Five active repositories, one nobody works in, one that is archived. */
const names = ['full', 'bare', 'cut', 'dark', 'unread', 'idle', 'old'];

beforeAll(async () => {
  database = await testDatabase();
  await insert('source', [{ source_id: 'g', kind: 'github', settings_hash: '' }]);
  await insert('team', [{ team_id: 'a', name: 'A' }]);
  const settings = JSON.stringify({ repositories: names.map((name) => ({ repositoryId: id(name) })), deployments: [], incidents: [] });
  await insert('service', [{ service_id: 'x', name: 'X', settings, settings_hash: '', stability: true }]);
  await insert('ownership', [{ service_id: 'x', team_id: 'a', from_at: '0001-01-01T00:00:00Z', until_at: '9999-01-01T00:00:00Z' }]);
  await insert(
    'repository',
    names.map((name) => ({
      repository_id: id(name),
      source_id: 'g',
      name: `acme/${name}`,
      url: `https://github.example/acme/${name}`,
      default_branch: 'main',
      created_at: name === 'full' || name === 'bare' ? '2026-01-01T00:00:00Z' : '2020-01-01T00:00:00Z',
      fetched_at: now,
    })),
  );
  await insert(
    'repository_service',
    names.map((name) => ({ repository_id: id(name), service_id: 'x' })),
  );
  const active = names.filter((name) => name !== 'idle');
  const merged = '2026-03-01T12:00:00Z';
  const pull = (repository: string, number: number, more: object = {}) => ({
    repository_id: id(repository),
    number,
    title: `Change ${number}`,
    body: null,
    author: 'ann',
    labels: '{}',
    bot: false,
    opened_at: '2026-03-01T10:00:00Z',
    merged_at: merged,
    updated_at: now,
    fetched_at: now,
    ...more,
  });
  await insert('pull_request', [
    ...active.map((name) => pull(name, 1)),
    pull('full', 2, { author: 'Copilot' }),
    pull('full', 3, { body: 'Faster.\n\nCo-Authored-By: Claude <x@example.com>' }),
    pull('full', 4),
    pull('full', 5),
  ]);
  const flow = (repository: string, number: number) => ({
    service_id: 'x',
    repository_id: id(repository),
    number,
    title: 't',
    bot: false,
    opened_at: '2026-03-01T10:00:00Z',
    merged_at: merged,
    fetched_at: now,
  });
  await insert('pull_request_flow', [...active.map((name) => flow(name, 1)), ...[2, 3, 4, 5].map((number) => flow('full', number))]);
  await insert('review', [
    {
      repository_id: id('full'),
      number: 3,
      review_id: 'r',
      author: 'bob',
      bot: false,
      state: 'approved',
      submitted_at: merged,
      fetched_at: now,
    },
  ]);
});
afterAll(async () => await database.close());

describe('what repositories hold', () => {
  beforeAll(async () => {
    const files = (name: string, kind: string, count: number, complete = true) => {
      return { repository_id: id(name), kind, files: count, paths: '{}', complete, fetched_at: now };
    };
    const kinds = [
      'codeowners',
      'workflow',
      'pipeline',
      'terraform',
      'helm',
      'catalog',
      'devcontainer',
      'compose',
      'makefile',
      'readme',
      'update_bot',
    ];
    await insert('practice_file', [
      ...kinds.map((kind) => files('full', kind, kind === 'helm' || kind === 'pipeline' ? 0 : 1)),
      ...['bare', 'dark', 'old'].flatMap((name) => kinds.map((kind) => files(name, kind, 0))),
      ...kinds.map((kind) => files('cut', kind, kind === 'readme' ? 1 : 0, false)),
    ]);
    await insert('owner_file', [
      { repository_id: id('full'), path: 'CODEOWNERS', sha: 's', removed: false, rules: 3, everything: true, fetched_at: now },
    ]);
    await insert(
      'repository_practice',
      ['full', 'bare', 'dark', 'old'].map((name) => ({
        repository_id: id(name),
        archived: name === 'old',
        template: name === 'bare',
        secret_scanning: name === 'dark' ? null : name === 'full',
        dependency_updates: false,
        fetched_at: now,
      })),
    );
    await insert('practice_access', [
      { repository_id: id('full'), object: 'secret_scanning_alerts', state: 'readable', fetched_at: now },
      { repository_id: id('bare'), object: 'secret_scanning_alerts', state: 'off', fetched_at: now },
      { repository_id: id('bare'), object: 'dependabot_alerts', state: 'off', fetched_at: now },
      { repository_id: id('dark'), object: 'dependabot_alerts', state: 'refused', fetched_at: now },
    ]);
    const guard = (name: string, via: string, is: boolean, checks: string | null, branch = 'main') => {
      return { repository_id: id(name), branch, via, protected: is, required_checks: checks, fetched_at: now };
    };
    await insert('branch_protection', [
      guard('full', 'rules', false, null),
      guard('full', 'summary', true, '{build}'),
      guard('bare', 'rules', false, null),
      guard('bare', 'rules', true, null, 'release'),
    ]);
  });

  it.each([
    ['cul-2a', 'an owner is named', 'no owner is named', 'contradicts'],
    ['cid-2b', 'holds its pipeline', 'holds no pipeline', 'contradicts'],
    ['iac-2a', 'holds infrastructure files', 'holds no infrastructure files', 'unclear'],
    ['plt-2a', 'is in a catalogue', 'holds no entry for a catalogue', 'unclear'],
    ['dex-2a', 'a README and a way to build', 'lacks a README or a prepared way to build', 'contradicts'],
  ])('%s knows files that are there, that are not, and lists that were cut short', async (rule, yes, no, verdict) => {
    expect(await whys(rule)).toEqual({
      'full inventory': `true: ${yes}`,
      'bare inventory': `false: ${no}`,
      'dark inventory': `false: ${no}`,
      'cut inventory': 'null: not known',
      'unread inventory': 'null: not known',
    });
    expect(await findingOf(rule)).toMatchObject({ verdict, share: { met: 1, of: 3 }, parts: [{ unknown: 2 }] });
  });

  it('knows what watches dependencies and secrets, and what may not be read', async () => {
    expect(await whys('sec-2a')).toEqual({
      'full inventory': 'true: dependencies are watched',
      'bare inventory': 'false: nothing watches its dependencies',
      'dark inventory': 'null: not known',
      'cut inventory': 'null: not known',
      'unread inventory': 'null: not known',
    });
    const secrets = await whys('sec-2b');
    expect([secrets['full inventory'], secrets['bare inventory'], secrets['dark inventory']]).toEqual([
      'true: watched, no old leak',
      'false: not watched for secrets',
      'null: not known',
    ]);
  });

  it('takes protection of the default branch alone, however it is enforced', async () => {
    const { 'full protected': full, 'bare protected': bare, 'dark protected': dark } = await whys('cid-3a');
    expect([full, bare, dark]).toEqual([
      'true: its default branch is protected',
      'false: its default branch is not protected',
      'null: not known',
    ]);
  });

  it('counts roll-outs, and does not miss what it does not know', async () => {
    const part = async () => (await findingOf('cid-5a'))?.parts[1];
    expect(await part()).toMatchObject({ value: null, verdict: 'unclear' });
    await insert('practice_file', [{ repository_id: id('cut'), kind: 'rollout', files: 2, paths: '{}', complete: false, fetched_at: now }]);
    expect(await part()).toMatchObject({ value: 1, verdict: 'supports' });
  });

  it('counts environments made for trying changes', async () => {
    const environment = (name: string, created: string | null) => {
      return {
        repository_id: id('full'),
        name,
        reviewers_required: false,
        wait_minutes: 0,
        branches_limited: false,
        created_at: created,
        removed: true,
        fetched_at: now,
      };
    };
    await insert('repository_environment', [
      environment('preview/pr-17', '2025-11-01T00:00:00Z'),
      environment('pr-18', '2026-02-01T00:00:00Z'),
      environment('pr-1', '2025-06-01T00:00:00Z'),
      environment('pr-2', null),
      environment('production', '2026-02-01T00:00:00Z'),
    ]);
    // Five more repositories nobody could ask.
    expect((await findingOf('iac-4b'))?.parts).toMatchObject([{ value: null, verdict: 'unclear' }]);
    await insert(
      'practice_access',
      names
        .filter((name) => name !== 'dark')
        .map((name) => ({ repository_id: id(name), object: 'environments', state: 'readable', fetched_at: now })),
    );
    expect((await findingOf('iac-4b'))?.parts).toMatchObject([{ value: null, verdict: 'unclear' }]);
    await insert('practice_access', [{ repository_id: id('dark'), object: 'environments', state: 'off', fetched_at: now }]);
    expect((await findingOf('iac-4b'))?.parts).toMatchObject([{ value: 2, verdict: 'contradicts' }]);
    expect(await whys('iac-4b')).toEqual({
      'full preview/pr-17 count': 'true: made for trying a change',
      'full pr-18 count': 'true: made for trying a change',
    });
  });

  it('counts templates', async () => {
    expect(await findingOf('slf-2b')).toMatchObject({ verdict: 'supports', value: 1 });
    expect((await whys('slf-2b'))['cut count']).toBe('null: not known');
  });
});

describe('checks of merged changes', () => {
  beforeAll(async () => {
    const read = (number: number, known = true, complete = true) => {
      return { repository_id: id('full'), number, head_sha: 's', known, pending: false, complete, runs: 1, fetched_at: now };
    };
    await insert('pull_request_checks', [read(1), read(2), read(3), read(4), read(5, false)]);
    const check = (number: number, checkId: string, name: string, conclusion: string | null, at: string) => ({
      repository_id: id('full'),
      number,
      kind: 'run',
      check_id: checkId,
      name,
      app: 'actions',
      status: conclusion === null ? 'in_progress' : 'completed',
      conclusion,
      started_at: at,
      completed_at: conclusion === null ? null : at,
      fetched_at: now,
    });
    await insert('check_result', [
      // Failed first, then succeeded; what is not required may fail.
      check(1, '1', 'build', 'failure', '2026-03-01T10:00:00Z'),
      check(1, '2', 'build', 'success', '2026-03-01T11:00:00Z'),
      check(1, '3', 'lint', 'failure', '2026-03-01T11:00:00Z'),
      check(1, '4', 'CodeQL', 'neutral', '2026-03-01T11:00:00Z'),
      check(2, '1', 'build', 'success', '2026-03-01T11:00:00Z'),
      check(3, '1', 'build', 'failure', '2026-03-01T11:00:00Z'),
      // Ended after the merge.
      check(3, '2', 'slow', 'success', '2026-03-01T13:00:00Z'),
    ]);
  });

  it('had finished before the merge, or are not known', async () => {
    expect(await whys('cid-2a')).toMatchObject({
      'full 1 share': 'true: 3 checks had finished',
      'full 2 share': 'true: 1 checks had finished',
      'full 3 share': 'true: 1 checks had finished',
      'full 4 share': 'false: no check had finished',
      'full 5 share': 'null: its checks are not known',
      'bare 1 share': 'null: its checks are not known',
    });
  });

  it('were green where the branch requires them', async () => {
    expect(await whys('cid-3a')).toMatchObject({
      'full 1 green': 'true: its checks succeeded',
      'full 3 green': 'false: merged although build did not succeed',
      'full 4 green': 'false: had no check',
    });
  });

  it('look for security', async () => {
    const { 'full 1 share': first, 'full 2 share': second } = await whys('sec-3a');
    expect([first, second]).toEqual(['true: looked at by CodeQL', 'false: no security check']);
  });

  it('hold changes made with assistants to the same bar', async () => {
    expect(await whys('aim-3a')).toEqual({
      'full 2 share': 'false: merged without the approval of a person',
      'full 3 share': 'false: merged although build did not succeed',
    });
  });
});

describe('workflows and alerts', () => {
  beforeAll(async () => {
    const flow = (name: string, path: string, more: object) => ({
      repository_id: id(name),
      path,
      sha: 's',
      removed: false,
      broken: false,
      permissions: null,
      id_token: false,
      triggers: '{push}',
      uses: '{}',
      secrets: '{}',
      environments: '{}',
      tools: '{}',
      fetched_at: now,
      ...more,
    });
    await insert('workflow_file', [
      flow('full', 'ci.yml', { permissions: 'read', uses: '{acme/pipelines/.github/workflows/ci.yml@v1}' }),
      flow('full', 'nightly.yml', { triggers: '{schedule}' }),
      flow('full', 'gone.yml', { removed: true, permissions: 'write' }),
      flow('bare', 'ci.yml', { permissions: 'write', uses: '{acme/bare/.github/workflows/x.yml@main,other/y/.github/workflows/z.yml@v1}' }),
      flow('bare', 'deploy.yml', { permissions: 'read', secrets: '{AWS_SECRET_ACCESS_KEY}' }),
      flow('dark', 'ci.yml', {}),
    ]);
    await insert('workflow_default', [{ repository_id: id('full'), permissions: 'read', fetched_at: now }]);
    const alert = (number: number, kind: string, severity: string | null, opened: string, closed: string | null) => {
      const state = closed === null ? 'open' : 'fixed';
      return { repository_id: id('full'), kind, number, severity, state, opened_at: opened, closed_at: closed, fetched_at: now };
    };
    await insert('security_alert', [
      alert(1, 'dependabot', 'critical', '2026-02-01T00:00:00Z', '2026-02-16T00:00:00Z'),
      alert(2, 'dependabot', 'critical', '2026-02-01T00:00:00Z', '2026-02-16T00:00:01Z'),
      alert(3, 'code_scanning', 'critical', '2026-02-01T00:00:00Z', null),
      alert(4, 'code_scanning', 'critical', '2026-03-10T00:00:00Z', null),
      alert(5, 'dependabot', 'high', '2026-02-01T00:00:00Z', null),
      alert(6, 'secret_scanning', null, '2026-03-12T00:00:00Z', null),
    ]);
  });

  it('have narrow rights, by themselves or by default', async () => {
    expect(await whys('sec-4b')).toEqual({
      'full ci.yml inventory': 'true: its rights are narrow',
      'full nightly.yml inventory': 'true: its rights are narrow',
      'bare ci.yml inventory': 'false: may write whatever it likes',
      'bare deploy.yml inventory': 'false: uses a stored key for a cloud',
      'dark ci.yml inventory': 'null: its rights are not known',
    });
    expect(await findingOf('iac-2b')).toMatchObject({ verdict: 'supports', value: 1 });
  });

  it('are shared where a new repository uses that of another of the same owner', async () => {
    expect(await whys('plt-3a')).toEqual({
      'full inventory': 'true: uses a shared pipeline',
      'bare inventory': 'false: uses no shared pipeline',
    });
  });

  it('are closed in time, are late, or have time left', async () => {
    expect(await whys('sec-3b')).toEqual({
      'full dependabot 1 share': 'true: closed after 15 d',
      'full dependabot 2 share': 'false: closed after 15 d',
      'full code_scanning 3 share': 'false: open for more than 15 days',
    });
    const { items } = await evidenceRecords(database.db, 'a', 'sec-3b', question, { limit: 1 });
    expect(items[0]?.url).toBe('https://github.example/acme/full/security/dependabot/2');
  });

  it('leave a secret that leaked more than seven days ago', async () => {
    const secrets = await whys('sec-2b');
    expect(secrets['full inventory']).toBe('false: 1 leaked secret open for more than seven days');
  });
});
