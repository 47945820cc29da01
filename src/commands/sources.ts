/** From configured sources to sources that can run. */

import { join } from 'node:path';
import type { ScheduledSource } from '../collection/schedule.ts';
import type { Config, SourceConfig } from '../config.ts';
import { openGit } from '../sources/git/index.ts';
import { openGithub } from '../sources/github/index.ts';
import { sourceKinds } from '../sources/index.ts';
import { openPagerduty } from '../sources/pagerduty/index.ts';
import type { Source } from '../sources/source.ts';

export type SourceWorld = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes the place of every configured `since` for this run; null = as configured. */
  readonly since: Date | null;
};

function openSource(config: SourceConfig, dataFolder: string, world: SourceWorld): Source {
  if (config.kind === 'pagerduty') {
    const { id, url, token, services, rereadDays } = config;
    return openPagerduty({ sourceId: id, url, token, since: world.since ?? config.since, rereadDays, services: new Set(services) });
  }
  const { id: sourceId, withPaths } = config;
  const cacheFolder = join(dataFolder, 'clones');
  const common = {
    sourceId,
    cacheFolder,
    since: world.since ?? config.since,
    withPaths: new Set(withPaths),
    environment: world.environment,
  };
  if (config.kind === 'git') return openGit({ ...common, repositories: config.repositories });
  const { url, token, repositories, commits, issueLabels, workflowRuns, objects, rereadDays } = config;
  return openGithub({ ...common, url, token, repositories, commits, issueLabels, workflowRuns, objects: new Set(objects), rereadDays });
}

/** Every configured source with its normaliser and rhythm. */
export function openSources(config: Config, world: SourceWorld): readonly ScheduledSource[] {
  const normalizers = new Map(sourceKinds.map(({ kind, normalize }) => [kind, normalize]));
  return config.sources.flatMap((source) => {
    const normalize = normalizers.get(source.kind);
    return normalize ? [{ source: openSource(source, config.dataFolder, world), normalize, everySeconds: source.everySeconds }] : [];
  });
}
