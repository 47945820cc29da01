/** The life of one service, event by event: merges, rollouts, faults that show, and what people do about them. */

import { type Random, seededRandom } from '../../src/demo/random.ts';
import {
  type Branch,
  type Content,
  contains,
  type Fault,
  type Life,
  type LifePull,
  merge,
  type Rollout,
  rolling,
  topic,
  writing,
} from './life.ts';
import { habits } from './mix.ts';
import { DAY, type FaultPlan, MINUTE, type Planned, percent, type ServicePlan, uniform } from './plan.ts';
import { respond, respondElsewhere } from './respond.ts';

type Step = { readonly at: number; readonly order: number; readonly run: (at: number) => void };

export type World = {
  readonly plan: ServicePlan;
  readonly random: Random;
  readonly life: Life;
  readonly branch: Branch;
  readonly faults: Fault[];
  /** Everything that ran, oldest first. */
  readonly ran: Content[];
  readonly schedule: (at: number, run: (at: number) => void) => void;
  /** No planned rollout before: a broken default branch is repaired first. */
  holdUntil: number;
  busyUntil: number;
  release: number;
  /** Faults that could not show because they were gone before anyone noticed: the next planned deployment brings them. */
  readonly carried: FaultPlan[];
};

export const running = (world: World): Content => world.ran.at(-1) ?? { index: 0, sha: '', repaired: new Set(), rollout: null };
export const tip = (world: World): Content => {
  const index = world.branch.tips.length - 1;
  return { index, sha: world.branch.tips[index]?.sha ?? '', repaired: new Set(), rollout: null };
};

/** Rolls out a content, one rollout at a time; `done` is told when it succeeded. */
export function rollOut(world: World, at: number, content: Content, done: (rollout: Rollout) => void, back = false): void {
  if (at < world.busyUntil) {
    world.schedule(world.busyUntil + MINUTE, (now) => rollOut(world, now, content, done, back));
    return;
  }
  const { plan, random, life } = world;
  const succeeded = back || !percent(random, habits.failedAttempt);
  const recorded = !(plan.byRelease && (back || !succeeded));
  if (!back && plan.tagged && succeeded) world.release += 1;
  const rollout: Rollout = {
    number: life.rollouts.length + 1,
    sha: content.sha,
    tag: plan.tagged ? (back ? (content.rollout?.tag ?? null) : `v1.${world.release}.0`) : null,
    startedAt: Math.round(at),
    finishedAt: Math.round(at + rolling(random) * plan.places.length),
    succeeded,
    recorded,
  };
  life.rollouts.push(rollout);
  world.busyUntil = rollout.finishedAt;
  if (!succeeded) {
    world.schedule(rollout.finishedAt + uniform(random, 10, 40) * MINUTE, (now) => rollOut(world, now, content, done));
    return;
  }
  const now: Content = { ...content, rollout };
  for (const fault of world.faults) if (fault.since === null && contains(now, fault)) begin(world, fault, rollout);
  world.schedule(rollout.finishedAt, () => {
    world.ran.push(now);
    for (const fault of world.faults) if (!contains(now, fault)) fault.since = null;
    done(rollout);
  });
}

/** A fault starts to run; the first time it does, the instant is set at which it shows. */
function begin(world: World, fault: Fault, rollout: Rollout): void {
  fault.since = rollout;
  if (fault.planned) return;
  fault.planned = true;
  const { startedAt, finishedAt } = rollout;
  const at =
    fault.noticedAfter === null
      ? uniform(world.random, startedAt + 0.2 * (finishedAt - startedAt), finishedAt - 1)
      : finishedAt + fault.noticedAfter;
  world.schedule(at, (now) => {
    if (fault.since !== null) respond(world, fault, now);
    else world.carried.push({ noticedAfter: fault.noticedAfter });
  });
}

export function addFault(world: World, plan: FaultPlan, index: number, sha: string, pull: LifePull): void {
  world.faults.push({ ...plan, index, sha, pull, fixedIndex: null, since: null, planned: false });
}

function planned(world: World, { faults }: Planned, pulls: number, at: number): void {
  if (at < world.holdUntil) {
    world.schedule(world.holdUntil + uniform(world.random, 5, 40) * MINUTE, (now) => planned(world, { at: now, faults }, pulls, now));
    return;
  }
  const due = [...faults, ...world.carried.splice(0, 1)];
  // What this deployment brings was merged shortly before; at least one pull request.
  for (let i = 0; i < Math.max(pulls, due.length); i += 1) {
    const pull = merge(
      world.branch,
      world.random,
      at - 5 * MINUTE,
      { title: `Add ${topic(world.random)}` },
      world.random.between(1, 4),
      writing(world.random),
    );
    const fault = due[i];
    if (fault) addFault(world, fault, world.branch.tips.length - 1, pull.originals.at(-1) ?? pull.merge, pull);
  }
  rollOut(world, at, tip(world), () => {});
}

/** Everything one service leaves behind. */
export function simulate(plan: ServicePlan): Life {
  const random = seededRandom(plan.seed);
  const life: Life = { plan, commits: [], pulls: [], rollouts: [], incidents: [] };
  const queue: Step[] = [];
  let order = 0;
  const schedule = (at: number, run: (at: number) => void): void => {
    order += 1;
    const step: Step = { at, order, run };
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = queue[middle];
      // Newest first, so that the next step is taken from the end.
      if (other && (other.at > at || (other.at === at && other.order > order))) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, step);
  };
  const branch: Branch = { tips: [], life, pull: 0 };
  const world: World = { plan, random, life, branch, faults: [], ran: [], schedule, holdUntil: 0, busyUntil: 0, release: 0, carried: [] };
  const first = (plan.deployments[0]?.at ?? 0) - 3 * DAY;
  merge(branch, random, first, { title: 'Begin' }, 1, DAY);
  for (const deployment of plan.deployments) {
    const [few, many] = plan.pulls;
    const pulls = random.between(few, many);
    schedule(deployment.at, (at) => planned(world, deployment, pulls, at));
  }
  for (const incident of plan.elsewhere) schedule(incident.at, (at) => respondElsewhere(world, incident, at));
  for (let step = queue.pop(); step; step = queue.pop()) step.run(step.at);
  return life;
}
