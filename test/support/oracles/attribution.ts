/** DevLake's and Middleware's tests of which deployment an incident is laid to. */

import { before, type Compared, deployed, derived, incident, readOracle, service } from './compare.ts';

type Commit = {
  readonly id: string;
  readonly deploymentId: string;
  readonly scopeId: string;
  readonly repo: string;
  readonly environment: string | null;
  readonly result: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly sha: string;
};
type Scoped = { readonly id: string; readonly createdAt: string; readonly scope: { readonly table: string; readonly id: string } };
type Mapping = { readonly project: string; readonly table: string; readonly rowId: string };
type DevLake = {
  readonly input: {
    readonly deploymentCommits: readonly Commit[];
    readonly incidents: readonly Scoped[];
    readonly projectMapping: readonly Mapping[];
  };
  readonly expected: { readonly relationships: readonly { readonly incidentId: string; readonly deploymentId: string }[] };
};

/** Pipelines with a success among what they deployed, as the peer keeps them together. */
const stateOf = (result: string) => (result === 'success' ? ('succeeded' as const) : ('failed' as const));

/** One service takes all that DevLake maps to the project: its pipelines' repositories, and repositories and boards with incidents. */
export function devlakeIncidents(): readonly Compared[] {
  const { input, expected } = readOracle<DevLake>('devlake.incident_to_deployment');
  const ours = input.projectMapping.filter((m) => m.project === 'project1');
  const scopes = new Set(ours.filter((m) => m.table === 'cicd_scopes').map((m) => m.rowId));
  const trackers = ours.filter((m) => m.table !== 'cicd_scopes').map((m) => `${m.table}/${m.rowId}`);
  const commits = input.deploymentCommits.filter((c) => scopes.has(c.scopeId));
  const project = service('project', [...new Set(commits.map((c) => c.repo)), ...trackers], [{ from: 'deployments' }]);
  const deployments = commits.map((c) =>
    deployed({
      repository: c.repo,
      id: c.id,
      environment: c.environment,
      sha: c.sha,
      statuses: [
        ['running', c.startedAt],
        [stateOf(c.result), c.finishedAt],
      ],
    }),
  );
  const incidents = input.incidents.map((i) => incident(`${i.scope.table}/${i.scope.id}`, i.id, i.createdAt, null));
  const facts = derived(project, deployments, incidents);
  return input.incidents.map((i, n): Compared => {
    const theirs = expected.relationships.find((r) => r.incidentId === i.id)?.deploymentId;
    // The commit of the peer's pipeline by which its rule chose: the last one finished before.
    const chosen = commits
      .filter((c) => c.deploymentId === theirs && c.result === 'success' && c.finishedAt < i.createdAt)
      .sort((a, b) => a.finishedAt.localeCompare(b.finishedAt))
      .at(-1);
    const fact = facts.incidents.find((f) => f.openedAt.toISOString().slice(0, 19) === i.createdAt.slice(0, 19));
    const ourId = fact?.deploymentId === undefined || fact.state !== 'counted' ? null : fact.deploymentId;
    const child = facts.children.find((c) => c.deploymentId === ourId);
    const same = commits.find((c) => c.id === child?.externalId)?.deploymentId === theirs;
    const words = child ? before(i.createdAt, child.finishedAt) : 'no deployment';
    return {
      case: `incident ${n + 1}`,
      peer: theirs === undefined ? 'no deployment' : before(i.createdAt, chosen?.finishedAt ?? null),
      ours: child && !same && chosen && words === before(i.createdAt, chosen.finishedAt) ? `another: ${words}` : words,
    };
  });
}

type Simple = {
  readonly id: string;
  readonly repo: string;
  readonly environment: string;
  readonly finishedAt: string;
  readonly startedAt: string;
  readonly sha: string | null;
};
type Middleware = {
  readonly cases: readonly {
    readonly name: string;
    readonly input: {
      readonly deployments: readonly Simple[];
      readonly incidents: readonly { readonly id: string; readonly createdAt: string; readonly resolvedAt: string | null }[];
    };
    readonly expected: { readonly deploymentIncidents: Readonly<Record<string, readonly string[]>> };
  }[];
};

export function middlewareIncidents(): readonly Compared[] {
  const { cases } = readOracle<Middleware>('middleware.incident_to_deployment');
  return cases.flatMap(({ name, input, expected }): readonly Compared[] => {
    const team = service('team', ['r1'], [{ from: 'deployments' }]);
    const deployments = input.deployments.map((d) =>
      deployed({
        repository: d.repo,
        id: d.id,
        environment: d.environment,
        sha: d.sha,
        statuses: [
          ['running', d.startedAt],
          ['succeeded', d.finishedAt],
        ],
      }),
    );
    const facts = derived(
      team,
      deployments,
      input.incidents.map((i) => incident('r1', i.id, i.createdAt, i.resolvedAt)),
    );
    const place = {
      case: `${name}: deployments`,
      peer: `${Object.keys(expected.deploymentIncidents).length}`,
      ours: `${facts.deployments.length}`,
    };
    const each = input.incidents.map((i): Compared => {
      const theirs = Object.entries(expected.deploymentIncidents).find(([, ids]) => ids.includes(i.id))?.[0];
      const finished = input.deployments.find((d) => d.id === theirs)?.finishedAt ?? null;
      const fact = facts.incidents.find((f) => f.incidentId.endsWith(`:${i.id}`));
      const child = facts.children.find((c) => c.deploymentId === fact?.deploymentId);
      const sure = fact?.state === 'proposed' ? 'proposed, not counted: ' : '';
      const other = child !== undefined && child.externalId !== theirs ? 'another: ' : '';
      return {
        case: `${name}: ${i.id}`,
        peer: theirs === undefined ? 'no deployment' : before(i.createdAt, finished),
        ours: child ? `${sure}${other}${before(i.createdAt, child.finishedAt)}` : 'no deployment',
      };
    });
    return [place, ...each];
  });
}

type Recovering = {
  readonly cases: readonly {
    readonly name: string;
    readonly config: { readonly from?: string; readonly to?: string };
    readonly input: { readonly incidents: readonly { readonly id: string; readonly createdAt: string; readonly resolvedAt: string }[] };
    readonly expected: {
      readonly meanSeconds?: number | null;
      readonly incidentCount?: number;
      readonly weekly?: Readonly<Record<string, { readonly incidentCount: number }>>;
    };
  }[];
};

const recovered = (n: number): string => (n === 0 ? 'none' : `${n} recoveries`);

/** Their recovery is of incidents alone; ours is of failed deployments, of which these cases have none. */
export function middlewareRecovery(weeksOf: (from: string, to: string) => readonly string[]): readonly Compared[] {
  const { cases } = readOracle<Recovering>('middleware.mean_time_to_recovery');
  return cases.flatMap(({ name, config, input, expected }): readonly Compared[] => {
    const facts = derived(
      service('team', ['r1'], [{ from: 'deployments' }]),
      [],
      input.incidents.map((i) => incident('r1', i.id, i.createdAt, i.resolvedAt)),
    );
    const ours = facts.deployments.filter((d) => d.recovery === 'restored').length;
    if (expected.weekly === undefined || config.from === undefined || config.to === undefined)
      return [{ case: name, peer: recovered(expected.incidentCount ?? 0), ours: recovered(ours) }];
    const weeks = Object.keys(expected.weekly).map((week) => week.slice(0, 10));
    const all = Object.values(expected.weekly).reduce((sum, week) => sum + week.incidentCount, 0);
    return [
      { case: `${name}: weeks`, peer: weeks.join(' '), ours: weeksOf(config.from, config.to).join(' ') },
      { case: `${name}: recoveries`, peer: recovered(all), ours: recovered(ours) },
    ];
  });
}
