/** What the graph and the outcomes say about failures: rollback, revert, hotfix, failed rollout (definitions.md §3). */

import type { ServiceSettings } from '../domain/service.ts';
import { subjectOf } from './changes.ts';
import type { Classified } from './classify.ts';
import { type Finding, minute, nameOf } from './finding.ts';
import { commitAt } from './history.ts';
import type { Lane } from './lane.ts';
import { type Matches, wholeWords } from './patterns.ts';
import { reverts } from './reverts.ts';

/** A hotfix repairs what began to run at most this long before. */
const HOTFIX_WITHIN_MS = 48 * 3_600_000;

function rollbacks(lane: Lane): readonly Finding[] {
  return lane.deployments.flatMap((remedy): Finding[] => {
    const deployment = remedy.kind === 'rollback' && remedy.previousId !== null ? lane.byId.get(remedy.previousId) : undefined;
    if (!deployment || remedy.finishedAt === null) return [];
    const at = remedy.finishedAt;
    const reason = `${remedy.decidingPlace} moved back from ${nameOf(deployment)} to ${nameOf(remedy)} at ${minute(at)}`;
    return [{ deployment, evidence: 'rollback', evidenceId: remedy.deploymentId, confidence: 0.9, reason, at, remedy }];
  });
}

/** Does a change call itself a hotfix, in its subject or in its pull request's branch, labels or title? */
function saysHotfix(lane: Lane, change: number, word: Matches): boolean {
  const pull = lane.links.pullOf.get(change);
  const texts = [subjectOf(commitAt(lane.history, change).message), pull?.branch ?? '', pull?.title ?? '', ...(pull?.labels ?? [])];
  return texts.some(word);
}

function hotfixes(lane: Lane, words: readonly string[]): readonly Finding[] {
  const word = wholeWords(words);
  return lane.deployments.flatMap((remedy): Finding[] => {
    const changes = remedy.kind === 'forward' ? (lane.contained.visits.get(remedy.deploymentId)?.changes ?? []) : [];
    const deployment = remedy.previousId === null ? undefined : lane.byId.get(remedy.previousId);
    if (changes.length === 0 || !deployment?.finishedAt || remedy.finishedAt === null) return [];
    const at = remedy.finishedAt;
    if (at.getTime() - deployment.finishedAt.getTime() > HOTFIX_WITHIN_MS || !changes.every((c) => saysHotfix(lane, c, word))) return [];
    const reason = `${nameOf(remedy)}, deployed ${minute(at)}, delivered nothing but changes marked as hotfix`;
    return [{ deployment, evidence: 'hotfix', evidenceId: remedy.deploymentId, confidence: 0.7, reason, at, remedy }];
  });
}

/** A production attempt that ended failed; its remedy is the next success in the place that failed. */
function failedRollouts(lane: Lane): readonly Finding[] {
  return lane.deployments.flatMap((deployment): Finding[] => {
    if (deployment.tier !== 'production' || deployment.outcome !== 'failed' || deployment.finishedAt === null) return [];
    const reason = `the rollout to ${placesOf(deployment).join(', ')} ended as failed`;
    const { deploymentId, finishedAt } = deployment;
    return [{ deployment, evidence: 'failed_rollout', evidenceId: deploymentId, confidence: 1, reason, at: finishedAt, remedy: null }];
  });
}

/** Places of a deployment, in text order. */
export function placesOf(deployment: Classified): readonly string[] {
  return [...new Set(deployment.children.map((c) => c.place))].sort();
}

/** Rollbacks are found also when they are switched off as evidence: that production moved back is a fact incidents are judged by. */
export function findings(lane: Lane, settings: ServiceSettings): readonly Finding[] {
  const on = settings.failures;
  return [
    ...rollbacks(lane),
    ...(on.revert ? reverts(lane, settings.revertAgeSeconds) : []),
    ...(on.hotfix ? hotfixes(lane, settings.hotfixWords) : []),
    ...(on.failed_rollout ? failedRollouts(lane) : []),
  ];
}
