/** What a bad deployment leads to: an incident mostly, a repair, the all-clear. */

import type { Remedies } from './behaviour.ts';
import { DAY, HOUR, later, MINUTE, midnight } from './calendar.ts';
import { deploy } from './deploying.ts';
import type { SimulatedPull } from './life.ts';
import { incidentLabel } from './organisation.ts';
import { addPull, type Plan } from './pulls.ts';
import { evenChance, type Random } from './random.ts';
import { head, newNumber, type PartStage, type Stage } from './stage.ts';
import { hotfixTitle, incidentTitle, slug, strayTitle } from './words.ts';

type Kind = keyof Remedies;

function drawRemedy(random: Random, weights: Remedies): Kind {
  const kinds: readonly Kind[] = ['rollback', 'hotfix', 'revert', 'forward'];
  let left = random.next() * kinds.reduce((sum, kind) => sum + weights[kind], 0);
  for (const kind of kinds) {
    left -= weights[kind];
    if (left < 0) return kind;
  }
  return 'forward';
}

function addIncident(stage: Stage, state: PartStage, openedAt: Date, closedAt: Date | null, body: string | null = null): void {
  const { random, parts } = stage;
  // Now and then another service of the repository is hurt as well.
  const others = parts.length > 1 && random.chance(0.12) ? [parts[random.between(0, parts.length - 1)] ?? state] : [];
  stage.incidents.push({
    number: newNumber(stage),
    title: incidentTitle(stage.random, stage.behaviour.work),
    body,
    labels: [...new Set([state, ...others])].map(({ part }) => incidentLabel(part)),
    openedAt,
    closedAt,
  });
}

function repairPlan(stage: Stage, state: PartStage, first: Date, mergedAt: Date): Omit<Plan, 'title' | 'branch'> {
  const { people } = stage.behaviour;
  const folders = state.part.folder === null ? [] : [state.part.folder];
  return { author: stage.random.pick(people), commits: 1, first, mergedAt, folders };
}

type Base = ReturnType<typeof repairPlan>;

function hotfix({ random, behaviour }: Stage, base: Base): Plan {
  const title = hotfixTitle(random, behaviour.work);
  return { ...base, title, branch: `hotfix/${slug(title.slice('hotfix: '.length))}` };
}

function revert({ behaviour }: Stage, base: Base, culprit: SimulatedPull): Plan {
  const title = `Revert "${culprit.title}"`;
  const message = `${title}\n\nThis reverts commit ${culprit.mergeSha}.`;
  const branch = `revert-${culprit.number}-${slug(culprit.title)}`;
  return { ...base, title, message, branch, ...(culprit.number > 0 && { body: `Reverts ${behaviour.repository}#${culprit.number}` }) };
}

function repair(stage: Stage, state: PartStage, kind: Kind, openedAt: Date, at: Date, culprit: SimulatedPull | undefined): void {
  const repairing = { at, planned: false, step: false };
  if (kind === 'rollback' && state.previousSha !== '')
    deploy(stage, state, { ...repairing, sha: state.previousSha, title: `Roll back to ${state.previousSha.slice(0, 7)}` });
  if (kind !== 'hotfix' && kind !== 'revert') return;
  const base = repairPlan(stage, state, later(openedAt, 6 * MINUTE), later(at, -13 * MINUTE));
  const plan = kind === 'hotfix' || culprit === undefined ? hotfix(stage, base) : revert(stage, base, culprit);
  addPull(stage, plan);
  deploy(stage, state, { ...repairing, sha: head(stage).sha, title: plan.title });
}

/** `at`: when the bad deployment finished; `pulls`: what it delivered. */
export function suffer(stage: Stage, state: PartStage, at: Date, pulls: readonly SimulatedPull[]): void {
  const { random, behaviour } = stage;
  const openedAt = later(at, Math.min(55, Math.max(4, random.around(19, 0.6))) * MINUTE);
  const repairedAt = later(openedAt, Math.max(30, stage.repair(behaviour.repairMinutes, 0.5)) * MINUTE);
  const kind = drawRemedy(random, behaviour.remedies);
  // A few moves back are so quick that nobody writes an incident.
  const silent = kind === 'rollback' && random.chance(0.15);
  const culprit = pulls.filter(({ author }) => !author.endsWith('[bot]')).at(-1);
  const body = culprit !== undefined && culprit.number > 0 && random.chance(0.15) ? `Looks like #${culprit.number}.` : null;
  if (!silent) addIncident(stage, state, openedAt, later(repairedAt, random.between(5, 20) * MINUTE), body);
  repair(stage, state, kind, openedAt, repairedAt, culprit);
  if (stage.cut < repairedAt) stage.cut = repairedAt;
}

/** Hurts users until now: nobody has repaired it. */
export function sufferStill(stage: Stage, state: PartStage, at: Date): void {
  addIncident(stage, state, later(at, 24 * MINUTE), null);
}

/** The version before is put back, as if it were any deployment. */
export function putBack(stage: Stage, state: PartStage, at: Date): void {
  deploy(stage, state, { sha: state.previousSha, at, title: state.previousTitle, planned: false, step: false });
  stage.cut = at;
}

/** Incidents in the small hours that no deployment caused. */
export function addStrays(stage: Stage, from: Date, until: Date): void {
  const { random, behaviour, parts } = stage;
  const strikes = evenChance(random);
  for (let day = midnight(from); day < until; day = later(day, DAY)) {
    if (!strikes(behaviour.strayIncidents / 30)) continue;
    const state = parts[random.between(0, parts.length - 1)];
    if (state === undefined) continue;
    const openedAt = later(day, (0.5 + 2 * random.next()) * HOUR);
    const closedAt = later(openedAt, random.between(20, 70) * MINUTE);
    const labels = [incidentLabel(state.part)];
    stage.incidents.push({ number: newNumber(stage), title: strayTitle(random), body: null, labels, openedAt, closedAt });
  }
}
