/** GitHub's four kinds of things that may be a deployment, as deployment events with their statuses; pure. */

import type { AnyRecord, DeploymentEvent, DeploymentState } from '../../domain/records.ts';
import type { RawItem } from '../source.ts';
import { namesPreRelease } from '../tag-name.ts';
import { deploymentPayload, releasePayload, runPayload, statusPayload, tagPayload } from './payloads.ts';

/** What most events leave open. */
const open = {
  name: null,
  environment: null,
  branch: null,
  sha: null,
  productionHint: null,
  preRelease: false,
  title: null,
  url: null,
  inferred: false,
  removed: false,
  updatedAt: null,
} as const;

export function deploymentRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const deployment = deploymentPayload.parse(payload);
  const row = {
    ...open,
    repositoryId,
    origin: 'deployments' as const,
    externalId: String(deployment.id),
    name: deployment.task ?? null,
    environment: deployment.environment ?? null,
    branch: deployment.ref ?? null,
    sha: deployment.sha ?? null,
    // False is GitHub's default and says nothing.
    productionHint: deployment.production_environment === true ? (true as const) : null,
    createdAt: deployment.created_at,
    title: deployment.description || null,
    url: deployment.html_url ?? null,
    removed: deployment.removed === true,
    updatedAt: deployment.updated_at ?? null,
  };
  return [{ table: 'deployment_event', row }];
}

const states: Readonly<Record<string, DeploymentState>> = {
  queued: 'pending',
  pending: 'pending',
  waiting: 'pending',
  requested: 'pending',
  in_progress: 'running',
  success: 'succeeded',
  failure: 'failed',
  error: 'failed',
  inactive: 'inactive',
};

export function statusRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const status = statusPayload.parse(payload);
  const state = states[status.state.toLowerCase()];
  if (state === undefined) throw new Error(`state: "${status.state}" is no deployment state`);
  const key = { repositoryId, origin: 'deployments', externalId: String(status.deployment_id), statusId: String(status.id) } as const;
  return [{ table: 'deployment_status', row: { ...key, state, at: status.created_at } }];
}

/** Whether a status decides the outcome; later ones then change nothing. */
export function isTerminal(state: string): boolean {
  const known = states[state.toLowerCase()];
  return known === 'succeeded' || known === 'failed';
}

const conclusions: Readonly<Record<string, DeploymentState>> = {
  success: 'succeeded',
  failure: 'failed',
  timed_out: 'failed',
  startup_failure: 'failed',
  cancelled: 'cancelled',
};

/** Whether a run that ended this way was an attempt to deploy. */
export function isAttempt(conclusion: string): boolean {
  return conclusions[conclusion.toLowerCase()] !== undefined;
}

/**
 * One attempt of a workflow run. A run that has not begun, or ended as skipped, neutral, stale or asking for approval, deployed
 * nothing and gives no event; one that had been seen running is marked removed by the collector.
 */
export function runRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const run = runPayload.parse(payload);
  const conclusion = conclusions[run.conclusion?.toLowerCase() ?? ''];
  const running = run.status?.toLowerCase() === 'in_progress';
  if (conclusion === undefined && !running && run.removed !== true) return [];
  const startedAt = run.run_started_at ?? run.created_at;
  const key = { repositoryId, origin: 'workflow_runs', externalId: `${run.id}/${run.run_attempt ?? 1}` } as const;
  const event: DeploymentEvent = {
    ...open,
    ...key,
    // A workflow of another repository is named `path@ref`.
    name: run.path?.split('@')[0] ?? run.name ?? null,
    branch: run.head_branch ?? null,
    sha: run.head_sha ?? null,
    createdAt: startedAt,
    title: run.display_title ?? run.name ?? null,
    url: run.html_url ?? null,
    removed: run.removed === true,
    updatedAt: run.updated_at,
  };
  const begun: AnyRecord = { table: 'deployment_status', row: { ...key, statusId: 'running', state: 'running', at: startedAt } };
  if (conclusion === undefined) return [{ table: 'deployment_event', row: event }, ...(running ? [begun] : [])];
  // A clock of GitHub's that runs back must not end an attempt before it began.
  const at = run.updated_at < startedAt ? startedAt : run.updated_at;
  const ended: AnyRecord = { table: 'deployment_status', row: { ...key, statusId: 'completed', state: conclusion, at } };
  return [{ table: 'deployment_event', row: event }, begun, ended];
}

/** A release is a deployment that succeeded when it was published. Drafts are nothing yet. */
export function releaseRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const release = releasePayload.parse(payload);
  if (release.draft === true) return [];
  const key = { repositoryId, origin: 'releases', externalId: String(release.id) } as const;
  const target = release.target_commitish ?? null;
  const targetIsCommit = target !== null && /^[0-9a-f]{40}$/.test(target);
  const event: DeploymentEvent = {
    ...open,
    ...key,
    name: release.tag_name,
    branch: targetIsCommit ? null : target,
    sha: release.tag_sha ?? (targetIsCommit ? target : null),
    preRelease: release.prerelease === true,
    createdAt: release.published_at ?? release.created_at,
    title: release.name || release.tag_name,
    url: release.html_url ?? null,
    removed: release.removed === true,
  };
  return succeeded(event);
}

/** A tag is a deployment that succeeded when it was made: the tagger's date, else (inferred) the commit's committer date. */
export function tagRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const tag = tagPayload.parse(payload);
  const event: DeploymentEvent = {
    ...open,
    repositoryId,
    origin: 'tags',
    externalId: tag.name,
    name: tag.name,
    sha: tag.commit.sha,
    preRelease: namesPreRelease(tag.name),
    createdAt: tag.tagged_at ?? tag.committed_at,
    title: tag.name,
    url: tag.html_url ?? null,
    inferred: !tag.tagged_at,
    removed: tag.removed === true,
  };
  return succeeded(event);
}

function succeeded(event: DeploymentEvent): readonly AnyRecord[] {
  const { repositoryId, origin, externalId, createdAt } = event;
  const row = { repositoryId, origin, externalId, statusId: 'succeeded', state: 'succeeded', at: createdAt } as const;
  return [
    { table: 'deployment_event', row: event },
    { table: 'deployment_status', row },
  ];
}
