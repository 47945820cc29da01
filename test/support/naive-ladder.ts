/**
 * The ladder of attribution told naively, from the words of the definitions alone: one repository, one place, a straight line of
 * commits `c0`, `c1` …, so that ancestry is the order of numbers. Nothing is indexed, everything is looked for.
 */

export type NaiveCommit = { readonly reverts: number | null; readonly hotfix: boolean };
export type NaiveDeployment = {
  readonly id: string;
  readonly commit: number;
  readonly started: number;
  readonly finished: number;
  readonly succeeded: boolean;
};
export type NaiveIncident = {
  readonly opened: number;
  readonly resolved: number | null;
  /** What its texts name: commits, deployments by their ids. */
  readonly commits: readonly number[];
  readonly deployments: readonly string[];
  /** What people decided, in order. */
  readonly decisions: readonly {
    readonly action: 'link' | 'confirm' | 'move' | 'reject' | 'not_change_related';
    readonly target: string;
  }[];
};
export type NaiveAnswer = { readonly deployment: string | null; readonly rung: number | null; readonly confidence: number | null };

type Kind = 'baseline' | 'forward' | 'rollback' | 'redeploy';
type Ran = NaiveDeployment & {
  readonly kind: Kind;
  /** Who first put its commit there. */
  readonly owner: string;
  /** Who had put there what ran just before. */
  readonly before: string | null;
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Every success with its kind, in the order they finished. */
function ranIn(deployments: readonly NaiveDeployment[]): readonly Ran[] {
  const ran: Ran[] = [];
  for (const d of deployments.filter((one) => one.succeeded).sort((a, b) => a.finished - b.finished || text(a.id, b.id))) {
    const last = ran.at(-1);
    const before = last?.owner ?? null;
    if (last === undefined) ran.push({ ...d, kind: 'baseline', owner: d.id, before });
    else if (d.commit === last.commit) ran.push({ ...d, kind: 'redeploy', owner: last.owner, before });
    else if (d.commit > last.commit) ran.push({ ...d, kind: 'forward', owner: d.id, before });
    else {
      const first = ran.find((r) => (r.kind === 'baseline' || r.kind === 'forward') && r.commit >= d.commit);
      ran.push({ ...d, kind: 'rollback', owner: first?.id ?? d.id, before });
    }
  }
  return ran;
}

const isForward = (d: Ran): boolean => d.kind === 'forward' || d.kind === 'baseline';
const deliveredBy = (ran: readonly Ran[], commit: number): Ran | undefined => ran.find((d) => isForward(d) && d.commit >= commit);

type Evidence = { readonly on: string; readonly kind: 'rollback' | 'revert' | 'hotfix'; readonly began: number; readonly at: number };

function evidenceIn(ran: readonly Ran[], commits: readonly NaiveCommit[]): readonly Evidence[] {
  return ran.flatMap((d): readonly Evidence[] => {
    if (d.kind === 'rollback') return d.before === null ? [] : [{ on: d.before, kind: 'rollback', began: d.started, at: d.finished }];
    if (d.kind !== 'forward') return [];
    const changes = commits.flatMap((_, c) => (deliveredBy(ran, c) === d ? [c] : []));
    const found: Evidence[] = [];
    for (const c of changes) {
      const target = commits[c]?.reverts ?? null;
      // A revert of a revert is no evidence.
      if (target === null || commits[target]?.reverts !== null) continue;
      const culprit = deliveredBy(ran, target);
      if (culprit?.kind !== 'forward' || culprit === d) continue;
      if (d.finished - culprit.finished <= 30 * DAY) found.push({ on: culprit.id, kind: 'revert', began: d.started, at: d.finished });
    }
    const before = ran.find((one) => one.id === d.before);
    const all = changes.length > 0 && changes.every((c) => commits[c]?.hotfix);
    if (all && before && d.finished - before.finished <= 48 * HOUR)
      found.push({ on: before.id, kind: 'hotfix', began: d.started, at: d.finished });
    return found;
  });
}

const inOrder = (a: Ran, b: Ran): number => a.started - b.started || a.finished - b.finished || text(a.id, b.id);

/** Where an incident belongs, rungs 1 to 4. */
export function naiveLadder(
  commits: readonly NaiveCommit[],
  deployments: readonly NaiveDeployment[],
  incident: NaiveIncident,
  windowMs: number,
): NaiveAnswer {
  const ran = ranIn(deployments);
  const evidence = evidenceIn(ran, commits);
  const { opened, resolved } = incident;
  const ownerOf = (id: string): string | null => ran.find((d) => d.id === id)?.owner ?? null;
  const byOwner = (id: string | null): Ran | undefined => ran.find((d) => d.id === id);

  // Rung 1. The last word on a deployment holds, by whatever name: a link takes back a rejection and the other way round.
  const same = (a: string, b: string): boolean => a === b || (ownerOf(a) !== null && ownerOf(a) === ownerOf(b));
  let linked: string[] = [];
  let rejected: string[] = [];
  let unrelated = false;
  for (const { action, target } of incident.decisions) {
    if (action === 'not_change_related') {
      linked = [];
      unrelated = true;
    } else if (action === 'reject') {
      linked = linked.filter((one) => !same(one, target));
      rejected.push(target);
    } else {
      if (action === 'move') linked = [];
      linked = [...linked.filter((one) => !same(one, target)), target];
      rejected = rejected.filter((one) => !same(one, target));
      unrelated = false;
    }
  }
  const none: NaiveAnswer = { deployment: null, rung: null, confidence: null };
  if (unrelated) return none;
  const said = linked
    .toReversed()
    .map(ownerOf)
    .find((owner) => owner !== null);
  if (said) return { deployment: said, rung: 1, confidence: 1 };
  const barred = new Set(rejected.map(ownerOf));

  // Rung 2: of the named ones that had started the newest.
  const named = [
    ...incident.commits.flatMap((c) => {
      const d = deliveredBy(ran, c);
      return d && (d.kind === 'forward' || d.commit === c) ? [d] : [];
    }),
    ...ran.filter((d) => incident.deployments.includes(d.id)),
  ].filter((d) => d.started <= opened);
  // What production went back to while it was open is the repair.
  const isRepair = (id: string): boolean =>
    ran.some((d) => d.kind === 'rollback' && d.owner === id && d.started >= opened && (resolved === null || d.started < resolved));
  const owners = named.flatMap((d) => byOwner(d.owner) ?? []).filter((d) => !barred.has(d.id) && !isRepair(d.id));
  const newest = owners.sort(inOrder).at(-1);
  if (newest) return { deployment: newest.id, rung: 2, confidence: 0.95 };

  // Rung 3.
  const wasOpenAt = ({ began, at }: Evidence): boolean => opened <= at && (resolved === null || resolved > began);
  const forwards = ran.filter(isForward).sort(inOrder);
  const third = forwards.filter((d) => {
    if (opened < d.started || barred.has(d.id)) return false;
    const beforeNext = forwards.every((next) => next.started <= d.started || opened < next.started);
    return evidence.some((e) => e.on === d.id && wasOpenAt(e) && (beforeNext || e.kind === 'revert'));
  });
  const repaired = third.at(-1);
  if (repaired) return { deployment: repaired.id, rung: 3, confidence: 0.9 };

  // Rung 4.
  const near = ran
    .filter((d) => d.started <= opened)
    .sort(inOrder)
    .at(-1);
  if (near === undefined || barred.has(near.owner)) return none;
  const age = opened - near.finished;
  if (age > windowMs) return none;
  return { deployment: near.owner, rung: 4, confidence: age <= HOUR ? 0.8 : age <= 6 * HOUR ? 0.6 : 0.4 };
}
