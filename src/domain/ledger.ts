/** The ledger: what people decided about attributions and failures. Append-only; an entry is undone by another one. */

/**
 * On an incident: `confirm`, `reject`, `link` (add), `move`, `not_change_related`. On a deployment: `failed`, `unplanned`. On a failure
 * (one piece of evidence): `confirm`, `reject`. On an entry: `undo`.
 */
export const ledgerActions = ['confirm', 'reject', 'link', 'move', 'not_change_related', 'failed', 'unplanned', 'undo'] as const;
export type LedgerAction = (typeof ledgerActions)[number];

export const ledgerSubjects = ['incident', 'deployment', 'failure', 'entry'] as const;
export type LedgerSubject = {
  readonly kind: (typeof ledgerSubjects)[number];
  /** An incident id, a deployment id, a failure key (see `failureKey`) or the id of an entry. */
  readonly key: string;
};

export type LedgerEntry = {
  readonly entryId: string;
  /** Strictly increasing from entry to entry: the order in which decisions hold. */
  readonly at: Date;
  /** `local` until sign-in exists. */
  readonly author: string;
  readonly subject: LedgerSubject;
  /** The service whose view is decided; null = every service that sees the incident. */
  readonly serviceId: string | null;
  readonly action: LedgerAction;
  /** A deployment id; null where the action has none. */
  readonly target: string | null;
  readonly note: string;
  /** Of a deployment marked as failed: when service was restored, as the person says; null = not said. */
  readonly restoredAt: Date | null;
};

/** Which actions a subject takes. */
export const actionsOf: Readonly<Record<LedgerSubject['kind'], readonly LedgerAction[]>> = {
  incident: ['confirm', 'reject', 'link', 'move', 'not_change_related'],
  deployment: ['failed', 'unplanned'],
  failure: ['confirm', 'reject'],
  entry: ['undo'],
};

/** Names one piece of evidence; `!` occurs in no id. */
export function failureKey(failure: { readonly deploymentId: string; readonly evidence: string; readonly evidenceId: string }): string {
  return [failure.deploymentId, failure.evidence, failure.evidenceId].join('!');
}

/** The parts of a failure key, or null when it is none. */
export function readFailureKey(
  key: string,
): { readonly deploymentId: string; readonly evidence: string; readonly evidenceId: string } | null {
  const [deploymentId, evidence, evidenceId, ...more] = key.split('!');
  if (!deploymentId || !evidence || !evidenceId || more.length > 0) return null;
  return { deploymentId, evidence, evidenceId };
}
