import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../src/config.ts';
import { AppError } from '../../src/domain/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const load = (text: string, environment: Record<string, string> = {}): Config => {
  writeFileSync(join(folder, 'plumbline.yaml'), text);
  return loadConfig(environment, { cwd: folder });
};
const faultsOf = (text: string, environment: Record<string, string> = {}): readonly string[] => {
  try {
    load(text, environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return error instanceof AppError ? error.message.replaceAll(`${folder}/`, '').split('\n').slice(1) : [];
  }
};

const small = `
sources:
  - { id: gh, kind: github, token: \${TOKEN}, repositories: [acme/shop, "acme/api-*"] }
teams: [{ id: web }]
services:
  - { id: shop, team: web, repositories: [acme/shop], deployments: [{ from: deployments }] }
`;

describe('a configuration', () => {
  it('is read whole: the example file names every setting', () => {
    const example = readFileSync('plumbline.example.yaml', 'utf8');
    const config = load(example, {
      GITHUB_TOKEN: 'secret',
      OIDC_SECRET: 'x',
      PAGERDUTY_TOKEN: 'p',
      PAGERDUTY_WEBHOOK_SECRET: 'long enough',
    });
    expect(config.services.map((s) => s.serviceId)).toEqual(['shop', 'search', 'tools']);
    expect(config.services[0]?.ownership).toEqual([
      { teamId: 'web', from: null, until: new Date('2025-12-31T23:00:00Z') },
      { teamId: 'payments', from: new Date('2025-12-31T23:00:00Z'), until: null },
    ]);
    expect(config.sources[0]).toMatchObject({
      token: 'secret',
      since: new Date('2024-12-31T23:00:00Z'),
      issueLabels: ['incident'],
      workflowRuns: true,
      objects: ['deployments', 'releases'],
    });
    expect(config.sources[1]).toMatchObject({ commits: 'git', withPaths: ['mono:acme~mono'] });
  });

  it('documents every setting', () => {
    const documented = readFileSync('docs/configuration.md', 'utf8');
    const keys = [...readFileSync('src/config/schema.ts', 'utf8').matchAll(/^\s+([a-z_]+): /gm)].map((m) => m[1] ?? '');
    expect(keys.filter((key) => !documented.includes(key))).toEqual([]);
  });

  it('takes variables inside flow mappings, and shows them by name', () => {
    const config = load(small, { TOKEN: 'a: b } "c' });
    expect(config.sources[0]).toMatchObject({ token: 'a: b } "c' });
    expect(JSON.stringify(config.shown)).toContain(['$', '{TOKEN}'].join(''));
    expect(JSON.stringify(config.shown)).not.toContain('a: b }');
  });

  it('matches repositories by wildcard', () => {
    expect(load(small.replace('[acme/shop], dep', '[acme/api-x], dep'), { TOKEN: 't' }).services[0]?.settings.repositories).toEqual([
      { repositoryId: 'gh:acme~api-x', name: 'acme/api-x', paths: null },
    ]);
  });

  it('names every fault at once, with its place', () => {
    const faults = faultsOf(`zone: Europe/Atlantis
sources:
  - { id: gh, kind: github, token: \${MISSING}, repositories: [acme/shop], evry: 15m }
  - { id: gh, kind: jenkinz }
teams: [{ id: "a b" }]
services:
  - { id: shop, repositories: [acme/shop], fold: soon, deployments: [{ from: workflow_runs }] }
`);
    expect(faults).toEqual([
      'plumbline.yaml:1:7 zone: is no time zone of the IANA list, such as Europe/Berlin',
      'plumbline.yaml:3:36 sources[0].token: the environment variable MISSING is not set',
      'plumbline.yaml:3:75 sources[0]: "evry": unknown key; known here: id, since, every, kind, url, token, repositories, commits, reread, webhook_secrets',
      expect.stringMatching(/^plumbline.yaml:4:21 sources\[1\].kind: /),
      expect.stringMatching(/^plumbline.yaml:5:15 teams\[0\].id: must be 1 to 80/),
      'plumbline.yaml:7:50 services[0].fold: "soon" is no duration, such as 15m, 24h or 30d',
      'plumbline.yaml:7:70 services[0].deployments[0].workflow: is required',
    ]);
  });

  it('refuses what nests without end, and characters that no database holds', () => {
    expect(faultsOf(`organisation: ${'['.repeat(9_000)}`)).toEqual(['plumbline.yaml:1:1 is nested too deeply to be read']);
    expect(faultsOf('organisation: "a\\0b"\nteams: [{ id: web, name: "\\uDC00" }]')).toEqual([
      'plumbline.yaml:1:15 organisation: holds a character that cannot be stored',
      'plumbline.yaml:2:26 teams[0].name: holds a character that cannot be stored',
    ]);
  });

  it('names faults between sound entries beside the faults of unsound ones', () => {
    const faults = faultsOf(`sources: [{ id: a, kind: github, repositories: [x/y] }]
teams: [{ id: web }]
services:
  - { id: bad, repositories: [x/y], fold: soon }
  - { id: one, team: nobody, repositories: [x/y] }
  - { id: one, team: web, repositories: [p/q] }
`);
    expect(faults.map((f) => f.replace(/^\S+ /, ''))).toEqual([
      'services[0].fold: "soon" is no duration, such as 15m, 24h or 30d',
      'services[1].team: there is no team "nobody"',
      'services[2].id: the id "one" stands twice',
      'services[2].repositories[0]: no source reads the repository "p/q"; add it to the repositories of a source',
    ]);
  });

  it('names unknown references', () => {
    const faults = faultsOf(
      `sources: [{ id: a, kind: github, repositories: [x/y] }, { id: b, kind: github, repositories: ["x/*"] }]
services:
  - { id: one, team: nobody, repositories: [x/y, p/q, { name: x/z, source: c }, { name: x/w, paths: ["s/**"] }] }
  - { id: one, repositories: [x/w], incidents: [{ from: pagerduty, services: [P1] }] }
`,
    );
    expect(faults.map((f) => f.replace(/^\S+ /, ''))).toEqual([
      'services[0].team: there is no team "nobody"',
      'services[0].repositories[0]: "x/y" is read by a and b; say which with { name: x/y, source: a }',
      'services[0].repositories[1]: no source reads the repository "p/q"; add it to the repositories of a source',
      'services[0].repositories[2]: there is no source "c"',
      'services[0].repositories[3]: path globs need changed paths: set "commits: git" on the source b',
      'services[1].id: the id "one" stands twice',
      'services[1].incidents[0].from: there is no source of the kind pagerduty',
    ]);
  });

  it('reads PagerDuty for the services that rules name, and knows its urgencies', () => {
    const file = (
      urgencies: string,
    ): string => `sources: [{ id: pager, kind: pagerduty, reread: 30d }, { id: a, kind: github, repositories: [x/y] }]
services:
  - { id: one, repositories: [x/y], incidents: [{ from: pagerduty, services: [P2, P1], urgencies: ${urgencies} }] }
  - { id: two, repositories: [x/y], incidents: [{ from: pagerduty, services: [P2] }] }
`;
    expect(load(file('[high]')).sources[0]).toMatchObject({
      url: 'https://api.pagerduty.com',
      services: ['P1', 'P2'],
      rereadDays: 30,
      token: null,
    });
    expect(faultsOf(file('[hgih]')).map((f) => f.replace(/^\S+ /, ''))).toEqual([
      'services[0].incidents[0].urgencies[0]: is no urgency of PagerDuty; there are: high, low',
    ]);
    expect(faultsOf(file('[]'))).toHaveLength(1);
  });

  it('refuses secrets written into the file, and never repeats what a variable holds', () => {
    const token = ['$', '{TOKEN}'].join('');
    const faults = faultsOf(
      `sources:
  - { id: a, kind: github, token: ghp_literal, repositories: [x/y], every: ${token} }
  - { id: b, kind: git, repositories: ["https://me:${token}@host/x.git", "git@host:x.git", "https://me:pw@host/y.git"] }
services: [{ id: s, repositories: ["${token}"] }]
`,
      { TOKEN: 'verysecret' },
    );
    expect(faults.map((f) => f.replace(/^\S+ /, ''))).toEqual([
      expect.stringMatching(/^sources\[0\].token: must be a variable/),
      `sources[0].every: "${token}" is no duration, such as 15m, 24h or 30d`,
      expect.stringMatching(/^sources\[1\].repositories\[0\]: must not hold a user name or password/),
      expect.stringMatching(/^sources\[1\].repositories\[2\]: must not hold a user name or password/),
    ]);
    expect(faults.join()).not.toMatch(/verysecret|ghp_literal|:pw@/);
  });

  it('refuses broken YAML and a broken environment in one readable message', () => {
    expect(faultsOf('services: [\n')).toHaveLength(1);
    expect(faultsOf('sources: *nowhere\n')).toEqual([
      expect.stringMatching(/^plumbline.yaml:1:1 an alias .* cannot be followed: .*nowhere/),
    ]);
    expect(faultsOf('? [a]\n: 1\n')).toHaveLength(1);
    expect(() => loadConfig({ PORT: '99999', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x:secret@y' }, { cwd: folder })).toThrow(
      /3 faults:\n.*\n.*\n.*/,
    );
    expect(() => loadConfig({ DATABASE_URL: 'mysql://x:secret@y' }, { cwd: folder })).not.toThrow(/secret/);
    expect(() => loadConfig({}, { cwd: folder, file: 'nowhere.yaml' })).toThrow(/nowhere.yaml cannot be read/);
  });
});
