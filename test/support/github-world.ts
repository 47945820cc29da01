/** An invented GitHub: what its repositories hold, in GitHub's own shapes with the noise that comes with them. */

import { createHash } from 'node:crypto';

export type Row = Record<string, unknown>;

export type RepositoryWorld = {
  readonly id: number;
  fullName: string;
  /** The page, and with `.git` the clone address. */
  htmlUrl: string;
  defaultBranch: string;
  createdAt: string;
  hasIssues: boolean;
  /** What changes without the repository having changed. */
  stars: number;
  readonly commits: Map<string, Row>;
  readonly branches: Map<string, string>;
  readonly pulls: Row[];
  readonly pullCommits: Map<number, string[]>;
  readonly reviews: Map<number, Row[]>;
  readonly deployments: Row[];
  readonly statuses: Map<number, Row[]>;
  /** Every attempt of every run. */
  readonly runs: Row[];
  readonly releases: Row[];
  /** Tag name to commit; an annotated one has a tagger's date. */
  readonly tags: Map<string, { sha: string; taggedAt: string | null }>;
  readonly issues: Row[];
  /** Path to text on the default branch. */
  readonly files: Map<string, string>;
  /** The list of files comes cut short. */
  truncated: boolean;
  /** By commit. */
  readonly checks: Map<string, Row[]>;
  readonly commitStatuses: Map<string, Row[]>;
  readonly rules: Row[];
  /** Null = the branch is not protected. */
  protection: Row | null;
  readonly environments: Row[];
  readonly dependabotAlerts: Row[];
  readonly codeScanningAlerts: Row[];
  readonly secretScanningAlerts: Row[];
};

export function repositoryWorld(fullName: string, id = 1): RepositoryWorld {
  return {
    id,
    fullName,
    htmlUrl: `https://git.invalid/${fullName}`,
    defaultBranch: 'main',
    createdAt: '2026-01-01T00:00:00Z',
    hasIssues: true,
    stars: 0,
    commits: new Map(),
    branches: new Map(),
    pulls: [],
    pullCommits: new Map(),
    reviews: new Map(),
    deployments: [],
    statuses: new Map(),
    runs: [],
    releases: [],
    tags: new Map(),
    issues: [],
    files: new Map(),
    truncated: false,
    checks: new Map(),
    commitStatuses: new Map(),
    rules: [],
    protection: null,
    environments: [],
    dependabotAlerts: [],
    codeScanningAlerts: [],
    secretScanningAlerts: [],
  };
}

/** A commit id from a readable name. */
export function sha(name: string): string {
  return createHash('sha1').update(name).digest('hex');
}

export function user(login: string, type = 'User'): Row {
  return {
    login,
    id: login.length,
    type,
    avatar_url: `https://avatars.invalid/${login}`,
    email: `${login}@example.com`,
    site_admin: false,
  };
}

/** Adds a commit; the branch, if named, moves to it. */
export function commit(world: RepositoryWorld, name: string, at: string, parents: readonly string[], branch?: string): string {
  const id = sha(name);
  const person = { name: 'Ann', email: 'ann@example.com', date: at };
  world.commits.set(id, {
    sha: id,
    node_id: 'x',
    html_url: `https://git.invalid/${world.fullName}/commit/${id}`,
    author: user('ann'),
    committer: user('ann'),
    parents: parents.map((parent) => ({ sha: sha(parent), url: 'https://git.invalid' })),
    commit: { author: person, committer: person, message: `${name}\n\nSigned-off-by: Ann <ann@example.com>`, comment_count: 0 },
  });
  if (branch !== undefined) world.branches.set(branch, id);
  return id;
}

export function pull(world: RepositoryWorld, number: number, at: string, rest: Row = {}, commits: readonly string[] = []): Row {
  const row: Row = {
    id: 1000 + number,
    number,
    state: 'open',
    title: `Change ${number}`,
    body: null,
    user: user('ann'),
    labels: [],
    created_at: at,
    updated_at: at,
    closed_at: null,
    merged_at: null,
    merge_commit_sha: sha(`trial of ${number}`),
    head: { ref: `change-${number}`, sha: sha(`head of ${number}`), repo: { stargazers_count: 5 } },
    base: { ref: world.defaultBranch, sha: sha('base'), repo: { stargazers_count: 5 } },
    html_url: `https://git.invalid/${world.fullName}/pull/${number}`,
    ...rest,
  };
  world.pulls.push(row);
  world.pullCommits.set(number, commits.map(sha));
  return row;
}

export function review(world: RepositoryWorld, number: number, id: number, at: string, state = 'APPROVED', who = 'bob'): void {
  const row = { id, user: user(who), body: 'fine', state, submitted_at: at, commit_id: sha('x') };
  world.reviews.set(number, [...(world.reviews.get(number) ?? []), row]);
}

export function deployment(world: RepositoryWorld, id: number, at: string, rest: Row = {}): Row {
  const row: Row = {
    id,
    task: 'deploy',
    environment: 'production',
    production_environment: false,
    payload: { secret: 'hunter2' },
    description: null,
    created_at: at,
    updated_at: at,
    creator: user('deployer[bot]', 'Bot'),
    sha: sha(`deployed ${id}`),
    ref: 'main',
    ...rest,
  };
  world.deployments.push(row);
  return row;
}

let nextStatus = 1;

export function status(world: RepositoryWorld, deployment: number, state: string, at: string): void {
  const row = { id: nextStatus++, state, created_at: at, updated_at: at, environment: 'production', creator: user('ann') };
  // GitHub lists the newest first.
  world.statuses.set(deployment, [row, ...(world.statuses.get(deployment) ?? [])]);
}

export function run(world: RepositoryWorld, id: number, at: string, rest: Row = {}): Row {
  const row: Row = {
    id,
    name: 'Deploy',
    path: '.github/workflows/deploy.yml',
    event: 'push',
    status: 'completed',
    conclusion: 'success',
    run_attempt: 1,
    head_branch: 'main',
    head_sha: sha('head'),
    created_at: at,
    run_started_at: at,
    updated_at: at,
    actor: user('ann'),
    repository: { stargazers_count: 5 },
    ...rest,
  };
  world.runs.push(row);
  return row;
}

export function release(world: RepositoryWorld, id: number, tag: string, at: string, rest: Row = {}): Row {
  const row: Row = {
    id,
    tag_name: tag,
    target_commitish: 'main',
    name: tag,
    draft: false,
    prerelease: false,
    created_at: at,
    published_at: at,
    assets: [{ download_count: 7 }],
    ...rest,
  };
  world.releases.push(row);
  return row;
}

export function issue(world: RepositoryWorld, number: number, at: string, labels: readonly string[], rest: Row = {}): Row {
  const row: Row = {
    id: 2000 + number,
    number,
    title: `Broken ${number}`,
    body: 'mail me at ann@example.com',
    state: 'open',
    labels: labels.map((name) => ({ name, color: 'red' })),
    user: user('ann'),
    comments: 0,
    created_at: at,
    updated_at: at,
    closed_at: null,
    ...rest,
  };
  world.issues.push(row);
  return row;
}

export function check(world: RepositoryWorld, sha: string, id: number, name: string, rest: Row = {}): void {
  const row = {
    id,
    name,
    status: 'completed',
    conclusion: 'success',
    started_at: '2026-02-01T10:00:00Z',
    completed_at: '2026-02-01T10:05:00Z',
    app: { slug: 'github-actions', owner: user('github') },
    output: { text: 'mail ann@example.com' },
    ...rest,
  };
  world.checks.set(sha, [...(world.checks.get(sha) ?? []), row]);
}
