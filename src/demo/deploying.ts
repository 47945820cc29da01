/** Attempts to deploy: staging first where there is one, then place after place; some fail or are given up. */

import { HOUR, later, MINUTE } from './calendar.ts';
import type { SimulatedDeployment } from './life.ts';
import { environmentOf } from './organisation.ts';
import type { PartStage, Stage } from './stage.ts';

export type Attempt = {
  readonly sha: string;
  /** When the first place is reached. */
  readonly at: Date;
  readonly title: string;
  /** A planned release goes through staging; a repair does not. */
  readonly planned: boolean;
  /** The version goes up by a whole step instead of a patch. */
  readonly step: boolean;
};

const firstId = 410_000;

function record(
  stage: Stage,
  fields: Pick<SimulatedDeployment, 'sha' | 'title' | 'version'> & Partial<SimulatedDeployment>,
  at: Date,
): void {
  stage.deployments.push({
    id: firstId + stage.deployments.length * 3,
    attempt: 1,
    environment: 'production',
    production: true,
    startedAt: later(at, -stage.random.between(3, 11) * MINUTE),
    finishedAt: at,
    state: 'success',
    ...fields,
  });
}

function nextVersion(stage: Stage, step: boolean): string {
  const { version } = stage;
  if (step) {
    version[1] += 1;
    version[2] = 0;
  } else version[2] += 1;
  return `v${version.join('.')}`;
}

/** Puts a commit into every production place of a part. */
export function deploy(stage: Stage, state: PartStage, { sha, at, title, planned, step }: Attempt): void {
  const { behaviour, random } = stage;
  const version = nextVersion(stage, step);
  const what = { sha, title, version };
  if (planned && behaviour.staging) stageFirst(stage, what, at);
  let minutes = 0;
  for (const place of behaviour.places) {
    record(stage, { ...what, environment: environmentOf(state.part, place) }, later(at, minutes * MINUTE));
    minutes += random.between(6, 14);
  }
  if (sha !== state.sha) {
    state.previousSha = state.sha;
    state.previousTitle = state.title;
  }
  state.sha = sha;
  state.title = title;
  state.changed = false;
}

function stageFirst(stage: Stage, what: Pick<SimulatedDeployment, 'sha' | 'title' | 'version'>, at: Date): void {
  const candidate = stage.behaviour.detection === 'releases';
  const version = candidate ? `${what.version}-rc.1` : what.version;
  const before = candidate ? 2 * HOUR : 24 * MINUTE;
  record(stage, { ...what, version, environment: 'staging', production: false }, later(at, -before));
}

/** How long before its finish a release begins to go wrong, in minutes; 0 = it does not. */
export type Hitch = { readonly kind: 'none' | 'failed' | 'rerun' | 'cancelled'; readonly minutes: number };

export function drawHitch({ behaviour, random }: Stage): Hitch {
  if (random.chance(behaviour.failedAttempts)) {
    const rerun = behaviour.detection === 'workflow_runs' && random.chance(0.5);
    return rerun ? { kind: 'rerun', minutes: 18 } : { kind: 'failed', minutes: 95 };
  }
  return random.chance(behaviour.cancelled) ? { kind: 'cancelled', minutes: 75 } : { kind: 'none', minutes: 0 };
}

/** An attempt with the same commit before the one that succeeds. A re-run is another attempt of the same run. */
export function addHitch(stage: Stage, state: PartStage, hitch: Hitch, what: { sha: string; at: Date; title: string }): void {
  if (hitch.kind === 'none') return;
  const { sha, title } = what;
  const at = later(what.at, -hitch.minutes * MINUTE);
  const environment = environmentOf(state.part, stage.behaviour.places[0]);
  record(stage, { sha, title, version: '', environment, state: hitch.kind === 'cancelled' ? 'cancelled' : 'failure' }, at);
}

/** Makes the newest attempt the second one of the run before it. */
export function joinRuns(stage: Stage): void {
  const second = stage.deployments.pop();
  const first = stage.deployments.at(-1);
  if (first !== undefined && second !== undefined) stage.deployments.push({ ...second, id: first.id, attempt: 2 });
}
