/** Questions to a commit graph: what is new, what differs, what is contained. */

import { type CommitGraph, parentsOf } from './graph.ts';

/**
 * Marks `start` and everything it descends from in `seen` and returns the commits marked now. Over many calls with the same `seen`
 * every commit is visited once.
 */
export function reachNew(graph: CommitGraph, start: number, seen: Uint8Array): readonly number[] {
  if (seen[start] === 1) return [];
  seen[start] = 1;
  const found = [start];
  for (let next = 0; next < found.length; next += 1) {
    for (const parent of parentsOf(graph, found[next] ?? 0)) {
      if (seen[parent] === 1) continue;
      seen[parent] = 1;
      found.push(parent);
    }
  }
  return found;
}

/** Largest number first. */
function push(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const up = (at - 1) >> 1;
    if ((heap[up] ?? 0) >= value) break;
    heap[at] = heap[up] ?? 0;
    at = up;
  }
  heap[at] = value;
}

function pop(heap: number[]): number {
  const top = heap[0] ?? 0;
  const last = heap.pop() ?? 0;
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && (heap[down + 1] ?? 0) > (heap[down] ?? 0)) down += 1;
    if ((heap[down] ?? 0) <= last) break;
    heap[at] = heap[down] ?? 0;
    at = down;
  }
  heap[at] = last;
  return top;
}

export type Difference = { readonly onlyLeft: readonly number[]; readonly onlyRight: readonly number[] };

/**
 * Commits contained in one of two commits but not in the other, by painting downwards from both. Parents have smaller numbers than
 * children, so a commit taken from the heap has all its paint; the walk ends when only common history is left.
 */
export function difference(graph: CommitGraph, left: number, right: number): Difference {
  const onlyLeft: number[] = [];
  const onlyRight: number[] = [];
  if (left === right) return { onlyLeft, onlyRight };
  const paint = new Map([
    [left, 1],
    [right, 2],
  ]);
  const heap: number[] = [];
  push(heap, left);
  push(heap, right);
  for (let undecided = 2; undecided > 0; ) {
    const commit = pop(heap);
    const colour = paint.get(commit) ?? 0;
    if (colour !== 3) undecided -= 1;
    if (colour === 1) onlyLeft.push(commit);
    if (colour === 2) onlyRight.push(commit);
    for (const parent of parentsOf(graph, commit)) {
      const before = paint.get(parent) ?? 0;
      const after = before | colour;
      if (after === before) continue;
      paint.set(parent, after);
      if (before === 0) push(heap, parent);
      if (before === 0 && after !== 3) undecided += 1;
      if (before !== 0 && after === 3) undecided -= 1;
    }
  }
  return { onlyLeft, onlyRight };
}

/** Those of some commits that `tip` is or descends from. Never looks below the lowest of them. */
export function containedAmong(graph: CommitGraph, tip: number, commits: readonly number[]): ReadonlySet<number> {
  const wanted = new Set(commits);
  const lowest = commits.reduce((low, c) => Math.min(low, c), Number.POSITIVE_INFINITY);
  const found = new Set<number>();
  const seen = new Set([tip]);
  const todo = [tip];
  for (let next = todo.pop(); next !== undefined && found.size < wanted.size; next = todo.pop()) {
    if (wanted.has(next)) found.add(next);
    for (const parent of parentsOf(graph, next)) {
      if (parent < lowest || seen.has(parent)) continue;
      seen.add(parent);
      todo.push(parent);
    }
  }
  return found;
}
