/** The whole organisation's past under one mix and seed, with second reports and causes in other services filled in. */

import { type Random, seededRandom } from '../../src/demo/random.ts';
import type { Life, LifeIncident } from './life.ts';
import { habits, history, type MixName } from './mix.ts';
import { MINUTE, percent, plan, uniform } from './plan.ts';
import { simulate } from './simulate.ts';

/** Somebody else reports the same trouble, a little later. */
function secondReport(first: LifeIncident, random: Random, number: number): LifeIncident {
  const end = first.resolvedAt ?? first.openedAt + 120 * MINUTE;
  const openedAt = Math.round(Math.min(first.openedAt + uniform(random, 2, 40) * MINUTE, end - MINUTE));
  const resolvedAt = Math.round(end + uniform(random, -0.9, 15) * MINUTE);
  const origin = percent(random, habits.pagerduty) ? 'pagerduty' : 'issues';
  return { ...first, number, origin, openedAt, resolvedAt: Math.max(resolvedAt, openedAt + MINUTE), second: true };
}

/** The first rollout of the other service from the planned instant on is the one that carried the fault. */
function culpritElsewhere(incident: LifeIncident, lives: ReadonlyMap<string, Life>): LifeIncident {
  if (incident.otherService === null) return incident;
  const { service, at } = incident.otherService;
  const life = lives.get(service);
  const rollout = life?.rollouts.find((r) => r.succeeded && r.startedAt >= at && r.startedAt <= incident.openedAt);
  const pull = life?.pulls.findLast((p) => rollout !== undefined && p.mergedAt <= rollout.startedAt) ?? null;
  return { ...incident, culprit: rollout === undefined ? null : { service, rollout, sha: rollout.sha, pull } };
}

/** Throws when the mix did not come to the published number of incidents. */
export function past(seed: number, mix: MixName): readonly Life[] {
  const lives = plan(seed, mix).map(simulate);
  const byName = new Map(lives.map((life) => [life.plan.name, life]));
  const random = seededRandom(seed + 7919);
  const firsts = lives.flatMap((life) => life.incidents.map((incident) => ({ incident, key: random.next() })));
  const seconds = new Set(
    firsts
      .sort((a, b) => a.key - b.key)
      .slice(0, Math.round((history.incidents * habits.second) / 100))
      .map(({ incident }) => incident),
  );
  const whole = lives.map((life): Life => {
    const incidents = life.incidents.map((incident) => culpritElsewhere(incident, byName));
    const again = life.incidents.flatMap((incident, i) => {
      const first = incidents[i];
      return seconds.has(incident) && first ? [secondReport(first, random, incident.number + 50_000)] : [];
    });
    return { ...life, incidents: [...incidents, ...again] };
  });
  const count = whole.reduce((sum, life) => sum + life.incidents.length, 0);
  if (count !== history.incidents) throw new Error(`${count} incidents happened instead of ${history.incidents}`);
  return whole;
}
