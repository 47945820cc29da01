/**
 * Random worlds for the comparison with the oracle. Uniform draws miss planted faults, so instants are drawn at edges: local midnights
 * of the zone, days of a clock change, the same instant again, a minute or a second beside it; graphs have merges, octopus merges,
 * several roots, maintenance branches, squash and rebase pull requests, missing parents and reverts.
 */

import fc from 'fast-check';
import { localMidnight } from './oracle-metrics.ts';
import type { World, WorldCommit, WorldEvent, WorldIssue, WorldPull } from './world.ts';

export const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Chatham'] as const;

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Around the European clock change of 29 March 2026 and Chatham's of 5 April 2026. */
const START = Date.parse('2026-03-02T00:00:00Z');
export const SPAN_DAYS = 42;

const iso = (at: number): string => new Date(at).toISOString();

/** Found once a zone: asking the platform is slow. */
const midnightsOf = new Map(
  zones.map((zone): [string, readonly number[]] => [
    zone,
    Array.from({ length: SPAN_DAYS }, (_, day) => localMidnight(zone, iso(START + day * DAY).slice(0, 10))),
  ]),
);

function instantIn(zone: string): fc.Arbitrary<number> {
  const midnights = midnightsOf.get(zone) ?? [];
  const edge = fc
    .tuple(fc.constantFrom(...midnights), fc.constantFrom(-MINUTE, -1000, 0, 1000, MINUTE, 30 * MINUTE, 60 * MINUTE))
    .map(([at, beside]) => at + beside);
  const hour = fc.integer({ min: 0, max: SPAN_DAYS * 24 }).map((h) => START + h * 60 * MINUTE);
  return fc.oneof({ weight: 2, arbitrary: edge }, { weight: 3, arbitrary: hour });
}

type Step =
  | { readonly do: 'commit'; readonly on: number; readonly ours: boolean; readonly at: number; readonly word: number }
  | { readonly do: 'merge'; readonly with: readonly number[]; readonly at: number }
  | { readonly do: 'pull'; readonly method: 'squash' | 'rebase' | 'merge'; readonly size: number; readonly at: number }
  | { readonly do: 'root' | 'orphan'; readonly at: number }
  | {
      readonly do: 'deploy';
      readonly of: number;
      readonly place: string;
      readonly state: number;
      readonly after: number;
      readonly at: number;
      readonly from: number;
    }
  | { readonly do: 'issue'; readonly at: number; readonly lasts: number | null };

const small = fc.nat({ max: 40 });

function stepIn(zone: string): fc.Arbitrary<Step> {
  const at = instantIn(zone);
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('commit' as const), on: small, ours: fc.boolean(), at, word: fc.nat({ max: 7 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), with: fc.array(small, { minLength: 1, maxLength: 3 }), at }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('pull' as const),
        method: fc.constantFrom('squash', 'rebase', 'merge'),
        size: fc.integer({ min: 1, max: 3 }),
        at,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('root' as const, 'orphan' as const), at }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('deploy' as const),
        of: small,
        place: fc.constantFrom('prod-eu', 'prod-eu', 'prod-us', 'staging'),
        state: fc.nat({ max: 9 }),
        after: fc.constantFrom(0, MINUTE, 59 * MINUTE, 60 * MINUTE, 61 * MINUTE),
        at,
        from: fc.nat({ max: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('issue' as const), at, lasts: fc.option(fc.integer({ min: 1, max: 2000 }), { nil: null }) }),
    },
  );
}

type Building = { commits: WorldCommit[]; pulls: WorldPull[]; events: WorldEvent[]; issues: WorldIssue[]; head: string };

/** The id `steps` back from the newest commit. */
const back = (b: Building, steps: number): string => b.commits[Math.max(0, b.commits.length - 1 - steps)]?.id ?? 'c0';

function messageOf(word: number, on: string): string | undefined {
  if (word === 0) return 'hotfix: at once';
  if (word === 1) return `Revert "change"\n\nThis reverts commit {${on}}.`;
  return undefined;
}

function addPull(b: Building, step: Extract<Step, { do: 'pull' }>): void {
  const number = b.pulls.length + 1;
  const base = b.head;
  const originals: string[] = [];
  for (let i = 0; i < step.size; i += 1) {
    const id = `o${number}x${i}`;
    b.commits.push({ id, parents: [originals.at(-1) ?? base], authored: iso(step.at - (step.size - i) * 7 * 60 * MINUTE) });
    originals.push(id);
  }
  const merge = `m${number}`;
  const at = iso(step.at);
  if (step.method === 'squash') b.commits.push({ id: merge, parents: [base], authored: at });
  if (step.method === 'merge') b.commits.push({ id: merge, parents: [base, originals.at(-1) ?? base], authored: at });
  if (step.method === 'rebase') {
    originals.forEach((original, i) => {
      const source = b.commits.find((c) => c.id === original);
      const parent = i === 0 ? base : `r${number}x${i - 1}`;
      b.commits.push({
        id: i === originals.length - 1 ? merge : `r${number}x${i}`,
        parents: [parent],
        authored: source?.authored ?? at,
        committed: at,
      });
    });
  }
  b.pulls.push({ number, opened: iso(step.at - DAY), merged: at, method: step.method, originals, merge });
  b.head = merge;
}

function addDeployment(b: Building, step: Extract<Step, { do: 'deploy' }>): void {
  const state = step.state < 7 ? 'succeeded' : step.state === 7 ? 'failed' : step.state === 8 ? 'cancelled' : null;
  const finished = step.at + step.after;
  const id = `${100 + b.events.length}`;
  const run = step.from === 0;
  b.events.push({
    id: run ? `${id}/1` : id,
    from: run ? 'workflow_runs' : 'deployments',
    place: step.place,
    commit: back(b, step.of % 12),
    created: iso(finished - 10 * MINUTE),
    statuses:
      state === null
        ? [['running', iso(finished - 5 * MINUTE)]]
        : [
            ['running', iso(finished - 5 * MINUTE)],
            [state, iso(finished)],
          ],
  });
}

function apply(b: Building, step: Step): void {
  const id = `c${b.commits.length}`;
  if (step.do === 'commit') {
    const main = step.on % 4 !== 0;
    const parent = main ? b.head : back(b, step.on);
    const message = messageOf(step.word, parent);
    b.commits.push({
      id,
      parents: [parent],
      authored: iso(step.at),
      committed: iso(step.at + 3 * MINUTE),
      ours: step.ours,
      ...(message ? { message } : {}),
    });
    if (main) b.head = id;
  } else if (step.do === 'merge') {
    const parents = [...new Set([b.head, ...step.with.map((s) => back(b, s))])];
    b.commits.push({ id, parents, authored: iso(step.at) });
    b.head = id;
  } else if (step.do === 'root') b.commits.push({ id, parents: [], authored: iso(step.at) });
  else if (step.do === 'orphan') b.commits.push({ id, parents: ['neverseen'], authored: iso(step.at) });
  else if (step.do === 'pull') addPull(b, step);
  else if (step.do === 'deploy') addDeployment(b, step);
  else if (step.do === 'issue') {
    const closed = step.lasts === null ? null : iso(step.at + step.lasts * MINUTE);
    b.issues.push({ repository: 'acme/app', number: 500 + b.issues.length, opened: iso(step.at), closed });
  }
}

/** A random world of one repository, in one of four zones, whose owner changes at a local midnight. */
export function randomWorld(): fc.Arbitrary<World> {
  return fc.constantFrom(...zones).chain((zone) =>
    fc
      .record({
        steps: fc.array(stepIn(zone), { minLength: 8, maxLength: 60 }),
        globbed: fc.boolean(),
        handover: fc.integer({ min: 5, max: 35 }),
        missing: fc.option(fc.nat({ max: 41 }), { nil: null }),
      })
      .map(({ steps, globbed, handover, missing }): World => {
        const b: Building = {
          commits: [{ id: 'c0', parents: [], authored: iso(START - 3 * DAY) }],
          pulls: [],
          events: [],
          issues: [],
          head: 'c0',
        };
        for (const step of steps) apply(b, step);
        const dateOf = (day: number): string => iso(START + day * DAY).slice(0, 10);
        return {
          serviceId: 'app',
          zone,
          owners: [
            { team: 'first', until: iso(localMidnight(zone, dateOf(handover))) },
            { team: 'second', until: null },
          ],
          covered: { from: '2026-02-20', until: '2026-05-10', missing: missing === null ? [] : [dateOf(missing)] },
          now: iso(START + 60 * DAY),
          repositories: [
            {
              name: 'acme/app',
              globbed,
              head: b.head,
              commits: globbed ? b.commits : b.commits.map(({ ours: _, ...commit }) => commit),
              pulls: b.pulls,
              events: b.events,
            },
          ],
          issues: b.issues,
        };
      }),
  );
}
