/** A decision before it is written: as a person states it, and as it is once it was checked. */

import { AppError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';

/** A decision as a person states it. */
export type Draft = Pick<LedgerEntry, 'subject' | 'action' | 'note' | 'restoredAt'> & {
  /** A deployment id; of confirm and reject absent = the deployment the incident is attributed to now. */
  readonly target: string | null;
  /** Whose view of an incident is meant; null = all, or the one there is. */
  readonly serviceId: string | null;
};

/** A checked decision, and the services it concerns. */
export type Checked = Pick<LedgerEntry, 'subject' | 'serviceId' | 'action' | 'target'> & {
  readonly concerns: readonly string[];
  /** Moved to a deployment of another service, the incident leaves this one. */
  readonly leaves?: string | undefined;
  /** Undoing such a move, or bringing it back, undoes this with it. */
  readonly left?: LedgerEntry | undefined;
};

/** A decision that cannot be taken, and why. */
export const refuse = (message: string): never => {
  throw new AppError('invalid', message);
};
