/** When submitted responses are published: in batches large enough to hide each of their people, or at the close. */

import { minimumOf, type Policy } from './policy.ts';

export type Pending = {
  readonly team: string;
  /** Submitted and not published yet. */
  readonly waiting: number;
  /** Invited and not submitted yet. */
  readonly outstanding: number;
};

export type Release = { readonly publish: true; readonly teams: readonly string[] } | { readonly publish: false };

/**
 * Which teams' waiting responses make up the next batch, all of them or none. Before the close only teams with at least the minimum for
 * perceptions, because every later view can be compared with this one; and only where those still to come are nobody or could be a batch
 * themselves, because fewer would count for the organisation alone. At the close everything that waits. A response that is published is
 * final: its author cannot change it any more.
 */
export function nextRelease(pending: readonly Pending[], policy: Policy, closing: boolean): Release {
  const minimum = minimumOf('perception', policy);
  const isReady = ({ waiting, outstanding }: Pending): boolean =>
    closing ? waiting > 0 : waiting >= minimum && (outstanding === 0 || outstanding >= minimum);
  const teams = pending.filter(isReady).map(({ team }) => team);
  return closing || teams.length > 0 ? { publish: true, teams } : { publish: false };
}
