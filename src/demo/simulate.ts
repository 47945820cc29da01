/** One repository's life until `now`: releases by its rhythm, with the pull requests each delivers. Pure; seed and `now` decide everything. */

import type { Behaviour } from './behaviour.ts';
import { awake, DAY, dawn, HOUR, later, MINUTE, weekOf } from './calendar.ts';
import { addHitch, deploy, drawHitch, joinRuns } from './deploying.ts';
import { known, type Life, type SimulatedPull } from './life.ts';
import { addPull, type Plan } from './pulls.ts';
import { type Slot, schedule } from './schedule.ts';
import { daysAgo, head, luckFactor, newSha, newStage, type PartStage, type Stage, weekFactor } from './stage.ts';
import { sharedFolder } from './stories/fulfilment.ts';
import { addStrays, putBack, suffer, sufferStill } from './trouble.ts';
import { changeTitle, slug, updateTitle } from './words.ts';

/** In a monorepo: one service's folder mostly, sometimes what all share, sometimes what belongs to none. */
function drawFolders({ behaviour, random }: Stage): readonly string[] {
  if (behaviour.parts.length === 1) return [];
  if (random.chance(0.06)) return [sharedFolder];
  if (random.chance(0.05)) return ['docs'];
  let left = random.next() * behaviour.parts.reduce((sum, part) => sum + part.weight, 0);
  for (const part of behaviour.parts) {
    left -= part.weight;
    if (left < 0) return [part.folder ?? ''];
  }
  return [behaviour.parts[0].folder ?? ''];
}

/** A train takes many, a patch one or two; big and small trains take turns. */
function howMany({ behaviour, random }: Stage, { at, train }: Slot): number {
  if (behaviour.rhythm.kind !== 'train') return Math.max(1, Math.round(random.around(behaviour.pulls, 0.45)));
  if (!train) return random.between(1, 2);
  return Math.round(behaviour.pulls * (weekOf(at) % 2 === 0 ? 1.7 : 0.8) * (0.8 + 0.4 * random.next()));
}

function drawPlan(stage: Stage, at: Date, cut: Date, floor: Date): Plan {
  const { behaviour, random } = stage;
  const bot = random.chance(behaviour.botShare);
  const hours = stage.lead(behaviour.leadHours(daysAgo(stage, at)) * 1.1, behaviour.leadSpread) * weekFactor(stage, at);
  const lead = Math.max(1.2, bot ? hours * 0.7 : hours) * HOUR;
  const first = awake(later(at, -lead), random.between(1, dawn));
  const start = Math.min(first.getTime(), cut.getTime() - 40 * MINUTE);
  const wished = awake(new Date(start + (cut.getTime() - start) * (0.5 + 0.48 * random.next())), random.between(1, dawn));
  const earliest = later(floor, (2 + 10 * random.next()) * MINUTE);
  const mergedAt = later(new Date(Math.min(cut.getTime(), Math.max(earliest.getTime(), start + 20 * MINUTE, wished.getTime()))), 0);
  const title = bot ? updateTitle(random) : changeTitle(random, behaviour.work);
  return {
    title,
    branch: `${bot ? 'renovate' : random.pick(['feature', 'topic', 'fix'])}/${slug(title)}`,
    author: bot ? 'renovate[bot]' : random.pick(behaviour.people),
    commits: bot ? 1 : random.between(1, behaviour.mostCommits),
    first: new Date(start),
    mergedAt,
    folders: drawFolders(stage),
  };
}

/** Merged already, while nothing is released. */
function waitingPlans(stage: Stage): readonly Plan[] {
  const { now, behaviour, random } = stage;
  return (behaviour.hold?.waiting ?? []).map((days) => {
    const mergedAt = awake(later(now, -days * DAY), random.between(1, dawn));
    return { ...drawPlan(stage, mergedAt, mergedAt, stage.cut), mergedAt };
  });
}

/** Merges what a release will deliver, one after another, the last at `cut` at the latest. */
function mergePulls(stage: Stage, slot: Slot, cut: Date, waiting: readonly Plan[]): readonly SimulatedPull[] {
  const floor = stage.cut;
  const plans = [...waiting, ...Array.from({ length: howMany(stage, slot) }, () => drawPlan(stage, slot.at, cut, floor))];
  plans.sort((a, b) => a.mergedAt.getTime() - b.mergedAt.getTime());
  let latest = cut.getTime();
  const spaced = plans.reverse().map((plan) => {
    const mergedAt = new Date(Math.min(plan.mergedAt.getTime(), latest));
    latest = mergedAt.getTime() - 61_000;
    return { ...plan, mergedAt };
  });
  return spaced.reverse().map((plan) => addPull(stage, plan));
}

function titleOf(pulls: readonly SimulatedPull[]): string {
  const newest = pulls.at(-1)?.title ?? '';
  return pulls.length > 1 ? `${newest}, and ${pulls.length - 1} more` : newest;
}

/** What is planned for a release beyond its rhythm. */
type Role = 'ordinary' | 'calm' | 'unresolved' | 'put_back';

function release(stage: Stage, slot: Slot, role: Role): void {
  const { behaviour } = stage;
  const hitch = drawHitch(stage);
  const staging = !behaviour.staging ? 14 : behaviour.detection === 'releases' ? 150 : 40;
  const cut = later(slot.at, -(staging + hitch.minutes) * MINUTE);
  if (cut <= later(stage.cut, 30 * MINUTE)) return;
  const waiting = slot.at > stage.now && stage.cut < stage.now ? waitingPlans(stage) : [];
  const pulls = mergePulls(stage, slot, cut, waiting);
  const { sha } = head(stage);
  const title = titleOf(pulls);
  const due = stage.parts.filter((state) => state.changed);
  due.forEach((state, i) => {
    const at = later(slot.at, i * 3 * MINUTE);
    addHitch(stage, state, hitch, { sha, at, title });
    deploy(stage, state, { sha, at, title, planned: true, step: slot.train });
    if (hitch.kind === 'rerun') joinRuns(stage);
  });
  stage.cut = later(slot.at, due.length * 3 * MINUTE);
  for (const [i, state] of due.entries()) aftermath(stage, state, later(slot.at, i * 3 * MINUTE), role, pulls);
}

function aftermath(stage: Stage, state: PartStage, at: Date, role: Role, pulls: readonly SimulatedPull[]): void {
  if (role === 'unresolved') sufferStill(stage, state, at);
  else if (role === 'put_back') putBack(stage, state, later(at, 5 * HOUR));
  else if (role === 'ordinary' && state.fails(state.part.failShare(daysAgo(stage, at)) * luckFactor(stage, at)))
    suffer(stage, state, at, pulls);
}

/** The newest release at least so many days ago plays the role; the one before it leaves it room. */
function rolesOf({ behaviour }: Stage, slots: readonly Slot[], now: Date): ReadonlyMap<number, Role> {
  const at = (days: number | null): number =>
    days === null ? -1 : slots.findLastIndex((slot) => slot.at.getTime() <= now.getTime() - days * DAY);
  const still = at(behaviour.unresolvedDaysAgo);
  const back = at(behaviour.hiddenRollbackDaysAgo);
  return new Map<number, Role>([
    [still - 1, 'calm'],
    [still, 'unresolved'],
    [still + 1, 'calm'],
    [back - 1, 'calm'],
    [back, 'put_back'],
    [back + 1, 'calm'],
  ]);
}

/** Keeps the days before now free of releases where there is a hold, and puts one right on now where one is to be under way. */
function around(behaviour: Behaviour, slots: readonly Slot[], now: Date): readonly Slot[] {
  const { hold, deploying } = behaviour;
  const running: Slot = { at: later(now, 2 * MINUTE), train: true };
  const free = later(now, -(deploying ? 3 * HOUR : (hold?.days ?? 0) * DAY));
  const before = slots.filter(({ at }) => at <= free);
  return [...before, ...(deploying ? [running] : []), ...slots.filter(({ at }) => at > running.at)];
}

function begin(stage: Stage, start: Date): void {
  const { behaviour } = stage;
  const at = later(start, -DAY);
  const sha = newSha(stage);
  const paths = behaviour.parts.length === 1 ? null : behaviour.parts.map((part) => `${part.folder}/README.md`);
  stage.main.push({ sha, parents: [], authoredAt: at, committedAt: at, author: behaviour.people[0], message: 'Begin', paths });
  for (const state of stage.parts) deploy(stage, state, { sha, at: start, title: 'Begin', planned: false, step: true });
  stage.cut = start;
}

/** The life of a repository from `behaviour.days` before `now` until `now`, with what is open, waiting or running at the end. */
export function simulate(behaviour: Behaviour, now: Date, seed: number): Life {
  const stage = newStage(behaviour, now, seed);
  const start = later(now, -behaviour.days * DAY);
  begin(stage, start);
  const until = later(now, 12 * DAY);
  const slots = around(behaviour, schedule(behaviour.rhythm, later(start, DAY), until, now, stage.random), now);
  const roles = rolesOf(stage, slots, now);
  for (const [i, slot] of slots.entries()) release(stage, slot, roles.get(i) ?? 'ordinary');
  addStrays(stage, start, now);
  return known(stage, now);
}
