/** Sources from the file's entries, told what the services' rules need of them. Pure but for the folder paths are relative to. */

import { dirname, resolve } from 'node:path';
import { repositoryKey } from '../domain/keys.ts';
import { startOfDate } from '../domain/zoned.ts';
import type { Fault } from '../yaml/faults.ts';
import type { ConfigFile, SourceEntry } from './schema.ts';
import type { ResolvedService } from './services.ts';
import type { GithubSourceConfig, GitSourceConfig, PagerdutySourceConfig, SourceConfig } from './types.ts';

const QUARTER_OF_AN_HOUR = 900;
/** Late statuses, re-run workflows and late reviews are looked for this long. */
const REREAD_DAYS = 14;
const DAY_SECONDS = 86_400;

const isAddress = (name: string): boolean => /^[a-z+]+:\/\//i.test(name) || /^[^/\s]+@[^/\s]+:/.test(name);

function rulesOf(services: readonly ResolvedService[], sourceId: string) {
  const mine = services.filter((s) => s.references.some((r) => r.sourceId === sourceId));
  return { deployments: mine.flatMap((s) => s.settings.deployments), incidents: mine.flatMap((s) => s.settings.incidents) };
}

function scheduled(entry: SourceEntry, zone: string) {
  return {
    id: entry.id,
    since: entry.since === undefined ? null : startOfDate(entry.since, zone),
    everySeconds: entry.every ?? QUARTER_OF_AN_HOUR,
  };
}

const rereadDaysOf = ({ reread }: { readonly reread?: number | undefined }): number =>
  reread === undefined ? REREAD_DAYS : Math.ceil(reread / DAY_SECONDS);

function withPathsOf(services: readonly ResolvedService[], sourceId: string): readonly string[] {
  const narrowed = services.flatMap((s) => s.references).filter((r) => r.sourceId === sourceId && r.paths !== null);
  return [...new Set(narrowed.map((r) => r.repositoryId))].sort();
}

function githubSource(
  entry: Extract<SourceEntry, { kind: 'github' }>,
  zone: string,
  services: readonly ResolvedService[],
): GithubSourceConfig {
  const { deployments, incidents } = rulesOf(services, entry.id);
  const optional = ['deployments', 'releases', 'tags'] as const;
  return {
    ...scheduled(entry, zone),
    kind: 'github',
    url: entry.url.replace(/\/+$/, ''),
    token: entry.token ?? null,
    repositories: entry.repositories,
    commits: entry.commits,
    withPaths: withPathsOf(services, entry.id),
    issueLabels: [...new Set(incidents.flatMap((rule) => (rule.from === 'issues' ? (rule.labels ?? []) : [])))].sort(),
    workflowRuns: deployments.some((rule) => rule.from === 'workflow_runs'),
    objects: optional.filter((object) => deployments.some((rule) => rule.from === object)),
    rereadDays: rereadDaysOf(entry),
    webhookSecrets: entry.webhook_secrets ?? [],
  };
}

function gitSource(
  entry: Extract<SourceEntry, { kind: 'git' }>,
  file: string,
  zone: string,
  services: readonly ResolvedService[],
): GitSourceConfig {
  const repositories = entry.repositories.map((name) => ({
    repositoryId: repositoryKey(entry.id, name),
    name: isAddress(name) ? name : resolve(dirname(file), name),
  }));
  return { ...scheduled(entry, zone), kind: 'git', repositories, withPaths: withPathsOf(services, entry.id) };
}

/** All PagerDuty rules speak of the same account, or of several whose ids never meet. */
function pagerdutySource(
  entry: Extract<SourceEntry, { kind: 'pagerduty' }>,
  zone: string,
  services: readonly ResolvedService[],
): PagerdutySourceConfig {
  const rules = services.flatMap((service) => service.settings.incidents).filter((rule) => rule.from === 'pagerduty');
  return {
    ...scheduled(entry, zone),
    kind: 'pagerduty',
    url: entry.url.replace(/\/+$/, ''),
    token: entry.token ?? null,
    services: [...new Set(rules.flatMap((rule) => rule.services ?? []))].sort(),
    rereadDays: rereadDaysOf(entry),
    webhookSecrets: entry.webhook_secrets ?? [],
  };
}

export function resolveSources(
  config: ConfigFile,
  file: string,
  services: readonly ResolvedService[],
  faults: Fault[],
): readonly SourceConfig[] {
  return config.sources.flatMap((entry, i): SourceConfig[] => {
    if (entry.every !== undefined && entry.every < 60) faults.push({ path: ['sources', i, 'every'], message: 'must be at least 1m' });
    if (entry.kind === 'github') return [githubSource(entry, config.zone, services)];
    if (entry.kind === 'pagerduty') return [pagerdutySource(entry, config.zone, services)];
    if (entry.kind === 'git') return [gitSource(entry, file, config.zone, services)];
    faults.push({ path: ['sources', i, 'kind'], message: `sources of the kind ${entry.kind} are not available in this version` });
    return [];
  });
}
