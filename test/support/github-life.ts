/** Some days of a repository at GitHub, step by step: what its lists hold after each step, and what its webhook tells of it. */

import {
  commit,
  deployment,
  issue,
  pull,
  type RepositoryWorld,
  type Row,
  release,
  repositoryWorld,
  run,
  sha,
  status,
} from './github-world.ts';

/** A delivery, as it was when it was made. */
export type Told = { readonly event: string; readonly body: string };
/** Changes the world and answers what GitHub tells of it. */
export type Step = (world: RepositoryWorld) => readonly Told[];

export const lifeRepository = 'acme/app';
const at = (time: string): string => `2026-02-${time.replace(' ', 'T')}:00Z`;

export function lifeWorld(name = lifeRepository): RepositoryWorld {
  return repositoryWorld(name);
}

function tell(world: RepositoryWorld, event: string, rest: Row): Told {
  const repository = { full_name: world.fullName, html_url: world.htmlUrl, default_branch: world.defaultBranch };
  return { event, body: JSON.stringify({ ...rest, repository }) };
}

const pushed = (world: RepositoryWorld, ref: string): Told => tell(world, 'push', { ref });
const rowOf = (rows: readonly Row[], key: string, value: number): Row => rows.find((row) => row[key] === value) ?? {};

function committed(name: string, time: string, parent?: string): Step {
  return (world) => {
    commit(world, name, at(time), parent === undefined ? [] : [parent], 'main');
    return [pushed(world, 'refs/heads/main')];
  };
}

/** A commit on a branch nobody is told of. */
function worked(name: string, time: string, parent: string): Step {
  return (world) => {
    commit(world, name, at(time), [parent]);
    return [];
  };
}

function pullStep(number: number, action: string, time: string, change: Row = {}, commits: readonly string[] = []): Step {
  return (world) => {
    if (action === 'opened') pull(world, number, at(time), change, commits);
    const row = rowOf(world.pulls, 'number', number);
    Object.assign(row, change, { updated_at: at(time) });
    return [tell(world, 'pull_request', { action, number, pull_request: row })];
  };
}

function deployed(id: number, time: string, rest: Row): Step {
  return (world) => [tell(world, 'deployment', { action: 'created', deployment: deployment(world, id, at(time), rest) })];
}

/** A status may give its deployment another environment. */
function statusStep(id: number, state: string, time: string, environment?: string): Step {
  return (world) => {
    status(world, id, state, at(time));
    const row = rowOf(world.deployments, 'id', id);
    Object.assign(row, { updated_at: at(time) }, environment === undefined ? {} : { environment });
    const [told = {}, ...before] = world.statuses.get(id) ?? [];
    // The same in every world.
    Object.assign(told, { id: id * 10 + before.length });
    return [tell(world, 'deployment_status', { action: 'created', deployment: row, deployment_status: told })];
  };
}

function runStep(id: number, attempt: number, action: string, time: string, change: Row): Step {
  return (world) => {
    const known = world.runs.find((row) => row.id === id && row.run_attempt === attempt);
    const row = known ?? run(world, id, at('10 08:00'), { run_attempt: attempt, run_started_at: at(time), conclusion: null });
    Object.assign(row, change, { updated_at: at(time) });
    return [tell(world, 'workflow_run', { action, workflow_run: row })];
  };
}

function issueStep(number: number, action: string, time: string, labels: readonly string[], change: Row = {}, rest: Row = {}): Step {
  return (world) => {
    if (action === 'opened') issue(world, number, at(time), labels);
    const row = rowOf(world.issues, 'number', number);
    Object.assign(row, change, { updated_at: at(time), labels: labels.map((name) => ({ name })) });
    return [tell(world, 'issues', { action, issue: row, ...rest })];
  };
}

function released(id: number, tag: string, time: string, named: string): Step {
  return (world) => {
    world.tags.set(tag, { sha: sha(named), taggedAt: at(time) });
    return [pushed(world, `refs/tags/${tag}`), tell(world, 'release', { action: 'published', release: release(world, id, tag, at(time)) })];
  };
}

const running = { status: 'in_progress' };
const ended = (conclusion: string): Row => ({ status: 'completed', conclusion });
const merged = (time: string, name: string): Row => ({
  state: 'closed',
  closed_at: at(time),
  merged_at: at(time),
  merge_commit_sha: sha(name),
});

/** Drafts, merges, deployments to two places, a repeated run, one that was none after all, an incident, and changes within one second. */
export const lifeSteps: readonly Step[] = [
  committed('a', '10 07:00'),
  worked('work', '10 07:10', 'a'),
  pullStep(1, 'opened', '10 07:30', { draft: true }, ['work']),
  // Three changes of one second.
  pullStep(1, 'labeled', '10 07:30', { labels: [{ name: 'small' }] }),
  pullStep(1, 'edited', '10 07:30', { title: 'Make it quick' }),
  deployed(50, '10 08:00', { sha: sha('a'), environment: 'preview' }),
  statusStep(50, 'in_progress', '10 08:01'),
  statusStep(50, 'success', '10 08:05', 'production'),
  runStep(9, 1, 'in_progress', '10 08:02', running),
  runStep(9, 1, 'completed', '10 08:10', ended('failure')),
  runStep(8, 1, 'in_progress', '10 08:11', running),
  runStep(8, 1, 'completed', '10 08:12', ended('skipped')),
  pullStep(1, 'ready_for_review', '10 09:00', { draft: false }),
  pullStep(1, 'converted_to_draft', '10 09:30', { draft: true }),
  pullStep(1, 'ready_for_review', '10 10:00', { draft: false }),
  runStep(9, 2, 'in_progress', '11 08:00', running),
  runStep(9, 2, 'completed', '11 08:06', ended('success')),
  committed('b', '11 09:00', 'a'),
  pullStep(1, 'closed', '11 09:00', merged('11 09:00', 'b')),
  deployed(51, '11 10:00', { sha: sha('b') }),
  statusStep(51, 'queued', '11 10:00'),
  statusStep(51, 'failure', '11 10:20'),
  issueStep(3, 'opened', '11 11:00', ['incident']),
  issueStep(3, 'edited', '11 11:00', ['incident'], { title: 'It is down' }),
  issueStep(4, 'opened', '11 11:30', ['incident']),
  issueStep(4, 'unlabeled', '11 11:40', [], {}, { label: { name: 'incident' } }),
  released(70, 'v1', '11 12:00', 'b'),
  committed('c', '11 12:30', 'b'),
  deployed(52, '11 13:00', { sha: sha('c') }),
  statusStep(52, 'success', '11 13:30'),
  issueStep(3, 'closed', '11 14:00', ['incident'], { state: 'closed', closed_at: at('11 14:00') }),
  // Two of one second and nothing after them: their lists stay as they are.
  pullStep(2, 'opened', '11 15:00'),
  pullStep(2, 'labeled', '11 15:00', { labels: [{ name: 'large' }] }),
  issueStep(5, 'opened', '11 15:00', ['incident']),
  issueStep(5, 'edited', '11 15:00', ['incident'], { title: 'It is slow' }),
];
