import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildGraph, type CommitGraph } from '../../src/delivery/graph.ts';
import { containedAmong, difference, reachNew } from '../../src/delivery/walk.ts';

type Node = { readonly sha: string; readonly parents: readonly string[] };

/** Random histories: octopus merges, several roots, parents that were never collected, criss-crossing. */
const histories = fc
  .array(fc.record({ parents: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), missing: fc.nat({ max: 9 }) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((rows): readonly Node[] =>
    rows.map((row, i) => {
      const parents = i === 0 ? [] : [...new Set(row.parents.map((p) => `c${p % i}`))];
      return { sha: `c${i}`, parents: row.missing === 0 ? [...parents, `lost${i}`] : parents };
    }),
  );

/** The naive answer: the commit and everything it descends from, by sets. */
function ancestors(nodes: readonly Node[], sha: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (at: string): void => {
    const node = nodes.find((n) => n.sha === at);
    if (!node || found.has(at)) return;
    found.add(at);
    node.parents.forEach(visit);
  };
  visit(sha);
  return found;
}

const at = (graph: CommitGraph, sha: string): number => graph.indexOf.get(sha) ?? -1;
const names = (graph: CommitGraph, commits: Iterable<number>): readonly string[] => [...commits].map((c) => graph.shas[c] ?? '?').sort();

describe('containment equals naive ancestors on random graphs', () => {
  it('what two commits differ by', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), (nodes, a, b) => {
        const graph = buildGraph(nodes, new Set());
        const left = nodes[a % nodes.length]?.sha ?? '';
        const right = nodes[b % nodes.length]?.sha ?? '';
        const ofLeft = ancestors(nodes, left);
        const ofRight = ancestors(nodes, right);
        const found = difference(graph, at(graph, left), at(graph, right));
        expect(names(graph, found.onlyLeft)).toEqual([...ofLeft].filter((s) => !ofRight.has(s)).sort());
        expect(names(graph, found.onlyRight)).toEqual([...ofRight].filter((s) => !ofLeft.has(s)).sort());
      }),
      { numRuns: 500 },
    );
  });

  it('what is new, each commit once', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(), { maxLength: 6 }), (nodes, starts) => {
        const graph = buildGraph(nodes, new Set());
        const seen = new Uint8Array(nodes.length);
        const before = new Set<string>();
        for (const start of starts) {
          const sha = nodes[start % nodes.length]?.sha ?? '';
          const expected = [...ancestors(nodes, sha)].filter((s) => !before.has(s));
          expect(names(graph, reachNew(graph, at(graph, sha), seen))).toEqual(expected.sort());
          for (const s of expected) before.add(s);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('which of some commits are contained, and which commits have unknown parents', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.array(fc.nat(), { maxLength: 5 }), (nodes, tip, picks) => {
        const graph = buildGraph(nodes, new Set(['lost3']));
        const sha = nodes[tip % nodes.length]?.sha ?? '';
        const wanted = picks.map((p) => nodes[p % nodes.length]?.sha ?? '');
        const found = containedAmong(
          graph,
          at(graph, sha),
          wanted.map((w) => at(graph, w)),
        );
        const known = ancestors(nodes, sha);
        expect(names(graph, found)).toEqual([...new Set(wanted)].filter((w) => known.has(w)).sort());
        const lost = nodes.filter((n) => n.parents.some((p) => p.startsWith('lost') && p !== 'lost3')).map((n) => n.sha);
        expect(graph.shas.filter((_, i) => graph.unknownParent[i] === 1).sort()).toEqual(lost.sort());
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the commits', () => {
    const shuffled = histories.chain((nodes) => fc.tuple(fc.constant(nodes), fc.shuffledSubarray([...nodes], { minLength: nodes.length })));
    fc.assert(
      fc.property(shuffled, ([nodes, mixed]) => {
        expect(buildGraph(mixed, new Set())).toEqual(buildGraph(nodes, new Set()));
      }),
    );
  });

  it('walks a chain of 200,000 commits, and ends on a cycle nobody should send', () => {
    const sha = (i: number): string => String(i).padStart(7, '0');
    const chain = Array.from({ length: 200_000 }, (_, i): Node => ({ sha: sha(i), parents: i === 0 ? [] : [sha(i - 1)] }));
    const graph = buildGraph(chain, new Set());
    expect(reachNew(graph, 199_999, new Uint8Array(200_000)).length).toBe(200_000);
    expect(difference(graph, 0, 199_999).onlyRight.length).toBe(199_999);
    const ring = buildGraph(
      [
        { sha: 'a', parents: ['b'] },
        { sha: 'b', parents: ['a'] },
      ],
      new Set(),
    );
    expect(reachNew(ring, 1, new Uint8Array(2)).length).toBeLessThanOrEqual(2);
  });
});
