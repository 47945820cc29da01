import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Metric } from '../../src/metrics/result.ts';
import { commandLine } from '../support/command-line.ts';
import { emptyDatabase } from '../support/database.ts';
import { git, type MadeRepository, makeRepository, temporaryFolder, writeHistory } from '../support/repositories.ts';

/** A weekly release of four changes each, twelve weeks long: enough for a value. */
const week = 7 * 86_400_000;
const start = Date.parse('2026-06-01T10:00:00Z');
const now = new Date(start + 13 * week);
const commits = Array.from({ length: 48 }, (_, index) => ({
  id: `c${index}`,
  parents: index === 0 ? [] : [`c${index - 1}`],
  authoredAt: new Date(start + Math.floor(index / 4) * week + (index % 4) * 3_600_000),
  message: `Change ${index}`,
}));
const tags = Array.from({ length: 12 }, (_, index) => ({
  name: `v${index + 1}.0.0`,
  commit: `c${index * 4 + 3}`,
  taggedAt: new Date(start + index * week + 5 * 3_600_000),
}));

let made: MadeRepository;
let space: { folder: string; remove: () => Promise<void> };
let database: Database;
let environment: Record<string, string>;

beforeAll(async () => {
  [made, space, database] = [
    await makeRepository({ commits, branches: { main: 'c47' }, tags }),
    await temporaryFolder(),
    await emptyDatabase(),
  ];
  const { host, port, user } = inject('cluster');
  const name = (await database.pool.query<{ name: string }>('select current_database() as name')).rows[0]?.name;
  environment = { DATABASE_URL: `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}` };
  const yaml = `organisation: Acme
sources: [{ id: local, kind: git, repositories: ["${made.folder}"] }]
teams: [{ id: shops, name: Shops }]
services:
  - { id: shop, team: shops, repositories: ["${made.folder}"], deployments: [{ from: tags, tag: "v*" }] }
`;
  await writeFile(join(space.folder, 'plumbline.yaml'), yaml);
});
afterAll(async () => {
  await database.close();
  await made.remove();
  await space.remove();
});

const run = (...args: string[]) => commandLine(args, { cwd: space.folder, now, environment });

async function dump(): Promise<string> {
  const tables = [
    'commit',
    'branch',
    'deployment_event',
    'deployment_status',
    'deployment',
    'deployment_child',
    'delivery',
    'undeployed_change',
    'failure',
  ];
  const rows = await Promise.all(
    tables.map((table) => database.pool.query(`select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text`)),
  );
  return JSON.stringify(rows.map((answer) => answer.rows));
}

describe('from a configured clone to its numbers', () => {
  test('config check says what it understood', async () => {
    expect(await run('config', 'check')).toMatchObject({ code: 0, error: '', out: expect.stringContaining('is in order') });
    const { out } = await run('config', 'check', '--json');
    expect(JSON.parse(out)).toMatchObject({ sources: [{ id: 'local', kind: 'git' }], services: ['shop'], teams: ['shops'] });
  });

  test('collect reads, derives and sums up; again it finds nothing new', async () => {
    const first = await run('collect');
    expect(first).toMatchObject({ code: 0, error: '' });
    expect(first.out).toMatch(/local\s+done\s+74\s+0/);
    expect(first.out).toContain('plumbline metrics');
    const facts = await dump();
    const again = JSON.parse((await run('collect', 'local', '--json')).out);
    expect(again).toMatchObject({ sources: [{ outcome: 'done', records: 0, raws: 0 }], derived: { services: 0 } });
    expect(await dump()).toBe(facts);
  });

  test('metrics are a table, JSON and CSV of the same answer', async () => {
    const json = JSON.parse((await run('metrics', '--json', '--service', 'shop')).out);
    expect(json.scope).toMatchObject({ serviceId: 'shop', exposureDays: 90 });
    expect(json.metrics.find((metric: { id: string }) => metric.id === 'change-lead-time')).toMatchObject({
      state: 'value',
      n: 44,
      value: 3.5 * 3600,
    });
    expect((await run('metrics', '--format', 'json', '--service', 'shop')).out).toBe(`${JSON.stringify(json, null, 2)}\n`);
    const { out } = await run('metrics', '--team', 'shops');
    expect(out).toContain('team shops, 2026-06-02 to 2026-08-30 (UTC)');
    expect(out).toMatch(/Change lead time\s+3 h 30 min\s+44/);
    expect(out).toMatch(/Change fail rate\s+no source/);
    expect(out).toMatch(/interval\s+Signal\n/);
    const words = { better: 'better', worse: 'worse', mixed: 'mixed', no_signal: 'none', unknown: '–' };
    for (const { title, movement, trend } of json.metrics as Metric[]) {
      expect(trend?.points.length).toBeDefined();
      const line = out.split('\n').find((one) => one.startsWith(`${title} `));
      expect(line?.trim().split(/\s+/).at(-1)).toBe(words[movement?.verdict ?? 'unknown']);
    }
    const csv = (await run('metrics', '--format', 'csv', '--bucket', 'month', '--from', '2026-06-01', '--to', '2026-09-01')).out.split(
      '\r\n',
    );
    expect(csv[0]).toMatch(/^metric,unit,from,to,bucket,state,value,n,low,high/);
    expect(csv.filter((line) => line.startsWith('change-lead-time,'))).toHaveLength(4);
    expect(csv.find((line) => line.startsWith('change-fail-rate,'))).toContain(',no_source,,');
  });

  test('derive --rebuild and replay give the same rows', async () => {
    const before = await dump();
    const rebuilt = await run('derive', '--rebuild', '--json');
    expect(JSON.parse(rebuilt.out)).toEqual({ services: 1, rowsChanged: 0 });
    expect(await dump()).toBe(before);
    const replayed = await run('replay', '--json');
    expect(JSON.parse(replayed.out)).toMatchObject({ records: { repositories: 1, rejected: 0 } });
    expect(await dump()).toBe(before);
  });

  test('a deleted release no longer counts', async () => {
    await git(made.folder, ['tag', '-d', 'v12.0.0']);
    expect((await run('collect')).code).toBe(0);
    const json = JSON.parse((await run('metrics', '--json')).out);
    expect(json.metrics.find((metric: { id: string }) => metric.id === 'change-lead-time')).toMatchObject({ n: 40 });
  });

  test('what cannot be collected is said, with what to do, and the rest is kept', async () => {
    await writeHistory(made.folder, { commits: [{ id: 'x', parents: [], authoredAt: now, message: 'x' }], branches: { extra: 'x' } });
    const head = join(made.folder, 'HEAD');
    await git(made.folder, ['symbolic-ref', 'HEAD', 'refs/heads/main']);
    const moved = `${head}.away`;
    const { rename } = await import('node:fs/promises');
    await rename(head, moved);
    const failed = await run('collect');
    await rename(moved, head);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('is not a git repository');
    expect(failed.error).toBe('Not everything could be collected: local.\n');
    expect((await run('collect')).code).toBe(0);
  });

  test('a request to stop ends with 130 and keeps what was committed', async () => {
    const controller = new AbortController();
    controller.abort();
    const stopped = await commandLine(['collect'], { cwd: space.folder, now, environment, signal: controller.signal });
    expect(stopped).toMatchObject({ code: 130, error: 'Stopped.\n' });
  });
});

describe('bad input', () => {
  test.each([
    [['collect', 'nope'], 2, 'There is no source "nope". Configured: local.'],
    [['metrics', '--service', 'nope'], 2, 'There is no service "nope". Known: shop.'],
    [['metrics', '--team', 'nope'], 2, 'There is no team "nope". Known: shops.'],
    [['metrics', '--team', 'shops', '--service', 'shop'], 2, 'not for both'],
    [['metrics', '--from', '2026-02-02', '--to', '2026-02-01'], 2, 'ends before it begins'],
    [['metrics', '--from', '1950-01-01'], 2, 'longer than'],
    [['metrics', '--zone', 'Mars/Olympus'], 2, 'IANA'],
    [['metrics', '--format', 'xml'], 2, 'Allowed choices'],
    [['demo', 'load'], 1, 'shows only without a configuration'],
  ])('%j ends with %i: %s', async (args, code, words) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({ code, out: '' });
    expect(ended.error).toContain(words);
    expect(ended.error).not.toMatch(/\n\s+at /);
  });

  test('a database that is not there is one sentence, a stack only for those who ask', async () => {
    const url = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' };
    const plain = await commandLine(['migrate'], { cwd: space.folder, environment: url });
    expect(plain).toMatchObject({ code: 1, out: '' });
    expect(plain.error).toMatch(/^The database cannot be reached: .*\n$/);
    const debug = await commandLine(['migrate'], { cwd: space.folder, environment: { ...url, LOG_LEVEL: 'debug' } });
    expect(debug.error).toMatch(/\n\s+at /);
  });

  test('every fault of a configuration is named', async () => {
    await writeFile(join(space.folder, 'broken.yaml'), 'organisation: 7\nzone: Mars/Olympus\nsurplus: 1\n');
    const ended = await run('--config', 'broken.yaml', 'config', 'check');
    expect(ended.code).toBe(2);
    for (const words of ['organisation', 'zone', 'surplus']) expect(ended.error).toContain(words);
  });
});
