import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upsert } from '../../src/database/bulk.ts';
import type { Database } from '../../src/database/open.ts';
import { factTables } from '../../src/database/specs.ts';
import { deriveService } from '../../src/delivery/derive.ts';
import type { PullRequestFlow } from '../../src/domain/facts.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { answerFlow, listFlowEvidence } from '../../src/metrics/flow.ts';
import { type StageId, stageIds } from '../../src/metrics/result.ts';
import { testDatabase } from '../support/database.ts';
import { oracleFacts, pullOf } from '../support/oracle-facts.ts';
import { randomWorld } from '../support/random-world.ts';
import { shaOf, type World, type WorldPull } from '../support/world.ts';
import { toServiceRecords } from '../unit/delivery/small-world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Reviews, authors and readiness for the pull requests of a random world. */
const people = fc.constantFrom('ada', 'ADA', 'bob', 'carol', 'lint[bot]', null);
const details = fc.record({
  author: fc.constantFrom('ada', 'bob', 'deps[bot]'),
  ready: fc.option(fc.integer({ min: -2, max: 30 }), { nil: null }),
  draft: fc.constantFrom(undefined, true, false),
  reviews: fc.array(fc.record({ by: people, bot: fc.boolean(), after: fc.integer({ min: -2, max: 40 }) }), { maxLength: 4 }),
});
type Details = typeof details extends fc.Arbitrary<infer D> ? D : never;

function detailed(pull: WorldPull, { author, ready, draft, reviews }: Details): WorldPull {
  const later = (hours: number): string => new Date(Date.parse(pull.opened) + hours * HOUR).toISOString();
  return {
    ...pull,
    author,
    ...(ready === null ? {} : { ready: later(ready) }),
    ...(draft === undefined ? {} : { draft }),
    reviews: reviews.map((review) => ({ by: review.by, bot: review.bot, at: later(review.after) })),
  };
}

const reviewedWorld = fc.tuple(randomWorld(), fc.array(details, { minLength: 60, maxLength: 60 })).map(
  ([world, list]): World => ({
    ...world,
    repositories: world.repositories.map((repository) => ({
      ...repository,
      pulls: repository.pulls.map((pull, index) => detailed(pull, list[index % list.length] ?? (list[0] as Details))),
    })),
  }),
);

/** What the sentences of the definitions say about one pull request. */
function paper(world: World, pull: WorldPull, finished: readonly number[]) {
  const [repository] = world.repositories;
  const originals = repository?.commits.filter((c) => pull.originals.includes(c.id) && c.parents.length < 2) ?? [];
  const others = (pull.reviews ?? []).filter(
    (r) => r.by !== null && r.bot !== true && !r.by.endsWith('[bot]') && r.by.toLowerCase() !== (pull.author ?? 'ada').toLowerCase(),
  );
  const first = (list: readonly number[]): string | null => (list.length === 0 ? null : new Date(Math.min(...list)).toISOString());
  return {
    firstCommitAt: first(originals.map((c) => Date.parse(c.authored))),
    openedAt: new Date(pull.opened).toISOString(),
    readyAt: pull.ready ?? null,
    draft: pull.draft ?? null,
    firstReviewAt: first(others.map((r) => Date.parse(r.at))),
    mergedAt: new Date(pull.merged).toISOString(),
    bot: pull.author?.endsWith('[bot]') ?? false,
    deployedAt: first(finished),
  };
}

describe('the flow of a pull request', () => {
  it('is what its commits, reviews and deliveries say, on random histories', () => {
    fc.assert(
      fc.property(reviewedWorld, (world) => {
        const facts = deriveService(toServiceRecords(world));
        const oracle = oracleFacts(world);
        const [repository] = world.repositories;
        const pulls = repository?.pulls ?? [];
        const found = new Map(facts.pullRequests.map((p) => [p.number, p]));
        const waiting = new Set(
          repository?.commits
            .filter((c) => oracle.undeployed.includes(shaOf(repository.name, c.id)))
            .flatMap((c) => pullOf(repository, c.id)?.number ?? []),
        );
        for (const pull of pulls) {
          const row = found.get(pull.number);
          const finished = oracle.deliveries.filter((d) => d.pull === pull.number).map((d) => d.deployment.finished ?? 0);
          if (finished.length > 0 || waiting.has(pull.number)) expect(row).toBeDefined();
          if (row === undefined) continue;
          if (finished.length === 0 && !waiting.has(pull.number)) expect(row.kind).toBe('baseline');
          const { deploymentId, kind, deployedAt, number, title, url, serviceId, repositoryId, fetchedAt, ...said } = row;
          const { deployedAt: paperDeployed, ...expected } = paper(world, pull, finished);
          expect(JSON.parse(JSON.stringify(said))).toEqual(expected);
          expect([kind === 'forward', kind === 'forward' ? deployedAt?.toISOString() : null]).toEqual([finished.length > 0, paperDeployed]);
          const deployment = facts.deployments.find((d) => d.deploymentId === deploymentId);
          expect([deployment?.kind ?? null, deployment?.finishedAt ?? null]).toEqual([kind, deployedAt]);
        }
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 150) },
    );
  });
});

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  for (const id of ['a', 'b'])
    await sql`insert into service (service_id, name, settings, settings_hash, stability)
      values (${id}, ${id}, '{"repositories":[],"deployments":[{"from":"tags"}]}', '', true)`.execute(db);
  await sql`insert into team values ('red', 'Red'), ('blue', 'Blue')`.execute(db);
  await sql`insert into ownership values ('a', 'red', '0001-01-01Z', '2026-03-05Z'), ('a', 'blue', '2026-03-05Z', '9999-01-01Z'),
    ('b', 'blue', '0001-01-01Z', '9999-01-01Z')`.execute(db);
});
afterAll(() => database.close());

const START = Date.parse('2026-03-01T00:00:00Z');
const now = new Date(START + 10 * DAY);
const instant = fc.integer({ min: 0, max: 40 }).map((n) => new Date(START + n * 6 * HOUR));
const maybe = fc.option(instant, { nil: null, freq: 6 });
const serviceId = fc.constantFrom('a', 'b');

const rows = fc.uniqueArray(
  fc.record({
    serviceId,
    number: fc.integer({ min: 1, max: 500 }),
    bot: fc.boolean(),
    draft: fc.constantFrom(null, false, true),
    firstCommitAt: maybe,
    openedAt: instant,
    readyAt: maybe,
    firstReviewAt: maybe,
    mergedAt: maybe,
    kind: fc.constantFrom('forward', 'forward', 'forward', 'baseline', null),
    deployedAt: instant,
  }),
  { selector: (p) => `${p.serviceId} ${p.number}`, minLength: 0, maxLength: 120, size: 'max' },
);
type Pull = typeof rows extends fc.Arbitrary<readonly (infer P)[]> ? P : never;

const waitingRows = fc.array(fc.record({ serviceId, bot: fc.boolean(), age: fc.integer({ min: -5, max: 200 }), merged: fc.boolean() }), {
  maxLength: 30,
});

const question = fc.record({
  serviceId: fc.constantFrom(null, 'a', 'b'),
  teamId: fc.constantFrom(null, 'red', 'blue'),
  bots: fc.constantFrom('included' as const, 'excluded' as const),
  window: fc.constantFrom(
    { from: new Date(START), to: new Date(START + 8 * DAY) },
    { from: new Date(START + 3 * DAY), to: new Date(START + 30 * DAY) },
  ),
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

const ownerOf = (service: string, at: Date): string => (service === 'a' && at < new Date('2026-03-05T00:00:00Z') ? 'red' : 'blue');
const asks = (q: Question, row: { serviceId: string }, at: Date): boolean =>
  (q.serviceId === null || q.serviceId === row.serviceId) && (q.teamId === null || ownerOf(row.serviceId, at) === q.teamId);

/** Seconds of a stage, or why there are none. */
function stageOf(id: StageId, p: Pull, bots: Question['bots']): number | string {
  if (p.kind !== 'forward') return 'baseline';
  if (bots === 'excluded' && p.bot) return 'bot';
  const ready = p.readyAt ?? (p.draft === true ? null : p.openedAt);
  const between = (from: Date, to: Date, negative: string): number | string =>
    to < from ? negative : (to.getTime() - from.getTime()) / 1000;
  if (id === 'coding') {
    if (p.firstCommitAt === null) return 'unknown first commit';
    return ready === null ? 'still a draft' : between(p.firstCommitAt, ready, 'ready before the first commit');
  }
  if (id === 'pickup') {
    if (ready === null) return 'still a draft';
    return p.firstReviewAt === null ? 'no review' : between(ready, p.firstReviewAt, 'reviewed before ready');
  }
  if (id === 'review') {
    if (p.firstReviewAt === null) return 'no review';
    return p.mergedAt === null ? 'not merged' : between(p.firstReviewAt, p.mergedAt, 'reviewed after the merge');
  }
  return p.mergedAt === null ? 'not merged' : between(p.mergedAt, p.deployedAt, 'deployed before the merge');
}

/** Type 7, from as many values as it takes. */
function quantile(values: readonly number[], p: number, fewest: number): number | null {
  if (values.length < fewest) return null;
  const h = (values.length - 1) * p;
  const [low = 0, high = 0] = [values[Math.floor(h)], values[Math.ceil(h)]];
  return low + (h - Math.floor(h)) * (high - low);
}

/** Ranks by adding up the binomial distribution. */
function intervalOf(values: readonly number[]) {
  const n = values.length;
  let tail = 0;
  let term = 0.5 ** n;
  let rank = 0;
  for (let k = 0; k < n; k += 1) {
    tail += term;
    if (2 * tail > 0.05) break;
    rank = k + 1;
    term = (term * (n - k)) / (k + 1);
  }
  return rank === 0 ? null : { low: values[rank - 1], high: values[n - rank], level: 0.95 };
}

async function store(pulls: readonly Pull[], waiting: typeof waitingRows extends fc.Arbitrary<infer W> ? W : never): Promise<void> {
  for (const table of [factTables.pull_request_flow, factTables.undeployed_change])
    await sql`delete from ${sql.table(table.name)}`.execute(database.db);
  const stored = pulls.map(
    (p): Partial<PullRequestFlow> => ({
      ...p,
      kind: p.kind as PullRequestFlow['kind'],
      deploymentId: p.kind === null ? null : 'd',
      deployedAt: p.kind === null ? null : p.deployedAt,
      repositoryId: 'r',
      title: `pull ${p.number}`,
      fetchedAt: now,
    }),
  );
  await upsert(database.db, factTables.pull_request_flow, stored);
  const changes = waiting.map((w, index) => {
    const since = new Date(now.getTime() - w.age * 6 * HOUR);
    const other = new Date(START);
    return {
      serviceId: w.serviceId,
      repositoryId: 'r',
      sha: `${index}`,
      authoredAt: other,
      committedAt: w.merged ? other : since,
      mergedAt: w.merged ? since : null,
      bot: w.bot,
      originalsUnknown: false,
      title: '',
      fetchedAt: now,
    };
  });
  await upsert(database.db, factTables.undeployed_change, changes);
}

describe('the answer about flow', () => {
  it('is what loops over the pull requests say, and opens to them', async () => {
    await fc.assert(
      fc.asyncProperty(rows, waitingRows, question, async (pulls, waiting, q) => {
        await store(pulls, waiting);
        const scope: Scope = { ...q, zone: 'UTC', bucket: 'week', clock: 'authored', comparePrevious: false, now };
        const flow = await answerFlow(database.db, scope);
        const until = q.window.to < now ? q.window.to : now;
        const considered = pulls.filter(
          (p) => p.kind !== null && p.deployedAt >= q.window.from && p.deployedAt < until && asks(q, p, p.deployedAt),
        );
        expect(flow.pullRequests).toBe(considered.filter((p) => p.kind === 'forward' && (q.bots === 'included' || !p.bot)).length);
        for (const id of stageIds) {
          const each = considered.map((p) => ({ p, said: stageOf(id, p, q.bots) }));
          const values = each.flatMap(({ said }) => (typeof said === 'number' ? [said] : [])).sort((a, b) => a - b);
          const excluded: Record<string, number> = {};
          for (const { said } of each) if (typeof said === 'string') excluded[said] = (excluded[said] ?? 0) + 1;
          const counted = each.filter(({ said }) => typeof said === 'number');
          const stage = flow.stages.find((s) => s.id === id);
          expect({ ...stage, definition: undefined }).toEqual({
            id,
            state: values.length < 6 ? 'too_little_data' : 'value',
            p50: quantile(values, 0.5, 6),
            p75: quantile(values, 0.75, 11),
            p90: quantile(values, 0.9, 29),
            n: values.length,
            interval: intervalOf(values),
            inferred: id === 'coding' || id === 'pickup' ? counted.filter(({ p }) => p.readyAt === null).length : 0,
            excluded,
            definition: undefined,
          });
          const evidence = await listFlowEvidence(database.db, scope, id, { limit: 500 });
          expect(evidence.totals).toEqual({ included: values.length, excluded });
          const seen = evidence.items.map((item) => [item.serviceId, item.id, item.reason ?? item.contributes, item.inferred]);
          expect(seen.sort()).toEqual(
            each
              .map(({ p, said }) => [p.serviceId, `r:${p.number}`, said, (id === 'coding' || id === 'pickup') && p.readyAt === null])
              .sort(),
          );
        }
        const ages = waiting.filter((w) => asks(q, w, now) && (q.bots === 'included' || !w.bot)).map((w) => w.age * 6 * 3600);
        expect(flow.waiting.n).toBe(ages.length);
        expect(flow.waiting.oldestAt?.getTime() ?? null).toBe(ages.length === 0 ? null : now.getTime() - Math.max(...ages) * 1000);
        for (const { from, to, n } of flow.waiting.ages)
          expect({ from, n }).toEqual({
            from,
            n: ages.filter((age) => Math.max(0, age) >= from && (to === null || Math.max(0, age) < to)).length,
          });
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 40) },
    );
  }, 120_000);
});
