import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upsert } from '../../src/database/bulk.ts';
import type { Database } from '../../src/database/open.ts';
import { factTables } from '../../src/database/specs.ts';
import { listDelivered, listUndeployed } from '../../src/delivery/list-changes.ts';
import { listDeployments } from '../../src/delivery/list-deployments.ts';
import { listIncidents } from '../../src/delivery/list-incidents.ts';
import { deliveredSorts, deploymentSorts, incidentSorts, type Page, type Paging, undeployedSorts } from '../../src/delivery/lists.ts';
import type { Delivery, Deployment, Incident } from '../../src/domain/facts.ts';
import { testDatabase } from '../support/database.ts';

/** Lists against naive twins: filter, sort and cut an array. Few instants and few words, so that ties and matches are many. */

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  await sql`insert into team values ('red', 'Red'), ('blue', 'Blue')`.execute(db);
  for (const id of ['a', 'b'])
    await sql`insert into service (service_id, name, settings, settings_hash, stability) values (${id}, ${`Service ${id}`}, '{}', '', true)`.execute(
      db,
    );
  // `a` changes hands on the third day; nobody owns `b` before the second.
  await sql`insert into ownership values ('a', 'red', '0001-01-01Z', '2026-03-03Z'), ('a', 'blue', '2026-03-03Z', '9999-01-01Z'),
    ('b', 'blue', '2026-03-02Z', '9999-01-01Z')`.execute(db);
});
afterAll(() => database.close());

const start = Date.parse('2026-03-01T00:00:00Z');
const hour = 3_600_000;
const now = new Date(start + 6 * 24 * hour);
const dayOf = (n: number): Date => new Date(start + n * 24 * hour);

function ownerOf(serviceId: string, at: Date): string | null {
  if (serviceId === 'a') return at < dayOf(2) ? 'red' : 'blue';
  return at < dayOf(1) ? null : 'blue';
}

const instant = fc.integer({ min: 0, max: 20 }).map((n) => new Date(start + n * 6 * hour));
const title = fc.constantFrom('Fix totals', 'FIX TOTALS', '100% done', '100x done', 'a_b', 'axb', 'Über uns', 'x\\y', '=1+1', '');
const serviceId = fc.constantFrom('a', 'b');
const sha = fc.constantFrom('abc1', 'abd2', 'fe%3', '0123');
const either = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const unique = <T>(row: fc.Arbitrary<T>, key: (row: T) => string) => fc.uniqueArray(row, { maxLength: 25, selector: key });

const rows = fc.record({
  deployments: unique(
    fc.record({
      serviceId,
      n: fc.integer({ min: 1, max: 30 }),
      startedAt: instant,
      took: either(fc.constantFrom(0, hour)),
      title: either(title),
      version: either(title),
      sha: either(sha),
      changes: fc.integer({ min: 0, max: 11 }),
      failed: fc.boolean(),
      unplanned: either(fc.constantFrom('rollback', 'hotfix')),
      kind: either(fc.constantFrom('forward', 'rollback')),
    }),
    (d) => `${d.serviceId}:${d.n}`,
  ),
  changes: unique(
    fc.record({
      serviceId,
      sha: fc.tuple(sha, fc.integer({ min: 0, max: 9 })).map(([begin, n]) => `${begin}${n}`),
      authoredAt: instant,
      mergedAt: either(instant),
      finishedAt: instant,
      kind: fc.constantFrom('forward', 'forward', 'baseline'),
      title,
      pullNumber: either(fc.integer({ min: 1, max: 4 })),
    }),
    (c) => `${c.serviceId}:${c.sha}`,
  ),
  pulls: fc.uniqueArray(fc.record({ serviceId, number: fc.integer({ min: 1, max: 4 }), title }), {
    selector: (p) => `${p.serviceId}:${p.number}`,
  }),
  incidents: unique(
    fc.record({ serviceId, n: fc.integer({ min: 1, max: 15 }), openedAt: instant, lasted: either(fc.constantFrom(0, 1, 5)), title }),
    (i) => `${i.serviceId}:${i.n}`,
  ),
});
type Rows = typeof rows extends fc.Arbitrary<infer R> ? R : never;

const question = fc.record({
  serviceId: fc.constantFrom(null, null, 'a', 'b'),
  teamId: fc.constantFrom(null, null, 'red', 'blue'),
  window: fc.constantFrom(null, { from: dayOf(1), to: dayOf(3) }),
  q: fc.constantFrom(undefined, undefined, 'fix TOT', '%', '_', '\\', 'über', 'ABC', 'fe%', '3', '#3', 'a:r:deployments:3', 'done'),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  limit: fc.constantFrom(1, 3, 50),
  yes: fc.constantFrom(undefined, true, false),
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

const fetchedAt = now;
const repositoryId = 'r';
const deploymentId = (d: { serviceId: string; n: number }): string => `${d.serviceId}:r:deployments:${d.n}`;
const incidentId = (i: { n: number }): string => `r:issues:${i.n}`;
const finishOf = (d: Rows['deployments'][number]): Date | null => (d.took === null ? null : new Date(d.startedAt.getTime() + d.took));

async function store(world: Rows): Promise<void> {
  const { db } = database;
  for (const { name } of Object.values(factTables)) await sql`delete from ${sql.table(name)}`.execute(db);
  const deployments = world.deployments.map(
    ({ n, took: _, ...d }): Partial<Deployment> & object =>
      ({
        ...d,
        deploymentId: deploymentId({ ...d, n }),
        repositoryId,
        tier: 'production',
        places: [],
        commitKnown: true,
        finishedAt: finishOf({ ...d, n, took: _ }),
        outcome: 'succeeded',
        inferred: false,
        commitsVisited: 0,
        unknownParents: 0,
        fetchedAt,
      }) as Partial<Deployment>,
  );
  await upsert(db, factTables.deployment, deployments);
  const changes = world.changes.map((c) => ({
    ...c,
    repositoryId,
    committedAt: c.authoredAt,
    bot: false,
    originalsUnknown: false,
    deploymentId: 'd',
    fetchedAt,
  }));
  await upsert(db, factTables.delivery, changes as readonly Partial<Delivery>[]);
  await upsert(db, factTables.undeployed_change, changes);
  const pulls = world.pulls.map((p) => ({ ...p, repositoryId, bot: false, openedAt: now, fetchedAt }));
  await upsert(db, factTables.pull_request_flow, pulls);
  const incidents = world.incidents.map(({ n, lasted, ...i }) => ({
    ...i,
    incidentId: incidentId({ n }),
    resolvedAt: lasted === null ? null : new Date(i.openedAt.getTime() + lasted * hour),
    state: n % 2 === 0 ? 'counted' : 'proposed',
    reason: '',
    fetchedAt,
  }));
  await upsert(db, factTables.incident, incidents as readonly Partial<Incident>[]);
}

/** Every page until the end; the total of the first one. */
async function walk<T>(limit: number, ask: (paging: Paging) => Promise<Page<T>>): Promise<{ items: readonly T[]; total: number | null }> {
  const items: T[] = [];
  let total: number | null = null;
  for (let after: string | undefined; ; ) {
    const page = await ask({ limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    if (after === undefined) total = page.total;
    else expect(page.total).toBeNull();
    items.push(...page.items);
    if (page.next === null) return { items, total };
    after = page.next;
  }
}

type Key = number | null;
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Rows without a key last, whatever the order; then service, then id. */
function sorted<T>(list: readonly T[], order: 'asc' | 'desc', key: (row: T) => Key, id: (row: T) => readonly string[]): readonly T[] {
  const sign = order === 'asc' ? 1 : -1;
  return [...list].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if ((x === null) !== (y === null)) return x === null ? 1 : -1;
    const ids =
      id(a)
        .map((part, i) => byText(part, id(b)[i] ?? ''))
        .find((found) => found !== 0) ?? 0;
    return sign * ((x ?? 0) - (y ?? 0) || ids);
  });
}

const has = (text: string | null | undefined, q: string): boolean => (text ?? '').toLowerCase().includes(q.toLowerCase());
const last = (id: string): string => id.slice(id.lastIndexOf(':') + 1);
const named = (id: string, q: string): boolean => id === q || last(id) === q.replace(/^#/, '');
const within = (window: Question['window'], at: Date): boolean => window === null || (at >= window.from && at < window.to);
const owned = (q: Question, row: { serviceId: string }, at: Date): boolean =>
  (q.serviceId === null || row.serviceId === q.serviceId) && (q.teamId === null || ownerOf(row.serviceId, at) === q.teamId);

async function compareDeployments(world: Rows, q: Question): Promise<void> {
  for (const sort of deploymentSorts) {
    const filter = { ...q, sort, failed: q.yes, unplanned: q.yes };
    const { items, total } = await walk(q.limit, (paging) => listDeployments(database.db, filter, paging));
    const at = (d: Rows['deployments'][number]): Date => finishOf(d) ?? d.startedAt;
    const found = world.deployments.filter(
      (d) =>
        owned(q, d, at(d)) &&
        within(q.window, at(d)) &&
        (q.yes === undefined || (d.failed === q.yes && (d.unplanned !== null) === q.yes)) &&
        (q.q === undefined ||
          has(d.title, q.q) ||
          has(d.version, q.q) ||
          (d.sha ?? '').startsWith(q.q.toLowerCase()) ||
          named(deploymentId(d), q.q)),
    );
    const key = (d: Rows['deployments'][number]): number => (sort === 'finished' ? at(d).getTime() : d.changes);
    const expected = sorted(found, q.order, key, (d) => [d.serviceId, deploymentId(d)]);
    expect({ sort, total, rows: items.map((d) => [d.id, d.serviceName, d.team?.id ?? null]) }).toEqual({
      sort,
      total: expected.length,
      rows: expected.map((d) => [deploymentId(d), `Service ${d.serviceId}`, ownerOf(d.serviceId, at(d))]),
    });
  }
}

type Change = Rows['changes'][number];

function changesAsked(world: Rows, q: Question, at: (c: Change) => Date): readonly Change[] {
  const pullTitle = (c: Change): string | undefined =>
    world.pulls.find((p) => p.serviceId === c.serviceId && p.number === c.pullNumber)?.title;
  return world.changes.filter(
    (c) =>
      owned(q, c, at(c)) &&
      (q.q === undefined ||
        has(c.title, q.q) ||
        (pullTitle(c) !== undefined && has(pullTitle(c), q.q)) ||
        c.sha.startsWith(q.q.toLowerCase()) ||
        `${c.pullNumber}` === q.q.replace(/^#/, '')),
  );
}

const changeId = (c: { serviceId: string; sha: string }): readonly string[] => [c.serviceId, c.sha];

async function compareDelivered(world: Rows, q: Question): Promise<void> {
  for (const sort of deliveredSorts) {
    const { items, total } = await walk(q.limit, (paging) => listDelivered(database.db, { ...q, sort }, paging));
    const lead = (c: Change): Key => {
      const seconds = (c.finishedAt.getTime() - c.authoredAt.getTime()) / 1000;
      return c.kind === 'forward' && seconds >= 0 ? seconds : null;
    };
    const key = (c: Change): Key => (sort === 'deployed' ? c.finishedAt.getTime() : sort === 'authored' ? c.authoredAt.getTime() : lead(c));
    const found = changesAsked(world, q, (c) => c.finishedAt).filter((c) => within(q.window, c.finishedAt));
    const expected = sorted(found, q.order, key, changeId);
    expect({ sort, total, rows: items.map((c) => [c.serviceId, c.sha, c.leadTime, c.waiting, c.team?.id ?? null]) }).toEqual({
      sort,
      total: expected.length,
      rows: expected.map((c) => [c.serviceId, c.sha, lead(c), null, ownerOf(c.serviceId, c.finishedAt)]),
    });
    const reason = (c: Change) => (c.kind === 'baseline' ? 'baseline' : lead(c) === null ? 'clock skew' : null);
    expect(items.map((c) => c.leadTimeReason)).toEqual(expected.map(reason));
  }
}

async function compareUndeployed(world: Rows, q: Question): Promise<void> {
  for (const sort of undeployedSorts) {
    const { items, total } = await walk(q.limit, (paging) => listUndeployed(database.db, { ...q, sort }, now, paging));
    const since = (c: Change): Date => c.mergedAt ?? c.authoredAt;
    const opposite = q.order === 'asc' ? 'desc' : 'asc';
    const found = changesAsked(world, q, () => now);
    const expected =
      sort === 'waiting'
        ? sorted(found, opposite, (c) => since(c).getTime(), changeId)
        : sorted(found, q.order, (c) => c.authoredAt.getTime(), changeId);
    expect({ sort, total, rows: items.map((c) => [c.serviceId, c.sha, c.waiting, c.leadTime, c.deployedAt]) }).toEqual({
      sort,
      total: expected.length,
      rows: expected.map((c) => [c.serviceId, c.sha, (now.getTime() - since(c).getTime()) / 1000, null, null]),
    });
  }
}

async function compareIncidents(world: Rows, q: Question): Promise<void> {
  for (const sort of incidentSorts) {
    const state = q.yes === undefined ? undefined : q.yes ? 'counted' : 'proposed';
    const filter = { ...q, sort, open: q.yes, state };
    const { items, total } = await walk(q.limit, (paging) => listIncidents(database.db, filter, paging));
    const found = world.incidents.filter(
      (i) =>
        owned(q, i, i.openedAt) &&
        within(q.window, i.openedAt) &&
        (q.yes === undefined || ((i.lasted === null) === q.yes && (i.n % 2 === 0) === q.yes)) &&
        (q.q === undefined || has(i.title, q.q) || named(incidentId(i), q.q)),
    );
    const key = (i: Rows['incidents'][number]): Key =>
      sort === 'opened' ? i.openedAt.getTime() : i.lasted === null ? null : i.lasted * 3600;
    const expected = sorted(found, q.order, key, (i) => [i.serviceId, incidentId(i)]);
    expect({ sort, total, rows: items.map((i) => [i.serviceId, i.id, i.duration]) }).toEqual({
      sort,
      total: expected.length,
      rows: expected.map((i) => [i.serviceId, incidentId(i), i.lasted === null ? null : i.lasted * 3600]),
    });
  }
}

describe('lists', () => {
  it('find, order and page as sorting an array does', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.array(question, { minLength: 3, maxLength: 3 }), async (world, questions) => {
        await store(world);
        for (const q of questions) {
          await compareDeployments(world, q);
          await compareDelivered(world, q);
          await compareUndeployed(world, q);
          await compareIncidents(world, q);
        }
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 25) },
    );
  }, 120_000);
});
