/** Reverts: a later forward deployment delivers a commit that reverts one already delivered. */

import type { PullRequest } from '../domain/records.ts';
import { subjectOf } from './changes.ts';
import type { Classified } from './classify.ts';
import { type Finding, minute, nameOf } from './finding.ts';
import { parentsOf } from './graph.ts';
import { commitAt, findCommit, type History } from './history.ts';
import type { Lane } from './lane.ts';
import { groupBy } from './order.ts';
import { standsFor } from './squash.ts';
import { difference } from './walk.ts';

const byMessage = /\bThis reverts commit ([0-9a-f]{7,64})\b/gi;
const byPull = /^\s*Reverts\s+(?:([\w.-]+\/[\w.-]+))?#(\d+)\b/gim;
const bySubject = /^Revert "(.*)"(?: \(#\d+\))?$/;

const matches = (pattern: RegExp, text: string): readonly RegExpMatchArray[] => [...text.matchAll(pattern)];

/** Numbers of the pull requests of this repository that the text says it reverts. */
function revertedPulls(history: History, pull: PullRequest | undefined): readonly number[] {
  return matches(byPull, pull?.body ?? '')
    .filter((m) => m[1] === undefined || m[1].toLowerCase() === history.name.toLowerCase())
    .map((m) => Number(m[2]));
}

/** Does this commit undo another one? */
function isRevert(lane: Lane, commit: number): boolean {
  const { message } = commitAt(lane.history, commit);
  return (
    matches(byMessage, message).length > 0 ||
    bySubject.test(subjectOf(message)) ||
    revertedPulls(lane.history, lane.links.pullOf.get(commit)).length > 0
  );
}

/** Commits a revert names: by sha, else through its pull request, else by a subject that only one commit has. */
function namedBy(lane: Lane, commit: number, subjects: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const { message } = commitAt(lane.history, commit);
  const shas = matches(byMessage, message).flatMap((m) => findCommit(lane.history, m[1] ?? '') ?? []);
  if (shas.length > 0 || matches(byMessage, message).length > 0) return shas;
  const pulls = new Set(revertedPulls(lane.history, lane.links.pullOf.get(commit)));
  if (pulls.size > 0) return [...lane.links.pullOf].filter(([, p]) => pulls.has(p.number)).map(([original]) => original);
  const subject = bySubject.exec(subjectOf(message))?.[1];
  const same = subject === undefined ? [] : (subjects.get(subject) ?? []);
  return same.length === 1 ? same : [];
}

/** The changes that undoing a commit undoes: a squash stands for its originals, a merge for what it brought in. */
function undone(lane: Lane, commit: number): readonly number[] {
  const { graph } = lane.history;
  if (graph.merge[commit] !== 1) return standsFor(lane.links, commit);
  const first = parentsOf(graph, commit)[0];
  const brought = first === undefined ? [] : difference(graph, commit, first).onlyLeft;
  return brought.filter((c) => graph.merge[c] !== 1).flatMap((c) => standsFor(lane.links, c));
}

/** Commits by subject: delivered changes, and the squash commits that stand for some. */
function subjectsOf(lane: Lane): ReadonlyMap<string, readonly number[]> {
  const squashes = [...lane.links.originals.keys()].filter((commit) => lane.contained.firstContained.has(commit));
  const subject = (commit: number): string => subjectOf(commitAt(lane.history, commit).message);
  const commits = [...new Set([...lane.contained.delivered.keys(), ...squashes])];
  return groupBy(commits, subject);
}

/** What one reverting commit says about earlier deliveries of the lane: one finding per deployment it points at. */
function findingsOf(lane: Lane, remedy: Classified, commit: number, named: readonly number[], maxAge: number): readonly Finding[] {
  const { sha } = commitAt(lane.history, commit);
  const at = remedy.finishedAt;
  const hits = new Map<string, Finding>();
  if (at === null) return [];
  for (const target of named) {
    if (isRevert(lane, target)) continue;
    for (const change of undone(lane, target)) {
      const deployment = lane.contained.delivered.get(change);
      // What a baseline contains was delivered at an unknown time.
      if (!deployment?.finishedAt || deployment.kind !== 'forward' || deployment === remedy) continue;
      const age = at.getTime() - deployment.finishedAt.getTime();
      if (age < 0 || age > maxAge) continue;
      const what = commitAt(lane.history, target).sha.slice(0, 7);
      const reason = `${nameOf(remedy)}, deployed ${minute(at)}, delivered ${sha.slice(0, 7)}, which reverts ${what}`;
      hits.set(deployment.deploymentId, { deployment, evidence: 'revert', evidenceId: sha, confidence: 0.9, reason, at, remedy });
    }
  }
  return [...hits.values()];
}

/** Every revert of the lane; several commits of one pull request that revert the same deployment are one finding. */
export function reverts(lane: Lane, revertAgeSeconds: number): readonly Finding[] {
  let subjects: ReadonlyMap<string, readonly number[]> | null = null;
  const found = new Map<string, Finding>();
  for (const remedy of lane.deployments) {
    if (remedy.kind !== 'forward') continue;
    for (const commit of lane.contained.visits.get(remedy.deploymentId)?.changes ?? []) {
      if (!isRevert(lane, commit)) continue;
      subjects ??= subjectsOf(lane);
      const named = namedBy(lane, commit, subjects);
      const pull = lane.links.pullOf.get(commit)?.number ?? commitAt(lane.history, commit).sha;
      for (const finding of findingsOf(lane, remedy, commit, named, revertAgeSeconds * 1000)) {
        const key = `${finding.deployment.deploymentId} ${remedy.deploymentId} ${pull}`;
        if (!found.has(key)) found.set(key, finding);
      }
    }
  }
  return [...found.values()];
}
