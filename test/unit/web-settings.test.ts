import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { DeploymentRule } from '../../src/domain/service.ts';
import type { Settings, SourceRow } from '../../web/api.ts';
import { deploymentRule, failureRule, incidentRule, repositoryInWords } from '../../web/rules-words.ts';
import { type ConfiguredService, type Known, narrowed, type Row, sectionsOf } from '../../web/settings-sections.ts';

const config = loadConfig(
  { GITHUB_TOKEN: 'planted', OIDC_SECRET: 'planted', PAGERDUTY_TOKEN: 'planted', PAGERDUTY_WEBHOOK_SECRET: 'planted too' },
  { cwd: '.', file: 'plumbline.example.yaml' },
);
const settings = { organisation: 'Acme', zone: config.zone, demo: false, origins: config.origins } as unknown as Settings;
const owner = { shop: 'payments', search: 'web' } as Readonly<Record<string, string>>;
const known: Known = {
  settings,
  services: config.services.map(
    ({ serviceId, name, settings: rules }) =>
      ({
        id: serviceId,
        name,
        settings: rules,
        team: owner[serviceId] === undefined ? null : { id: owner[serviceId], name: owner[serviceId] },
      }) as ConfiguredService,
  ),
  teams: config.teams.map(({ teamId, name }) => ({ id: teamId, name, services: [] })),
  sources: config.sources.map(({ id, kind }) => ({ id, kind, demo: false }) as SourceRow),
};
const sections = sectionsOf(known);
const rowsOf = (section: string, group = section): readonly Row[] =>
  sections.find(({ id }) => id === section)?.groups.find(({ id }) => id === group)?.rows ?? [];
const rowOf = (section: string, group: string, name: string): Row | undefined => rowsOf(section, group).find((row) => row.name === name);
const lineOf = (path: string): string => `line ${config.origins.find((origin) => origin.path === path)?.line}`;
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

describe('settings as sections', () => {
  it('show every value of the file and of the environment once', () => {
    const shown = sections.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows));
    // Rules are sentences of several values; everything else is a row of its own.
    const single = config.origins.filter(({ path }) => !/^(services|teams)\[|\.(id|kind)$/.test(path));
    const rules = rowsOf('services', 'shop').length + rowsOf('services', 'search').length + rowsOf('services', 'tools').length;
    const empty = config.origins.filter(({ path }) => /^(sources|teams|services)$/.test(path)).length;
    expect(shown).toHaveLength(single.length - empty + rules + known.teams.length);
  });

  it('say where each value comes from, also where several make one sentence', () => {
    expect(rowOf('organisation', 'organisation', 'Reporting zone')).toMatchObject({ value: 'Europe/Berlin', mark: lineOf('zone') });
    expect(rowOf('sources', 'mono', 'Address')).toMatchObject({ value: 'https://api.github.com', mark: 'default' });
    expect(rowOf('sources', 'mono', 'History since')).toMatchObject({ value: 'everything there is', mark: 'default', unset: true });
    expect(rowOf('sources', 'github', 'Token')?.mark).toBe(`GITHUB_TOKEN, ${lineOf('sources[0].token')}`);
    expect(rowOf('services', 'shop', 'Team')).toMatchObject({ value: 'payments', mark: lineOf('services[0].team[0].team') });
    expect(rowOf('services', 'search', 'Failures')?.mark).toBe(lineOf('services[1].failures.incident'));
    expect(rowOf('services', 'tools', 'Failures')?.mark).toBe('default');
    expect(rowOf('services', 'tools', 'Incidents are')).toMatchObject({ mark: 'default', unset: true });
    expect(rowOf('process', 'process', 'Database')).toMatchObject({ mark: 'default', unset: true });
    expect(rowOf('benchmark', 'benchmark', 'Industry')?.value).toBe('technology');
  });

  it('are told of a demonstration without a file', () => {
    const bare = sectionsOf({
      ...known,
      settings: { ...settings, demo: true, origins: [] },
      sources: [{ ...known.sources[0], demo: true } as SourceRow],
    });
    const rows = bare.find(({ id }) => id === 'services')?.groups[0]?.rows ?? [];
    expect(rows.every(({ mark }) => mark === null)).toBe(true);
    expect(rows.some(({ value }) => value === 'Deployment records of the provider')).toBe(true);
  });

  it('are narrowed to what holds a text; a group or section named so stays whole', () => {
    const names = (q: string) =>
      narrowed(sections, q).map(({ id, groups }) => `${id}: ${groups.map(({ id: group, rows }) => `${group} ${rows.length}`).join(', ')}`);
    expect(names('')).toHaveLength(sections.length);
    expect(names('DEPLOY.YML')).toEqual(['services: shop 1']);
    expect(names('tools')).toEqual([expect.stringMatching(/^sources: local 1$/), `services: tools ${rowsOf('services', 'tools').length}`]);
    expect(names('benchmark')).toEqual([`benchmark: benchmark ${rowsOf('benchmark').length}`]);
    expect(names('no such thing')).toEqual([]);
  });
});

describe('rules as sentences', () => {
  const rules: readonly (readonly [DeploymentRule, string])[] = [
    [{ from: 'deployments' }, 'Deployment records of the provider'],
    [{ from: 'deployments', environment: 'prod-*' }, 'Deployment records of the provider whose environment matches “prod-*”'],
    [
      { from: 'workflow_runs', workflow: 'deploy.yml', branch: 'main', environment: 'production' },
      'Runs of the workflow “deploy.yml” on the branch “main”, in the environment “production”',
    ],
    [{ from: 'releases', tag: 'v*' }, 'Releases whose tag matches “v*”'],
    [{ from: 'tags' }, 'Tags'],
    [{ from: 'merges', branch: 'main' }, 'Merges into the branch “main”'],
    [{ from: 'builds', job: 'deploy/*' }, 'Builds of the job “deploy/*”'],
    [{ from: 'rollouts', namespace: 'shop', name: 'web' }, 'Rollouts in the namespace “shop” of “web”'],
    [{ from: 'events' }, 'Deployments sent as events'],
  ];
  it.each(rules)('%j', (rule, said) => expect(deploymentRule(rule)).toBe(said));

  it('name what an incident is, and how long a deployment answers for it', () => {
    expect(plain(incidentRule({ from: 'issues', labels: ['incident', 'outage'], windowSeconds: 7200 }))).toBe(
      'Issues labelled “incident” or “outage”; they may be laid to a deployment up to 2 h before',
    );
    expect(incidentRule({ from: 'pagerduty', services: ['P1'], urgencies: ['high'], windowSeconds: 60 })).toMatch(
      /^PagerDuty incidents of “P1” with urgency high;/,
    );
  });

  it('name what makes a failure and what does not', () => {
    const all = { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: true };
    const none = { incident: false, rollback: false, revert: false, hotfix: false, failed_rollout: false };
    expect(failureRule(all)).toMatch(/^A deployment failed when an incident is laid to it, .* or its rollout fails$/);
    expect(failureRule({ ...all, failed_rollout: false })).toMatch(/; not when its rollout fails$/);
    expect(failureRule(none)).toMatch(/^No deployment counts as failed; not when/);
  });

  it('name a repository with what of it counts', () => {
    expect(repositoryInWords({ repositoryId: 'r', name: 'acme/mono', paths: ['a/**', 'b/**'] })).toBe('acme/mono (a/**, b/**)');
    expect(repositoryInWords({ repositoryId: 'r', name: 'acme/shop', paths: null })).toBe('acme/shop');
  });
});
