/** Attribution: to which deployment an incident belongs, first rung that fits (definitions.md, "Incident attribution"). */

import type { LedgerEntry } from '../domain/ledger.ts';
import type { IncidentEvent } from '../domain/records.ts';
import type { Classified } from './classify.ts';
import { type Finding, minute, nameOf } from './finding.ts';
import type { ServiceIncident } from './incidents.ts';
import type { IncidentDecision } from './ledger.ts';
import { type NameIndex, namedDeployments } from './named.ts';
import { byInstant, byText, groupBy } from './order.ts';

const HOUR = 3_600_000;

export type Attribution = {
  readonly rung: 1 | 2 | 3 | 4;
  readonly confidence: number;
  /** A forward or baseline deployment (or a failed rollout that counts as such). */
  readonly deployment: Classified;
  readonly reason: string;
  /** The decision of a person it rests on; null = rules alone. */
  readonly entry: LedgerEntry | null;
};

/** Everything the ladder looks at; lists by start, then finish, then id. */
export type Ladder = {
  readonly names: NameIndex;
  /** By every id a deployment may be called: those of all records folded into it. */
  readonly byAnyId: ReadonlyMap<string, Classified>;
  /** Successful production deployments. */
  readonly successes: readonly Classified[];
  /** Of those the forward and baseline ones that something repaired later: few, and every incident is held against them. */
  readonly repaired: readonly Classified[];
  /** Start of the next forward deployment of the same repository. */
  readonly nextStart: ReadonlyMap<string, Date>;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** Rollbacks by the deployment whose commit they went back to. */
  readonly backTo: ReadonlyMap<string, readonly Classified[]>;
};

const byStart = (a: Classified, b: Classified): number =>
  byInstant(a.startedAt, b.startedAt) || byInstant(a.finishedAt, b.finishedAt) || byText(a.deploymentId, b.deploymentId);

export function ladderOf(names: NameIndex, findings: readonly Finding[]): Ladder {
  const all = [...names.deployments.values()];
  const successes = all.filter((d) => d.kind !== null).sort(byStart);
  const forwards = successes.filter((d) => d.kind === 'forward' || d.kind === 'baseline');
  const nextStart = new Map<string, Date>();
  const later = new Map<string, { at: Date; next: Date | null }>();
  for (const d of [...forwards].reverse()) {
    const after = later.get(d.repositoryId);
    const next = after === undefined ? null : after.at.getTime() > d.startedAt.getTime() ? after.at : after.next;
    if (next !== null) nextStart.set(d.deploymentId, next);
    later.set(d.repositoryId, { at: d.startedAt, next });
  }
  const byAnyId = new Map(all.flatMap((d) => d.children.map((child): [string, Classified] => [child.key, d])));
  const found = groupBy(findings, (f) => f.deployment.deploymentId);
  const repaired = forwards.filter((d) => found.has(d.deploymentId));
  const backTo = groupBy(
    successes.filter((d) => d.kind === 'rollback'),
    (d) => d.ownerId ?? '',
  );
  return { names, byAnyId, successes, repaired, nextStart, findings: found, backTo };
}

/** What first put the running commit there; null for attempts that did not succeed, unless they count as failed rollouts. */
export function blamed(ladder: Ladder, deployment: Classified): Classified | null {
  if (deployment.kind === null) {
    const counts = ladder.findings.get(deployment.deploymentId)?.some((f) => f.evidence === 'failed_rollout');
    return counts ? deployment : null;
  }
  return deployment.ownerId === null ? null : (ladder.names.deployments.get(deployment.ownerId) ?? null);
}

/** The deployment a decision speaks of, as it is called today; null when it is gone or cannot have failed. */
function meant(ladder: Ladder, target: string): Classified | null {
  const deployment = ladder.byAnyId.get(target);
  return deployment === undefined ? null : blamed(ladder, deployment);
}

const isLater = (a: LedgerEntry, b: LedgerEntry): boolean => (byInstant(a.at, b.at) || byText(a.entryId, b.entryId)) > 0;

/** What people said of single deployments, by what these are today: several names may mean one, and then the last decision holds. */
type Spoken = { readonly linked: readonly Attribution[]; readonly barred: ReadonlyMap<string, LedgerEntry> };

type Word = { readonly deployment: Classified; readonly entry: LedgerEntry; readonly says: 'linked' | 'rejected' | 'nothing more' };

function spoken(ladder: Ladder, { linked, rejected, ended }: IncidentDecision): Spoken {
  const last = new Map<string, Word>();
  const hear = (decisions: ReadonlyMap<string, LedgerEntry>, says: Word['says']): void => {
    for (const [target, entry] of decisions) {
      const deployment = meant(ladder, target);
      const before = deployment === null ? undefined : last.get(deployment.deploymentId);
      if (deployment !== null && (before === undefined || isLater(entry, before.entry)))
        last.set(deployment.deploymentId, { deployment, entry, says });
    }
  };
  hear(linked, 'linked');
  hear(rejected, 'rejected');
  hear(ended, 'nothing more');
  const said = [...last.values()];
  const links = said.filter(({ says }) => says === 'linked').sort((a, b) => (isLater(a.entry, b.entry) ? -1 : 1));
  return {
    linked: links.map(({ deployment, entry }) => ({ rung: 1, confidence: 1, deployment, reason: reasonOf(entry), entry })),
    barred: new Map(said.flatMap(({ says, deployment, entry }) => (says === 'rejected' ? [[deployment.deploymentId, entry]] : []))),
  };
}

function reasonOf({ action, author, note }: LedgerEntry): string {
  return `${action === 'confirm' ? 'confirmed' : 'linked'} by ${author}${note === '' ? '' : `: ${note}`}`;
}

/** Deployments a person said it does not belong to. */
type Barred = ReadonlySet<string>;

/** Production went back to it while the incident was open: it is named as the repair, not as the cause. */
function isRepair(ladder: Ladder, deployment: Classified, { openedAt, resolvedAt }: IncidentEvent): boolean {
  const returns = ladder.backTo.get(deployment.deploymentId) ?? [];
  return returns.some((d) => byInstant(d.startedAt, openedAt) >= 0 && (resolvedAt === null || byInstant(d.startedAt, resolvedAt) < 0));
}

/** The newest named deployment that had started when the incident opened: what was deployed later may be the repair. */
function second(ladder: Ladder, incident: ServiceIncident, barred: Barred): Attribution | null {
  const named = namedDeployments(ladder.names, incident)
    .filter(({ deployment }) => deployment.startedAt.getTime() <= incident.event.openedAt.getTime())
    .flatMap(({ deployment, by }) => {
      const target = blamed(ladder, deployment);
      const fits = target !== null && !barred.has(target.deploymentId) && !isRepair(ladder, target, incident.event);
      return fits ? [{ target, by }] : [];
    })
    .sort((a, b) => byStart(a.target, b.target) || byText(b.by, a.by));
  const last = named.at(-1);
  if (last === undefined) return null;
  const reason = `the incident names ${last.by}, which ${nameOf(last.target)} put into production`;
  return { rung: 2, confidence: 0.95, deployment: last.target, reason, entry: null };
}

function third(ladder: Ladder, { event }: ServiceIncident, barred: Barred): Attribution | null {
  const opened = event.openedAt.getTime();
  // Monitors recover while the repair still rolls out, so it is enough that the incident was open when production began to move.
  const wasOpenAt = ({ at, remedy }: Finding): boolean =>
    opened <= at.getTime() && (event.resolvedAt === null || event.resolvedAt.getTime() > (remedy?.startedAt ?? at).getTime());
  for (let i = ladder.repaired.length - 1; i >= 0; i -= 1) {
    const deployment = ladder.repaired[i];
    if (!deployment || opened < deployment.startedAt.getTime() || barred.has(deployment.deploymentId)) continue;
    const next = ladder.nextStart.get(deployment.deploymentId);
    const beforeNext = next === undefined || opened < next.getTime();
    const end = ladder.findings
      .get(deployment.deploymentId)
      ?.find((f) => wasOpenAt(f) && (f.evidence === 'revert' || (beforeNext && (f.evidence === 'rollback' || f.evidence === 'hotfix'))));
    if (end) {
      const what = { revert: 'its change was reverted', rollback: 'production moved back from it', hotfix: 'a hotfix replaced it' };
      const how = what[end.evidence as keyof typeof what]; // the search above leaves only these three
      const reason = `opened while ${nameOf(deployment)} ran and was still open when ${how} at ${minute(end.at)}`;
      return { rung: 3, confidence: 0.9, deployment, reason, entry: null };
    }
  }
  return null;
}

/** The latest success that had started by then; the list is sorted by start. */
function nearest(successes: readonly Classified[], opened: number): Classified | null {
  let low = 0;
  let high = successes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((successes[middle]?.startedAt.getTime() ?? 0) <= opened) low = middle + 1;
    else high = middle;
  }
  return successes[low - 1] ?? null;
}

/** Only the nearest deployment is asked: where a person rejected it, none further away is blamed in its place. */
function fourth(ladder: Ladder, { event, windowMs }: ServiceIncident, barred: Barred): Attribution | null {
  const opened = event.openedAt.getTime();
  const near = nearest(ladder.successes, opened);
  const deployment = near === null ? null : blamed(ladder, near);
  if (near === null || near.finishedAt === null || deployment === null || barred.has(deployment.deploymentId)) return null;
  const age = opened - near.finishedAt.getTime();
  if (age > windowMs) return null;
  const confidence = age <= HOUR ? 0.8 : age <= 6 * HOUR ? 0.6 : 0.4;
  const minutes = Math.round(age / 60_000);
  const when = age < 0 ? `while ${nameOf(near)} was being deployed` : `${minutes} min after ${nameOf(near)} was deployed`;
  return { rung: 4, confidence, deployment, reason: `opened ${when}, the nearest earlier deployment`, entry: null };
}

/** Rungs 2 to 4, first that fits; null = no rule fits. */
function byRules(ladder: Ladder, incident: ServiceIncident, barred: Barred): Attribution | null {
  return second(ladder, incident, barred) ?? third(ladder, incident, barred) ?? fourth(ladder, incident, barred);
}

/** An attribution a person refused, with what the rules would have said. */
export type Refusal = { readonly attribution: Attribution; readonly entry: LedgerEntry };

export type Attributed = {
  /** The one that is shown first; null = not change-related. */
  readonly main: Attribution | null;
  /** All of them: a person may link an incident to several deployments. */
  readonly all: readonly Attribution[];
  readonly refused: readonly Refusal[];
  /** The decision by which it belongs to no deployment; null = rules alone. */
  readonly unrelatedBy: LedgerEntry | null;
};

/**
 * Goes up the ladder with what people decided. `rules` false = decisions of people alone (incident evidence is switched off); so it is
 * for an incident that no rule of the service takes.
 */
export function attribute(ladder: Ladder, incident: ServiceIncident, rules: boolean): Attributed {
  const { unrelated } = incident.decision;
  const { linked, barred } = spoken(ladder, incident.decision);
  const climbs = rules && incident.taken;
  const none: Barred = new Set();
  const proposed = climbs && (barred.size > 0 || unrelated !== null) ? byRules(ladder, incident, none) : null;
  const refusing = proposed === null ? undefined : (unrelated ?? barred.get(proposed.deployment.deploymentId));
  const refused = proposed === null || refusing === undefined ? [] : [{ attribution: proposed, entry: refusing }];
  if (unrelated !== null) return { main: null, all: [], refused, unrelatedBy: unrelated };
  const ruled = linked.length > 0 || !climbs ? null : byRules(ladder, incident, new Set(barred.keys()));
  const all = linked.length > 0 ? linked : ruled === null ? [] : [ruled];
  const main = all[0] ?? null;
  return { main, all, refused, unrelatedBy: main === null ? (refusing ?? null) : null };
}
