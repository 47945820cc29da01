/** What a delivery of GitHub says, as the same items that polling gives, so that both make one history. Pure. */

import { AppError } from '../../domain/errors.ts';
import { repositoryKey } from '../../domain/keys.ts';
import type { PushedNews, RawItem } from '../source.ts';
import { deploymentPage, isPull, labelNames, runExternalId } from './items.ts';
import { numberOf, type Row, rowCheck, textOf } from './lists.ts';
import { knownName } from './names.ts';
import { isAttempt } from './normalize-deployments.ts';
import { lean, leanPull, shapes } from './scrub.ts';
import type { GithubSettings } from './settings.ts';

/** Which news matter to a source. */
export type WebhookScope = Pick<GithubSettings, 'sourceId' | 'repositories' | 'since' | 'issueLabels' | 'workflowRuns'> & {
  readonly objects: NonNullable<GithubSettings['objects']>;
};

export type News = Pick<PushedNews, 'items' | 'collect' | 'ignored'>;

/** A delivery about a repository that the source reads. */
type Told = {
  readonly scope: WebhookScope;
  readonly repositoryId: string;
  readonly repository: Row;
  readonly action: string;
  readonly payload: Row;
  readonly now: Date;
};

const ignored = (why: string): News => ({ items: [], collect: false, ignored: why });
const taken = (items: readonly RawItem[], collect = false): News => ({ items, collect, ignored: null });
/** What the delivery does not say, or not surely, is asked for. */
const asked: News = { items: [], collect: true, ignored: null };

const byEvent: Readonly<Record<string, (told: Told) => News>> = {
  deployment: deploymentNews,
  deployment_status: statusNews,
  push: pushNews,
  pull_request: pullNews,
  workflow_run: runNews,
  release: releaseNews,
  issues: issueNews,
};

/** Throws AppError `invalid` for a delivery without the object it is about. */
export function readNews(scope: WebhookScope, event: string, payload: Row, now: Date): News {
  if (event === 'ping') return ignored('GitHub asks whether the address answers');
  const read = byEvent[event];
  if (read === undefined) return ignored(`the event ${event} says nothing that is measured`);
  const repository = objectOf(payload, 'repository');
  const fullName = textOf(repository, 'full_name') ?? missing('repository.full_name');
  const name = knownName(scope.repositories, fullName);
  if (name === null) return ignored(`source "${scope.sourceId}" does not read ${fullName}`);
  const repositoryId = repositoryKey(scope.sourceId, name);
  return read({ scope, repositoryId, repository, action: textOf(payload, 'action') ?? '', payload, now });
}

function objectOf(payload: Row, field: string): Row {
  return rowCheck(payload[field]) ?? missing(field);
}

function idOf(row: Row, path: string, field = 'id'): number {
  return numberOf(row, field) ?? missing(`${path}.${field}`);
}

function missing(path: string): never {
  throw new AppError('invalid', `The delivery has no ${path}.`);
}

/** As polling does: what began before the source's `since` is not read. */
function isTooOld({ scope }: Told, row: Row): boolean {
  return scope.since !== null && Date.parse(textOf(row, 'created_at') ?? '') < scope.since.getTime();
}

function deploymentNews(told: Told): News {
  if (!told.scope.objects.has('deployments')) return ignored('no rule of a service reads deployments');
  const deployment = objectOf(told.payload, 'deployment');
  const id = idOf(deployment, 'deployment');
  if (isTooOld(told, deployment)) return ignored('the deployment is older than the history that is read');
  const page = deploymentPage(textOf(told.repository, 'html_url'), deployment);
  const payload = { ...lean(deployment, shapes.deployment), html_url: page };
  return taken([{ repositoryId: told.repositoryId, kind: 'deployment', externalId: String(id), payload }]);
}

function statusNews(told: Told): News {
  const deployment = deploymentNews(told);
  if (deployment.ignored !== null) return deployment;
  const status = objectOf(told.payload, 'deployment_status');
  const deploymentId = idOf(objectOf(told.payload, 'deployment'), 'deployment');
  const externalId = `${deploymentId}/${idOf(status, 'deployment_status')}`;
  const payload = { ...lean(status, shapes.deployment_status), deployment_id: deploymentId };
  return taken([...deployment.items, { repositoryId: told.repositoryId, kind: 'deployment_status', externalId, payload }]);
}

/** Its commits come without parents and without the author's date: they are asked for. */
function pushNews({ scope, repository, payload }: Told): News {
  const ref = textOf(payload, 'ref') ?? missing('ref');
  if (ref.startsWith('refs/tags/'))
    return scope.objects.has('tags') || scope.objects.has('releases') ? asked : ignored('no rule of a service reads tags or releases');
  const branch = textOf(repository, 'default_branch');
  return branch === null || ref === `refs/heads/${branch}` ? asked : ignored('only the default branch and pull requests are read');
}

function pullNews({ repositoryId, action, payload }: Told): News {
  const pull = objectOf(payload, 'pull_request');
  const number = idOf(pull, 'pull_request', 'number');
  const item = { repositoryId, kind: 'pull_request', externalId: String(number), payload: leanPull(pull) };
  const readyAt = action === 'ready_for_review' ? textOf(pull, 'updated_at') : null;
  const ready = { repositoryId, kind: 'pull_request_ready', externalId: `${number}/${readyAt}`, payload: { number, ready_at: readyAt } };
  // The commits and reviews of a merged one decide its lead time.
  return taken(readyAt === null ? [item] : [item, ready], textOf(pull, 'merged_at') !== null);
}

function runNews(told: Told): News {
  const { scope, repositoryId, payload } = told;
  if (!scope.workflowRuns) return ignored('no rule of a service reads workflow runs');
  const run = objectOf(payload, 'workflow_run');
  idOf(run, 'workflow_run');
  if (isTooOld(told, run)) return ignored('the run is older than the history that is read');
  const conclusion = textOf(run, 'conclusion');
  if (conclusion === null && textOf(run, 'status') !== 'in_progress') return ignored('the run has not begun');
  // It may have been seen running; like polling then does, this says that it was no deployment.
  const removed = conclusion !== null && !isAttempt(conclusion) ? { removed: true } : {};
  const item = {
    repositoryId,
    kind: 'workflow_run',
    externalId: runExternalId(run),
    payload: { ...lean(run, shapes.workflow_run), ...removed },
  };
  return taken([item]);
}

/** A release does not say which commit its tag names: it is read together with the tags. */
function releaseNews({ scope, payload }: Told): News {
  if (!scope.objects.has('releases')) return ignored('no rule of a service reads releases');
  return objectOf(payload, 'release').draft === true ? ignored('a draft is no release yet') : asked;
}

/** No list tells that an issue is gone. It is never changed again, so this is newer than whatever arrives late. */
function withoutLabels(issue: Row, now: Date): Row {
  const last = Date.parse(textOf(issue, 'updated_at') ?? '');
  return { labels: [], gone: true, updated_at: new Date(Math.max(now.getTime(), Number.isNaN(last) ? 0 : last + 1000)).toISOString() };
}

/** Issues without a label that makes them an incident are none; one that has just lost it is told, so that it stops being one. */
function issueNews({ scope, repositoryId, action, payload, now }: Told): News {
  const issue = objectOf(payload, 'issue');
  const number = idOf(issue, 'issue', 'number');
  if (isPull(issue)) return ignored('it is a pull request');
  const wanted = new Set(scope.issueLabels.map((label) => label.toLowerCase()));
  const lost = action === 'unlabeled' ? labelNames({ labels: [payload.label] }) : [];
  if (![...labelNames(issue), ...lost].some((label) => wanted.has(label))) return ignored('none of its labels makes it an incident');
  const kept = lean(issue, shapes.issue);
  const gone = action === 'deleted' || action === 'transferred';
  const item = {
    repositoryId,
    kind: 'issue',
    externalId: String(number),
    payload: gone ? { ...kept, ...withoutLabels(issue, now) } : kept,
  };
  return taken([item]);
}
