/** One run: every repository, every object, in an order in which stopping anywhere leaves a consistent prefix. */

import { repositoryKey } from '../../domain/keys.ts';
import { type CollectContext, type Page, SourceError } from '../source.ts';
import { openClient } from './client.ts';
import { failed } from './days.ts';
import { readDeployments } from './deployments.ts';
import { closeHistory, readDefaultBranch } from './history.ts';
import { readIssues } from './issues.ts';
import { practicesOf } from './practices.ts';
import { readPulls } from './pulls.ts';
import type { Reading, RepositoryReading, Target } from './reading.ts';
import { readReleases } from './releases.ts';
import { readRepository, resolveNames } from './repositories.ts';
import type { GithubOptions, GithubSettings } from './settings.ts';
import { readTags } from './tags.ts';
import { GithubError } from './trouble.ts';
import { readRuns } from './workflow-runs.ts';

type OnFailure = (error: SourceError) => void;

/** Everything of the source that is new. Failures of one repository or object are told at the end; the others are read. */
export async function* collectGithub(settings: GithubSettings, options: GithubOptions, context: CollectContext): AsyncGenerator<Page> {
  const reading: Reading = { settings, context, client: openClient(settings, options, context) };
  const failures: SourceError[] = [];
  const onFailure: OnFailure = (error) => failures.push(error);
  const names = yield* resolveNames(reading, onFailure);
  for (const name of names) {
    const target = yield* guarded(readRepository(reading, name), onFailure, () => missingPages(reading, name));
    if (target !== null) yield* collectRepository({ ...reading, target, commitDates: new Map() }, onFailure);
  }
  if (failures.length > 0) throw summary(failures);
}

async function* collectRepository(reading: RepositoryReading, onFailure: OnFailure): AsyncGenerator<Page> {
  const { settings } = reading;
  const wants = (object: 'deployments' | 'releases' | 'tags') => settings.objects?.has(object) ?? true;
  const guard = <T>(pages: AsyncGenerator<Page, T>, objects: readonly string[]) =>
    guarded(pages, onFailure, () => failedPages(reading, objects));
  yield* guard(readDefaultBranch(reading), ['commits', 'branches']);
  yield* guard(readPulls(reading), ['pull_requests']);
  if (wants('deployments')) yield* guard(readDeployments(reading), ['deployments']);
  if (settings.workflowRuns) yield* guard(readRuns(reading), ['workflow_runs']);
  if (wants('tags') || wants('releases')) {
    const tags = yield* guard(readTags(reading), ['tags']);
    if (wants('releases') && tags !== null) yield* guard(readReleases(reading, tags), ['releases']);
  }
  if (settings.issueLabels.length > 0) yield* guard(readIssues(reading), ['issues']);
  yield* guard(closeHistory(reading), ['commits']);
  for (const { object, read } of practicesOf(reading)) yield* guard(read(), [object]);
}

/** A failure that concerns these pages only is noted, and null answered; one that concerns everything (token, connection) ends the run. */
async function* guarded<T>(
  pages: AsyncGenerator<Page, T>,
  onFailure: OnFailure,
  afterFailure: () => AsyncGenerator<Page>,
): AsyncGenerator<Page, T | null> {
  try {
    return yield* pages;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    yield* afterFailure();
    if (error instanceof GithubError && (error.status === null || error.status === 401)) throw error;
    onFailure(error);
    return null;
  }
}

async function* failedPages(reading: RepositoryReading, objects: readonly string[]): AsyncGenerator<Page> {
  const { repositoryId } = reading.target;
  for (const object of objects) {
    const stored = await reading.context.cursor(repositoryId, object);
    const day = typeof stored === 'object' && stored !== null && 'day' in stored && typeof stored.day === 'string' ? stored.day : null;
    yield { repositoryId, object, items: [], coverage: [failed(reading, object, day)] };
  }
}

/** A repository that cannot be read at all: every object that would have been is failed. */
async function* missingPages(reading: Reading, name: string): AsyncGenerator<Page> {
  const { settings } = reading;
  const optional = (['deployments', 'releases', 'tags'] as const).filter((object) => settings.objects?.has(object) ?? true);
  const target: Target = {
    repositoryId: repositoryKey(settings.sourceId, name),
    name,
    fullName: name,
    htmlUrl: null,
    defaultBranch: null,
    createdAt: null,
    archived: null,
  };
  const objects = [
    'commits',
    'branches',
    'pull_requests',
    ...optional,
    ...(settings.workflowRuns ? ['workflow_runs'] : []),
    ...(settings.issueLabels.length > 0 ? ['issues'] : []),
  ];
  yield* failedPages({ ...reading, target, commitDates: new Map() }, objects);
}

/** The first failure in its own words; how many more there are. */
function summary(failures: readonly SourceError[]): SourceError {
  const [first, ...others] = failures;
  if (first === undefined) throw new Error('A summary needs a failure.');
  const more =
    others.length === 0
      ? ''
      : ` And ${others.length} more: ${others
          .slice(0, 4)
          .map((error) => error.message)
          .join(' ')}`;
  return new SourceError(
    `${first.message}${more}`,
    first.advice,
    failures.some((error) => error.retryable),
    first,
  );
}
