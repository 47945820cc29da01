import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { durationText } from '../../src/config/origins.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { durationSeconds } from '../../src/domain/duration.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-origins-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const variable = (name: string): string => ['$', `{${name}}`].join('');
const load = (text: string, environment: Record<string, string> = {}): Config => {
  writeFileSync(join(folder, 'plumbline.yaml'), text);
  return loadConfig(environment, { cwd: folder });
};
const originOf = ({ origins }: Config, path: string) => origins.find((origin) => origin.path === path);

const text = `organisation: Acme
sources:
  - { id: gh, kind: github, token: ${variable('TOKEN')},
      repositories: [acme/shop, "acme/api-*"] }
  - id: local
    kind: git
    repositories: ["https://${variable('HOST_NAME')}/x.git"]
    every: 1h
teams: [{ id: web }]
services:
  - id: shop
    team: web
    repositories: [acme/shop]
    deployments:
      - { from: deployments }
      - { from: tags, tag: "v*" }
    incidents: [{ from: issues, labels: [incident] }]
    failures: { hotfix: false }
    revert_age: 2w
`;

describe('where a value comes from', () => {
  const config = load(text, {
    TOKEN: 'planted-secret-1',
    HOST_NAME: 'git.example',
    PORT: '9090',
    DATABASE_URL: 'postgres://me:planted-secret-2@db/x',
  });

  it.each([
    ['organisation', 'Acme', 'file', 1],
    ['zone', 'UTC', 'default', null],
    ['bots', [], 'default', null],
    ['sources[0].url', 'https://api.github.com', 'default', null],
    ['sources[0].repositories', ['acme/shop', 'acme/api-*'], 'file', 4],
    ['sources[0].every', '15m', 'default', null],
    ['sources[0].since', null, 'default', null],
    ['sources[1].every', '1h', 'file', 8],
    ['teams[0].name', 'web', 'default', null],
    ['services[0].deployments[1].tag', 'v*', 'file', 16],
    ['services[0].incidents[0].window', '24h', 'default', null],
    ['services[0].failures.hotfix', false, 'file', 18],
    ['services[0].failures.revert', true, 'default', null],
    ['services[0].fold', '1h', 'default', null],
    ['services[0].revert_age', '2w', 'file', 19],
    ['environments.production', ['prod', 'production', 'live'], 'default', null],
    ['PORT', 9090, 'environment', null],
    ['HOST', '127.0.0.1', 'default', null],
    ['DATABASE_URL', 'set', 'environment', null],
    ['PLUMBLINE_DATA', join(folder, '.plumbline'), 'default', null],
  ])('%s is %j, by %s', (path, value, origin, line) => expect(originOf(config, path)).toMatchObject({ value, origin, line }));

  it('is the variable where there is one, shown by its name', () => {
    expect(originOf(config, 'sources[0].token')).toEqual({
      path: 'sources[0].token',
      value: variable('TOKEN'),
      origin: 'environment',
      line: 3,
      variables: ['TOKEN'],
    });
    expect(originOf(config, 'sources[1].repositories')).toMatchObject({ origin: 'environment', line: 7, variables: ['HOST_NAME'] });
  });

  it('is told for every value once, and no secret with it', () => {
    const paths = config.origins.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(JSON.stringify([config.origins, config.shown])).not.toMatch(/planted-secret|git\.example/);
  });

  it('agrees with the value that is used', () => {
    const service = config.services[0]?.settings;
    expect(durationSeconds(String(originOf(config, 'services[0].fold')?.value))).toBe(service?.foldSeconds);
    expect(durationSeconds(String(originOf(config, 'services[0].revert_age')?.value))).toBe(service?.revertAgeSeconds);
    expect(durationSeconds(String(originOf(config, 'services[0].incidents[0].window')?.value))).toBe(service?.incidents[0]?.windowSeconds);
    expect(config.sources.map(({ everySeconds }) => everySeconds)).toEqual(
      [0, 1].map((i) => durationSeconds(String(originOf(config, `sources[${i}].every`)?.value))),
    );
    expect(originOf(config, 'environments.production')?.value).toEqual(service?.productionWords);
    expect(config.sources[0]).toMatchObject({ rereadDays: Number.parseInt(String(originOf(config, 'sources[0].reread')?.value), 10) });
  });

  it('is the default for everything where there is no file', () => {
    const bare = loadConfig({}, { cwd: tmpdir(), ...{} });
    expect(bare.file).toBeNull();
    expect(bare.origins.filter(({ origin }) => origin !== 'default')).toEqual([]);
    expect(originOf(bare, 'zone')?.value).toBe('UTC');
  });

  it('hides what looks like a secret that slipped into another place', () => {
    const slipped = load(`organisation: ghp_abcdefghijklmnop1234
sources: [{ id: gh, kind: github, url: "https://x.example/api?private_token=abc123&per=1", repositories: [a/b] }]
`);
    const said = JSON.stringify([slipped.origins, slipped.shown]);
    expect(said).not.toMatch(/ghp_|abc123/);
    expect(originOf(slipped, 'sources[0].url')?.value).toBe('https://x.example/api?private_token=(hidden)&per=1');
  });

  it('follows aliases without losing its place', () => {
    const shared = load(`sources: [{ id: gh, kind: github, repositories: [a/b, a/c] }]
services:
  - { id: one, repositories: [a/b], deployments: &rules [{ from: deployments }] }
  - { id: two, repositories: [a/c], deployments: *rules }
`);
    expect(originOf(shared, 'services[1].deployments[0].from')).toMatchObject({ value: 'deployments', origin: 'file' });
    expect([3, 4]).toContain(originOf(shared, 'services[1].deployments[0].from')?.line);
  });

  it('says seconds as the file would', () => {
    for (const seconds of [1, 59, 60, 900, 3600, 86_400, 14 * 86_400, 90]) expect(durationSeconds(durationText(seconds))).toBe(seconds);
    expect([900, 3600, 86_400, 30 * 86_400].map(durationText)).toEqual(['15m', '1h', '24h', '30d']);
  });
});
