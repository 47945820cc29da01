/** One service's life as neutral happenings: pull requests, deployments, incidents. Pure; the seed and `now` decide everything. */

import { createHash } from 'node:crypto';
import type { Behaviour } from './organisation.ts';
import { type Random, seededRandom } from './random.ts';

export type SimulatedCommit = {
  readonly sha: string;
  readonly parent: string | null;
  readonly at: Date;
  readonly author: string;
  readonly message: string;
};
export type SimulatedPull = {
  readonly number: number;
  readonly title: string;
  readonly branch: string;
  readonly author: string;
  readonly openedAt: Date;
  readonly reviewedAt: Date;
  /** Null while still open. */
  readonly mergedAt: Date | null;
  readonly originals: readonly SimulatedCommit[];
  readonly squashSha: string;
};
export type SimulatedDeployment = {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly state: 'success' | 'failure';
};
export type SimulatedIncident = {
  readonly number: number;
  readonly title: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
};
export type Life = {
  readonly main: readonly SimulatedCommit[];
  readonly pulls: readonly SimulatedPull[];
  readonly deployments: readonly SimulatedDeployment[];
  readonly incidents: readonly SimulatedIncident[];
};

type Draft = {
  main: SimulatedCommit[];
  pulls: SimulatedPull[];
  deployments: SimulatedDeployment[];
  incidents: SimulatedIncident[];
  number: number;
};
type Stage = { readonly behaviour: Behaviour; readonly random: Random; readonly draft: Draft; readonly now: Date };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const people = ['mika', 'noor', 'oskar', 'petra', 'ravi'] as const;
const work = [
  'basket totals',
  'address form',
  'retry of payments',
  'index refresh',
  'mail templates',
  'audit trail',
  'cache keys',
  'rate limits',
] as const;
const verbs = ['Speed up', 'Rework', 'Fix', 'Extend', 'Simplify', 'Test'] as const;

const later = (at: Date, ms: number): Date => new Date(at.getTime() + Math.round(ms / 1000) * 1000);

/** The next working hour (8–17 UTC, Monday to Friday) at or after an instant. */
function workingHour(at: Date): Date {
  const day = at.getUTCDay();
  if (day === 0 || day === 6)
    return workingHour(
      new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + (day === 6 ? 2 : 1), 8, at.getUTCMinutes())),
    );
  if (at.getUTCHours() < 8) return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), 8, at.getUTCMinutes()));
  if (at.getUTCHours() >= 17)
    return workingHour(new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1, 8, at.getUTCMinutes())));
  return at;
}

const shaOf = (stage: Stage, name: string): string => createHash('sha1').update(`${stage.behaviour.serviceId}/${name}`).digest('hex');

function addPull(stage: Stage, mergedAt: Date, leadMs: number, title: string, branch: string): void {
  const { draft, random, behaviour } = stage;
  const number = ++draft.number;
  const author = random.pick(people);
  const first = later(mergedAt, -leadMs);
  const openedAt = later(first, leadMs * (0.2 + 0.3 * random.next()));
  const originals: SimulatedCommit[] = [];
  const commits = random.between(1, behaviour.maxCommits);
  for (let i = 0; i < commits; i += 1) {
    const at = i === 0 ? first : later(first, leadMs * 0.15 * i);
    originals.push({
      sha: shaOf(stage, `pull ${number} commit ${i}`),
      parent: originals.at(-1)?.sha ?? draft.main.at(-1)?.sha ?? null,
      at,
      author,
      message: i === 0 ? title : `${title}: review remarks`,
    });
  }
  const squashSha = shaOf(stage, `pull ${number}`);
  const merged = mergedAt < stage.now;
  draft.pulls.push({
    number,
    title,
    branch,
    author,
    openedAt,
    reviewedAt: later(openedAt, (mergedAt.getTime() - openedAt.getTime()) * 0.6),
    mergedAt: merged ? mergedAt : null,
    originals,
    squashSha,
  });
  if (merged)
    draft.main.push({
      sha: squashSha,
      parent: draft.main.at(-1)?.sha ?? null,
      at: mergedAt,
      author,
      message: `${title} (#${number})\n\nIn ${behaviour.repository}.`,
    });
}

function addDeployment(
  stage: Stage,
  finishedAt: Date,
  sha: string,
  environment = 'production',
  state: 'success' | 'failure' = 'success',
): void {
  const { draft, random } = stage;
  if (finishedAt >= stage.now) return;
  draft.deployments.push({
    id: 1_000 + draft.deployments.length,
    sha,
    environment,
    startedAt: later(finishedAt, -random.between(3, 12) * MINUTE),
    finishedAt,
    state,
  });
}

/** What a bad deployment leads to: an incident, then a rollback or a hotfix, then the all-clear. */
function suffer(stage: Stage, at: Date, previousSha: string): void {
  const { draft, random } = stage;
  const openedAt = later(at, random.around(25, 0.7) * MINUTE);
  const remedyAt = later(openedAt, random.around(70, 0.8) * MINUTE);
  const closedAt = later(remedyAt, random.between(5, 25) * MINUTE);
  if (openedAt >= stage.now) return;
  draft.incidents.push({
    number: ++draft.number,
    title: `Users see errors in ${random.pick(work)}`,
    openedAt,
    closedAt: closedAt < stage.now ? closedAt : null,
  });
  if (random.chance(0.5)) addDeployment(stage, remedyAt, previousSha);
  else {
    addPull(stage, later(remedyAt, -12 * MINUTE), 25 * MINUTE, `Hotfix: ${random.pick(work)}`, `hotfix/${draft.number}`);
    addDeployment(stage, remedyAt, draft.main.at(-1)?.sha ?? previousSha);
  }
}

function release(stage: Stage, at: Date): void {
  const { draft, random, behaviour } = stage;
  const previousSha = draft.main.at(-1)?.sha ?? '';
  const pulls = random.between(1, behaviour.maxPulls);
  for (let i = pulls; i > 0; i -= 1) {
    const lead = Math.max(20 * MINUTE, random.around(behaviour.leadHours, behaviour.leadSpread) * HOUR);
    addPull(stage, later(at, -i * 25 * MINUTE), lead, `${random.pick(verbs)} ${random.pick(work)}`, `topic/${draft.number + 1}`);
  }
  const sha = draft.main.at(-1)?.sha ?? previousSha;
  addDeployment(stage, later(at, -18 * MINUTE), sha, 'staging');
  if (random.chance(0.06)) addDeployment(stage, later(at, -14 * MINUTE), sha, 'production', 'failure');
  addDeployment(stage, at, sha);
  if (random.chance(behaviour.failShare)) suffer(stage, at, previousSha);
}

/** The life of a service from `behaviour.days` before `now` until `now`; a few merged changes and one open pull request wait at the end. */
export function simulate(behaviour: Behaviour, now: Date, seed: number): Life {
  const random = seededRandom(seed);
  const draft: Draft = { main: [], pulls: [], deployments: [], incidents: [], number: 0 };
  const stage: Stage = { behaviour, random, draft, now };
  const start = later(now, -behaviour.days * DAY);
  draft.main.push({ sha: shaOf(stage, 'root'), parent: null, at: later(start, -DAY), author: people[0], message: 'Begin' });
  addDeployment(stage, start, draft.main[0]?.sha ?? '');
  let at = workingHour(later(start, DAY));
  const end = later(now, -3 * HOUR);
  while (at < end) {
    release(stage, at);
    // Never before the remedy of the last failure has landed: releases of one service follow each other.
    const last = draft.deployments.at(-1)?.finishedAt ?? at;
    at = workingHour(
      later(new Date(Math.max(at.getTime(), last.getTime())), Math.max(2 * HOUR, random.around(behaviour.everyDays, 0.5) * DAY)),
    );
  }
  addPull(stage, later(now, -2 * HOUR), behaviour.leadHours * HOUR, `Extend ${random.pick(work)}`, 'topic/waiting');
  addPull(stage, later(now, DAY), 2 * DAY, `Test ${random.pick(work)}`, 'topic/open');
  return draft;
}
