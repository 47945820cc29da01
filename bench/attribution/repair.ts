/** How production is repaired: taken back, or forward by a revert, a hotfix or an ordinary change. */

import { type Content, contains, type Fault, type LifePull, later, merge, type Rollout, topic } from './life.ts';
import { HOUR, MINUTE, uniform } from './plan.ts';
import { rollOut, running, tip, type World } from './simulate.ts';

type Kind = 'revert' | 'hotfix' | 'fix';
type Repair = {
  readonly title: string;
  readonly branch: string;
  readonly labels?: readonly string[];
  readonly message?: string;
  readonly body?: string;
};

/** The newest content that ran before and is free of the fault; null = none. */
export function healthy(world: World, fault: Fault): Content | null {
  const now = running(world);
  for (let i = world.ran.length - 2; i >= 0; i -= 1) {
    const content = world.ran[i];
    if (content && content.sha !== now.sha && content.index <= now.index && !contains(content, fault)) return content;
  }
  return null;
}

/** How the change calls itself: a revert names what it reverts, a hotfix says so in branch, title or label, a fix says neither. */
function repairOf(world: World, kind: Kind, fault: Fault | null): Repair {
  const { random, plan } = world;
  const what = topic(random);
  const slug = what.replaceAll(' ', '-');
  if (kind === 'revert' && fault) {
    const title = `Revert "${fault.pull.title}"`;
    const body = `Reverts acme/${plan.name}#${fault.pull.number}`;
    return { title, branch: `revert-${fault.pull.number}`, body, message: `${title}\n\nThis reverts commit ${fault.pull.merge}.` };
  }
  if (kind !== 'hotfix') return { title: `Fix ${what}`, branch: `fix/${slug}` };
  return random.pick<Repair>([
    { title: `Fix ${what}`, branch: `hotfix/${slug}` },
    { title: `Hotfix: ${what}`, branch: `fix-${slug}` },
    { title: `Repair ${what}`, branch: `repair-${slug}`, labels: ['hotfix'] },
  ]);
}

/** Merges a repair into the default branch, without deploying it. */
export function mergeRepair(world: World, at: number, kind: Kind, fault: Fault | null): LifePull {
  const { branch, random } = world;
  const commits = kind === 'revert' ? 1 : random.between(1, 2);
  const pull = merge(branch, random, at, repairOf(world, kind, fault), commits, uniform(random, 10, 50) * MINUTE);
  if (fault) fault.fixedIndex = branch.tips.length - 1;
  return pull;
}

/** Repairs and deploys: a hotfix of a service with release branches from what runs, everything else from the tip. */
export function forward(world: World, at: number, kind: Kind, fault: Fault | null, done: (rollout: Rollout, pull: LifePull) => void): void {
  const now = running(world);
  const pull = mergeRepair(world, at - 3 * MINUTE, kind, fault);
  if (!world.plan.branches || kind !== 'hotfix' || now.rollout === null) {
    rollOut(world, at, tip(world), (rollout) => done(rollout, pull));
    return;
  }
  // Its first commit sits on what runs; the default branch takes the commits in by the merge.
  const { commits } = world.life;
  const place = commits.findIndex((commit) => commit.sha === pull.originals[0]);
  const commit = commits[place];
  if (commit) commits[place] = { ...commit, parents: [now.sha] };
  const repaired = new Set([...now.repaired, ...(fault ? [fault] : [])]);
  const content: Content = { index: now.index, sha: pull.originals.at(-1) ?? now.sha, repaired, rollout: null };
  rollOut(world, at, content, (rollout) => done(rollout, pull));
}

/** After a rollback the default branch is repaired before anything else is deployed from it. */
export function repairBranchLater(world: World, at: number, fault: Fault): void {
  const when = at + later(world.random, 150);
  world.holdUntil = Math.max(world.holdUntil, when);
  world.schedule(when, (now) => {
    if (fault.fixedIndex === null) mergeRepair(world, now, world.random.chance(0.4) ? 'revert' : 'fix', fault);
  });
}

/** Switched off or restarted: the repair goes out with one of the next planned deployments. */
export function repairSomeDay(world: World, at: number, fault: Fault): void {
  world.schedule(at + later(world.random, (48 * HOUR) / MINUTE), (now) => {
    if (fault.fixedIndex === null) mergeRepair(world, now, 'fix', fault);
  });
}

/** Takes back the latest deployment, whatever the cause; `done` is told null when there is none to go back to. */
export function rollBackLatest(world: World, at: number, done: (rollout: Rollout | null, target: Content | null) => void): void {
  const now = running(world);
  const target = world.ran.findLast((content) => content.index < now.index && content.repaired.size === 0);
  if (target) rollOut(world, at, target, (rollout) => done(rollout, target), true);
  else done(null, null);
}
