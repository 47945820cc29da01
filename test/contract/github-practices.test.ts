import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { replay } from '../../src/collection/replay.ts';
import { type GithubSettings, normalizeGithub } from '../../src/sources/github/index.ts';
import { type GithubRun, githubRun } from '../support/github-run.ts';
import { type GithubServer, githubServer } from '../support/github-server.ts';
import * as world from '../support/github-world.ts';
import { restingTables, snapshot, writtenBy } from '../support/snapshot.ts';

const shop = 'gh:acme~shop';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(repository: world.RepositoryWorld, settings: Partial<GithubSettings> = {}) {
  const server = await githubServer(repository);
  closing.push(server.close);
  const github = await githubRun({ url: server.url, repositories: ['acme/shop'], ...settings });
  closing.push(github.database.close);
  return { server, github };
}

type Any = Record<string, unknown>;
async function rows(github: GithubRun, table: string): Promise<readonly Any[]> {
  return (await sql<Any>`select * from ${sql.table(table)} where repository_id = ${shop} order by 1, 2, 3`.execute(github.database.db))
    .rows;
}
async function access(github: GithubRun): Promise<Readonly<Record<string, unknown>>> {
  return Object.fromEntries((await rows(github, 'practice_access')).map((row) => [row.object, row.state]));
}
const practice = /check-runs|\/status\?|git\/(trees|blobs)|\/rules\/|protection|\/environments|permissions|alerts/;
const asked = (server: GithubServer) => server.requests.filter((request) => practice.test(request.url)).map((request) => request.url);

const workflow = `on: { push: {}, schedule: [{ cron: "0 3 * * *" }] }
permissions: { contents: read, id-token: write }
jobs:
  scan:
    environment: production
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          echo start
          trivy image app # mail ann@example.com
        env: { KEY: "\${{ secrets.CLOUD_KEY }}" }
  call: { uses: acme/shared/.github/workflows/deploy.yml@v1 }
`.replaceAll('\\$', '$');

/** One of everything, with two merged pull requests in the window, one before it and one that was not merged. */
function practised(): world.RepositoryWorld {
  const repository = world.repositoryWorld('acme/shop');
  world.commit(repository, 'c1', '2026-01-01T01:00:00Z', [], 'main');
  const merged = (number: number, at: string) =>
    world.pull(repository, number, at, { state: 'closed', merged_at: at, closed_at: at, merge_commit_sha: world.sha('c1') });
  merged(1, '2025-10-01T00:00:00Z');
  merged(2, '2026-02-01T00:00:00Z');
  merged(3, '2026-02-02T00:00:00Z');
  world.pull(repository, 4, '2026-02-03T00:00:00Z');
  world.check(repository, world.sha('head of 2'), 21, 'build');
  world.check(repository, world.sha('head of 2'), 22, 'lint', { conclusion: 'failure' });
  repository.commitStatuses.set(world.sha('head of 3'), [{ context: 'ci/jenkins', state: 'success', creator: world.user('ann') }]);
  repository.files.set('.github/workflows/scan.yml', workflow);
  repository.files.set('CODEOWNERS', '# owners\n* @acme/shop ann@example.com\n/docs/ @ann\n/free\n');
  repository.files.set('infra/main.tf', '');
  repository.files.set('node_modules/x/package.json', '');
  repository.rules.push(
    { type: 'pull_request', parameters: { required_approving_review_count: 1, require_code_owner_review: true } },
    { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'build' }] } },
  );
  repository.protection = {
    required_status_checks: { contexts: ['lint'], checks: [{ context: 'lint', app_id: 1 }] },
    required_pull_request_reviews: { required_approving_review_count: 2, dismissal_restrictions: { users: [world.user('ann')] } },
    allow_force_pushes: { enabled: false },
  };
  repository.environments.push(
    {
      id: 1,
      name: 'production',
      created_at: '2026-01-01T00:00:00Z',
      protection_rules: [
        { id: 1, type: 'required_reviewers', reviewers: [{ type: 'User', reviewer: world.user('secretreviewer') }] },
        { id: 2, type: 'wait_timer', wait_timer: 30 },
      ],
      deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
    },
    { id: 2, name: 'preview', created_at: '2026-01-01T00:00:00Z', protection_rules: [], deployment_branch_policy: null },
  );
  const alert = { created_at: '2026-01-05T00:00:00Z', updated_at: '2026-01-05T00:00:00Z', state: 'open' };
  repository.dependabotAlerts.push(
    { number: 1, ...alert, security_advisory: { severity: 'critical', summary: 'hunter2' } },
    { number: 2, ...alert, state: 'fixed', fixed_at: '2026-01-09T00:00:00Z', security_advisory: { severity: 'low' } },
  );
  repository.codeScanningAlerts.push({ number: 1, ...alert, rule: { security_severity_level: 'high' } });
  repository.secretScanningAlerts.push({ number: 1, ...alert, secret: 'hunter2' });
  return repository;
}

describe('collecting practices of GitHub', () => {
  it('reads all of it once, and asks for nothing of it again the same day', async () => {
    const { server, github } = await open(practised());
    expect(await github.run()).toMatchObject({ outcome: 'done', error: null, rejected: 0 });
    expect(new Set(Object.values(await access(github)))).toEqual(new Set(['readable']));
    expect(await rows(github, 'pull_request_checks')).toMatchObject([
      { number: 2, known: true, pending: false, complete: true, runs: 2, statuses: null },
      { number: 3, runs: 0, statuses: 1 },
    ]);
    expect(await rows(github, 'check_result')).toMatchObject([
      { number: 2, kind: 'run', name: 'build', app: 'github-actions', conclusion: 'success' },
      { number: 2, kind: 'run', name: 'lint', conclusion: 'failure' },
      { number: 3, kind: 'status', name: 'ci/jenkins', status: 'completed', conclusion: 'success', app: null },
    ]);
    expect(await rows(github, 'branch_protection')).toMatchObject([
      { via: 'protection', protected: true, approvals: 2, codeOwners: false, requiredChecks: ['lint'], forcePushBlocked: true },
      {
        via: 'rules',
        protected: true,
        pullRequests: true,
        approvals: 1,
        codeOwners: true,
        requiredChecks: ['build'],
        forcePushBlocked: false,
      },
      { via: 'summary', protected: true, approvals: null },
    ]);
    expect(await rows(github, 'repository_environment')).toMatchObject([
      { name: 'preview', reviewersRequired: false, waitMinutes: 0, branchesLimited: false, removed: false },
      { name: 'production', reviewersRequired: true, waitMinutes: 30, branchesLimited: true, removed: false },
    ]);
    const files = (await rows(github, 'practice_file')).filter((row) => row.files !== 0);
    expect(files.map((row) => [row.kind, row.paths, row.complete])).toEqual([
      ['codeowners', ['CODEOWNERS'], true],
      ['terraform', ['infra/main.tf'], true],
      ['workflow', ['.github/workflows/scan.yml'], true],
    ]);
    expect(await rows(github, 'owner_file')).toMatchObject([{ path: 'CODEOWNERS', rules: 2, everything: true, removed: false }]);
    expect(await rows(github, 'workflow_file')).toMatchObject([
      {
        permissions: 'read',
        idToken: true,
        triggers: ['push', 'schedule'],
        uses: ['acme/shared/.github/workflows/deploy.yml@v1', 'actions/checkout@v4'],
        secrets: ['CLOUD_KEY'],
        environments: ['production'],
        tools: ['trivy'],
      },
    ]);
    expect(await rows(github, 'security_alert')).toMatchObject([
      { kind: 'code_scanning', severity: 'high', state: 'open', closedAt: null },
      { kind: 'dependabot', number: 1, severity: 'critical', state: 'open' },
      { kind: 'dependabot', number: 2, state: 'fixed', closedAt: new Date('2026-01-09T00:00:00Z') },
      { kind: 'secret_scanning', severity: null, state: 'open' },
    ]);
    expect(await rows(github, 'repository_practice')).toMatchObject([{ archived: false, template: null }]);

    const tables = [...restingTables, 'http_validator', 'collection_cursor'];
    const before = await writtenBy(github.database.db, tables);
    server.requests.splice(0);
    expect(await github.run()).toMatchObject({ outcome: 'done', raws: 0, records: 0 });
    expect(asked(server)).toEqual([]);
    expect(await writtenBy(github.database.db, tables)).toBe(before);
  });

  it('asks for three states a run on later days, each answered "not modified"', async () => {
    const { server, github } = await open(practised());
    await github.run();
    const counts = [];
    for (let n = 0; n < 4; n += 1) {
      server.requests.splice(0);
      expect(await github.run({}, { now: new Date(`2026-03-04T12:0${n}:00Z`) })).toMatchObject({ outcome: 'done', raws: 0 });
      counts.push(asked(server).length);
      expect(server.requests.filter((request) => practice.test(request.url) && request.status !== 304)).toEqual([]);
    }
    expect(counts).toEqual([3, 3, 1, 0]);
  });

  it('keeps no people, texts or secrets, and a replay gives the same', async () => {
    const { github } = await open(practised());
    await github.run();
    const { rows: raws } = await sql<{ payload: string }>`select payload from raw_record
      where kind not in ('commit', 'pull_request')`.execute(github.database.db);
    expect(raws.map((raw) => raw.payload).join('\n')).not.toMatch(/secretreviewer|hunter2|example\.com|@ann|"ann"|echo start/);
    const before = await snapshot(github.database.db, { fetchedAt: true });
    await replay(github.database.db, { github: normalizeGithub });
    expect(await snapshot(github.database.db, { fetchedAt: true })).toBe(before);
  });

  it('remembers what it may not read or what is off, and goes on; the next day it asks again', async () => {
    const { server, github } = await open(practised());
    const refuse = (status: number, message: string) => ({ status, body: { message } });
    server.fault = ({ path }) => {
      if (/dependabot/.test(path)) return refuse(403, 'Dependabot alerts are disabled for this repository.');
      if (/code-scanning/.test(path)) return refuse(404, 'no analysis found');
      if (/secret-scanning|check-runs/.test(path)) return refuse(403, 'Resource not accessible by personal access token');
      if (/protection$/.test(path)) return refuse(404, 'Not Found');
      if (/environments/.test(path)) return refuse(451, 'Blocked');
      return null;
    };
    expect(await github.run()).toMatchObject({ outcome: 'done', error: null });
    expect(await access(github)).toMatchObject({
      dependabot_alerts: 'off',
      code_scanning_alerts: 'off',
      secret_scanning_alerts: 'refused',
      checks: 'refused',
      branch_protection: 'refused',
      environments: 'refused',
      branch_rules: 'readable',
      files: 'readable',
    });
    expect(await rows(github, 'pull_request_checks')).toEqual([]);
    expect((await rows(github, 'branch_protection')).map((row) => row.via)).toEqual(['rules', 'summary']);
    const failed = (await rows(github, 'coverage')).filter((cell) => cell.state === 'failed').map((cell) => cell.object);
    expect(failed.sort()).toEqual(['branch_protection', 'checks', 'environments', 'secret_scanning_alerts']);
    server.requests.splice(0);
    await github.run();
    expect(asked(server)).toEqual([]);
    server.fault = null;
    for (let n = 0; n < 3; n += 1) await github.run({}, { now: new Date(`2026-03-03T12:0${n}:00Z`) });
    expect(new Set(Object.values(await access(github)))).toEqual(new Set(['readable']));
    expect(await rows(github, 'pull_request_checks')).toHaveLength(2);
  });

  it('ends the same, wherever it was stopped', async () => {
    const { server, github } = await open(practised());
    await github.run();
    const whole = await snapshot(github.database.db);
    const again = await githubRun({ url: server.url, repositories: ['acme/shop'] });
    closing.push(again.database.close);
    let outcome = 'stopped';
    for (let budget = 12; outcome !== 'done'; budget += 2) {
      expect(budget).toBeLessThan(60);
      const limit = server.requests.length + budget;
      server.fault = ({ count }) => (count > limit ? { status: 401, body: { message: 'Bad credentials' } } : null);
      outcome = (await again.run()).outcome;
    }
    expect(await snapshot(again.database.db)).toBe(whole);
  });

  it('follows files: what changed is read, what went is marked, a list cut short says nothing of what it lacks', async () => {
    const repository = practised();
    const { server, github } = await open(repository);
    await github.run();
    const move = async (name: string) => {
      world.commit(repository, name, '2026-03-01T00:00:00Z', ['c1'], 'main');
      server.requests.splice(0);
      await github.run();
      return asked(server).map((url) => url.replace(/.*\/git\/(\w+)\/.*/, '$1'));
    };
    expect(await move('c2')).toEqual(['trees']);
    repository.files.set('.github/workflows/scan.yml', 'on: push\njobs: { a: { permissions: write-all, steps: [] } }');
    repository.files.delete('CODEOWNERS');
    expect(await move('c3')).toEqual(['trees', 'blobs']);
    expect(await rows(github, 'workflow_file')).toMatchObject([{ permissions: 'write', idToken: true, uses: [], tools: [] }]);
    expect(await rows(github, 'owner_file')).toMatchObject([{ removed: true, rules: 0 }]);
    repository.truncated = true;
    repository.files.clear();
    repository.files.set('.github/workflows/odd.yml', 'jobs: [');
    await move('c4');
    expect(await rows(github, 'workflow_file')).toMatchObject([{ broken: true }, { removed: false, broken: false }]);
    expect((await rows(github, 'practice_file')).every((row) => row.complete === false)).toBe(true);
  });

  it('reads checks again until they ended, for a day; one that is gone is known to be', async () => {
    const repository = practised();
    world.pull(repository, 5, '2026-03-02T11:00:00Z', { state: 'closed', merged_at: '2026-03-02T11:00:00Z' });
    world.check(repository, world.sha('head of 5'), 51, 'slow', { status: 'in_progress', conclusion: null, completed_at: null });
    const { server, github } = await open(repository);
    server.fault = ({ path }) =>
      path.includes(world.sha('head of 3')) ? { status: 422, body: { message: 'No commit found for SHA' } } : null;
    await github.run();
    expect(await rows(github, 'pull_request_checks')).toMatchObject([
      { number: 2 },
      { number: 3, known: false },
      { number: 5, pending: true },
    ]);
    const [slow] = repository.checks.get(world.sha('head of 5')) ?? [];
    Object.assign(slow ?? {}, { status: 'completed', conclusion: 'timed_out', completed_at: '2026-03-02T12:30:00Z' });
    await github.run();
    expect(await rows(github, 'check_result')).toContainEqual(expect.objectContaining({ number: 5, conclusion: 'timed_out' }));
    server.requests.splice(0);
    await github.run();
    expect(asked(server)).toEqual([]);
  });

  it('is no reason to derive a service again', async () => {
    const repository = practised();
    const { github } = await open(repository);
    const { db } = github.database;
    await github.run();
    await db.insertInto('repositoryService').values({ repositoryId: shop, serviceId: 'shop' }).execute();
    repository.environments.splice(1, 1);
    Object.assign(repository.dependabotAlerts[0] ?? {}, { state: 'dismissed', updated_at: '2026-03-02T00:00:00Z' });
    for (let n = 0; n < 3; n += 1) await github.run({}, { now: new Date(`2026-03-03T12:0${n}:00Z`) });
    expect(await rows(github, 'repository_environment')).toMatchObject([{ name: 'preview', removed: true }, { name: 'production' }]);
    expect((await rows(github, 'security_alert')).map((row) => row.state).sort()).toEqual(['dismissed', 'fixed', 'open', 'open']);
    expect(await db.selectFrom('dirtyService').selectAll().execute()).toEqual([]);
  });
});
