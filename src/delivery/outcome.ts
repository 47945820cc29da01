/** Outcome and times of one event from its statuses: the first terminal one decides, `inactive` never does. */

import type { Outcome } from '../domain/facts.ts';
import type { DeploymentEvent, DeploymentStatus } from '../domain/records.ts';
import { byInstant, byNaturalId } from './order.ts';

export type Ending = {
  readonly outcome: Outcome;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly inferred: boolean;
};

const isTerminal = (status: DeploymentStatus): status is DeploymentStatus & { state: 'succeeded' | 'failed' | 'cancelled' } =>
  status.state === 'succeeded' || status.state === 'failed' || status.state === 'cancelled';

/**
 * Statuses in time order, ties by the provider's status id. Only `inactive` known: succeeded at creation, inferred. The start is the
 * first running status, else the creation, and never later than the finish.
 */
export function endingOf(event: DeploymentEvent, statuses: readonly DeploymentStatus[]): Ending {
  const ordered = [...statuses].sort((a, b) => byInstant(a.at, b.at) || byNaturalId(a.statusId, b.statusId));
  const began = ordered.find((s) => s.state === 'running')?.at ?? event.createdAt;
  const terminal = ordered.find(isTerminal);
  if (terminal) {
    const startedAt = began.getTime() > terminal.at.getTime() ? terminal.at : began;
    return { outcome: terminal.state, startedAt, finishedAt: terminal.at, inferred: event.inferred };
  }
  if (ordered.some((s) => s.state === 'running' || s.state === 'pending'))
    return { outcome: 'running', startedAt: began, finishedAt: null, inferred: event.inferred };
  if (ordered.length > 0) return { outcome: 'succeeded', startedAt: event.createdAt, finishedAt: event.createdAt, inferred: true };
  return { outcome: 'unknown', startedAt: began, finishedAt: null, inferred: event.inferred };
}
