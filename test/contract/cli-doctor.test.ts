import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitForLock } from '../../src/collection/lock.ts';
import type { Database } from '../../src/database/open.ts';
import type { Finding } from '../../src/sources/source.ts';
import { commandLine } from '../support/command-line.ts';
import { emptyDatabase, testDatabase } from '../support/database.ts';
import { type GithubServer, githubServer, type Reply } from '../support/github-server.ts';
import { commit, repositoryWorld } from '../support/github-world.ts';
import { recordedThere, replayServer } from '../support/replay-server.ts';
import { type MadeRepository, makeRepository, temporaryFolder } from '../support/repositories.ts';

const day = 86_400_000;
const started = Date.now();
const secret = 'ghp_plantedsecretplantedsecret00';

/** A release a week for twenty weeks, up to today. */
const commits = Array.from({ length: 20 }, (_, i) => ({
  id: `c${i}`,
  parents: i === 0 ? [] : [`c${i - 1}`],
  authoredAt: new Date(started - (140 - 7 * i) * day),
  message: `Change ${i}`,
}));
const tags = commits.map(({ id, authoredAt }, i) => ({
  name: `v${i}.0.0`,
  commit: id,
  taggedAt: new Date(authoredAt.getTime() + 3_600_000),
}));

let made: MadeRepository;
let github: GithubServer;
const spaces: { remove: () => Promise<void> }[] = [];
const limit = (remaining = 4999, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  body: { resources: { core: { limit: 5000, remaining, reset: Math.floor(started / 1000) + 600 } } },
  headers,
});

beforeAll(async () => {
  made = await makeRepository({ commits, branches: { main: 'c19' }, tags });
  const shop = repositoryWorld('acme/shop', 1);
  commit(shop, 'a', '2026-01-01T00:00:00Z', [], 'main');
  github = await githubServer(shop, repositoryWorld('acme/blog', 2));
});
beforeEach(() => {
  github.fault = ({ path, token }, reply) =>
    token !== secret ? { status: 401, body: { message: 'Bad credentials' } } : path === '/rate_limit' ? limit() : reply;
});
afterAll(async () => {
  await made.remove();
  await github.close();
  for (const space of spaces) await space.remove();
});

async function addressOf(database: Database): Promise<string> {
  const { host, port, user } = inject('cluster');
  const name = (await database.pool.query<{ name: string }>('select current_database() as name')).rows[0]?.name;
  return `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}`;
}

type World = { readonly config?: string; readonly environment?: Record<string, string>; readonly now?: Date };

async function folderWith(config: string | undefined): Promise<string> {
  const space = await temporaryFolder();
  spaces.push(space);
  if (config !== undefined) await writeFile(join(space.folder, 'plumbline.yaml'), config);
  return space.folder;
}

type Line = Finding & { readonly area: string };

async function doctor(world: World, cwd?: string): Promise<{ code: number; lines: readonly Line[]; all: string; cwd: string }> {
  const folder = cwd ?? (await folderWith(world.config));
  const { code, out, error } = await commandLine(['doctor', '--json'], {
    cwd: folder,
    ...(world.now && { now: world.now }),
    environment: world.environment ?? {},
  });
  // What `--json` prints.
  const answer = JSON.parse(out) as { state: string; findings: readonly Line[] };
  expect(code === 0).toBe(answer.state === 'ok');
  return { code, lines: answer.findings, all: out + error, cwd: folder };
}

/** The server of the tests gives up safety for speed, which is said every time. */
const faulty = (lines: readonly Line[]): readonly string[] =>
  lines.flatMap(({ state, area, about }) => (state === 'ok' || about === 'safety' ? [] : [`${state} ${area}: ${about}`]));
const whatOf = (lines: readonly Line[], about: string): string | undefined => lines.find((line) => line.about === about)?.what;

const gitConfig = (): string => `sources: [{ id: local, kind: git, repositories: ["${made.folder}"] }]
teams: [{ id: shops, name: Shops }]
services:
  - { id: shop, team: shops, repositories: ["${made.folder}"], deployments: [{ from: tags, tag: "v*" }] }
`;
const withToken = ', token: "$' + '{GH}"';
const githubConfig = (repositories = 'acme/shop', token = true): string => `sources:
  - { id: gh, kind: github, url: "${github.url}"${token ? withToken : ''}, repositories: [${repositories}] }
teams: [{ id: shops, name: Shops }]
services:
  - { id: shop, team: shops, repositories: [acme/shop], deployments: [{ from: deployments }] }
`;
const nowhere = { DATABASE_URL: `postgresql://me:${secret}@127.0.0.1:1/none` };

describe('an installation', () => {
  it('without configuration is well, and nothing is made', async () => {
    const { code, lines, cwd } = await doctor({});
    expect({ code, faulty: faulty(lines) }).toEqual({ code: 0, faulty: [] });
    expect(whatOf(lines, 'cluster')).toMatch(/no database yet/);
    expect(existsSync(join(cwd, 'data'))).toBe(false);
  });

  it('that collects and derives is well, in words and as JSON', async () => {
    const cwd = await folderWith(gitConfig());
    expect((await commandLine(['collect'], { cwd })).code).toBe(0);
    const { code, lines } = await doctor({}, cwd);
    expect({ code, faulty: faulty(lines) }).toEqual({ code: 0, faulty: [] });
    expect(whatOf(lines, 'schema')).toBe('The schema is up to date.');
    expect(whatOf(lines, 'version')).toMatch(/^PostgreSQL \d+/);
    expect(whatOf(lines, `repository ${made.folder}`)).toMatch(/readable: 21 branches and tags/);
    expect(whatOf(lines, 'quality')).toBe('Of 1 service none has data quality below 60.');
    expect(whatOf(lines, 'safety')).toBe('What is written survives a crash of the machine.');
    const { out, code: same } = await commandLine(['doctor'], { cwd });
    expect(same).toBe(0);
    expect(out).toMatch(/^ok {5}configuration {2}.*is in order: 1 source, 1 service\.$/m);
  });

  it('with a bad configuration says all of it and ends with 2', async () => {
    const { code, lines, all } = await doctor({ config: 'sources: [{ id: gh, kind: nonsense }]\nzone: Nowhere/None\n' });
    expect(code).toBe(2);
    expect(lines).toMatchObject([{ state: 'fault', area: 'configuration' }]);
    expect(all).toMatch(/Nowhere|zone/);
    const plain = await commandLine(['doctor'], { cwd: await folderWith('zone: Nowhere/None\n') });
    expect(plain).toMatchObject({ code: 2, out: '' });
  });

  it('whose database is down still hears of its sources, and nobody reads the password', async () => {
    const { code, lines, all } = await doctor({ config: githubConfig(), environment: { ...nowhere, GH: secret } });
    expect(code).toBe(1);
    expect(faulty(lines)).toEqual(['fault database: connection']);
    expect(whatOf(lines, 'connection')).toMatch(/cannot be reached/);
    expect(whatOf(lines, 'token')).toMatch(/takes the token/);
    expect(all).not.toContain(secret);
  });

  it('whose database has an address nobody can read is told how to write it', async () => {
    const { code, lines, all } = await doctor({ environment: { DATABASE_URL: `postgres://me:${secret}/a@b@127.0.0.1:1/none` } });
    expect(code).toBe(1);
    expect(whatOf(lines, 'connection')).toMatch(/^DATABASE_URL cannot be read. In its password @ is written as %40/);
    expect(all).not.toContain(secret);
  });

  it('of an older version is told what a start would change, and is not changed', async () => {
    const database = await emptyDatabase();
    const { code, lines } = await doctor({ config: gitConfig(), environment: { DATABASE_URL: await addressOf(database) } });
    expect(code).toBe(1);
    expect(faulty(lines)).toEqual(['look database: schema']);
    expect(whatOf(lines, 'schema')).toMatch(/pending: 0001_spine/);
    expect(whatOf(lines, 'safety')).toMatch(/fsync.* are off/);
    const { rows } = await database.pool.query("select count(*) as n from pg_tables where schemaname = 'public'");
    expect(rows).toEqual([{ n: 0 }]);
    await database.pool.query("create table kysely_migration (name text); insert into kysely_migration values ('9999_future')");
    expect(faulty((await doctor({ config: gitConfig(), environment: { DATABASE_URL: await addressOf(database) } })).lines)).toEqual([
      'fault database: schema',
    ]);
    await database.close();
  });

  it('whose clock is wrong hears it of every other clock', async () => {
    const database = await testDatabase();
    const now = new Date(Date.now() - 3_600_000);
    const environment = { DATABASE_URL: await addressOf(database), GH: secret };
    const { lines } = await doctor({ config: githubConfig(), environment, now });
    const clocks = lines.filter(({ about }) => about === 'clock');
    expect(clocks.map(({ state, area }) => `${state} ${area}`)).toEqual(['look database', 'look source gh']);
    for (const { what } of clocks) expect(what).toMatch(/This clock is 3[56]\d\d s behind that of/);
    await database.close();
  });
});

describe('what is stored of a source', () => {
  let database: Database;
  let environment: Record<string, string>;
  let cwd: string;
  beforeAll(async () => {
    database = await emptyDatabase();
    environment = { DATABASE_URL: await addressOf(database) };
    cwd = await folderWith(gitConfig());
    await commandLine(['collect'], { cwd, environment });
  });
  afterAll(() => database.close());

  const said = async (): Promise<readonly string[]> => faulty((await doctor({ environment }, cwd)).lines);

  it('says when it was never read', async () => {
    const fresh = await testDatabase();
    const { lines } = await doctor({ environment: { DATABASE_URL: await addressOf(fresh) } }, cwd);
    expect(faulty(lines)).toEqual(['look source local: state', 'look services: services']);
    await fresh.close();
  });

  it('says why the last run failed, that nobody reads what is due, and that it is old', async () => {
    await sql`update source set state = 'failed', last_error = 'It broke.', last_success_at = now() - interval '3 days',
      next_run_at = now() - interval '1 hour'`.execute(database.db);
    const { lines } = await doctor({ environment }, cwd);
    expect(faulty(lines)).toEqual(['fault source local: state', 'look source local: schedule']);
    expect(whatOf(lines, 'state')).toContain('It broke.');
    await sql`update source set state = 'idle', next_run_at = now() + interval '1 hour'`.execute(database.db);
    expect(await said()).toEqual(['look source local: freshness']);
  });

  it('tells a run that is under way from one whose process is gone', async () => {
    await sql`update source set state = 'running', last_success_at = now()`.execute(database.db);
    expect(await said()).toEqual(['look source local: state']);
    const lock = await waitForLock(database.connection, 'collect:local');
    expect(await said()).toEqual([]);
    await lock.release();
    await sql`update source set state = 'idle'`.execute(database.db);
  });

  it('counts payloads nobody could read, jobs that failed, facts that wait and weak data', async () => {
    await sql`update raw_record set rejected = 'no id' where ctid in (select ctid from raw_record limit 2)`.execute(database.db);
    await commandLine(['work', '--help'], { cwd, environment });
    await database.pool.query('create schema graphile_worker');
    await database.pool.query(`create table graphile_worker.jobs as select 'collect' as task_identifier, 25 as attempts, 25 as max_attempts,
      e'the disk is full\\nsecond line' as last_error`);
    await sql`insert into dirty_service (service_id, from_at, mark) values ('shop', now(), 'x')`.execute(database.db);
    await sql`delete from coverage`.execute(database.db);
    const { lines, code } = await doctor({ environment }, cwd);
    expect(code).toBe(1);
    expect(faulty(lines)).toEqual([
      'look source local: payloads',
      'fault schedule: jobs',
      'look services: facts',
      'look services: service shop',
    ]);
    expect(whatOf(lines, 'payloads')).toBe('2 payloads could not be understood.');
    expect(whatOf(lines, 'jobs')).toBe('1 job "collect" failed, 1 for good: the disk is full');
    expect(whatOf(lines, 'service shop')).toMatch(/Data quality of "shop" is \d+.*Most is lost by "days collected" \(−40\)/);
  });
});

describe('a GitHub source', () => {
  const ask = async (config: string, environment: Record<string, string> = { GH: secret }) =>
    (await doctor({ config, environment: { ...nowhere, ...environment } })).lines.filter(({ area }) => area === 'source gh');

  it('with rights to everything is well', async () => {
    const lines = await ask(githubConfig('acme/shop, acme/blog, "acme/api-*"'));
    expect(faulty(lines)).toEqual([]);
    expect(lines.map(({ about }) => about)).toEqual([
      'token',
      'clock',
      'rate budget',
      'repositories',
      'repositories',
      'rights',
      'practices',
    ]);
    expect(whatOf(lines, 'rate budget')).toMatch(/^4999 of 5000 requests left until \d\d:\d\d UTC\.$/);
    expect(whatOf(lines, 'rights')).toBe('In acme/shop the commits, pull requests, deployments are readable.');
  });

  it('with a wrong token says so in words, without the token', async () => {
    const { code, lines, all } = await doctor({ config: githubConfig(), environment: { ...nowhere, GH: 'ghp_another_planted_secret' } });
    expect(code).toBe(1);
    const own = lines.filter(({ area }) => area === 'source gh');
    expect(faulty(own)).toEqual(['fault source gh: token']);
    expect(whatOf(own, 'token')).toMatch(/refused the token of source "gh"/);
    expect(all).not.toContain('planted');
  });

  it('names repositories and rights that are missing, scopes, the end of the token and a spent budget', async () => {
    github.fault = ({ path }, reply) => {
      if (path === '/rate_limit')
        return limit(12, {
          'x-oauth-scopes': 'repo, read:org',
          'github-authentication-token-expiration': new Date(Date.now() + 3.5 * day).toISOString(),
        });
      return path.endsWith('/deployments') ? { status: 403, body: { message: 'Resource not accessible by token' } } : reply;
    };
    const lines = await ask(githubConfig('acme/shop, acme/gone'));
    expect(faulty(lines)).toEqual([
      'look source gh: token',
      'look source gh: rate budget',
      'fault source gh: repository acme/gone',
      'fault source gh: deployments',
    ]);
    expect(whatOf(lines, 'token')).toMatch(/ends in 3 d\. Its scopes: repo, read:org\./);
    expect(lines.find(({ about }) => about === 'deployments')?.advice).toMatch(/read access to "Deployments"/);
  });

  it('without a token, behind a failing server or none at all, says that', async () => {
    github.fault = ({ path }, reply) => (path === '/rate_limit' ? limit() : reply);
    expect(faulty(await ask(githubConfig('acme/shop', false)))).toEqual(['look source gh: token']);
    github.fault = () => ({ status: 502, body: { message: 'Bad Gateway' } });
    expect((await ask(githubConfig())).map(({ state, what }) => `${state} ${what.replace(/:\d+/, '')}`)).toContain(
      'fault 127.0.0.1 cannot be reached (status 502).',
    );
    const gone = githubConfig().replace(github.url, 'http://127.0.0.1:1');
    const lines = await ask(gone);
    expect(lines).toMatchObject([{ state: 'fault', what: expect.stringMatching(/127\.0\.0\.1:1 cannot be reached \(.+\)\./) }]);
  });

  it.skipIf(!recordedThere)('of recorded answers takes their token and no other (skipped without ../shared/recorded)', async () => {
    const server = await replayServer(['--require-auth']);
    const config = githubConfig('panjf2000/ants').replace(github.url, server.url).replace('acme/shop', 'panjf2000/ants');
    const bare = config.replace(withToken, '');
    expect(faulty(await ask(bare))).toContain('fault source gh: token');
    await server.close();
  });
});

describe('a PagerDuty source', () => {
  type Answer = { readonly status: number; readonly headers?: Record<string, string> };
  let pager: Server;
  let address: string;
  let answer: (path: string, authorization: string | undefined) => Answer;
  beforeAll(async () => {
    pager = createServer((request, response) => {
      const { status, headers } = answer(request.url ?? '', request.headers.authorization);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{}');
    });
    await new Promise<void>((done) => pager.listen(0, '127.0.0.1', done));
    const own = pager.address();
    address = `http://127.0.0.1:${typeof own === 'object' ? own?.port : ''}`;
  });
  afterAll(() => new Promise((done) => pager.close(done)));

  const ask = async (key = secret) => {
    const config = `sources:
  - { id: pager, kind: pagerduty, url: "${address}"${withToken} }
  - { id: local, kind: git, repositories: ["${made.folder}"] }
teams: [{ id: shops, name: Shops }]
services:
  - { id: shop, team: shops, repositories: ["${made.folder}"], deployments: [{ from: tags }], incidents: [{ from: pagerduty, services: [PSHOP, Shop] }] }
`;
    const { lines, all } = await doctor({ config, environment: { ...nowhere, GH: key } });
    expect(all).not.toContain(key);
    return lines.filter(({ area }) => area === 'source pager');
  };

  it('says which services of its rules are not there, and what is left of the budget', async () => {
    answer = (path, authorization) => ({
      status: authorization !== `Token token=${secret}` ? 401 : path === '/services/Shop' ? 404 : 200,
      headers: { 'ratelimit-limit': '960', 'ratelimit-remaining': '950' },
    });
    const lines = await ask();
    expect(faulty(lines)).toEqual(['look source pager: service Shop']);
    expect(lines.map(({ about }) => about)).toEqual(['token', 'clock', 'rate budget', 'rights', 'services', 'service Shop']);
    expect(whatOf(lines, 'services')).toBe('1 of 2 services that rules name are there.');
    expect(faulty(await ask('another planted key'))).toEqual(['fault source pager: token']);
  });

  it('says which lists its token may not read, and that the budget is nearly spent', async () => {
    answer = (path) => ({
      status: path.startsWith('/log_entries') ? 403 : 200,
      headers: { 'ratelimit-limit': '960', 'ratelimit-remaining': '9' },
    });
    expect(faulty(await ask())).toEqual(['look source pager: rate budget', 'fault source pager: log entries']);
    answer = () => ({ status: 500 });
    expect((await ask()).map(({ what }) => what)[0]).toMatch(/cannot be reached \(status 500\)/);
  });
});

describe('a git source', () => {
  it('says which repository is missing or empty', async () => {
    const empty = await makeRepository({ commits: [], branches: {}, tags: [] });
    const config = `sources: [{ id: local, kind: git, repositories: ["${empty.folder}", ./missing, "file://${made.folder}"] }]\nteams: []\nservices: []\n`;
    const { lines } = await doctor({ config, environment: nowhere });
    const own = lines.filter(({ area }) => area === 'source local');
    expect(own.map(({ state }) => state)).toEqual(['look', 'fault', 'ok']);
    expect(own[1]?.what).toMatch(/There is no folder/);
    await empty.remove();
  });
});
