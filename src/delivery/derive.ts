/** Records to facts, step by step: detect, fold, classify, contain, find failures, attribute incidents, recover. Pure. */

import type { Delivery, PullRequestFlow, UndeployedChange } from '../domain/facts.ts';
import type { Service } from '../domain/service.ts';
import { type Attribution, attribute, ladderOf } from './attribute.ts';
import { type ChangeRules, changeOf, deliveryOf } from './changes.ts';
import { childrenOf, statusKey } from './children.ts';
import { detector } from './detect.ts';
import { childFacts, deploymentFact, findingFact, incidentFact, incidentFailure, sortedBy, unplannedReason } from './facts.ts';
import type { Finding } from './finding.ts';
import { findings } from './findings.ts';
import { histories } from './history.ts';
import { type ServiceIncident, serviceIncidents } from './incidents.ts';
import { type Lane, laneOf } from './lane.ts';
import { nameIndex } from './named.ts';
import { groupBy } from './order.ts';
import { authorPatterns } from './patterns.ts';
import { pullRequestFlows } from './pull-flow.ts';
import type { ServiceFacts, ServiceRecords } from './records.ts';
import { recoveryOf } from './recovery.ts';

/** One lane per repository of the service: its history with what was deployed of it. */
function lanesOf(records: ServiceRecords): readonly Lane[] {
  const { settings, serviceId } = records.service;
  const sourceCommit = settings.sourceCommit === null ? null : new RegExp(settings.sourceCommit);
  const rules = { serviceId, detect: detector(settings), sourceCommit };
  const events = groupBy(records.deploymentEvents, (e) => e.repositoryId);
  const statuses = groupBy(records.deploymentStatuses, (s) => s.repositoryId);
  return histories(records).map((history) => {
    const own = groupBy(statuses.get(history.repositoryId) ?? [], statusKey);
    return laneOf(history, childrenOf(history, events.get(history.repositoryId) ?? [], own, rules), settings.foldSeconds);
  });
}

function deliveriesOf(lane: Lane, rules: ChangeRules): readonly Delivery[] {
  return [...lane.contained.delivered].flatMap(([commit, deployment]) =>
    deployment.finishedAt === null
      ? []
      : [deliveryOf(changeOf(lane.history, lane.links, commit, rules), deployment, deployment.finishedAt)],
  );
}

function undeployedOf(lane: Lane, rules: ChangeRules): readonly UndeployedChange[] {
  return lane.contained.undeployed.map((commit) => changeOf(lane.history, lane.links, commit, rules));
}

function pullsOf(
  records: ServiceRecords,
  lanes: readonly Lane[],
  rules: ChangeRules,
  changes: { readonly deliveries: readonly Delivery[]; readonly undeployed: readonly UndeployedChange[] },
): readonly PullRequestFlow[] {
  const repositoryOf = (row: { readonly repositoryId: string }): string => row.repositoryId;
  const deliveries = groupBy(changes.deliveries, repositoryOf);
  const undeployed = groupBy(changes.undeployed, repositoryOf);
  const reviews = groupBy(records.reviews, repositoryOf);
  return lanes.flatMap((lane) => {
    const id = lane.history.repositoryId;
    const own = { deliveries: deliveries.get(id) ?? [], undeployed: undeployed.get(id) ?? [] };
    return pullRequestFlows(lane, own, reviews.get(id) ?? [], rules);
  });
}

type Judged = { readonly incident: ServiceIncident; readonly attribution: Attribution | null };

/** Incidents with the deployment they belong to; all unrelated while incident evidence is switched off. */
function judge(service: Service, records: ServiceRecords, lanes: readonly Lane[], found: readonly Finding[]): readonly Judged[] {
  const ladder = ladderOf(nameIndex(lanes), found);
  return serviceIncidents(service.settings, records.incidentEvents).map((incident) => ({
    incident,
    attribution: service.settings.failures.incident ? attribute(ladder, incident) : null,
  }));
}

/** The facts of one service, whole. The order of the records has no influence. */
export function deriveService(records: ServiceRecords): ServiceFacts {
  const { service } = records;
  const { serviceId, settings } = service;
  const lanes = lanesOf(records);
  const found = lanes.flatMap((lane) => findings(lane, settings));
  const judged = judge(service, records, lanes, found);
  const counted = found.filter((f) => settings.failures[f.evidence]);
  const countedBy = groupBy(counted, (f) => f.deployment.deploymentId);
  const linked = judged.flatMap(({ incident, attribution }) => (attribution === null ? [] : [{ incident, attribution }]));
  const linkedBy = groupBy(linked, (l) => l.attribution.deployment.deploymentId);
  const remediesOf = groupBy(counted, (f) => f.remedy?.deploymentId ?? '');
  const deployments = lanes.flatMap((lane) =>
    lane.deployments.map((deployment) => {
      const id = deployment.deploymentId;
      const incidents = (linkedBy.get(id) ?? []).filter((l) => l.attribution.confidence >= 0.5).map((l) => l.incident.event);
      const unplanned = unplannedReason(deployment, new Set(remediesOf.get(id)?.map((f) => f.evidence)));
      return deploymentFact(serviceId, lane, deployment, {
        ...recoveryOf(lane, deployment, countedBy.get(id) ?? [], incidents),
        unplanned,
      });
    }),
  );
  const rules: ChangeRules = { serviceId, isBot: authorPatterns(settings.bots) };
  const unrelated = settings.failures.incident
    ? 'no deployment fits: it names none, none was repaired while it was open, and none finished shortly before'
    : 'incident evidence is switched off for this service';
  const bySha = (row: { repositoryId: string; sha: string }): readonly string[] => [row.repositoryId, row.sha];
  const children = lanes.flatMap((lane) => lane.deployments.flatMap((d) => childFacts(serviceId, d)));
  const failures = [
    ...counted.map((f) => findingFact(serviceId, f)),
    ...linked.map((l) => incidentFailure(serviceId, l.incident, l.attribution)),
  ];
  const deliveries = lanes.flatMap((lane) => deliveriesOf(lane, rules));
  const undeployed = lanes.flatMap((lane) => undeployedOf(lane, rules));
  const pulls = pullsOf(records, lanes, rules, { deliveries, undeployed });
  return {
    deployments: sortedBy(deployments, (d) => [d.deploymentId]),
    children: sortedBy(children, (c) => [c.repositoryId, c.origin, c.externalId]),
    deliveries: sortedBy(deliveries, bySha),
    undeployed: sortedBy(undeployed, bySha),
    pullRequests: sortedBy(pulls, (p) => [p.repositoryId, `${p.number}`]),
    failures: sortedBy(failures, (f) => [f.deploymentId, f.evidence, f.evidenceId]),
    incidents: sortedBy(
      judged.map((j) => incidentFact(serviceId, j.incident, j.attribution, unrelated)),
      (i) => [i.incidentId],
    ),
  };
}
