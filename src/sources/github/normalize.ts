/** GitHub payloads to records; pure. */

import type { AnyRecord, ReviewState } from '../../domain/records.ts';
import type { RawItem } from '../source.ts';
import { deploymentRecords, releaseRecords, runRecords, statusRecords, tagRecords } from './normalize-deployments.ts';
import { practicesByKind, repositoryFacts } from './normalize-practices.ts';
import {
  boundaryPayload,
  branchPayload,
  commitPayload,
  issuePayload,
  type Person,
  pullCommitsPayload,
  pullPayload,
  readyPayload,
  repositoryPayload,
  reviewPayload,
} from './payloads.ts';

const byKind: Readonly<Record<string, (item: RawItem) => readonly AnyRecord[]>> = {
  repository: repositoryRecords,
  branch: branchRecords,
  commit: commitRecords,
  boundary_commit: boundaryRecords,
  pull_request: pullRecords,
  pull_request_commits: pullCommitsRecords,
  pull_request_ready: readyRecords,
  review: reviewRecords,
  deployment: deploymentRecords,
  deployment_status: statusRecords,
  workflow_run: runRecords,
  release: releaseRecords,
  tag: tagRecords,
  issue: issueRecords,
  ...practicesByKind,
};

/** The `Normalize` of the GitHub source. Throws for a payload that does not parse. */
export function normalizeGithub(item: RawItem): readonly AnyRecord[] {
  const normalize = byKind[item.kind];
  if (normalize === undefined) throw new Error(`The GitHub source has no payload of the kind "${item.kind}".`);
  return normalize(item);
}

function repositoryRecords(item: RawItem): readonly AnyRecord[] {
  const { repositoryId, payload } = item;
  const repository = repositoryPayload.parse(payload);
  const row = {
    repositoryId,
    sourceId: repository.source_id,
    name: repository.name,
    url: repository.html_url ?? null,
    defaultBranch: repository.default_branch ?? null,
    createdAt: repository.created_at ?? null,
  };
  return [{ table: 'repository', row }, ...repositoryFacts(item)];
}

function branchRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const branch = branchPayload.parse(payload);
  return [{ table: 'branch', row: { repositoryId, name: branch.name, sha: branch.commit.sha, isDefault: branch.is_default } }];
}

function commitRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const commit = commitPayload.parse(payload);
  const author = commit.author?.login ?? (commit.commit.author.name || null);
  const row = {
    repositoryId,
    sha: commit.sha,
    parents: commit.parents.map((parent) => parent.sha),
    authoredAt: commit.commit.author.date,
    committedAt: commit.commit.committer.date,
    author,
    bot: commit.author?.type === 'Bot' || isBotName(author),
    message: commit.commit.message,
    paths: commit.paths ?? null,
    url: commit.html_url ?? null,
  };
  return [{ table: 'commit', row }];
}

function boundaryRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  return [{ table: 'boundary_commit', row: { repositoryId, sha: boundaryPayload.parse(payload).sha } }];
}

function pullRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const pull = pullPayload.parse(payload);
  const row = {
    repositoryId,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? null,
    branch: pull.head?.ref ?? null,
    target: pull.base?.ref ?? null,
    ...authorship(pull.user),
    labels: pull.labels ?? [],
    openedAt: pull.created_at,
    // The list does not say when a draft became ready.
    readyAt: null,
    draft: pull.draft ?? null,
    mergedAt: pull.merged_at ?? null,
    closedAt: pull.closed_at ?? null,
    headSha: pull.head?.sha ?? null,
    mergeSha: pull.merged_at ? (pull.merge_commit_sha ?? null) : null,
    url: pull.html_url ?? null,
    updatedAt: pull.updated_at,
  };
  return [{ table: 'pull_request', row }];
}

function pullCommitsRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  return [{ table: 'pull_request_commits', row: { repositoryId, ...pullCommitsPayload.parse(payload) } }];
}

/** Only a webhook tells when a draft was marked ready. */
function readyRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const ready = readyPayload.parse(payload);
  return [{ table: 'pull_request_ready', row: { repositoryId, number: ready.number, at: ready.ready_at } }];
}

const reviewStates: Readonly<Record<string, ReviewState>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};

/** A pending review is its writer's draft: nobody else has seen it. */
function reviewRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const review = reviewPayload.parse(payload);
  const state = reviewStates[review.state.toUpperCase()];
  if (state === undefined || !review.submitted_at) return [];
  const key = { repositoryId, number: review.pull_number, reviewId: String(review.id) };
  return [{ table: 'review', row: { ...key, ...authorship(review.user), state, submittedAt: review.submitted_at } }];
}

function issueRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const issue = issuePayload.parse(payload);
  const row = {
    repositoryId,
    origin: 'issues' as const,
    externalId: String(issue.number),
    title: issue.title,
    body: issue.body ?? null,
    labels: issue.labels ?? [],
    providerService: null,
    urgency: null,
    openedAt: issue.created_at,
    acknowledgedAt: null,
    resolvedAt: issue.state === 'open' ? null : (issue.closed_at ?? null),
    url: issue.html_url ?? null,
    priority: null,
    updatedAt: issue.updated_at ?? null,
    responders: null,
    mergedInto: null,
  };
  return [{ table: 'incident_event', row }];
}

function authorship(user: Person): { readonly author: string | null; readonly bot: boolean } {
  return { author: user?.login ?? null, bot: user?.type === 'Bot' || isBotName(user?.login ?? null) };
}

function isBotName(name: string | null): boolean {
  return name?.endsWith('[bot]') ?? false;
}
