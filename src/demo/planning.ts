/** Which pull requests a release will deliver, and when each of them was begun and merged. */

import { awake, DAY, dawn, HOUR, later, MINUTE, weekOf } from './calendar.ts';
import type { SimulatedPull } from './life.ts';
import { addPull, type Plan } from './pulls.ts';
import type { Slot } from './schedule.ts';
import { daysAgo, type Stage, weekFactor } from './stage.ts';
import { sharedFolder } from './stories/fulfilment.ts';
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
export function waitingPlans(stage: Stage): readonly Plan[] {
  const { now, behaviour, random } = stage;
  return (behaviour.hold?.waiting ?? []).map((days) => {
    const mergedAt = awake(later(now, -days * DAY), random.between(1, dawn));
    return { ...drawPlan(stage, mergedAt, mergedAt, stage.cut), mergedAt };
  });
}

/** Merges what a release will deliver, one after another, the last at `cut` at the latest. */
export function mergePulls(stage: Stage, slot: Slot, cut: Date, waiting: readonly Plan[]): readonly SimulatedPull[] {
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
