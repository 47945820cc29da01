/** Why each record of an incident provider is an incident of the service or not, and what rules make of it. Pure. */

import { refusedBy } from '../delivery/incidents.ts';
import type { ServiceFacts, ServiceRecords } from '../delivery/records.ts';
import type { Deployment, Incident } from '../domain/facts.ts';
import { incidentKey } from '../domain/keys.ts';
import type { IncidentEvent } from '../domain/records.ts';
import type { Window } from '../domain/scope.ts';
import type { IncidentRule } from '../domain/service.ts';
import type { Difference, IncidentVerdict } from './trial.ts';
import { incidentWords, quoted } from './words.ts';

export type IncidentJudgement = { readonly verdict: IncidentVerdict; readonly reason: string; readonly group: string };

/** From the coarsest condition to the finest: the rule that an event fails last is the nearest. */
const conditions = ['another repository', 'none of the labels', 'another service of the provider', 'another urgency'];

/** By their names where these are known, and always by the ids that rules choose by. */
const called = (names: ReadonlyMap<string, string>, id: string): string =>
  names.has(id) ? `${quoted(names.get(id) ?? '')} (${id})` : quoted(id);

function refusalWords(reason: string, rule: IncidentRule, event: IncidentEvent, index: number, names: ReadonlyMap<string, string>): string {
  const by = `(rule ${index + 1})`;
  const list = (texts: readonly string[] | undefined): string => (texts ?? []).map(quoted).join(', ');
  if (reason === 'none of the labels')
    return `${event.labels.length === 0 ? 'it has no labels' : `its labels ${list(event.labels)}`}: none of ${list(rule.labels)} ${by}`;
  if (reason === 'another service of the provider') {
    const own = event.providerService === null ? 'no service' : `the service ${called(names, event.providerService)}`;
    return `it belongs to ${own} of the provider, not to ${(rule.services ?? []).map((id) => called(names, id)).join(', ')} ${by}`;
  }
  if (reason === 'another urgency') return `urgency ${quoted(event.urgency ?? 'unknown')} is none of ${list(rule.urgencies)} ${by}`;
  return `${reason} ${by}`;
}

const groupWords: Readonly<Record<string, string>> = {
  'none of the labels': 'none of the labels',
  'another service of the provider': 'it belongs to another service of the provider',
  'another urgency': 'another urgency',
};

/** Prepares the rules once; `facts` are those they lead to, `names` those of providers' services by id. */
export function judgeIncidentsOf(
  records: ServiceRecords,
  facts: ServiceFacts,
  names: ReadonlyMap<string, string>,
): (event: IncidentEvent) => IncidentJudgement {
  const { settings } = records.service;
  const repositories = new Set(settings.repositories.map((r) => r.repositoryId));
  const incidents = new Map(facts.incidents.map((incident) => [incident.incidentId, incident]));
  const groups: Readonly<Record<Incident['state'], string>> = {
    counted: 'it belongs to a deployment',
    proposed: 'it may belong to a deployment: a person has to confirm it',
    not_change_related: 'no deployment fits',
  };
  return (event) => {
    const incident = incidents.get(incidentKey(event));
    const refusals = settings.incidents.map((rule, index) => ({ rule, index, reason: refusedBy(rule, event, repositories) }));
    const taker = refusals.find(({ reason }) => reason === null);
    if (incident !== undefined) {
      const by = taker === undefined ? 'a person linked it' : `rule ${taker.index + 1} takes it`;
      return { verdict: incident.state, reason: `${by}: ${incident.reason}`, group: groups[incident.state] };
    }
    if (taker !== undefined)
      return { verdict: 'merged', reason: 'it was merged into another incident', group: 'merged into another incident' };
    const nearest = refusals
      .filter(({ rule }) => rule.from === event.origin)
      .sort((a, b) => conditions.indexOf(b.reason ?? '') - conditions.indexOf(a.reason ?? ''))[0];
    const none = `no rule looks at ${incidentWords[event.origin]}`;
    if (nearest === undefined) return { verdict: 'no_rule', reason: none, group: none };
    const { reason, rule, index } = nearest;
    return {
      verdict: 'rule_misses',
      reason: refusalWords(reason ?? '', rule, event, index, names),
      group: `${groupWords[reason ?? ''] ?? reason ?? ''} (rule ${index + 1})`,
    };
  };
}

/** What rules can choose among, and what people linked from elsewhere: it counts under any rules. */
export function withLinked(
  candidates: readonly IncidentEvent[],
  { incidentEvents }: Pick<ServiceRecords, 'incidentEvents'>,
  sides: readonly Pick<ServiceFacts, 'incidents'>[],
  { from, to }: Window,
): readonly IncidentEvent[] {
  const there = new Set(candidates.map(incidentKey));
  const incidents = new Set(sides.flatMap((facts) => facts.incidents.map(({ incidentId }) => incidentId)));
  const more = incidentEvents.filter((event) => {
    const key = incidentKey(event);
    return !there.has(key) && incidents.has(key) && event.openedAt >= from && event.openedAt < to;
  });
  return [...candidates, ...more];
}

const nameOf = (deployment: Deployment | undefined): string =>
  deployment === undefined ? 'a deployment' : (deployment.version ?? deployment.sha?.slice(0, 7) ?? deployment.deploymentId);

function standing(incident: Incident | undefined, deployments: ReadonlyMap<string, Deployment>): string {
  if (incident === undefined) return 'not an incident of the service';
  if (incident.deploymentId === null || incident.state === 'not_change_related') return `not change-related: ${incident.reason}`;
  const name = nameOf(deployments.get(incident.deploymentId));
  return `${incident.state === 'counted' ? 'counts against' : 'proposed for'} ${name}: ${incident.reason}`;
}

/** Incidents that are taken, or attributed, otherwise than before; `matched` = what the deployments before are called after. */
export function incidentDifferences(
  before: ServiceFacts,
  after: ServiceFacts,
  matched: ReadonlyMap<string, string>,
): readonly Difference[] {
  const by = (facts: ServiceFacts) => ({
    incidents: new Map(facts.incidents.map((incident) => [incident.incidentId, incident])),
    deployments: new Map(facts.deployments.map((deployment) => [deployment.deploymentId, deployment])),
  });
  const [was, is] = [by(before), by(after)];
  const key = (incident: Incident | undefined, called: (id: string) => string): string =>
    incident === undefined ? '' : `${incident.state} ${incident.deploymentId === null ? '' : called(incident.deploymentId)}`;
  return [...new Map([...was.incidents, ...is.incidents]).values()].flatMap((incident): Difference[] => {
    const { incidentId: id, title, openedAt: at, url } = incident;
    const [old, now] = [was.incidents.get(id), is.incidents.get(id)];
    if (key(old, (id) => matched.get(id) ?? `gone ${id}`) === key(now, (id) => id)) return [];
    return [{ id, title, at, url, before: standing(old, was.deployments), after: standing(now, is.deployments) }];
  });
}
