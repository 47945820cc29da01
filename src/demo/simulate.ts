/** One repository's life until `now`: releases by its rhythm, with what is planted among them. Pure; seed and `now` decide everything. */

import type { Behaviour } from './behaviour.ts';
import { DAY, HOUR, later, MINUTE } from './calendar.ts';
import { deploy } from './deploying.ts';
import { known, type Life } from './life.ts';
import { type Role, release } from './releasing.ts';
import { type Slot, schedule } from './schedule.ts';
import { newSha, newStage, type Stage } from './stage.ts';
import { addStrays } from './trouble.ts';

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
