/** Kinds: every successful production child against what runs in its place (definitions.md §2.4). */

import type { DeploymentKind } from '../domain/facts.ts';
import type { Child } from './children.ts';
import { byFinish, type Folded } from './fold.ts';
import type { History } from './history.ts';
import { difference, reachNew } from './walk.ts';

export type Classified = Folded & {
  readonly kind: DeploymentKind | null;
  readonly kindOfChild: ReadonlyMap<string, DeploymentKind>;
  /** The place by which the kind was decided. */
  readonly decidingPlace: string | null;
  /** The forward or baseline deployment that ran in that place just before; null if none. */
  readonly previousId: string | null;
  /** The forward or baseline deployment that first put the running commit there: itself, or what a rollback or redeploy went back to. */
  readonly ownerId: string | null;
};

type Running = { readonly sha: string | null; readonly commit: number | null; readonly ownerId: string };
type Step = { readonly deployment: Folded; readonly child: Child };
type Verdict = { readonly kind: DeploymentKind; readonly place: string; readonly previousId: string | null; readonly ownerId: string };

const strength: readonly DeploymentKind[] = ['baseline', 'forward', 'rollback', 'redeploy'];

/** Who first put each commit into one place; built only for places that see a rollback. */
type FirstPut = { readonly seen: Uint8Array; readonly by: Map<number, string>; done: number };

function firstPutter(history: History, entered: readonly Step[], memory: FirstPut, commit: number): string | null {
  for (; memory.done < entered.length; memory.done += 1) {
    const step = entered[memory.done];
    if (!step || step.child.commit === null) continue;
    for (const found of reachNew(history.graph, step.child.commit, memory.seen)) memory.by.set(found, step.deployment.deploymentId);
  }
  return memory.by.get(commit) ?? null;
}

/** Kind of moving a place from one known or unknown commit to another, after the baseline. Answers are remembered per pair. */
function mover(history: History): (from: Running, to: Child) => DeploymentKind {
  const known = new Map<string, DeploymentKind>();
  const decide = (from: number, to: number): DeploymentKind => {
    if (from === to) return 'redeploy';
    const { onlyLeft, onlyRight } = difference(history.graph, from, to);
    if (![...onlyLeft, ...onlyRight].some((commit) => history.own[commit] === 1)) return 'redeploy';
    return onlyRight.length === 0 ? 'rollback' : 'forward';
  };
  return (from, to) => {
    if (from.sha !== null && from.sha === to.sha) return 'redeploy';
    if (from.commit === null || to.commit === null) return 'forward';
    const key = `${from.commit} ${to.commit}`;
    const kind = known.get(key) ?? decide(from.commit, to.commit);
    known.set(key, kind);
    return kind;
  };
}

/** Walks the successes of one repository in time, keeping what runs in every place. Attempts that did not succeed change nothing. */
function verdicts(history: History, deployments: readonly Folded[]): ReadonlyMap<string, Verdict> {
  const steps = deployments
    .filter((d) => d.tier === 'production' && d.outcome === 'succeeded')
    .flatMap((deployment) => deployment.children.filter((c) => c.outcome === 'succeeded').map((child): Step => ({ deployment, child })))
    .sort((a, b) => byFinish(a.child, b.child));
  const move = mover(history);
  const running = new Map<string, Running>();
  const entered = new Map<string, Step[]>();
  const memories = new Map<string, FirstPut>();
  const found = new Map<string, Verdict>();
  let based = false;
  for (const step of steps) {
    const { deployment, child } = step;
    const before = running.get(child.place);
    const kind = !based ? 'baseline' : before === undefined ? 'forward' : move(before, child);
    if (child.commit !== null) based = true;
    const here = entered.get(child.place) ?? [];
    let ownerId = deployment.deploymentId;
    if (kind === 'redeploy') ownerId = before?.ownerId ?? ownerId;
    if (kind === 'rollback' && child.commit !== null) {
      const memory = memories.get(child.place) ?? { seen: new Uint8Array(history.commits.length), by: new Map(), done: 0 };
      memories.set(child.place, memory);
      ownerId = firstPutter(history, here, memory, child.commit) ?? ownerId;
    }
    if (kind === 'forward' || kind === 'baseline') here.push(step);
    entered.set(child.place, here);
    running.set(child.place, { sha: child.sha, commit: child.commit, ownerId });
    found.set(child.key, { kind, place: child.place, previousId: before?.ownerId ?? null, ownerId });
  }
  return found;
}

/** Adds to every deployment of one repository its kind: the strongest of its children's. */
export function classify(history: History, deployments: readonly Folded[]): readonly Classified[] {
  const found = verdicts(history, deployments);
  return deployments.map((deployment) => {
    const own = deployment.children.flatMap((c) => {
      const verdict = found.get(c.key);
      return verdict ? [{ key: c.key, verdict }] : [];
    });
    const kind = strength.find((k) => own.some(({ verdict }) => verdict.kind === k)) ?? null;
    const deciding = own.find(({ verdict }) => verdict.kind === kind)?.verdict;
    return {
      ...deployment,
      kind,
      kindOfChild: new Map(own.map(({ key, verdict }) => [key, verdict.kind])),
      decidingPlace: deciding?.place ?? null,
      previousId: deciding?.previousId ?? null,
      ownerId: deciding?.ownerId ?? null,
    };
  });
}
