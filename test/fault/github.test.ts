import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import type { GithubSettings } from '../../src/sources/github/index.ts';
import { type GithubRun, githubRun } from '../support/github-run.ts';
import { type Asked, type GithubServer, githubServer, type Reply } from '../support/github-server.ts';
import * as world from '../support/github-world.ts';
import { snapshot } from '../support/snapshot.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function shop(name = 'acme/shop'): world.RepositoryWorld {
  const repository = world.repositoryWorld(name);
  for (let n = 1; n <= 105; n += 1) {
    const at = new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString().replace('.000Z', 'Z');
    world.commit(repository, `${name} c${n}`, at, n === 1 ? [] : [`${name} c${n - 1}`], 'main');
  }
  for (let n = 1; n <= 3; n += 1) {
    world.pull(repository, n, `2026-01-2${n}T00:00:00Z`, {}, [`${name} c${n}`]);
    world.review(repository, n, n, '2026-01-25T00:00:00Z');
    world.deployment(repository, n, `2026-01-2${n}T00:00:00Z`, { sha: world.sha(`${name} c${n}`) });
    world.status(repository, n, 'success', `2026-01-2${n}T01:00:00Z`);
    world.run(repository, n, `2026-02-2${n}T00:00:00Z`);
    world.issue(repository, 10 + n, `2026-02-0${n}T00:00:00Z`, ['incident']);
  }
  return repository;
}

async function open(
  repositories: world.RepositoryWorld[],
  settings: Partial<GithubSettings> = {},
): Promise<{ server: GithubServer; github: GithubRun }> {
  const server = await githubServer(...repositories);
  closing.push(server.close);
  const names = repositories.map((each) => each.fullName);
  const github = await githubRun({ url: server.url, repositories: names, issueLabels: ['incident'], ...settings });
  closing.push(github.database.close);
  return { server, github };
}

const whole = async (github: GithubRun) => await snapshot(github.database.db);
const secondary = 'You have exceeded a secondary rate limit. Please wait.';
const faults: Readonly<Record<string, (asked: Asked, reply: Reply) => Reply>> = {
  'a cut body': (_, reply) => ({ ...reply, cut: true }),
  'half an array with status 200': () => ({ status: 200, body: 'half' }),
  'an object in place of an array': () => ({ status: 200, body: { message: 'later' } }),
  'a bad gateway': () => ({ status: 502, body: { message: 'Server Error' } }),
  'a secondary limit': () => ({ status: 403, body: { message: secondary }, headers: { 'retry-after': '7' } }),
  'a secondary limit without a header': () => ({ status: 429, body: { message: secondary } }),
  'a used-up limit': () => ({
    status: 403,
    body: { message: 'API rate limit exceeded for user ID 1.' },
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1772452800' },
  }),
};

describe('GitHub in trouble', () => {
  it('reads the same through every kind of passing fault', async () => {
    const { server, github } = await open([shop()]);
    await github.run();
    const expected = await whole(github);
    for (const [name, fault] of Object.entries(faults)) {
      const other = await githubRun({ url: server.url, repositories: ['acme/shop'], issueLabels: ['incident'] });
      closing.push(other.database.close);
      let seen = 0;
      server.fault = (asked, reply) => {
        seen += 1;
        return seen % 2 === 0 && /^\/repos\/[^/]+\/[^/]+\/(?!branches)/.test(asked.path) ? fault(asked, reply) : null;
      };
      expect(await other.run(), name).toMatchObject({ outcome: 'done', error: null, rejected: 0 });
      expect(await whole(other), name).toBe(expected);
    }
  });

  it('says why it waits, and until when', async () => {
    const { server, github } = await open([shop()]);
    let limited = false;
    server.fault = () => {
      if (limited) return null;
      limited = true;
      return {
        status: 403,
        body: { message: 'API rate limit exceeded for user ID 1.' },
        // The server's clock decides how long: 90 s until the reset, and one more to be past it.
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Date.UTC(2030, 0, 1) / 1000 + 90),
          date: 'Tue, 01 Jan 2030 00:00:00 GMT',
        },
      };
    };
    await github.run();
    expect(github.waits[0]).toMatch(/^The rate limit of 127\.0\.0\.1:\d+ is used up\./);
    expect(github.waits[0]).toMatch(/2026-03-02T12:01:31/);
  });

  it('gives up on a page that is never whole, keeps the rest, and gets it the next time', async () => {
    const { server, github } = await open([shop()]);
    server.fault = (asked, reply) => (asked.path.endsWith('/reviews') ? { ...reply, cut: true } : null);
    const result = await github.run();
    expect(result).toMatchObject({ outcome: 'failed', error: { retryable: true } });
    expect(result.error?.message).toMatch(/^Reading pull requests of acme\/shop failed again and again: 127.* cut off/);
    server.fault = null;
    expect(await github.run()).toMatchObject({ outcome: 'done', error: null });
    const { rows } = await sql`select from review`.execute(github.database.db);
    expect(rows).toHaveLength(3);
  });

  it('stops at once for a bad token', async () => {
    const { server, github } = await open([shop(), shop('acme/web')]);
    server.fault = () => ({ status: 401, body: { message: 'Bad credentials' } });
    const { outcome, error } = await github.run();
    expect([outcome, server.requests.length]).toEqual(['failed', 1]);
    expect(error).toMatchObject({ retryable: false, message: expect.stringMatching(/^127.* refused the token of source "gh"\.$/) });
    expect(JSON.stringify(error)).not.toContain('token-of-the-test');
    const anonymous = await github.run({ token: null });
    expect(anonymous.error?.message).toMatch(/asks for a token, and source "gh" has none\.$/);
  });

  it('names a repository that is missing and reads the others', async () => {
    const { github } = await open([shop()], { repositories: ['acme/nowhere', 'acme/shop', 'nobody/*'] });
    const { outcome, error } = await github.run();
    expect(outcome).toBe('failed');
    expect(error?.retryable).toBe(false);
    expect(error?.message).toMatch(
      /^No repository of nobody matches "nobody\/\*"\. And 1 more: Repository acme\/nowhere cannot be found, or the token may not see it\.$/,
    );
    const { rows } = await sql<{ n: number }>`select count(*) as n from commit`.execute(github.database.db);
    expect(rows[0]?.n).toBe(105);
    const { rows: cells } = await sql<{ object: string }>`select object from coverage
      where repository_id = 'gh:acme~nowhere' and state = 'failed' order by object`.execute(github.database.db);
    expect(cells.map((cell) => cell.object)).toContain('deployments');
  });

  it('names the permission that is missing, marks the days, and reads the rest', async () => {
    const repository = shop();
    repository.hasIssues = false;
    const { server, github } = await open([repository]);
    server.fault = (asked) =>
      /\/deployments$/.test(asked.path) ? { status: 403, body: { message: 'Resource not accessible by personal access token' } } : null;
    const { outcome, error } = await github.run();
    expect(outcome).toBe('failed');
    expect(error?.message).toBe(
      'The token of source "gh" may not read deployments of acme/shop: Resource not accessible by personal access token. And 1 more: Issues of acme/shop are switched off.',
    );
    expect(error?.advice).toMatch(/read access to "Deployments"/);
    const { rows } = await sql<{ object: string; states: string[] }>`select object, array_agg(distinct state order by state) as states
      from coverage group by object order by object`.execute(github.database.db);
    const failed = rows.filter((row) => row.states.includes('failed')).map((row) => row.object);
    expect(failed).toEqual(['deployments', 'issues']);
    server.fault = null;
    repository.hasIssues = true;
    await github.run();
    const { rows: left } = await sql`select from coverage where state = 'failed'`.execute(github.database.db);
    expect(left).toEqual([]);
  });

  it('says when nobody answers, without trying everything else', async () => {
    const { server, github } = await open([shop(), shop('acme/web')]);
    await server.close();
    closing.splice(closing.indexOf(server.close), 1);
    const { error } = await github.run();
    expect(error).toMatchObject({
      retryable: true,
      message: expect.stringMatching(/^Reading repository acme\/shop failed.* cannot be reached/),
    });
  });

  it('stops in the middle of a wait when asked to', async () => {
    const { server, github } = await open([shop()]);
    const stop = new AbortController();
    server.fault = () => {
      stop.abort();
      return { status: 429, body: { message: secondary }, headers: { 'retry-after': '3600' } };
    };
    expect(await github.run({}, { signal: stop.signal })).toMatchObject({ outcome: 'stopped', error: null });
  });

  it('reads a pull request whose commits GitHub refuses to list, and the others whole', async () => {
    const { server, github } = await open([shop()]);
    server.fault = (asked) => (/pulls\/2\/commits/.test(asked.path) ? { status: 422, body: { message: 'Unprocessable' } } : null);
    expect(await github.run()).toMatchObject({ outcome: 'done' });
    const { rows } = await sql<{ number: number }>`select number from pull_request_commits order by number`.execute(github.database.db);
    expect(rows.map((row) => row.number)).toEqual([1, 3]);
  });
});
