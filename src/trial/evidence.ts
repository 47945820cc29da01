/** Which evidence of failures there is, switched on or not. Pure. */

import { judgeService } from '../delivery/derive.ts';
import type { Window } from '../domain/scope.ts';
import type { FailureEvidence, Service } from '../domain/service.ts';
import type { Prepared } from './sensitivity.ts';
import type { EvidenceCount } from './trial.ts';

const kinds: readonly FailureEvidence[] = ['incident', 'rollback', 'revert', 'hotfix', 'failed_rollout'];

/** Counts what would be found if every kind were switched on, about deployments that finished in the window. */
export function evidenceCounts({ records, lanes }: Prepared, present: Service | null, { from, to }: Window): readonly EvidenceCount[] {
  const { service } = records;
  const all = { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: true };
  const facts = judgeService({ ...records, service: { ...service, settings: { ...service.settings, failures: all } } }, lanes);
  const within = new Set(
    facts.deployments.flatMap((d) => (d.finishedAt !== null && d.finishedAt >= from && d.finishedAt < to ? [d.deploymentId] : [])),
  );
  return kinds.map((evidence) => {
    const found = facts.failures.filter(
      (failure) =>
        failure.evidence === evidence && failure.confidence >= 0.5 && failure.decision !== 'rejected' && within.has(failure.deploymentId),
    );
    return {
      evidence,
      before: present === null ? null : present.settings.failures[evidence],
      after: service.settings.failures[evidence],
      found: found.length,
      deployments: new Set(found.map((failure) => failure.deploymentId)).size,
    };
  });
}
