/** Folding: records of the same repository, tier and version that finish within the fold window of the first are one deployment. */

import type { Outcome, Tier } from '../domain/facts.ts';
import type { Child } from './children.ts';
import { byInstant, byText } from './order.ts';

export type Folded = {
  /** The key of the first child. */
  readonly deploymentId: string;
  readonly repositoryId: string;
  readonly tier: Tier;
  readonly sha: string | null;
  readonly commit: number | null;
  /** By finish, then key; never empty. */
  readonly children: readonly Child[];
  readonly first: Child;
  readonly outcome: Outcome;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

export const byFinish = (a: Child, b: Child): number => byInstant(a.finishedAt, b.finishedAt) || byText(a.key, b.key);

function deploymentOf(first: Child, rest: readonly Child[]): Folded {
  const children = [first, ...rest];
  const lastByPlace = new Map(children.map((c) => [c.place, c.outcome]));
  const lasts = [...lastByPlace.values()];
  const outcome = lasts.find((o) => o === 'failed') ?? lasts.find((o) => o === 'succeeded') ?? lasts[0] ?? 'unknown';
  const success = children.find((c) => c.outcome === 'succeeded');
  const started = Math.min(...children.map((c) => c.startedAt.getTime()));
  return {
    deploymentId: first.key,
    repositoryId: first.repositoryId,
    tier: first.tier,
    sha: first.sha,
    commit: first.commit,
    children,
    first,
    outcome,
    startedAt: new Date(started),
    finishedAt: success ? success.finishedAt : (children.at(-1)?.finishedAt ?? null),
  };
}

type Group = { readonly order: number; readonly at: number; readonly first: Child; readonly rest: Child[] };

/**
 * Folds the children of one repository. Unfinished children and children of an unknown version stand alone. A version that entered
 * (succeeded in) the child's place after the group's first child ends the group for it.
 */
export function fold(children: readonly Child[], foldSeconds: number): readonly Folded[] {
  const sorted = [...children].sort(byFinish);
  const groups: Group[] = [];
  const open = new Map<string, Group>();
  const entered = new Map<string, { order: number; sha: string | null }[]>();
  sorted.forEach((child, order) => {
    const at = child.finishedAt?.getTime() ?? 0;
    const version = child.sha === null || child.finishedAt === null ? null : `${child.tier} ${child.sha}`;
    const group = version === null ? undefined : open.get(version);
    const arrivals = entered.get(child.place) ?? [];
    if (group && at - group.at <= foldSeconds * 1000 && !anotherEntered(arrivals, group.order, child.sha)) group.rest.push(child);
    else {
      const started: Group = { order, at, first: child, rest: [] };
      groups.push(started);
      if (version !== null) open.set(version, started);
    }
    if (child.outcome !== 'succeeded') return;
    arrivals.push({ order, sha: child.sha });
    entered.set(child.place, arrivals);
  });
  return groups.map((g) => deploymentOf(g.first, g.rest));
}

function anotherEntered(arrivals: readonly { order: number; sha: string | null }[], since: number, sha: string | null): boolean {
  for (let i = arrivals.length - 1; i >= 0; i -= 1) {
    const arrival = arrivals[i];
    if (!arrival || arrival.order <= since) return false;
    if (arrival.sha !== sha) return true;
  }
  return false;
}
