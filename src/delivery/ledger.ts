/** What people decided, as it holds now for one service: undone entries left out, later ones before earlier ones. Pure. */

import { type LedgerEntry, readFailureKey } from '../domain/ledger.ts';

/** What was decided about one incident, as one service sees it. Keys are deployment ids as they were named then. */
export type IncidentDecision = {
  /** The deployments it was linked to, in the order of the decisions. */
  readonly linked: ReadonlyMap<string, LedgerEntry>;
  readonly rejected: ReadonlyMap<string, LedgerEntry>;
  /** Links that a move or the like ended: what they had lifted, such as a rejection under another name, stays lifted. */
  readonly ended: ReadonlyMap<string, LedgerEntry>;
  /** Said to have nothing to do with a change; null = not said, or linked since. */
  readonly unrelated: LedgerEntry | null;
};

export type Verdict = { readonly entry: LedgerEntry; readonly decision: 'confirmed' | 'rejected' };

export type Decisions = {
  /** By incident id. */
  readonly incidents: ReadonlyMap<string, IncidentDecision>;
  /** By deployment id as it was named then. */
  readonly failed: ReadonlyMap<string, LedgerEntry>;
  readonly unplanned: ReadonlyMap<string, LedgerEntry>;
  /** By failure key. */
  readonly evidence: ReadonlyMap<string, Verdict>;
};

export const undecided: IncidentDecision = { linked: new Map(), rejected: new Map(), ended: new Map(), unrelated: null };

const inOrder = (a: LedgerEntry, b: LedgerEntry): number =>
  a.at.getTime() - b.at.getTime() || (a.entryId < b.entryId ? -1 : a.entryId > b.entryId ? 1 : 0);

/** Ids of the entries that another one takes back. An undo can be undone; only a later entry can undo. */
export function undoneBy(entries: readonly LedgerEntry[]): ReadonlyMap<string, LedgerEntry> {
  const byId = new Map(entries.map((entry) => [entry.entryId, entry]));
  const undone = new Map<string, LedgerEntry>();
  for (const entry of entries.toSorted(inOrder).toReversed()) {
    const { key } = entry.subject;
    const meant = byId.get(key);
    const comesLater = key !== entry.entryId && (meant === undefined || inOrder(meant, entry) < 0);
    if (entry.action === 'undo' && comesLater && !undone.has(entry.entryId) && !undone.has(key)) undone.set(key, entry);
  }
  return undone;
}

/** Maps while they are filled. */
type Filling = Map<string, LedgerEntry>;
type Open = { linked: Filling; rejected: Filling; ended: Filling; unrelated: LedgerEntry | null };

function endLinks({ linked, ended }: Open): void {
  for (const [target, entry] of linked) ended.set(target, entry);
  linked.clear();
}

function link(decision: Open, target: string, entry: LedgerEntry): void {
  decision.linked.delete(target);
  decision.linked.set(target, entry);
  decision.rejected.delete(target);
  decision.unrelated = null;
}

/** Takes one more decision into account. */
function decide(decision: Open, entry: LedgerEntry): void {
  const { action, target } = entry;
  if (action === 'not_change_related') {
    endLinks(decision);
    decision.unrelated = entry;
  }
  if (target === null) return;
  if (action === 'move') endLinks(decision);
  if (action === 'move' || action === 'link' || action === 'confirm') link(decision, target, entry);
  if (action === 'reject') {
    decision.linked.delete(target);
    decision.rejected.set(target, entry);
  }
}

const none: ReadonlyMap<string, string> = new Map();

/**
 * The entries that hold for a service: its own, and those for every service. `into` names the incident that another one was merged into:
 * what was decided on that other one holds for it too, before what was decided on it itself.
 */
export function decisionsOf(serviceId: string, entries: readonly LedgerEntry[], into: ReadonlyMap<string, string> = none): Decisions {
  const undone = undoneBy(entries);
  const incidents = new Map<string, Open>();
  const failed = new Map<string, LedgerEntry>();
  const unplanned = new Map<string, LedgerEntry>();
  const evidence = new Map<string, Verdict>();
  const isMerged = ({ subject }: LedgerEntry): boolean => into.has(subject.key);
  const ordered = entries.toSorted((a, b) => Number(isMerged(b)) - Number(isMerged(a)) || inOrder(a, b));
  for (const entry of ordered) {
    if (undone.has(entry.entryId) || (entry.serviceId !== null && entry.serviceId !== serviceId)) continue;
    const { kind, key } = entry.subject;
    if (kind === 'incident') {
      const incidentId = into.get(key) ?? key;
      const decision = incidents.get(incidentId) ?? { linked: new Map(), rejected: new Map(), ended: new Map(), unrelated: null };
      incidents.set(incidentId, decision);
      decide(decision, entry);
    }
    if (kind === 'deployment' && entry.action === 'failed') failed.set(key, entry);
    if (kind === 'deployment' && entry.action === 'unplanned') unplanned.set(key, entry);
    if (kind === 'failure' && readFailureKey(key) !== null)
      evidence.set(key, { entry, decision: entry.action === 'reject' ? 'rejected' : 'confirmed' });
  }
  return { incidents, failed, unplanned, evidence };
}
