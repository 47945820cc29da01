/** Which provider objects tell a repository's life, object by object, each with the day it belongs to. Pure. */

import type { RawItem } from '../sources/source.ts';
import type { Behaviour } from './behaviour.ts';
import { cloneBranchPayload, cloneCommitPayload, cloneRepositoryPayload, cloneTagPayload } from './clone-payloads.ts';
import type { Life, SimulatedDeployment, SimulatedPull } from './life.ts';
import { demoCloneSourceId } from './organisation.ts';
import {
  branchPayload,
  commitPayload,
  deploymentPayload,
  issuePayload,
  pullCommitsPayload,
  pullPayload,
  releasePayload,
  repositoryPayload,
  reviewPayload,
  runPayload,
  statusPayloads,
} from './payloads.ts';

export type Told = Omit<RawItem, 'repositoryId'> & { readonly at: Date };
/** What one list of the provider holds. */
export type Listing = { readonly object: string; readonly items: readonly Told[] };

const told = (kind: string, externalId: string | number, payload: unknown, at: Date): Told => ({
  kind,
  externalId: String(externalId),
  payload,
  at,
});

const beginning = (life: Life): Date => life.main[0]?.committedAt ?? new Date(0);

function pullItems(behaviour: Behaviour, pull: SimulatedPull): readonly Told[] {
  const { number, openedAt } = pull;
  return [
    told('pull_request', number, pullPayload(behaviour, pull), openedAt),
    told('pull_request_commits', number, pullCommitsPayload(pull), openedAt),
    ...pull.reviews.map((review) => told('review', `${number}/${review.id}`, reviewPayload(behaviour, pull, review), review.at)),
  ];
}

function deploymentItems(behaviour: Behaviour, deployment: SimulatedDeployment): readonly Told[] {
  const { id, startedAt } = deployment;
  return [
    told('deployment', id, deploymentPayload(behaviour, deployment), startedAt),
    ...statusPayloads(deployment).map((status) => told('deployment_status', `${id}/${status.id}`, status, startedAt)),
  ];
}

/** A release or a tag is there once it is finished. */
const finished = (life: Life, tell: (deployment: SimulatedDeployment, at: Date) => Told): readonly Told[] =>
  life.deployments.flatMap((deployment) => (deployment.finishedAt === null ? [] : [tell(deployment, deployment.finishedAt)]));

function attempts(behaviour: Behaviour, life: Life): Listing {
  const object = behaviour.detection;
  switch (object) {
    case 'deployments':
      return { object, items: life.deployments.flatMap((deployment) => deploymentItems(behaviour, deployment)) };
    case 'workflow_runs': {
      const runs = life.deployments.map((run) =>
        told('workflow_run', `${run.id}/${run.attempt}`, runPayload(behaviour, run), run.startedAt),
      );
      return { object, items: [...runs, ...(behaviour.unreadable ? unreadable(life) : [])] };
    }
    case 'releases':
      return { object, items: finished(life, (each, at) => told('release', each.id, releasePayload(behaviour, each, at), at)) };
    case 'tags':
      return { object, items: finished(life, (each, at) => told('tag', each.version, cloneTagPayload(each, at), at)) };
  }
}

/** A run that names no commit and no instant: it is kept as it came, with the reason why nobody can read it. */
function unreadable(life: Life): readonly Told[] {
  const payload = {
    id: 7,
    run_attempt: 1,
    path: '.github/workflows/deploy.yml',
    status: 'completed',
    conclusion: 'success',
    head_sha: 'main',
  };
  return [told('workflow_run', '7/1', payload, beginning(life))];
}

function cloneListings(behaviour: Behaviour, life: Life): readonly Listing[] {
  const first = beginning(life);
  const commits = life.main.map((commit) => told('commit', commit.sha, cloneCommitPayload(commit), commit.committedAt));
  return [
    { object: 'repository', items: [told('repository', behaviour.repository, cloneRepositoryPayload(behaviour), first)] },
    { object: 'commits', items: commits },
    { object: 'branches', items: [told('branch', 'main', cloneBranchPayload(life), first)] },
    attempts(behaviour, life),
  ];
}

/** Every list of the provider, in the order in which a collection would read them. */
export function listings(behaviour: Behaviour, life: Life): readonly Listing[] {
  if (behaviour.sourceId === demoCloneSourceId) return cloneListings(behaviour, life);
  const first = beginning(life);
  const commits = [...life.main, ...life.pulls.flatMap((pull) => pull.originals)];
  const issues = life.incidents.map((incident) => told('issue', incident.number, issuePayload(behaviour, incident), incident.openedAt));
  return [
    { object: 'repository', items: [told('repository', behaviour.repository, repositoryPayload(behaviour, life), first)] },
    { object: 'commits', items: commits.map((each) => told('commit', each.sha, commitPayload(behaviour, each), each.committedAt)) },
    { object: 'branches', items: [told('branch', 'main', branchPayload(life), first)] },
    { object: 'pull_requests', items: life.pulls.flatMap((pull) => pullItems(behaviour, pull)) },
    attempts(behaviour, life),
    ...(behaviour.incidents === true && behaviour.pager === null ? [{ object: 'issues', items: issues }] : []),
  ];
}
