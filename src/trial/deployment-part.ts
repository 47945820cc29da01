/** The part of a trial about deployments: what counts and what not, and what is otherwise than now. Pure. */

import type { ServiceFacts } from '../delivery/records.ts';
import type { Deployment } from '../domain/facts.ts';
import { deploymentKey } from '../domain/keys.ts';
import type { Window } from '../domain/scope.ts';
import { type Candidate, judgeOf } from './deployments.ts';
import { counted, grouped } from './groups.ts';
import { isNew, matched } from './matching.ts';
import type { Prepared } from './sensitivity.ts';
import type { DeploymentVerdict, Difference, Trial } from './trial.ts';

const deploymentOrder: readonly DeploymentVerdict[] = [
  'counts',
  'failed_rollout',
  'rollback',
  'redeploy',
  'failed',
  'cancelled',
  'running',
  'unknown_outcome',
  'not_production',
  'rule_misses',
  'no_rule',
  'pre_release',
  'removed',
];
export const within = (at: Date | null, { from, to }: Window): boolean => at !== null && at >= from && at < to;

/** Deployments that the frequency counts. */
export const counting = (facts: ServiceFacts, window: Window): ReadonlyMap<string, Deployment> =>
  new Map(facts.deployments.flatMap((d) => (isNew(d) && within(d.finishedAt, window) ? [[d.deploymentId, d]] : [])));

/** One set of rules, with what they lead to. */
export type Derived = Prepared & { readonly facts: ServiceFacts };

export function deploymentPart(before: Derived | null, after: Derived, all: readonly Candidate[], window: Window): Trial['deployments'] {
  const { serviceId, settings } = after.records.service;
  const names = new Map(settings.repositories.map((r) => [r.repositoryId, r.name]));
  const judge = judgeOf(after.records, after.facts);
  const keyOf = ({ event }: Candidate): string => deploymentKey(serviceId, event);
  const shown = all.filter(({ at }) => within(at, window));
  const there = new Set(before?.facts.deployments.map((d) => d.deploymentId));
  const judged = shown.map((candidate) => {
    const { event, at } = candidate;
    const { verdict, reason, group, deploymentId } = judge(candidate);
    const title = event.title ?? event.name ?? event.externalId;
    const today = deploymentId !== null && there.has(deploymentId) ? deploymentId : null;
    const repository = names.get(event.repositoryId) ?? event.repositoryId;
    return {
      verdict,
      group,
      item: { id: keyOf(candidate), title, at, url: event.url, reason, origin: event.origin, repository, deploymentId: today },
    };
  });
  const groups = grouped(judged, deploymentOrder);
  const none = { total: 0, items: [] };
  const is = counting(after.facts, window);
  const was = before === null ? null : counting(before.facts, window);
  const rest = { considered: shown.length, counted: { before: was?.size ?? null, after: is.size }, groups };
  if (before === null || was === null) return { ...rest, newlyCounted: none, noLongerCounted: none };
  const judgeBefore = judgeOf(before.records, before.facts);
  const pairs = matched(before.facts, after.facts);
  const same = new Set([...was.keys()].flatMap((id) => pairs.get(id) ?? []));
  const byKey = new Map(all.map((candidate) => [keyOf(candidate), candidate]));
  const reasonOf = (found: ReturnType<typeof judge>, id: string): string =>
    found.verdict === 'counts' && found.deploymentId !== id ? `${found.reason}; folded into another deployment` : found.reason;
  const difference = (deployment: Deployment): readonly Difference[] => {
    // A deployment is called by the first of its records.
    const candidate = byKey.get(deployment.deploymentId);
    const { deploymentId: id, title, version, finishedAt, url } = deployment;
    const said = (side: typeof judge): string =>
      candidate === undefined ? 'its repository is not part of the service' : reasonOf(side(candidate), id);
    return [
      { id, title: title ?? version ?? id, at: finishedAt ?? deployment.startedAt, url, before: said(judgeBefore), after: said(judge) },
    ];
  };
  return {
    ...rest,
    newlyCounted: counted([...is.values()].filter((d) => !same.has(d.deploymentId)).flatMap(difference)),
    noLongerCounted: counted([...was.values()].filter((d) => !is.has(pairs.get(d.deploymentId) ?? '')).flatMap(difference)),
  };
}
