/** Evidence with what people said of it, and the deployments they marked themselves. */

import type { Failure, UnplannedReason } from '../domain/facts.ts';
import { failureKey, type LedgerEntry } from '../domain/ledger.ts';
import type { Classified } from './classify.ts';
import type { Finding } from './finding.ts';
import type { Decisions, Verdict } from './ledger.ts';

/** A finding a person spoke of, or nobody. */
export type JudgedFinding = { readonly finding: Finding; readonly verdict: Verdict | null };

/** Ids a deployment may be called by: those of all records folded into it. */
const idsOf = (deployment: Classified): readonly string[] => deployment.children.map((child) => child.key);

function verdictOn(decisions: Decisions, { deployment, evidence, evidenceId, remedy }: Finding): Verdict | null {
  if (decisions.evidence.size === 0) return null;
  const restsOn = remedy !== null && remedy.deploymentId === evidenceId ? idsOf(remedy) : [evidenceId];
  for (const deploymentId of idsOf(deployment))
    for (const id of restsOn) {
      const verdict = decisions.evidence.get(failureKey({ deploymentId, evidence, evidenceId: id }));
      if (verdict !== undefined) return verdict;
    }
  return null;
}

export const judgeFindings = (decisions: Decisions, found: readonly Finding[]): readonly JudgedFinding[] =>
  found.map((finding) => ({ finding, verdict: verdictOn(decisions, finding) }));

export const stands = ({ verdict }: JudgedFinding): boolean => verdict?.decision !== 'rejected';

/** The entry by which a person marked the deployment; null = nobody did. */
export function markOf(marks: ReadonlyMap<string, LedgerEntry>, deployment: Classified): LedgerEntry | null {
  if (marks.size === 0) return null;
  for (const id of idsOf(deployment)) {
    const entry = marks.get(id);
    if (entry !== undefined) return entry;
  }
  return null;
}

/** A deployment that a person said failed; `deployment` is what that blames. */
export type Marked = { readonly deployment: Classified; readonly entry: LedgerEntry };

export function personFailure(serviceId: string, { deployment, entry }: Marked): Failure {
  const reason = `marked as failed by ${entry.author}${entry.note === '' ? '' : `: ${entry.note}`}`;
  return {
    serviceId,
    deploymentId: deployment.deploymentId,
    evidence: 'person',
    evidenceId: entry.entryId,
    confidence: 1,
    reason,
    at: deployment.finishedAt ?? deployment.startedAt,
    decision: 'confirmed',
    entryId: entry.entryId,
  };
}

/** A rollback, revert or hotfix is unplanned by itself; a redeployment, and what did not succeed, is in no rate. */
export function unplannedBy(deployment: Classified, byRules: UnplannedReason | null, marked: LedgerEntry | null): UnplannedReason | null {
  if (byRules !== null || marked === null) return byRules;
  return deployment.kind === 'forward' || deployment.kind === 'baseline' ? 'person' : null;
}
