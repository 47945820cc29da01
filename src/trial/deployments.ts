/** Why each record of the service's repositories counts as a deployment, or does not: by the predicates derivation uses. Pure. */

import { candidateEvents, endingAmong, missesDefaultBranch, statusKey } from '../delivery/children.ts';
import { detectorOf, type Miss, type ReadyRule, readyRules } from '../delivery/detect.ts';
import { groupBy } from '../delivery/order.ts';
import type { Fetched, ServiceFacts, ServiceRecords } from '../delivery/records.ts';
import type { Deployment } from '../domain/facts.ts';
import { deploymentKey } from '../domain/keys.ts';
import type { DeploymentEvent } from '../domain/records.ts';
import type { DeploymentVerdict } from './trial.ts';
import { quoted, recordWords } from './words.ts';

/** A record with the instant it is placed at: its end, else its creation. */
export type Candidate = { readonly event: Fetched<DeploymentEvent>; readonly at: Date; readonly outcome: string };

export type Judgement = {
  readonly verdict: DeploymentVerdict;
  readonly reason: string;
  /** The reason without what differs from record to record. */
  readonly group: string;
  readonly deploymentId: string | null;
};

const ruleName = (index: number): string => `rule ${index + 1}`;

/** Everything that may be a deployment, of the kinds that were collected as such or that a rule looks at. */
export function candidatesOf(records: ServiceRecords, withMerges: boolean): readonly Candidate[] {
  const own = new Set(records.service.settings.repositories.map((r) => r.repositoryId));
  const statuses = new Map(
    [...groupBy(records.deploymentStatuses, (s) => s.repositoryId)].map(([id, rows]) => [id, groupBy(rows, statusKey)] as const),
  );
  return candidateEvents(withMerges ? records.pullRequests : [], records.deploymentEvents)
    .filter((event) => own.has(event.repositoryId))
    .map((event) => {
      const { outcome, finishedAt } = endingAmong(event, statuses.get(event.repositoryId) ?? new Map());
      return { event, at: finishedAt ?? event.createdAt, outcome };
    });
}

/** Of the rules for records of this kind the one with the fewest conditions missed, and the first of these. */
function nearestMiss(rules: readonly ReadyRule[], event: DeploymentEvent): Miss | null {
  const missed = rules.flatMap((rule) => {
    const misses = rule.misses(event);
    return misses === null || misses.length === 0 ? [] : [misses];
  });
  const [nearest] = missed.sort((a, b) => a.length - b.length);
  return nearest?.[0] ?? null;
}

function missWords({ index, setting, wanted, value }: Miss): Pick<Judgement, 'reason' | 'group'> {
  const said = value === null ? `it says nothing of its ${setting}` : `${setting} ${quoted(value)} is not ${quoted(wanted)}`;
  return {
    reason: value === null ? `${said}, and ${ruleName(index)} wants ${quoted(wanted)}` : `${said} (${ruleName(index)})`,
    group: `${setting} is not ${quoted(wanted)} (${ruleName(index)})`,
  };
}

const outcomeWords: Readonly<Record<string, readonly [DeploymentVerdict, string]>> = {
  failed: ['failed', 'the attempt failed'],
  cancelled: ['cancelled', 'it was cancelled'],
  running: ['running', 'it has not ended'],
  unknown: ['unknown_outcome', 'no outcome is known'],
};

const kindWords: Readonly<Record<string, readonly [DeploymentVerdict, string]>> = {
  rollback: ['rollback', 'production moved back: counts for deployment rework rate alone'],
  redeploy: ['redeploy', 'nothing of this service is new in it: the same was running'],
};

/** Prepares the rules once; answers for every record why it counts or not. `facts` are those the same rules lead to. */
export function judgeOf(records: ServiceRecords, facts: ServiceFacts): (candidate: Candidate) => Judgement {
  const { serviceId, settings } = records.service;
  const rules = readyRules(settings);
  const detect = detectorOf(rules, settings.productionWords);
  const defaultBranch = new Map(records.branches.flatMap((b) => (b.isDefault ? [[b.repositoryId, b.name] as const] : [])));
  const deployments = new Map(facts.deployments.map((d) => [d.deploymentId, d]));
  const keyOf = (row: { repositoryId: string; origin: string; externalId: string }): string => deploymentKey(serviceId, row);
  const childOf = new Map(facts.children.map((child) => [keyOf(child), child]));
  const left = (verdict: DeploymentVerdict, reason: string, group = reason, deploymentId: string | null = null): Judgement => ({
    verdict,
    reason,
    group,
    deploymentId,
  });

  const undetected = (event: DeploymentEvent): Judgement => {
    const miss = nearestMiss(rules, event);
    if (miss !== null) return { verdict: 'rule_misses', deploymentId: null, ...missWords(miss) };
    if (event.origin === 'merges' && rules.some(({ rule }) => rule.from === 'merges'))
      return left(
        'rule_misses',
        `target branch ${quoted(event.branch ?? '')} is not the default branch`,
        'target is not the default branch',
      );
    return left('no_rule', `no rule looks at ${recordWords[event.origin]}`);
  };

  /** Of a deployment that failed: switched on, that is a failed one. */
  const lost = (by: string, why: string, { failed, deploymentId }: Deployment): Judgement =>
    failed
      ? left(
          'failed_rollout',
          `${by}: ${why}, and failed rollouts count as failed deployments`,
          'failed rollouts count as failed deployments',
          deploymentId,
        )
      : left('failed', `${by}, but ${why}`, why, deploymentId);

  const landed = (by: string, deployment: Deployment | undefined, where: string): Judgement => {
    const id = deployment?.deploymentId ?? null;
    if (deployment?.outcome === 'failed') return lost(by, 'it failed in another place', deployment);
    const kind = kindWords[deployment?.kind ?? ''];
    if (kind !== undefined) return left(kind[0], `${by}: ${kind[1]}`, kind[1], id);
    return left(
      'counts',
      `${by}: ${where}${deployment?.kind === 'baseline' ? '; the first one known, so its changes have no lead time' : ''}`,
      by,
      id,
    );
  };

  return ({ event, outcome }) => {
    if (event.removed) return left('removed', 'it was removed at the provider');
    if (event.preRelease) return left('pre_release', 'drafts and pre-releases are never production');
    const detected = detect(event);
    if (detected === null || missesDefaultBranch(detected, defaultBranch.get(event.repositoryId) ?? null)) return undetected(event);
    const by = `${ruleName(detected.index)} takes it`;
    const where = `${quoted(detected.place)} ${detected.because}`;
    const child = childOf.get(keyOf(event));
    const deployment = child === undefined ? undefined : deployments.get(child.deploymentId);
    const id = deployment?.deploymentId ?? null;
    if (detected.tier !== 'production')
      return left('not_production', `${where}; its tier is ${detected.tier}`, `the environment is not production`, id);
    const ended = outcomeWords[outcome];
    if (outcome === 'failed' && deployment?.outcome === 'failed') return lost(by, 'the attempt failed', deployment);
    return ended === undefined ? landed(by, deployment, where) : left(ended[0], `${by}, but ${ended[1]}`, ended[1], id);
  };
}
