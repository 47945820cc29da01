/** What people do when something fails, how long it takes, and what they write down about it. */

import { type Content, type Fault, type LifeIncident, type LifePull, later, type Rollout } from './life.ts';
import { type Answer, answers, answersElsewhere, habits, minutesToAnswer } from './mix.ts';
import { DAY, draw, type Elsewhere, HOUR, MINUTE, percent, uniform } from './plan.ts';
import { forward, healthy, repairBranchLater, repairSomeDay, rollBackLatest } from './repair.ts';
import { rollOut, type World } from './simulate.ts';

type Story = Pick<LifeIncident, 'cause' | 'culprit' | 'otherService' | 'answer' | 'before'> & { readonly shownAt: number };
type Ending = {
  readonly rollout: Rollout | null;
  readonly restoredAt: number;
  readonly repair: LifePull | null;
  readonly rolledBackTo: Content | null;
};

/** Writes the incident down as its provider would have it, once it is over. */
function end(world: World, story: Story, ending: Ending): void {
  const { random, life, plan } = world;
  const { shownAt, ...rest } = story;
  const { rollout, restoredAt, repair, rolledBackTo } = ending;
  const pagerduty = percent(random, habits.pagerduty);
  const byMonitor = pagerduty && rollout !== null && percent(random, habits.closedByMonitor);
  const closed = byMonitor
    ? uniform(random, rollout.startedAt + 0.6 * (rollout.finishedAt - rollout.startedAt), rollout.finishedAt)
    : restoredAt + (pagerduty ? uniform(random, 2, 20) * MINUTE : later(random, 60));
  const late = !pagerduty && percent(random, habits.closedLate) ? uniform(random, 1, 4) * DAY : 0;
  const shown = shownAt + (pagerduty ? uniform(random, 0, 2) * MINUTE : later(random, 6));
  const afterwards = !pagerduty && percent(random, habits.writtenAfterwards);
  const openedAt = Math.round(afterwards ? restoredAt + uniform(random, 0.5, 20) * HOUR : Math.min(shown, closed - MINUTE));
  const resolvedAt = Math.round(afterwards ? openedAt + uniform(random, 5, 60) * MINUTE : closed + late);
  life.incidents.push({
    ...rest,
    service: plan.name,
    origin: pagerduty ? 'pagerduty' : 'issues',
    number: 10_000 + life.incidents.length,
    openedAt,
    resolvedAt: percent(random, habits.neverClosed) ? null : resolvedAt,
    repair,
    rolledBackTo,
    second: false,
  });
}

const ran = (world: World): readonly Rollout[] => world.ran.flatMap(({ rollout }) => rollout ?? []).slice(-4);

/** A fault that a deployment of the service brought shows. */
export function respond(world: World, fault: Fault, at: number): void {
  const { random, plan } = world;
  const rollout = fault.since;
  if (rollout === null) return;
  const buried = world.life.rollouts.findLast((r) => r.succeeded && r.startedAt <= at) !== rollout;
  const answer: Answer = draw(random, buried ? answers.buried : answers.latest);
  const culprit = { service: plan.name, rollout, sha: fault.sha, pull: fault.pull };
  const story: Story = { cause: 'own deployment', culprit, otherService: null, answer, before: ran(world), shownAt: at };
  const over = (done: Rollout | null, now: number, repair: LifePull | null, rolledBackTo: Content | null): void =>
    end(world, story, { rollout: done, restoredAt: done?.finishedAt ?? now, repair, rolledBackTo });

  const act = (now: number): void => {
    const target = answer === 'rollback' ? healthy(world, fault) : null;
    // Meanwhile somebody else repaired it or took it back.
    if (fault.since === null || fault.fixedIndex !== null) over(null, now, null, null);
    else if (answer === 'no deployment') {
      repairSomeDay(world, now, fault);
      over(null, now, null, null);
    } else if (target !== null) {
      repairBranchLater(world, now, fault);
      rollOut(world, now, target, (done) => over(done, now, null, target), true);
    } else forward(world, now, answer === 'rollback' ? 'fix' : answer, fault, (done, pull) => over(done, now, pull, null));
  };

  // What shows late is harder to understand.
  const wait = later(random, minutesToAnswer[answer]) + ((fault.noticedAfter ?? 0) > 6 * HOUR ? later(random, 60) : 0);
  const wrongFirst = buried && percent(random, habits.wrongRollbackFirst);
  if (wrongFirst) world.schedule(at + later(random, 20), (now) => rollBackLatest(world, now, () => {}));
  if (percent(random, habits.freezes)) world.holdUntil = Math.max(world.holdUntil, at + wait);
  world.schedule(at + wait + (wrongFirst ? HOUR : 0), act);
}

/** Something fails that no deployment of the service caused. */
export function respondElsewhere(world: World, incident: Elsewhere, at: number): void {
  const { random } = world;
  const answer = draw(random, answersElsewhere);
  const story: Story = {
    cause: incident.cause,
    culprit: null,
    otherService: incident.culprit,
    answer,
    before: ran(world),
    shownAt: at,
  };
  const overAt = at + later(random, 80);
  // What was deployed may have helped, or the trouble went away by itself.
  const over = (action: Rollout | null, repair: LifePull | null, rolledBackTo: Content | null): void => {
    const helped = action !== null && random.chance(0.5) ? action.finishedAt : 0;
    end(world, story, { rollout: null, restoredAt: Math.max(overAt, helped), repair, rolledBackTo });
  };
  if (answer === 'no deployment') world.schedule(overAt, () => over(null, null, null));
  else if (answer === 'precautionary rollback')
    world.schedule(at + later(random, 30), (now) => rollBackLatest(world, now, (done, target) => over(done, null, target)));
  else {
    const kind = answer === 'mitigating hotfix' ? 'hotfix' : 'fix';
    world.schedule(at + later(random, 70), (now) => forward(world, now, kind, null, (done, pull) => over(done, pull, null)));
  }
}
