/** One release: what is merged for it, its attempts, and what it leads to. */

import { HOUR, later, MINUTE } from './calendar.ts';
import { addHitch, deploy, drawHitch, joinRuns } from './deploying.ts';
import type { SimulatedPull } from './life.ts';
import { mergePulls, waitingPlans } from './planning.ts';
import type { Slot } from './schedule.ts';
import { daysAgo, head, luckFactor, type PartStage, type Stage } from './stage.ts';
import { putBack, suffer, sufferStill } from './trouble.ts';

function titleOf(pulls: readonly SimulatedPull[]): string {
  const newest = pulls.at(-1)?.title ?? '';
  return pulls.length > 1 ? `${newest}, and ${pulls.length - 1} more` : newest;
}

/** What is planned for a release beyond its rhythm. */
export type Role = 'ordinary' | 'calm' | 'unresolved' | 'put_back';

export function release(stage: Stage, slot: Slot, role: Role): void {
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
  else if (role === 'put_back') putBack(stage, state, later(at, 3 * HOUR));
  else if (role === 'ordinary' && state.fails(state.part.failShare(daysAgo(stage, at)) * luckFactor(stage, at)))
    suffer(stage, state, at, pulls);
}
