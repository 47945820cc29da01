import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import type { GithubSettings } from '../../src/sources/github/index.ts';
import { type GithubRun, githubRun } from '../support/github-run.ts';
import { type GithubServer, githubServer } from '../support/github-server.ts';
import * as world from '../support/github-world.ts';
import { restingTables, snapshot, writtenBy } from '../support/snapshot.ts';
import { temporaryFolder } from '../support/temporary.ts';

const shop = 'gh:acme~shop';
const gitEnvironment = {
  ...process.env,
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'a@b.invalid',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'a@b.invalid',
};
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(
  repositories: world.RepositoryWorld[],
  settings: Partial<GithubSettings> = {},
): Promise<{ server: GithubServer; github: GithubRun }> {
  const server = await githubServer(...repositories);
  closing.push(server.close);
  const github = await githubRun({ url: server.url, repositories: ['acme/shop'], ...settings });
  closing.push(github.database.close);
  return { server, github };
}

type Any = Record<string, unknown>;
async function rows(github: GithubRun, table: string, repositoryId = shop): Promise<readonly Any[]> {
  return (await sql<Any>`select * from ${sql.table(table)} where repository_id = ${repositoryId}`.execute(github.database.db)).rows;
}
async function shas(github: GithubRun): Promise<ReadonlySet<unknown>> {
  return new Set((await rows(github, 'commit')).map((row) => row.sha));
}
const named = (...names: string[]): ReadonlySet<string> => new Set(names.map(world.sha));

/** A line of commits c1 … cn, a day apart; the last is the head of main. */
function line(repository: world.RepositoryWorld, length: number, prefix = 'c'): void {
  for (let n = 1; n <= length; n += 1) {
    const at = new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString().replace('.000Z', 'Z');
    world.commit(repository, `${prefix}${n}`, at, n === 1 ? [] : [`${prefix}${n - 1}`], 'main');
  }
}

/** One of everything. */
function busy(): world.RepositoryWorld {
  const repository = world.repositoryWorld('acme/shop');
  line(repository, 110);
  for (let n = 1; n <= 34; n += 1) {
    world.commit(repository, `work ${n}`, '2026-01-20T10:00:00Z', ['c5']);
    world.pull(repository, n, `2026-01-21T10:${String(n % 60).padStart(2, '0')}:00Z`, {}, [`work ${n}`]);
    world.review(repository, n, n, '2026-01-22T10:00:00Z');
    world.deployment(repository, n, `2026-01-23T10:${String(n % 60).padStart(2, '0')}:00Z`, { sha: world.sha(`c${n}`) });
    world.status(repository, n, 'in_progress', '2026-01-24T10:00:00Z');
    world.status(repository, n, 'success', '2026-01-24T10:01:00Z');
    world.run(repository, n, `2026-02-25T10:${String(n % 60).padStart(2, '0')}:00Z`);
  }
  for (let n = 1; n <= 102; n += 1) {
    repository.tags.set(`v${n}`, { sha: world.sha(`c${n}`), taggedAt: n % 2 === 0 ? '2026-01-30T00:00:00Z' : null });
    world.release(repository, n, `v${n}`, '2026-01-31T00:00:00Z', n === 1 ? { draft: true } : {});
    world.issue(repository, 500 + n, '2026-02-01T00:00:00Z', n % 2 === 0 ? ['Incident'] : ['other']);
  }
  return repository;
}

describe('collecting GitHub', () => {
  it('collects every page of every object, and nothing the second time', async () => {
    const { server, github } = await open([busy()], { issueLabels: ['incident'] });
    expect(await github.run()).toMatchObject({ outcome: 'done', error: null, rejected: 0 });
    expect(await rows(github, 'commit')).toHaveLength(144);
    expect(await rows(github, 'pull_request')).toHaveLength(34);
    expect(await rows(github, 'review')).toHaveLength(34);
    expect(await rows(github, 'incident_event')).toHaveLength(51);
    const events = await rows(github, 'deployment_event');
    const count = (origin: string) => events.filter((event) => event.origin === origin).length;
    expect(['deployments', 'workflow_runs', 'releases', 'tags'].map(count)).toEqual([34, 34, 101, 102]);
    expect(events.filter((event) => event.origin === 'tags' && event.inferred === true)).toHaveLength(51);
    expect(events.find((event) => event.origin === 'tags' && event.name === 'v2')?.createdAt).toEqual(new Date('2026-01-30T00:00:00Z'));
    expect(await rows(github, 'deployment_status')).toHaveLength(2 * 34 + 2 * 34 + 101 + 102);

    const tables = [...restingTables, 'http_validator', 'collection_cursor'];
    const before = await writtenBy(github.database.db, tables);
    server.requests.splice(0);
    expect(await github.run()).toMatchObject({ outcome: 'done', raws: 0, records: 0 });
    expect(server.requests.filter((request) => request.status !== 304)).toEqual([]);
    expect(await writtenBy(github.database.db, tables)).toBe(before);
  });

  it('keeps neither addresses nor secrets nor counters', async () => {
    const repository = busy();
    const { github } = await open([repository], { issueLabels: ['incident'] });
    await github.run();
    const { rows: raws } = await sql<{ payload: string }>`select payload from raw_record`.execute(github.database.db);
    const all = raws.map((raw) => raw.payload).join('\n');
    expect(all).not.toMatch(/example\.com|avatar|hunter2|stargazers|download_count|token-of-the-test/);
    repository.stars = 99;
    expect(await github.run()).toMatchObject({ raws: 0 });
  });

  it('ends the same, wherever it was stopped', async () => {
    const { server, github } = await open([busy()], { issueLabels: ['incident'], since: new Date('2026-01-01T06:00:00Z') });
    await github.run();
    const whole = await snapshot(github.database.db);
    const again = await githubRun({
      url: server.url,
      repositories: ['acme/shop'],
      issueLabels: ['incident'],
      since: new Date('2026-01-01T06:00:00Z'),
    });
    closing.push(again.database.close);
    let budget = 5;
    let runs = 0;
    for (let outcome = 'stopped'; outcome !== 'done'; runs += 1) {
      expect(runs).toBeLessThan(60);
      // The connection dies after so many answers; a step later every time, so that some run reaches each page.
      const limit = server.requests.length + budget;
      budget += 13;
      server.fault = (asked) => (asked.count > limit ? { status: 401, body: { message: 'Bad credentials' } } : null);
      outcome = (await again.run()).outcome;
    }
    expect(runs).toBeGreaterThan(5);
    expect(await snapshot(again.database.db)).toBe(whole);
  });

  it('reads only news of pull requests, with their new commits and reviews', async () => {
    const repository = busy();
    const { server, github } = await open([repository]);
    await github.run();
    const [pull] = repository.pulls;
    Object.assign(pull ?? {}, {
      updated_at: '2026-02-28T00:00:00Z',
      merged_at: '2026-02-28T00:00:00Z',
      state: 'closed',
      merge_commit_sha: world.sha('c9'),
    });
    world.commit(repository, 'more work', '2026-02-27T00:00:00Z', ['work 1']);
    repository.pullCommits.get(1)?.push(world.sha('more work'));
    server.requests.splice(0);
    await github.run();
    const pulls = server.requests
      .filter((request) => /\/pulls/.test(request.url) && request.status === 200)
      .map((request) => request.url.replace(/\?.*/, ''));
    expect(pulls).toEqual(['/repos/acme/shop/pulls', '/repos/acme/shop/pulls/1/commits']);
    const list = (await rows(github, 'pull_request_commits')).find((row) => row.number === 1);
    expect(list).toMatchObject({ shas: [world.sha('work 1'), world.sha('more work')], complete: true });
    expect((await rows(github, 'pull_request')).find((row) => row.number === 1)).toMatchObject({ mergeSha: world.sha('c9') });
  });

  it('says that a list of 250 commits was cut', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 260);
    world.pull(
      repository,
      1,
      '2026-02-01T00:00:00Z',
      {},
      Array.from({ length: 260 }, (_, n) => `c${n + 1}`),
    );
    const { github } = await open([repository]);
    await github.run();
    const [list] = await rows(github, 'pull_request_commits');
    expect(list).toMatchObject({ complete: false, shas: { length: 250 } });
  });

  it('finds a late review that did not touch its pull request, a day later', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 3);
    world.pull(repository, 1, '2026-02-25T00:00:00Z', {}, ['c1']);
    const { github } = await open([repository]);
    await github.run();
    world.review(repository, 1, 77, '2026-03-02T13:00:00Z');
    await github.run();
    expect(await rows(github, 'review')).toHaveLength(0);
    await github.run({}, { now: new Date('2026-03-03T12:00:00Z') });
    expect(await rows(github, 'review')).toHaveLength(1);
    world.review(repository, 1, 78, '2026-03-30T00:00:00Z');
    await github.run({}, { now: new Date('2026-04-10T12:00:00Z') });
    expect(await rows(github, 'review')).toHaveLength(1);
  });

  it('waits for a deployment that finishes late, and notices one that was deleted', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 3);
    for (const id of [1, 2]) {
      world.deployment(repository, id, '2026-02-01T00:00:00Z', { sha: world.sha('c2') });
      world.status(repository, id, 'in_progress', '2026-02-01T00:01:00Z');
    }
    const { github } = await open([repository]);
    await github.run();
    // Older than the re-read window: asked for once a day.
    world.status(repository, 1, 'failure', '2026-03-02T13:00:00Z');
    world.status(repository, 1, 'inactive', '2026-03-02T14:00:00Z');
    repository.deployments.splice(1, 1);
    await github.run({}, { now: new Date('2026-03-04T12:00:00Z') });
    const statuses = (await rows(github, 'deployment_status')).filter((status) => status.externalId === '1');
    expect(statuses.map((status) => status.state).sort()).toEqual(['failed', 'inactive', 'running']);
    const events = await rows(github, 'deployment_event');
    expect(events.map((event) => [event.externalId, event.removed]).sort()).toEqual([
      ['1', false],
      ['2', true],
    ]);
    // It ended: nobody asks again.
    world.status(repository, 1, 'success', '2026-03-05T00:00:00Z');
    await github.run({}, { now: new Date('2026-03-06T12:00:00Z') });
    expect((await rows(github, 'deployment_status')).filter((status) => status.state === 'succeeded')).toEqual([]);
  });

  it('splits windows of more than 1,000 runs, past and present', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 1);
    for (let n = 0; n < 2300; n += 1)
      world.run(repository, n, new Date(Date.UTC(2026, 0, 10) + n * 60_000).toISOString().replace('.000Z', 'Z'));
    for (let n = 3000; n < 4100; n += 1)
      world.run(repository, n, new Date(Date.UTC(2026, 1, 27) + n * 10_000).toISOString().replace('.000Z', 'Z'));
    const { server, github } = await open([repository]);
    await github.run();
    expect(await rows(github, 'deployment_event')).toHaveLength(3400);
    server.requests.splice(0);
    await github.run();
    expect(server.requests.filter((request) => request.status !== 304)).toEqual([]);
    // A week later nothing of it is read again.
    server.requests.splice(0);
    await github.run({}, { now: new Date('2026-04-02T12:00:00Z') });
    expect(server.requests.filter((request) => /runs/.test(request.url)).every((request) => request.bytes < 100)).toBe(true);
  });

  it('keeps the first attempt of a run that was repeated', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 1);
    world.run(repository, 9, '2026-03-01T10:00:00Z', { conclusion: 'failure', updated_at: '2026-03-01T10:05:00Z' });
    const { github } = await open([repository]);
    await github.run();
    const again = { run_attempt: 2, run_started_at: '2026-03-02T08:00:00Z', updated_at: '2026-03-02T08:04:00Z' };
    world.run(repository, 9, '2026-03-01T10:00:00Z', { ...again, status: 'in_progress', conclusion: null });
    await github.run();
    Object.assign(repository.runs[1] ?? {}, { status: 'completed', conclusion: 'success' });
    await github.run();
    const statuses = (await rows(github, 'deployment_status')).filter((status) => status.state !== 'running');
    expect(statuses.map((status) => [status.externalId, status.state, (status.at as Date).toISOString()]).sort()).toEqual([
      ['9/1', 'failed', '2026-03-01T10:05:00.000Z'],
      ['9/2', 'succeeded', '2026-03-02T08:04:00.000Z'],
    ]);
  });

  it('takes back a run that was seen running and then deployed nothing', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 1);
    const run = world.run(repository, 9, '2026-03-01T10:00:00Z', { status: 'in_progress', conclusion: null });
    world.run(repository, 10, '2026-03-01T10:00:00Z', { conclusion: 'skipped' });
    const { github } = await open([repository]);
    await github.run();
    Object.assign(run, { status: 'completed', conclusion: 'neutral' });
    await github.run();
    expect(await rows(github, 'deployment_event')).toMatchObject([{ externalId: '9/1', removed: true }]);
  });

  it('reads commits with their paths out of a clone', async () => {
    const folder = temporaryFolder('clone');
    closing.push(async () => rmSync(folder, { recursive: true, force: true }));
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', `${folder}/shop.git`, ...args], { env: gitEnvironment, encoding: 'utf8' }).trim();
    execFileSync('git', ['init', '--quiet', '-b', 'main', `${folder}/shop.git`]);
    for (const file of ['web/a', 'api/b']) {
      mkdirSync(dirname(`${folder}/shop.git/${file}`), { recursive: true });
      writeFileSync(`${folder}/shop.git/${file}`, file);
      git('add', '.');
      git('commit', '--quiet', '-m', `add ${file}`);
    }
    const head = git('rev-parse', 'HEAD');
    const repository = world.repositoryWorld('acme/shop');
    repository.htmlUrl = `file://${folder}/shop`;
    world.commit(repository, 'head', '2026-02-01T00:00:00Z', []);
    repository.commits.set(head, { ...repository.commits.get(world.sha('head')), sha: head });
    repository.branches.set('main', head);
    world.pull(repository, 1, '2026-02-01T00:00:00Z');
    repository.pullCommits.set(1, [head]);
    const settings = { commits: 'git', cacheFolder: `${folder}/cache`, withPaths: new Set([shop]), environment: process.env } as const;
    const { server, github } = await open([repository], settings);
    expect(await github.run()).toMatchObject({ outcome: 'done', error: null });
    const commits = (await rows(github, 'commit')).map((row) => [row.message, row.paths]).sort();
    expect(commits).toEqual([
      ['add api/b', ['api/b']],
      ['add web/a', ['web/a']],
    ]);
    expect(await rows(github, 'branch')).toMatchObject([{ name: 'main', sha: head }]);
    expect(server.requests.some((request) => /\/commits\?/.test(request.url) && !/pulls/.test(request.url))).toBe(false);
    const before = await writtenBy(github.database.db, [...restingTables, 'collection_cursor']);
    await github.run();
    expect(await writtenBy(github.database.db, [...restingTables, 'collection_cursor'])).toBe(before);
  });

  it('lets closings and taken labels of issues arrive, and other issues pass', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 1);
    const first = world.issue(repository, 1, '2026-01-05T00:00:00Z', ['Incident']);
    const second = world.issue(repository, 2, '2026-01-06T00:00:00Z', ['incident']);
    world.issue(repository, 3, '2026-01-07T00:00:00Z', ['question']);
    world.issue(repository, 4, '2026-01-07T00:00:00Z', ['incident'], { pull_request: { url: 'https://git.invalid' } });
    const { github } = await open([repository], { issueLabels: ['incident'] });
    await github.run();
    Object.assign(first, { state: 'closed', closed_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-01T00:00:00Z' });
    Object.assign(second, { labels: [], updated_at: '2026-03-01T00:00:00Z' });
    await github.run();
    const issues = (await rows(github, 'incident_event')).map((row) => [row.externalId, row.labels, row.resolvedAt]);
    expect(issues.sort()).toEqual([
      ['1', ['Incident'], new Date('2026-03-01T00:00:00Z')],
      ['2', [], null],
    ]);
    // A label that a rule names later is read with its history.
    await github.run({ issueLabels: ['incident', 'question'] });
    expect((await rows(github, 'incident_event')).map((row) => row.externalId).sort()).toEqual(['1', '2', '3']);
  });

  it('survives a force-push, and keeps what was deployed', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 120);
    world.deployment(repository, 1, '2026-01-20T00:00:00Z', { sha: world.commit(repository, 'gone', '2026-01-19T00:00:00Z', ['c60']) });
    world.deployment(repository, 2, '2026-01-21T00:00:00Z', { sha: world.sha('never seen') });
    const { server, github } = await open([repository]);
    await github.run();
    expect((await shas(github)).has(world.sha('gone'))).toBe(true);
    world.commit(repository, 'n1', '2026-02-01T00:00:00Z', ['c50']);
    world.commit(repository, 'n2', '2026-02-02T00:00:00Z', ['n1'], 'main');
    server.requests.splice(0);
    await github.run();
    expect(await rows(github, 'commit')).toHaveLength(123);
    expect(await rows(github, 'branch')).toMatchObject([{ sha: world.sha('n2') }]);
    // The commit nobody has is asked for once.
    expect(server.requests.filter((request) => request.url.includes(world.sha('never seen')))).toEqual([]);
  });

  it('treats history before `since` as a boundary, and reads it when `since` moves back', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 10);
    world.commit(repository, 'side', '2026-01-01T02:30:00Z', ['c2']);
    world.commit(repository, 'merge', '2026-01-02T00:00:00Z', ['c10', 'side'], 'main');
    world.deployment(repository, 1, '2026-01-20T00:00:00Z', { sha: world.sha('c3') });
    const { github } = await open([repository], { since: new Date('2026-01-01T08:00:00Z') });
    await github.run();
    expect(await shas(github)).toEqual(named('c3', 'c8', 'c9', 'c10', 'merge'));
    const boundary = new Set((await rows(github, 'boundary_commit')).map((row) => row.sha));
    expect(boundary).toEqual(named('c2', 'c7', 'side'));
    await github.run({ since: null });
    expect(await shas(github)).toEqual(named(...Array.from({ length: 10 }, (_, n) => `c${n + 1}`), 'side', 'merge'));
  });

  it('notices deleted and moved tags and deleted releases', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 5);
    for (const n of [1, 2, 3]) {
      repository.tags.set(`v${n}`, { sha: world.sha(`c${n}`), taggedAt: null });
      world.release(repository, n, `v${n}`, '2026-01-31T00:00:00Z', { prerelease: n === 3 });
    }
    const { github } = await open([repository]);
    await github.run();
    repository.tags.delete('v1');
    repository.tags.set('v2', { sha: world.sha('c5'), taggedAt: null });
    repository.releases.splice(0, 1);
    await github.run();
    const events = (await rows(github, 'deployment_event')).map((event) => [event.origin, event.name, event.removed, event.preRelease]);
    expect(events.sort()).toEqual([
      ['releases', 'v1', true, false],
      ['releases', 'v2', false, false],
      ['releases', 'v3', false, true],
      ['tags', 'v1', true, false],
      ['tags', 'v2', false, false],
      ['tags', 'v3', false, false],
    ]);
    const moved = (await rows(github, 'deployment_event')).filter((event) => event.name === 'v2');
    expect(new Set(moved.map((event) => event.sha))).toEqual(named('c5'));
  });

  it('gives a release the commit its tag names now, though the release itself did not change', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 3);
    world.release(repository, 1, 'v1', '2026-01-31T00:00:00Z');
    const { github } = await open([repository]);
    await github.run();
    expect(await rows(github, 'deployment_event')).toMatchObject([{ origin: 'releases', sha: null }]);
    repository.tags.set('v1', { sha: world.sha('c2'), taggedAt: null });
    await github.run();
    expect((await rows(github, 'deployment_event')).map((event) => event.sha)).toEqual([world.sha('c2'), world.sha('c2')]);
  });

  it('finds a row that comes after a full last page', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 1);
    for (let n = 100; n < 200; n += 1) repository.tags.set(`v${n}`, { sha: world.sha('c1'), taggedAt: null });
    const { github } = await open([repository]);
    await github.run();
    repository.tags.set('a-last', { sha: world.sha('c1'), taggedAt: null });
    await github.run();
    expect(await rows(github, 'deployment_event')).toHaveLength(101);
  });

  it('resolves wildcards of organisations and users, once each', async () => {
    const worlds = ['acme/shop', 'acme/api-one', 'acme/api-two', 'acme/web', 'ann/dots'].map((name, id) => world.repositoryWorld(name, id));
    for (const each of worlds) line(each, 1);
    const { server, github } = await open(worlds, { repositories: ['acme/API-one', 'acme/api-*', 'ann/*'] });
    expect(await github.run()).toMatchObject({ outcome: 'done', error: null });
    const names = async () =>
      (await sql<{ name: string }>`select name from repository order by name`.execute(github.database.db)).rows.map((row) => row.name);
    expect(await names()).toEqual(['acme/API-one', 'acme/api-two', 'ann/dots']);
    server.requests.splice(0);
    await github.run();
    expect(server.requests.filter((request) => request.status !== 304)).toEqual([]);
    const late = world.repositoryWorld('acme/api-new', 9);
    line(late, 1);
    server.repositories.push(late);
    await github.run();
    expect(await names()).toContain('acme/api-new');
  });

  it('follows a renamed repository under its old id', async () => {
    const repository = world.repositoryWorld('acme/shop');
    line(repository, 2);
    const { server, github } = await open([repository]);
    await github.run();
    repository.fullName = 'acme/store';
    server.renamed.set('acme/shop', 'acme/store');
    world.commit(repository, 'c3', '2026-02-01T00:00:00Z', ['c2'], 'main');
    expect(await github.run()).toMatchObject({ outcome: 'done', error: null });
    expect(await shas(github)).toEqual(named('c1', 'c2', 'c3'));
  });

  it('reads a GitHub Enterprise address, an empty repository, and sends its token nowhere else', async () => {
    const { server, github } = await open([world.repositoryWorld('acme/shop')]);
    const elsewhere = await githubServer();
    closing.push(elsewhere.close);
    server.fault = (asked, reply) =>
      asked.path.endsWith('/pulls') ? { ...reply, headers: { link: `<${elsewhere.url}/repos/acme/shop/pulls?page=2>; rel="next"` } } : null;
    expect(await github.run({ url: `${server.url}/api/v3/` })).toMatchObject({ outcome: 'done', error: null });
    expect(server.requests.every((request) => request.url.startsWith('/api/v3/') && request.token === 'token-of-the-test')).toBe(true);
    expect(elsewhere.requests).toEqual([]);
    expect(await rows(github, 'commit')).toEqual([]);
    expect((await rows(github, 'coverage')).every((cell) => cell.state === 'empty')).toBe(true);
  });

  it('asks only for what rules need', async () => {
    const { server, github } = await open([busy()], { workflowRuns: false, objects: new Set(['releases']) });
    await github.run();
    expect(server.requests.filter((request) => /actions\/runs|deployments|issues|git\/(tags|matching)/.test(request.url))).toEqual([]);
    const events = await rows(github, 'deployment_event');
    expect(new Set(events.map((event) => event.origin))).toEqual(new Set(['releases']));
    expect(events.every((event) => event.sha !== null)).toBe(true);
    // A rule for tags comes later: their instants are asked for then.
    await github.run({ objects: new Set(['releases', 'tags']) });
    expect((await rows(github, 'deployment_event')).filter((event) => event.origin === 'tags')).toHaveLength(102);
  });
});
