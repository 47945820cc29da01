/** DevLake's tests of what a deployment is, and which successful one came before it. */

import type { DeploymentState } from '../../../src/domain/records.ts';
import { type Compared, deployed, derived, readOracle, type Seen, service } from './compare.ts';

type Pipeline = {
  readonly id: string;
  readonly result: string;
  readonly status: string;
  readonly type: string | null;
  readonly environment: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
};
type Task = Omit<Pipeline, 'createdAt'> & { readonly pipelineId: string; readonly startedAt: string };
type Generator = {
  readonly input: {
    readonly pipelines: readonly Pipeline[];
    readonly tasks: readonly Task[];
    readonly pipelineCommits: readonly { readonly pipelineId: string; readonly sha: string }[];
  };
  readonly expected: {
    readonly deploymentCommits: readonly {
      readonly deploymentId: string;
      readonly environment: string | null;
      readonly result: string;
      readonly finishedAt: string | null;
    }[];
  };
};

/** What was skipped never ran: nothing was attempted. */
const states: Readonly<Record<string, DeploymentState>> = { success: 'succeeded', failure: 'failed' };

function seen(id: string, what: Pipeline | Task, startedAt: string, sha: string | null): readonly Seen[] {
  const state = states[what.result];
  if (what.type !== 'DEPLOYMENT' || state === undefined) return [];
  const ended: Seen['statuses'] = what.finishedAt === null ? [] : [[state, what.finishedAt]];
  return [
    {
      repository: 'r',
      id,
      origin: 'builds',
      name: 'DEPLOYMENT',
      environment: what.environment,
      sha,
      statuses: [['running', startedAt], ...ended],
    },
  ];
}

/** A pipeline typed as deployment is a record; so is each of its jobs typed so (rule `builds`, `job: DEPLOYMENT`). */
export function devlakeDeployments(): readonly Compared[] {
  const { input, expected } = readOracle<Generator>('devlake.deployment_commits_generator');
  const shas = new Map(input.pipelineCommits.map((c) => [c.pipelineId, c.sha]));
  const records = [
    ...input.pipelines.flatMap((p) => seen(p.id, p, p.createdAt, shas.get(p.id) ?? null)),
    ...input.tasks.flatMap((t) => seen(`${t.pipelineId}/${t.id}`, t, t.startedAt, shas.get(t.pipelineId) ?? null)),
  ];
  const facts = derived(service('s', ['r'], [{ from: 'builds', job: 'DEPLOYMENT' }]), records.map(deployed), []);
  const word = (environment: string | null, result: string): string => `${result} in ${environment?.toLowerCase() ?? 'no environment'}`;
  return input.pipelines.map((pipeline, n): Compared => {
    const theirs = expected.deploymentCommits.find((d) => d.deploymentId === pipeline.id);
    const child = facts.children.filter((c) => c.externalId === pipeline.id || c.externalId.startsWith(`${pipeline.id}/`));
    const ids = new Set(child.map((c) => c.deploymentId));
    const ours = facts.deployments.filter((d) => ids.has(d.deploymentId));
    const results = { succeeded: 'success', failed: 'failure', running: 'running', cancelled: 'cancelled', unknown: 'unknown' } as const;
    return {
      case: `pipeline ${n + 1}`,
      peer: theirs
        ? word(theirs.environment, theirs.finishedAt === null ? `${theirs.result}, without times` : theirs.result)
        : 'no deployment',
      ours: ours.length === 0 ? 'no deployment' : ours.map((d) => word(d.places[0] ?? null, results[d.outcome])).join(', '),
    };
  });
}

type Commit = {
  readonly id: string;
  readonly scopeId: string;
  readonly repo: string;
  readonly environment: string | null;
  readonly result: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly sha: string;
};
type Previous = {
  readonly input: {
    readonly deploymentCommits: readonly Commit[];
    readonly projectMapping: readonly { readonly project: string; readonly table: string; readonly rowId: string }[];
  };
  readonly expected: { readonly previous: Readonly<Record<string, string | null>> };
};

/** A scope of DevLake's is a pipeline: one service each. What is not mapped to the project has no service. */
export function devlakePrevious(): readonly Compared[] {
  const { input, expected } = readOracle<Previous>('devlake.prev_success_deployment_commit');
  const mapped = input.projectMapping.filter((m) => m.project === 'project1' && m.table === 'cicd_scopes').map((m) => m.rowId);
  const found = new Map<string, string>();
  for (const scope of mapped) {
    const commits = input.deploymentCommits.filter((c) => c.scopeId === scope);
    const facts = derived(
      service(scope, [...new Set(commits.map((c) => c.repo))], [{ from: 'deployments' }]),
      commits.map((c) =>
        deployed({
          repository: c.repo,
          id: c.id,
          environment: c.environment,
          sha: c.sha,
          statuses: [
            ['running', c.startedAt],
            [c.result === 'success' ? 'succeeded' : 'failed', c.finishedAt],
          ],
        }),
      ),
      [],
    );
    const firstChild = new Map(facts.children.map((c) => [c.deploymentId, c.externalId]));
    for (const deployment of facts.deployments) {
      const previous = deployment.previousDeploymentId === null ? undefined : firstChild.get(deployment.previousDeploymentId);
      if (previous !== undefined) found.set(firstChild.get(deployment.deploymentId) ?? '', previous);
    }
  }
  const word = (of: string, previous: string | null): string => (previous === null ? 'none' : `${of} after ${previous}`);
  return input.deploymentCommits.map(
    (c): Compared => ({
      case: `deployment ${c.id}`,
      peer: word(c.id, expected.previous[c.id] ?? null),
      ours: word(c.id, found.get(c.id) ?? null),
    }),
  );
}
