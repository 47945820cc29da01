/** A simulated life as GitHub's REST API would have told it. Pure. Only fields of the published schema, and only those we read. */

import type { Behaviour } from './behaviour.ts';
import { habitsOf } from './habits.ts';
import type { Life, SimulatedCommit, SimulatedDeployment, SimulatedIncident, SimulatedPull, SimulatedReview } from './life.ts';

/** A reserved name (RFC 2606): the links of demonstration data lead nowhere. */
const web = (behaviour: Behaviour): string => `https://github.example/${behaviour.repository}`;

const user = (login: string) => ({ login, type: login.endsWith('[bot]') ? 'Bot' : 'User' });

const subject = (text: string): string => text.split('\n', 1)[0] ?? '';

export function repositoryPayload(behaviour: Behaviour, life: Life) {
  const status = habitsOf(behaviour.repository).watched ? 'enabled' : 'disabled';
  return {
    source_id: behaviour.sourceId,
    name: behaviour.repository,
    html_url: web(behaviour),
    default_branch: 'main',
    created_at: life.main[0]?.committedAt.toISOString(),
    archived: false,
    is_template: false,
    visibility: 'private',
    security_and_analysis: { secret_scanning: { status }, dependabot_security_updates: { status } },
  };
}

export const branchPayload = (life: Life) => ({ name: 'main', commit: { sha: life.main.at(-1)?.sha }, is_default: true });

/** With paths where the commits come from a clone beside the API (`commits: git`), as a monorepo needs them. */
export function commitPayload(behaviour: Behaviour, commit: SimulatedCommit) {
  return {
    sha: commit.sha,
    html_url: `${web(behaviour)}/commit/${commit.sha}`,
    commit: {
      message: commit.message,
      author: { name: commit.author, date: commit.authoredAt.toISOString() },
      committer: { name: commit.author, date: commit.committedAt.toISOString() },
    },
    author: user(commit.author),
    parents: commit.parents.map((sha) => ({ sha })),
    ...(commit.paths !== null && { paths: commit.paths }),
  };
}

export function pullPayload(behaviour: Behaviour, pull: SimulatedPull) {
  const merged = pull.mergedAt?.toISOString() ?? null;
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: merged === null ? 'open' : 'closed',
    draft: pull.draft,
    html_url: `${web(behaviour)}/pull/${pull.number}`,
    created_at: pull.openedAt.toISOString(),
    updated_at: merged ?? pull.reviews.at(-1)?.at.toISOString() ?? pull.openedAt.toISOString(),
    closed_at: merged,
    merged_at: merged,
    merge_commit_sha: merged === null ? null : pull.mergeSha,
    user: user(pull.author),
    labels: pull.branch.startsWith('hotfix/') ? [{ name: 'hotfix' }] : [],
    head: { ref: pull.branch, sha: pull.originals.at(-1)?.sha },
    base: { ref: 'main' },
  };
}

export const pullCommitsPayload = ({ number, originals }: SimulatedPull) => ({
  number,
  shas: originals.map((commit) => commit.sha),
  complete: true,
});

export function reviewPayload(behaviour: Behaviour, { number }: SimulatedPull, review: SimulatedReview) {
  return {
    id: review.id,
    pull_number: number,
    user: user(review.author),
    state: review.state,
    submitted_at: review.at.toISOString(),
    html_url: `${web(behaviour)}/pull/${number}#pullrequestreview-${review.id}`,
  };
}

export function deploymentPayload(behaviour: Behaviour, deployment: SimulatedDeployment) {
  const { environment } = deployment;
  return {
    id: deployment.id,
    sha: deployment.sha,
    ref: 'main',
    task: 'deploy',
    environment,
    description: subject(deployment.title),
    created_at: deployment.startedAt.toISOString(),
    updated_at: (deployment.finishedAt ?? deployment.startedAt).toISOString(),
    // The other names say themselves what they are.
    production_environment: environment === 'production',
    transient_environment: false,
    html_url: `${web(behaviour)}/deployments/${deployment.id}`,
  };
}

/** The first and the last state; there is no last one yet while it runs. */
export function statusPayloads({ id, startedAt, finishedAt, state }: SimulatedDeployment) {
  const begun = { id: id * 10, deployment_id: id, state: 'in_progress', created_at: startedAt.toISOString() };
  // GitHub knows no cancelled deployments.
  const last = state === 'cancelled' ? 'error' : state;
  return finishedAt === null ? [begun] : [begun, { id: id * 10 + 1, deployment_id: id, state: last, created_at: finishedAt.toISOString() }];
}

export function runPayload(behaviour: Behaviour, { id, attempt, sha, title, startedAt, finishedAt, state }: SimulatedDeployment) {
  return {
    id,
    run_attempt: attempt,
    name: 'Deploy',
    display_title: subject(title),
    path: '.github/workflows/deploy.yml',
    status: finishedAt === null ? 'in_progress' : 'completed',
    conclusion: finishedAt === null ? null : state,
    head_branch: 'main',
    head_sha: sha,
    html_url: `${web(behaviour)}/actions/runs/${id}`,
    created_at: startedAt.toISOString(),
    run_started_at: startedAt.toISOString(),
    updated_at: (finishedAt ?? startedAt).toISOString(),
  };
}

export function releasePayload(behaviour: Behaviour, deployment: SimulatedDeployment, at: Date) {
  const { id, version, sha, production } = deployment;
  return {
    id,
    tag_name: version,
    name: version,
    draft: false,
    prerelease: !production,
    created_at: deployment.startedAt.toISOString(),
    published_at: at.toISOString(),
    target_commitish: 'main',
    tag_sha: sha,
    html_url: `${web(behaviour)}/releases/tag/${version}`,
  };
}

export function issuePayload(behaviour: Behaviour, incident: SimulatedIncident) {
  const closed = incident.closedAt?.toISOString() ?? null;
  return {
    number: incident.number,
    title: incident.title,
    body: incident.body,
    state: closed === null ? 'open' : 'closed',
    labels: incident.labels.map((name) => ({ name })),
    created_at: incident.openedAt.toISOString(),
    closed_at: closed,
    html_url: `${web(behaviour)}/issues/${incident.number}`,
  };
}
