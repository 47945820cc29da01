/** Records to facts, step by step: detect, fold, classify, contain, find failures, attribute incidents, recover. Pure. */

import type { Delivery, Deployment, Failure, PullRequestFlow, UndeployedChange } from '../domain/facts.ts';
import { type Attributed, attribute, blamed, ladderOf } from './attribute.ts';
import { type ChangeRules, changeOf, deliveryOf } from './changes.ts';
import { childrenOf, statusKey } from './children.ts';
import { type JudgedFinding, judgeFindings, type Marked, markOf, personFailure, stands, unplannedBy } from './decided.ts';
import { detector } from './detect.ts';
import { childFacts, deploymentFact, findingFact, incidentFact, incidentFailure, sortedBy, unplannedReason } from './facts.ts';
import { findings } from './findings.ts';
import { histories } from './history.ts';
import { type ServiceIncident, serviceIncidents } from './incidents.ts';
import { type Lane, laneOf } from './lane.ts';
import { type Decisions, decisionsOf } from './ledger.ts';
import { nameIndex } from './named.ts';
import { groupBy } from './order.ts';
import { authorPatterns } from './patterns.ts';
import { pullRequestFlows } from './pull-flow.ts';
import type { ServiceFacts, ServiceRecords } from './records.ts';
import { recoveryOf } from './recovery.ts';

/** One lane per repository of the service: its history with what was deployed of it. Incidents and evidence have no part in it. */
export function lanesOf(records: ServiceRecords): readonly Lane[] {
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
  const ready = groupBy(records.pullRequestReady, repositoryOf);
  const reviews = groupBy(records.reviews, repositoryOf);
  return lanes.flatMap((lane) => {
    const id = lane.history.repositoryId;
    const own = { deliveries: deliveries.get(id) ?? [], undeployed: undeployed.get(id) ?? [] };
    return pullRequestFlows(lane, own, { ready: ready.get(id) ?? [], reviews: reviews.get(id) ?? [] }, rules);
  });
}

type Judged = { readonly incident: ServiceIncident; readonly attributed: Attributed };

/** Everything that speaks of failures: evidence with what people said of it, incidents with where they belong, marks of people. */
type Evidence = { readonly findings: readonly JudgedFinding[]; readonly judged: readonly Judged[]; readonly marked: readonly Marked[] };

function evidenceOf(records: ServiceRecords, lanes: readonly Lane[], decisions: Decisions): Evidence {
  const { settings } = records.service;
  const judgedFindings = judgeFindings(
    decisions,
    lanes.flatMap((lane) => findings(lane, settings)),
  );
  const ladder = ladderOf(
    nameIndex(lanes),
    judgedFindings.filter(stands).map(({ finding }) => finding),
  );
  const incidents = serviceIncidents(records);
  const marked = lanes.flatMap((lane) =>
    lane.deployments.flatMap((named): Marked[] => {
      const entry = markOf(decisions.failed, named);
      const deployment = entry === null ? null : blamed(ladder, named);
      return entry === null || deployment === null ? [] : [{ deployment, entry }];
    }),
  );
  return {
    findings: judgedFindings,
    judged: incidents.map((incident) => ({ incident, attributed: attribute(ladder, incident, settings.failures.incident) })),
    marked,
  };
}

function failuresOf(serviceId: string, counted: readonly JudgedFinding[], { judged, marked }: Evidence): readonly Failure[] {
  return [
    ...counted.map((f) => findingFact(serviceId, f)),
    ...judged.flatMap(({ incident, attributed }) => [
      ...attributed.all.map((attribution) => incidentFailure(serviceId, incident, attribution, null)),
      ...attributed.refused.map(({ attribution, entry }) => incidentFailure(serviceId, incident, attribution, entry)),
    ]),
    ...marked.map((mark) => personFailure(serviceId, mark)),
  ];
}

function deploymentsOf(
  serviceId: string,
  lanes: readonly Lane[],
  counted: readonly JudgedFinding[],
  evidence: Evidence,
  decisions: Decisions,
): readonly Deployment[] {
  const standing = counted.filter(stands).map(({ finding }) => finding);
  const findingsOf = groupBy(standing, (f) => f.deployment.deploymentId);
  // That a deployment was a repair stays true when a person says that what it repaired had not failed.
  const repairs = groupBy(counted, ({ finding }) => finding.remedy?.deploymentId ?? '');
  const links = evidence.judged.flatMap(({ incident, attributed }) => attributed.all.map((attribution) => ({ incident, attribution })));
  const incidentsOf = groupBy(
    links.filter(({ attribution }) => attribution.confidence >= 0.5),
    ({ attribution }) => attribution.deployment.deploymentId,
  );
  const marks = new Map(evidence.marked.map(({ deployment, entry }) => [deployment.deploymentId, entry]));
  return lanes.flatMap((lane) =>
    lane.deployments.map((deployment) => {
      const id = deployment.deploymentId;
      const byRules = unplannedReason(deployment, new Set(repairs.get(id)?.map(({ finding }) => finding.evidence)));
      const recovery = recoveryOf(lane, deployment, {
        findings: findingsOf.get(id) ?? [],
        incidents: (incidentsOf.get(id) ?? []).map(({ incident }) => incident.event),
        marked: marks.get(id) ?? null,
      });
      const unplanned = unplannedBy(deployment, byRules, markOf(decisions.unplanned, deployment));
      return deploymentFact(serviceId, lane, deployment, { ...recovery, unplanned });
    }),
  );
}

/** Of the facts, those that evidence of failures and incidents decide. */
type Judgements = Pick<ServiceFacts, 'deployments' | 'failures' | 'incidents'>;

/** What failed, what it recovered by, and where incidents belong, on lanes that are made already. */
export function judgeService(records: ServiceRecords, lanes: readonly Lane[]): Judgements {
  const { serviceId, settings } = records.service;
  const decisions = decisionsOf(serviceId, records.ledger);
  const evidence = evidenceOf(records, lanes, decisions);
  const counted = evidence.findings.filter(({ finding }) => settings.failures[finding.evidence]);
  const unrelated = settings.failures.incident
    ? 'no deployment fits: it names none, none was repaired while it was open, and none finished shortly before'
    : 'incident evidence is switched off for this service';
  return {
    deployments: sortedBy(deploymentsOf(serviceId, lanes, counted, evidence, decisions), (d) => [d.deploymentId]),
    failures: sortedBy(failuresOf(serviceId, counted, evidence), (f) => [f.deploymentId, f.evidence, f.evidenceId]),
    incidents: sortedBy(
      evidence.judged.map(({ incident, attributed }) => incidentFact(serviceId, incident, attributed, unrelated)),
      (i) => [i.incidentId],
    ),
  };
}

/** The facts of one service, whole. The order of the records has no influence. `lanes` = those of these records, where they are made. */
export function deriveService(records: ServiceRecords, lanes: readonly Lane[] = lanesOf(records)): ServiceFacts {
  const { serviceId, settings } = records.service;
  const { deployments, failures, incidents } = judgeService(records, lanes);
  const rules: ChangeRules = { serviceId, isBot: authorPatterns(settings.bots) };
  const bySha = (row: { repositoryId: string; sha: string }): readonly string[] => [row.repositoryId, row.sha];
  const children = lanes.flatMap((lane) => lane.deployments.flatMap((d) => childFacts(serviceId, d)));
  const deliveries = lanes.flatMap((lane) => deliveriesOf(lane, rules));
  const undeployed = lanes.flatMap((lane) => undeployedOf(lane, rules));
  const pulls = pullsOf(records, lanes, rules, { deliveries, undeployed });
  return {
    deployments,
    children: sortedBy(children, (c) => [c.repositoryId, c.origin, c.externalId]),
    deliveries: sortedBy(deliveries, bySha),
    undeployed: sortedBy(undeployed, bySha),
    pullRequests: sortedBy(pulls, (p) => [p.repositoryId, `${p.number}`]),
    failures,
    incidents,
  };
}
