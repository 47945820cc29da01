/** Decisions of people in words, once they are taken. Pure. */

import type { LedgerAction } from '../src/domain/ledger.ts';
import type { WireDeploymentName, WireDeploymentStory, WireEntry, WireIncidentOfService } from './api.ts';
import type { Way } from './decide.ts';
import { some } from './format.ts';
import { evidenceInWords } from './story-words.ts';

type Failure = WireDeploymentStory['failures'][number];

/** Whether a piece of evidence counts, and by whom that was said: "rejected by local: a drill – does not count". Null = by rules alone. */
export function verdictInWords({ decision, confidence }: Pick<Failure, 'decision' | 'confidence'>, entry: WireEntry | null): string | null {
  if (decision === null) return confidence < 0.5 ? 'proposed – does not count until somebody confirms' : null;
  const by = entry === null ? 'a person' : `${entry.author}${entry.note === '' ? '' : `: ${entry.note}`}`;
  return decision === 'rejected' ? `rejected by ${by} – does not count` : `confirmed by ${by}`;
}

const verbs: Readonly<Record<LedgerAction, string>> = {
  confirm: 'confirmed',
  reject: 'rejected',
  link: 'linked',
  move: 'moved',
  not_change_related: 'said to be not change-related',
  failed: 'marked as failed',
  unplanned: 'marked as unplanned',
  undo: 'undone',
};

/** Actions as a filter names them. */
export const actions: readonly { readonly id: string; readonly name: string }[] = Object.entries(verbs).map(([id, name]) => ({ id, name }));

/** The way a row of the ledger can go: null = none, what it undid was decided on again since. */
export function wayOf({
  id,
  action,
  undoneBy,
}: Pick<WireEntry, 'id' | 'action' | 'undoneBy'>): { readonly way: Way; readonly of: string } | null {
  if (action === 'undo') return undoneBy === null ? { way: 'back', of: id } : null;
  return undoneBy === null ? { way: 'undo', of: id } : { way: 'back', of: undoneBy };
}

/** A sentence with holes for the things it speaks of, which are links. */
export type Said = readonly (string | { readonly thing: 'incident' | 'deployment' })[];

const incident = { thing: 'incident' } as const;
const deployment = { thing: 'deployment' } as const;

/** What was decided, to be read after who decided: "moved (the incident) to (the deployment)". */
export function entryInWords({ action, subject, about }: Pick<WireEntry, 'action' | 'subject' | 'about'>): Said {
  if (action === 'undo') {
    const of = about.incident === null ? deployment : incident;
    return about.incident === null && about.deployment === null ? ['undid an earlier decision'] : ['undid an earlier decision on ', of];
  }
  if (subject.kind === 'failure') {
    const evidence = evidenceInWords(about.evidence ?? '');
    return [`${verbs[action]} ${evidence} as evidence that `, deployment, ' failed'];
  }
  if (action === 'confirm' || action === 'reject') return [`${verbs[action]} that `, incident, ' belongs to ', deployment];
  if (action === 'link' || action === 'move') return [`${verbs[action]} `, incident, ' to ', deployment];
  if (action === 'not_change_related') return ['said that ', incident, ' is not change-related'];
  return ['marked ', deployment, action === 'failed' ? ' as failed' : ' as unplanned'];
}

/** What a press did, for the message after it. */
export function doneInWords({ action, subject, about }: Pick<WireEntry, 'action' | 'subject' | 'about'>): string {
  if (action === 'undo') return 'Undone.';
  if (subject.kind === 'failure')
    return action === 'reject'
      ? `The evidence of ${evidenceInWords(about.evidence ?? '')} counts no more.`
      : `The evidence of ${evidenceInWords(about.evidence ?? '')} is confirmed.`;
  const said: Readonly<Record<Exclude<LedgerAction, 'undo'>, string>> = {
    confirm: 'Confirmed: it counts.',
    reject: 'Rejected: it does not count against that deployment.',
    link: 'Linked: it counts against that deployment.',
    move: 'Moved: it counts against the deployment you chose.',
    not_change_related: 'It is not change-related now and counts against no deployment.',
    failed: 'Marked as failed: it counts.',
    unplanned: 'Marked as unplanned: it counts in the rework rate.',
  };
  return said[action];
}

/** Decisions without those that only undo or bring back others: whether each holds, and by what it was taken back. */
export type Standing = { readonly entry: WireEntry; readonly undoneBy: WireEntry | null };

export function standing(entries: readonly WireEntry[]): readonly Standing[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return entries
    .filter(({ action }) => action !== 'undo')
    .map((entry) => ({ entry, undoneBy: entry.undoneBy === null ? null : (byId.get(entry.undoneBy) ?? null) }));
}

/** Deployments a service's incident is linked to beside the one that is shown first, as the decisions that hold say. */
export function linkedBeside(
  entries: readonly WireEntry[],
  { id, serviceId, deploymentId }: Pick<WireIncidentOfService, 'id' | 'serviceId' | 'deploymentId'>,
): readonly WireDeploymentName[] {
  const linked = new Map<string, WireEntry>();
  const holds = entries.filter(
    (entry) =>
      entry.undoneBy === null &&
      entry.subject.kind === 'incident' &&
      // Decided on before it was merged into this one, it is told under this one's name.
      (entry.subject.key === id || entry.about.incident?.id === id) &&
      (entry.serviceId ?? serviceId) === serviceId,
  );
  const isMerged = ({ subject }: WireEntry): boolean => subject.key !== id;
  for (const entry of holds.toSorted((a, b) => Number(isMerged(b)) - Number(isMerged(a)) || Date.parse(a.at) - Date.parse(b.at))) {
    if (entry.action === 'move' || entry.action === 'not_change_related') linked.clear();
    if (entry.target === null) continue;
    if (entry.action === 'reject') linked.delete(entry.target.key);
    else linked.set(entry.target.key, entry);
  }
  // Linked to a rollback or a redeployment it counts against what these put there again, which is named first.
  return [...linked.values()].flatMap(({ about: { deployment: on } }) =>
    on === null || on.id === deploymentId || (on.kind !== 'forward' && on.kind !== 'baseline') ? [] : [on],
  );
}

/** A window as an answer names it: half-open. */
type Window = { readonly from: string; readonly to: string };

/**
 * How many decisions hold and speak of a deployment of the service in the window, or of an incident opened in it where they name no
 * deployment. A decision for every service is counted where it names one.
 */
export function bearingOn(entries: readonly WireEntry[], service: string, { from, to }: Window): number {
  return entries.filter(({ action, undoneBy, serviceId, about: { incident: on, deployment: of } }) => {
    if (action === 'undo' || undoneBy !== null || serviceId !== service) return false;
    const at = of === null ? on?.openedAt : (of.finishedAt ?? of.startedAt);
    return at !== undefined && Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to);
  }).length;
}

const reasons: Readonly<Record<string, string>> = { 'rejected evidence': 'evidence rejected by people' };
/** Why a record was left out, as a person would say it. */
export const reasonInWords = (reason: string): string => reasons[reason] ?? reason;

/** "2 decisions by people bear on this window". */
export const influenceInWords = (n: number): string =>
  n === 1 ? '1 decision by people bears on this window' : `${some(n, 'decision')} by people bear on this window`;

/** "3 proposed attributions wait for a decision". */
export const toDecideInWords = (n: number): string =>
  n === 1 ? '1 proposed attribution waits for a decision' : `${some(n, 'proposed attribution')} wait for a decision`;

/** "3 decisions added, 2 known already". */
export const importedInWords = ({ added, known }: { readonly added: number; readonly known: number }): string =>
  `${added === 0 ? 'No decision' : some(added, 'decision')} added${known === 0 ? '' : `, ${known} known already`}.`;
