/** A simulated life as GitHub's REST API would have told it. Pure. Only fields of the published schema, and only those we read. */

import type { Behaviour } from './organisation.ts';
import type { Life, SimulatedCommit, SimulatedDeployment, SimulatedIncident, SimulatedPull } from './simulate.ts';

/** A reserved name (RFC 2606): the links of demonstration data lead nowhere. */
const web = (behaviour: Behaviour): string => `https://github.example/${behaviour.repository}`;

const user = (login: string) => ({ login, type: 'User' });

export function repositoryPayload(behaviour: Behaviour, life: Life) {
  const [owner = '', name = ''] = behaviour.repository.split('/');
  return {
    name,
    full_name: behaviour.repository,
    owner: { login: owner, type: 'Organization' },
    html_url: web(behaviour),
    default_branch: 'main',
    archived: false,
    created_at: life.main[0]?.at.toISOString(),
  };
}

export function commitPayload(behaviour: Behaviour, commit: SimulatedCommit) {
  const at = commit.at.toISOString();
  return {
    sha: commit.sha,
    html_url: `${web(behaviour)}/commit/${commit.sha}`,
    commit: { message: commit.message, author: { name: commit.author, date: at }, committer: { name: commit.author, date: at } },
    author: user(commit.author),
    committer: user(commit.author),
    parents: commit.parent === null ? [] : [{ sha: commit.parent }],
  };
}

export function pullPayload(behaviour: Behaviour, pull: SimulatedPull) {
  const merged = pull.mergedAt?.toISOString() ?? null;
  return {
    number: pull.number,
    title: pull.title,
    body: null,
    state: merged === null ? 'open' : 'closed',
    draft: false,
    html_url: `${web(behaviour)}/pull/${pull.number}`,
    created_at: pull.openedAt.toISOString(),
    updated_at: merged ?? pull.openedAt.toISOString(),
    closed_at: merged,
    merged_at: merged,
    merge_commit_sha: merged === null ? null : pull.squashSha,
    user: user(pull.author),
    labels: pull.branch.startsWith('hotfix/') ? [{ name: 'hotfix' }] : [],
    head: { ref: pull.branch, sha: pull.originals.at(-1)?.sha },
    base: { ref: 'main' },
  };
}

export function reviewPayload(behaviour: Behaviour, pull: SimulatedPull) {
  const reviewer = pull.author === 'mika' ? 'noor' : 'mika';
  return {
    id: pull.number * 10,
    user: user(reviewer),
    state: 'APPROVED',
    submitted_at: pull.reviewedAt.toISOString(),
    html_url: `${web(behaviour)}/pull/${pull.number}#review`,
  };
}

export function deploymentPayload(behaviour: Behaviour, life: Life, deployment: SimulatedDeployment) {
  const subject = life.main.find((commit) => commit.sha === deployment.sha)?.message.split('\n')[0];
  return {
    id: deployment.id,
    sha: deployment.sha,
    ref: 'main',
    task: 'deploy',
    environment: deployment.environment,
    description: subject ?? null,
    created_at: deployment.startedAt.toISOString(),
    updated_at: deployment.finishedAt.toISOString(),
    production_environment: deployment.environment === 'production',
    transient_environment: false,
    html_url: `${web(behaviour)}/deployments/${deployment.environment}`,
  };
}

export function statusPayloads(deployment: SimulatedDeployment) {
  return [
    { id: deployment.id * 10, state: 'in_progress', created_at: deployment.startedAt.toISOString() },
    { id: deployment.id * 10 + 1, state: deployment.state, created_at: deployment.finishedAt.toISOString() },
  ];
}

export function issuePayload(behaviour: Behaviour, incident: SimulatedIncident) {
  const closed = incident.closedAt?.toISOString() ?? null;
  return {
    number: incident.number,
    title: incident.title,
    body: null,
    state: closed === null ? 'open' : 'closed',
    labels: [{ name: 'incident' }],
    user: user('monitoring'),
    created_at: incident.openedAt.toISOString(),
    updated_at: closed ?? incident.openedAt.toISOString(),
    closed_at: closed,
    html_url: `${web(behaviour)}/issues/${incident.number}`,
  };
}
