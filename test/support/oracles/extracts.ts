/**
 * DevLake's tests of what its extractors make of recorded answers: GitHub and PagerDuty go through our own normalisers, GitLab and
 * Jenkins, which have none yet, through a table of states. All end in our derivation's outcome and instant.
 */

import { endingOf } from '../../../src/delivery/outcome.ts';
import type { AnyRecord, DeploymentState, DeploymentStatus } from '../../../src/domain/records.ts';
import { normalizeGithub } from '../../../src/sources/github/index.ts';
import { leanIncident } from '../../../src/sources/pagerduty/lean.ts';
import { normalizePagerduty } from '../../../src/sources/pagerduty/normalize.ts';
import { type Compared, deployed, readOracle, readReplay, type Seen } from './compare.ts';

const results: Readonly<Record<string, string>> = { succeeded: 'success', failed: 'failure' };
const second = (at: Date | string | null): string => (at === null ? 'no instant' : new Date(at).toISOString().slice(0, 19));

type Fields = Readonly<Record<string, unknown>>;

/** Outcome of what one normaliser returned; `no deployment` where it says that nothing was attempted. */
function ended(records: readonly AnyRecord[]): { readonly outcome: string; readonly at: Date | null; readonly inferred: boolean } {
  const event = records.flatMap((r) => (r.table === 'deployment_event' ? [r.row] : []))[0];
  if (event === undefined) return { outcome: 'no deployment', at: null, inferred: false };
  const ending = endingOf(
    event,
    records.flatMap((r): DeploymentStatus[] => (r.table === 'deployment_status' ? [r.row] : [])),
  );
  return { outcome: results[ending.outcome] ?? ending.outcome, at: ending.finishedAt, inferred: ending.inferred };
}

const word = (result: string | null): string => result?.toLowerCase() ?? 'open';
/** How the peer's instant lies to ours, where both have one. */
function instants(theirs: string | null, ours: Date | null): { readonly peer: string; readonly ours: string } {
  if (theirs === null || ours === null) return { peer: theirs === null ? 'never' : 'then', ours: ours === null ? 'never' : 'then' };
  return { peer: 'then', ours: second(theirs) === second(ours) ? 'then' : second(ours) < second(theirs) ? 'earlier' : 'later' };
}

type Deployment = { readonly nodeId: string; readonly result: string; readonly finishedAt: string };

export function githubDeployments(): readonly Compared[] {
  const { expected } = readOracle<{ expected: { deployments: readonly Deployment[] } }>('devlake.extract.github_deployments');
  const deployments = readReplay<readonly Fields[]>('github/facebook/OpenBIC/deployments.json');
  const statuses = readReplay<Readonly<Record<string, readonly Fields[]>>>('github/facebook/OpenBIC/deployment_statuses.json');
  const item = (kind: string, id: unknown, payload: unknown) =>
    normalizeGithub({ repositoryId: 'gh:r', kind, externalId: String(id), payload });
  return expected.deployments.map((theirs, n): Compared => {
    const payload = deployments.find((d) => d.node_id === theirs.nodeId) ?? {};
    const states = (statuses[String(payload.id)] ?? []).map((s) => ({ ...s, deployment_id: payload.id }) as Fields);
    const ours = ended([
      ...item('deployment', payload.id, payload),
      ...states.flatMap((status) => item('deployment_status', status.id, status)),
    ]);
    const when = instants(theirs.finishedAt, ours.at);
    return {
      case: `deployment ${n + 1}`,
      peer: `${word(theirs.result)} ${when.peer}`,
      ours: `${ours.outcome} ${when.ours}${ours.inferred ? ', inferred' : ''}`,
    };
  });
}

type Run = {
  readonly runId: string;
  readonly result: string | null;
  readonly originalStatus: string;
  readonly originalResult: string;
  readonly finishedAt: string | null;
};

export function githubRuns(): readonly Compared[] {
  const { expected } = readOracle<{ expected: { pipelines: readonly Run[] } }>('devlake.extract.github_runs');
  const edited = readReplay<readonly { readonly data: Fields }[]>('github/panjf2000/ants/actions_runs.edited.json').map(({ data }) => data);
  const all = [...readReplay<readonly Fields[]>('github/panjf2000/ants/actions_runs.json'), ...edited];
  return expected.pipelines.map((theirs, n): Compared => {
    const payload = all.find((run) => String(run.id) === theirs.runId);
    const ours = ended(normalizeGithub({ repositoryId: 'gh:r', kind: 'workflow_run', externalId: theirs.runId, payload }));
    const state = `${theirs.originalStatus} ${theirs.originalResult}`.trim().toLowerCase();
    const when = instants(theirs.finishedAt, ours.at);
    return {
      case: `run ${n + 1}, ${state}`,
      peer: `${word(theirs.result)} ${when.peer}`,
      ours: `${ours.outcome === 'running' ? 'open' : ours.outcome} ${when.ours}`,
    };
  });
}

type Incident = {
  readonly number: number;
  readonly originalStatus: string;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
  readonly leadTimeMinutes: number | null;
  readonly urgency: string;
  readonly assignee: string | null;
};

export function pagerdutyIncidents(): readonly Compared[] {
  const { expected } = readOracle<{ expected: { incidents: readonly Incident[] } }>('devlake.extract.pagerduty_incidents');
  const payloads = readReplay<readonly Fields[]>('pagerduty/keon-test/incidents.json');
  return expected.incidents.flatMap((theirs): readonly Compared[] => {
    const payload = payloads.find((p) => p.incident_number === theirs.number) ?? {};
    const [record] = normalizePagerduty({
      repositoryId: 'pager:',
      kind: 'incident',
      externalId: String(payload.id),
      payload: leanIncident(payload),
    });
    const row = record?.table === 'incident_event' ? record.row : null;
    const minutes = row?.resolvedAt ? (row.resolvedAt.getTime() - row.openedAt.getTime()) / 60_000 : null;
    const open = (at: string | Date | null | undefined): string => (at ? second(at) : 'open');
    const what = (opened: string, resolved: string, urgency: string | null): string => [opened, resolved, urgency].join(' ');
    const same =
      what(second(theirs.createdAt), open(theirs.resolvedAt), theirs.urgency) ===
      what(second(row?.openedAt ?? null), open(row?.resolvedAt), row?.urgency ?? null);
    return [
      { case: `${theirs.originalStatus}: opened, resolved, urgency`, peer: 'as told', ours: same ? 'as told' : 'otherwise' },
      {
        case: `${theirs.originalStatus}: time to resolve`,
        peer: theirs.leadTimeMinutes === null ? 'open' : 'whole minutes',
        ours: minutes === null ? 'open' : Number.isInteger(minutes) ? 'whole minutes' : 'seconds, unrounded',
      },
      {
        case: `${theirs.originalStatus}: people`,
        peer: theirs.assignee === null ? 'nobody' : 'a name',
        ours: row?.responders == null ? 'nobody' : 'a number',
      },
    ];
  });
}

/** One record with the states a provider told; both last providers name one state and give two instants. */
function outcomeOf(
  state: DeploymentState | null,
  startedAt: string | null,
  finishedAt: string | null,
): { readonly outcome: string; readonly at: Date | null } {
  const told: Seen['statuses'] =
    state === null
      ? []
      : state === 'running' || state === 'pending'
        ? [[state, startedAt]]
        : [
            ['running', startedAt],
            [state, finishedAt],
          ];
  const { event, statuses } = deployed({ repository: 'r', id: '1', environment: 'production', sha: null, statuses: told });
  const { outcome, finishedAt: at } = endingOf(event, statuses);
  return { outcome: results[outcome] ?? outcome, at };
}

const gitlabStates: Readonly<Record<string, DeploymentState>> = {
  created: 'pending',
  blocked: 'pending',
  running: 'running',
  success: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
};
type GitLab = { readonly id: string; readonly result: string | null; readonly finishedAt: string | null };
type GitLabPayload = {
  readonly id: number;
  readonly status: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deployable: { readonly started_at: string | null; readonly finished_at: string | null } | null;
};

/** What GitLab's documentation does not name as a state of a deployment says nothing about the outcome. */
export function gitlabDeployments(): readonly Compared[] {
  const { expected } = readOracle<{ expected: { deployments: readonly GitLab[] } }>('devlake.extract.gitlab_deployments');
  const payloads = readReplay<readonly GitLabPayload[]>('gitlab/merico-dev%2Fee%2Fvdev.co/deployments.json');
  return expected.deployments.flatMap((theirs): readonly Compared[] => {
    const payload = payloads.find((p) => String(p.id) === theirs.id);
    if (payload === undefined) return [{ case: theirs.id, peer: 'there', ours: 'not recorded' }];
    const { started_at: started, finished_at: finished } = payload.deployable ?? { started_at: null, finished_at: null };
    const ours = outcomeOf(gitlabStates[payload.status] ?? null, started ?? payload.created_at, finished ?? payload.updated_at);
    const when = instants(theirs.finishedAt, ours.at);
    return [
      {
        case: `deployment ${payload.status}`,
        peer: `${word(theirs.result)} ${when.peer}`,
        ours: `${ours.outcome === 'running' ? 'open' : ours.outcome} ${when.ours}`,
      },
    ];
  });
}

const jenkinsStates: Readonly<Record<string, DeploymentState>> = { SUCCESS: 'succeeded', FAILURE: 'failed', ABORTED: 'cancelled' };
type Build = {
  readonly id: string;
  readonly result: string | null;
  readonly originalResult: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly durationSec: number;
};

/** A build that still runs has no end whatever it says of its result; `NOT_BUILT` and `UNSTABLE` say nothing about a deployment. */
export function jenkinsBuilds(): readonly Compared[] {
  const { expected } = readOracle<{ expected: { builds: readonly Build[] } }>('devlake.extract.jenkins_builds');
  return expected.builds.map((theirs, n): Compared => {
    const running = theirs.finishedAt === null;
    const end = new Date(new Date(theirs.createdAt).getTime() + theirs.durationSec * 1000).toISOString();
    const ours = outcomeOf(running ? 'running' : (jenkinsStates[theirs.originalResult] ?? null), theirs.createdAt, end);
    const when = instants(theirs.finishedAt, ours.at);
    return {
      case: `build ${n + 1}, ${theirs.originalResult.toLowerCase()}${running ? ', running' : ''}`,
      peer: `${word(theirs.result)} ${when.peer}`,
      ours: `${ours.outcome === 'running' ? 'open' : ours.outcome} ${when.ours}`,
    };
  });
}
