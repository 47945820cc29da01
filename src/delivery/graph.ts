/**
 * A repository's commits as integers. Commits are numbered by generation (longest way to a root), ties by sha, so every parent has a
 * smaller number than its children and walks need no clock. Everything is iterative: chains of 200,000 commits are ordinary.
 */

import { byText } from './order.ts';

export type CommitGraph = {
  /** Sha by commit number. */
  readonly shas: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Known parents of commit i: `parents[parentStart[i]] … parents[parentStart[i + 1] - 1]`, in git's order. */
  readonly parentStart: Int32Array;
  readonly parents: Int32Array;
  /** 1 = at least two parents are named, known or not. */
  readonly merge: Uint8Array;
  /** 1 = a parent is neither known nor a boundary. */
  readonly unknownParent: Uint8Array;
};

type Node = { readonly sha: string; readonly parents: readonly string[] };

/** Generation of every node by Kahn's algorithm; nodes of an (impossible) cycle come last. */
function generations(nodes: readonly Node[], at: ReadonlyMap<string, number>): Int32Array {
  const waiting = new Int32Array(nodes.length);
  const childCount = new Int32Array(nodes.length + 1);
  const edges: number[] = [];
  nodes.forEach((node, child) => {
    for (const sha of node.parents) {
      const parent = at.get(sha);
      if (parent === undefined) continue;
      edges.push(parent, child);
      waiting[child] = (waiting[child] ?? 0) + 1;
      childCount[parent + 1] = (childCount[parent + 1] ?? 0) + 1;
    }
  });
  for (let i = 1; i < childCount.length; i += 1) childCount[i] = (childCount[i] ?? 0) + (childCount[i - 1] ?? 0);
  const children = new Int32Array(edges.length / 2);
  const next = childCount.slice();
  for (let i = 0; i < edges.length; i += 2) {
    const parent = edges[i] ?? 0;
    const slot = next[parent] ?? 0;
    children[slot] = edges[i + 1] ?? 0;
    next[parent] = slot + 1;
  }
  return levels(waiting, childCount, children);
}

function levels(waiting: Int32Array, start: Int32Array, children: Int32Array): Int32Array {
  const level = new Int32Array(waiting.length);
  const queue: number[] = [];
  waiting.forEach((count, node) => {
    if (count === 0) queue.push(node);
  });
  for (let head = 0; head < queue.length; head += 1) {
    const node = queue[head] ?? 0;
    for (let i = start[node] ?? 0; i < (start[node + 1] ?? 0); i += 1) {
      const child = children[i] ?? 0;
      level[child] = Math.max(level[child] ?? 0, (level[node] ?? 0) + 1);
      waiting[child] = (waiting[child] ?? 0) - 1;
      if (waiting[child] === 0) queue.push(child);
    }
  }
  waiting.forEach((count, node) => {
    if (count > 0) level[node] = waiting.length;
  });
  return level;
}

/** The graph of some commits; `boundary` holds parents known to lie before the collected history. Input order has no meaning. */
export function buildGraph(commits: readonly Node[], boundary: ReadonlySet<string>): CommitGraph {
  const nodes = [...new Map(commits.map((c): [string, Node] => [c.sha, c])).values()].sort((a, b) => byText(a.sha, b.sha));
  const level = generations(nodes, new Map(nodes.map((node, i): [string, number] => [node.sha, i])));
  const order = nodes.map((_, i) => i).sort((a, b) => (level[a] ?? 0) - (level[b] ?? 0) || a - b);
  const sorted = order.flatMap((i) => nodes[i] ?? []);
  const indexOf = new Map(sorted.map((node, i): [string, number] => [node.sha, i]));
  const parentStart = new Int32Array(sorted.length + 1);
  const parents: number[] = [];
  const merge = new Uint8Array(sorted.length);
  const unknownParent = new Uint8Array(sorted.length);
  sorted.forEach((node, i) => {
    if (node.parents.length > 1) merge[i] = 1;
    for (const sha of node.parents) {
      const parent = indexOf.get(sha);
      if (parent !== undefined && parent < i) parents.push(parent);
      else if (!boundary.has(sha)) unknownParent[i] = 1;
    }
    parentStart[i + 1] = parents.length;
  });
  return { shas: sorted.map((n) => n.sha), indexOf, parentStart, parents: Int32Array.from(parents), merge, unknownParent };
}

/** Known parents of a commit, in git's order. */
export function parentsOf(graph: CommitGraph, commit: number): Int32Array {
  return graph.parents.subarray(graph.parentStart[commit] ?? 0, graph.parentStart[commit + 1] ?? 0);
}
