/** Which deployment each rule blames for an incident, and whether that is the true one. */

import { deriveService } from '../../src/delivery/derive.ts';
import { incidentKey, repositoryKey, sourceKey } from '../../src/domain/keys.ts';
import type { Life, LifeIncident, Rollout } from './life.ts';
import { DAY } from './plan.ts';
import { collected, externalIdOf, recordsOf } from './records.ts';
import type { Said } from './texts.ts';

/** Service and rollout, or null for "none". */
export type Blamed = { readonly service: string; readonly rollout: Rollout } | null;
export type Judged = {
  readonly incident: LifeIncident;
  readonly said: Said;
  /** What the derivation of Plumbline answers. */
  readonly ours: { readonly blamed: Blamed; readonly rung: number | null; readonly confidence: number | null };
  readonly peers: Readonly<Record<PeerRule, Blamed>>;
};

/**
 * Peers' rule is "the latest successful production deployment that finished before the incident", without a limit (DevLake: of the
 * whole project, here the team; kinder: of the service alone). The variants limit it.
 */
export const peerRules = [
  'latest of the service',
  'latest of the service, same day',
  'latest of the service, 24 h',
  'latest of the team',
] as const;
export type PeerRule = (typeof peerRules)[number];

/** The newest rollout that finished before; rollouts are in the order of their starts, one at a time. */
function latest(lives: readonly Life[], before: number): Blamed {
  const found = lives.flatMap((life) => {
    const rollout = life.rollouts.findLast((r) => r.succeeded && r.recorded && r.finishedAt < before);
    return rollout ? [{ service: life.plan.name, rollout }] : [];
  });
  return found.sort((a, b) => b.rollout.finishedAt - a.rollout.finishedAt)[0] ?? null;
}

function peersOf(incident: LifeIncident, life: Life, team: readonly Life[]): Judged['peers'] {
  const own = latest([life], incident.openedAt);
  const within = (since: number): Blamed => (own !== null && own.rollout.finishedAt >= since ? own : null);
  return {
    'latest of the service': own,
    'latest of the service, same day': within(Math.floor(incident.openedAt / DAY) * DAY),
    'latest of the service, 24 h': within(incident.openedAt - DAY),
    'latest of the team': latest(team, incident.openedAt),
  };
}

/** Every incident of one service through the real derivation and the peers' rules. */
export function judge(
  life: Life,
  team: readonly Life[],
): { readonly judged: readonly Judged[]; readonly facts: ReturnType<typeof deriveService> } {
  const { records, said } = collected(life);
  const facts = deriveService(records);
  const byRecord = new Map(life.rollouts.flatMap((rollout) => recordsOf(life, rollout).map((id): [string, Rollout] => [id, rollout])));
  const rolloutOf = new Map<string, Rollout>();
  for (const child of facts.children) {
    const rollout = byRecord.get(child.externalId);
    if (rollout && !rolloutOf.has(child.deploymentId)) rolloutOf.set(child.deploymentId, rollout);
  }
  const incidents = new Map(facts.incidents.map((fact) => [fact.incidentId, fact]));
  const judged = life.incidents.map((incident): Judged => {
    const repositoryId = incident.origin === 'issues' ? repositoryKey('github', `acme/${life.plan.name}`) : sourceKey('pager');
    const fact = incidents.get(incidentKey({ repositoryId, origin: incident.origin, externalId: externalIdOf(incident) }));
    const texts = said.get(incident);
    if (fact === undefined || texts === undefined) throw new Error(`incident ${incident.number} of ${life.plan.name} was not derived`);
    const rollout = fact.deploymentId === null ? undefined : rolloutOf.get(fact.deploymentId);
    if (fact.deploymentId !== null && rollout === undefined) throw new Error(`unknown deployment ${fact.deploymentId}`);
    const blamed = rollout === undefined ? null : { service: life.plan.name, rollout };
    return { incident, said: texts, ours: { blamed, rung: fact.rung, confidence: fact.confidence }, peers: peersOf(incident, life, team) };
  });
  return { judged, facts };
}

export const isTrue = (incident: LifeIncident, blamed: Blamed): boolean =>
  blamed !== null &&
  incident.culprit !== null &&
  incident.culprit.service === blamed.service &&
  incident.culprit.rollout === blamed.rollout;
export const causedHere = (incident: LifeIncident): boolean => incident.culprit?.service === incident.service;
