/** A world as a GitHub repository: what the provider would answer had this history happened there. */

import { type RepositoryWorld, type Row, repositoryWorld, user } from './github-world.ts';
import { shaOf, type World, type WorldEvent, type WorldRepository } from './world.ts';

const link = (repository: WorldRepository, rest: string): string => `https://git.invalid/${repository.name}/${rest}`;

function commitRows(repository: WorldRepository): Map<string, Row> {
  return new Map(
    repository.commits.map((c): [string, Row] => {
      const sha = shaOf(repository.name, c.id);
      const message = (c.message ?? `change ${c.id}`).replace(/\{(\w+)\}/g, (_, id: string) => shaOf(repository.name, id));
      const person = (date: string) => ({ name: 'Ann', email: 'ann@example.com', date });
      const row = {
        sha,
        html_url: link(repository, `commit/${sha}`),
        author: user('ann'),
        parents: c.parents.map((p) => ({ sha: shaOf(repository.name, p) })),
        commit: { message, author: person(c.authored), committer: person(c.committed ?? c.authored) },
      };
      return [sha, row];
    }),
  );
}

const states = {
  pending: 'queued',
  running: 'in_progress',
  succeeded: 'success',
  failed: 'failure',
  cancelled: 'error',
  inactive: 'inactive',
} as const;

function addDeployment(into: RepositoryWorld, repository: WorldRepository, event: WorldEvent): void {
  const id = Number(event.id);
  into.deployments.push({
    id,
    task: 'deploy',
    environment: event.place,
    production_environment: false,
    description: null,
    created_at: event.created,
    updated_at: event.created,
    creator: user('deployer[bot]', 'Bot'),
    sha: shaOf(repository.name, event.commit),
    ref: 'main',
  });
  const rows = event.statuses.map(([state, at], i) => ({ id: id * 10 + i, state: states[state], created_at: at, updated_at: at }));
  into.statuses.set(id, rows.reverse());
}

function addRun(into: RepositoryWorld, repository: WorldRepository, event: WorldEvent): void {
  const [state, at] = event.statuses.at(-1) ?? ['running', event.created];
  into.runs.push({
    id: Number(event.id.split('/')[0]),
    name: 'Deploy',
    path: '.github/workflows/deploy.yml',
    event: 'push',
    status: 'completed',
    conclusion: state === 'succeeded' ? 'success' : 'failure',
    run_attempt: 1,
    head_branch: 'main',
    head_sha: shaOf(repository.name, event.commit),
    created_at: event.created,
    run_started_at: event.created,
    updated_at: at,
    actor: user('ann'),
  });
}

/** One repository of a world; workflow runs deploy to whatever place the service's rule names. */
export function worldGithub(world: World, repository: WorldRepository, id = 1): RepositoryWorld {
  const into = repositoryWorld(repository.name, id);
  for (const [sha, row] of commitRows(repository)) into.commits.set(sha, row);
  into.branches.set('main', shaOf(repository.name, repository.head));
  for (const p of repository.pulls) {
    into.pulls.push({
      id: 1000 + p.number,
      number: p.number,
      state: 'closed',
      title: p.title ?? `pull request ${p.number}`,
      body: p.body ?? null,
      user: user('ann'),
      labels: (p.labels ?? []).map((name) => ({ name })),
      created_at: p.opened,
      updated_at: p.merged,
      closed_at: p.merged,
      merged_at: p.merged,
      merge_commit_sha: shaOf(repository.name, p.merge),
      head: { ref: p.branch ?? `topic-${p.number}`, sha: shaOf(repository.name, p.originals.at(-1) ?? '') },
      base: { ref: 'main' },
      html_url: link(repository, `pull/${p.number}`),
    });
    into.pullCommits.set(
      p.number,
      p.originals.map((original) => shaOf(repository.name, original)),
    );
  }
  for (const event of repository.events) (event.from === 'deployments' ? addDeployment : addRun)(into, repository, event);
  for (const i of world.issues.filter((issue) => issue.repository === repository.name)) {
    into.issues.push({
      id: 2000 + i.number,
      number: i.number,
      title: i.title ?? `outage ${i.number}`,
      body: null,
      state: i.closed === null ? 'open' : 'closed',
      labels: [{ name: 'incident' }],
      user: user('ann'),
      created_at: i.opened,
      updated_at: i.closed ?? i.opened,
      closed_at: i.closed,
      html_url: link(repository, `issues/${i.number}`),
    });
  }
  return into;
}
