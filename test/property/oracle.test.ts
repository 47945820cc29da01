import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Clock, Scope } from '../../src/domain/scope.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { listEvidence } from '../../src/metrics/evidence.ts';
import type { Metric } from '../../src/metrics/result.ts';
import { testDatabase } from '../support/database.ts';
import { emptyWorlds } from '../support/empty-worlds.ts';
import { coveredDays, loadWorld } from '../support/load-world.ts';
import { type OracleFacts, oracleFacts } from '../support/oracle-facts.ts';
import {
  isFailed,
  localMidnight,
  oracleExposure,
  oracleFailRate,
  oracleFrequency,
  oracleLead,
  oracleRecovery,
  oracleRework,
} from '../support/oracle-metrics.ts';
import { oracleTrends } from '../support/oracle-trend.ts';
import { randomWorld, SPAN_DAYS } from '../support/random-world.ts';
import type { World } from '../support/world.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const START = Date.parse('2026-03-02T00:00:00Z');
const dateOf = (day: number): string => new Date(START + day * 86_400_000).toISOString().slice(0, 10);
const nextDate = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

const question = fc.record({
  from: fc.integer({ min: 0, max: 10 }),
  days: fc.constantFrom(1, 7, 14, 28, 29, 30),
  team: fc.constantFrom(null, 'first', 'second'),
  clock: fc.constantFrom<Clock>('authored', 'committed', 'first_commit_of_pull_request', 'merged'),
});

async function compareFacts(facts: OracleFacts): Promise<void> {
  const deployments = await database.db
    .selectFrom('deployment')
    .select(['deploymentId', 'kind', 'outcome', 'finishedAt', 'failed', 'unplanned'])
    .orderBy('deploymentId')
    .execute();
  const found = deployments.map((d) => [
    d.deploymentId,
    d.outcome,
    d.kind,
    d.finishedAt?.toISOString() ?? null,
    d.failed,
    d.unplanned !== null,
  ]);
  const expected = facts.deployments
    .map((d) => [
      d.id,
      d.outcome,
      d.production ? d.kind : null,
      d.finished === null ? null : new Date(d.finished).toISOString(),
      (d.kind === 'forward' || d.kind === 'baseline') && isFailed(d),
      d.unplanned,
    ])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  expect(found).toEqual(expected);
  const deliveries = await database.db
    .selectFrom('delivery')
    .select(['sha', 'deploymentId'])
    .where('kind', '=', 'forward')
    .orderBy('sha')
    .execute();
  expect(deliveries.map((d) => [d.sha, d.deploymentId])).toEqual(
    facts.deliveries.map((d) => [d.sha, d.deployment.id]).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
  );
  const incidents = await database.db
    .selectFrom('incident')
    .select(['incidentId', 'rung', 'confidence', 'deploymentId'])
    .orderBy('incidentId')
    .execute();
  expect(incidents.map((i) => [i.incidentId, i.rung, i.confidence, i.deploymentId])).toEqual(
    facts.incidents
      .map((i) => [i.id, i.rung, i.confidence, i.deployment?.id ?? null])
      .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
  );
  const waiting = await database.db.selectFrom('undeployedChange').select('sha').orderBy('sha').execute();
  expect(waiting.map((w) => w.sha)).toEqual([...new Set(facts.undeployed)].sort());
}

type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

async function compareAnswers(world: World, facts: OracleFacts, q: Question, trended: boolean): Promise<void> {
  const dates = Array.from({ length: q.days }, (_, i) => dateOf(q.from + i));
  const from = localMidnight(world.zone, dates[0] ?? '');
  const to = localMidnight(world.zone, nextDate(dates.at(-1) ?? ''));
  const now = Date.parse(world.now);
  const exposureDays = oracleExposure(world.zone, dates, nextDate, new Set(coveredDays(world)), now);
  const asked = { from, to, now, team: q.team, owners: world.owners, exposureDays, clock: q.clock };
  const scope: Scope = {
    window: { from: new Date(from), to: new Date(to) },
    zone: world.zone,
    bucket: 'week',
    serviceId: null,
    teamId: q.team,
    clock: q.clock,
    bots: 'included',
    comparePrevious: false,
    now: new Date(now),
  };
  const { metrics } = await answerMetrics(database.db, scope, undefined, { trend: trended });
  if (trended) compareTrends(metrics, oracleTrends(facts, { ...asked, zone: world.zone, covered: new Set(coveredDays(world)) }));
  const expected = {
    'change-lead-time': oracleLead(facts, asked),
    'deployment-frequency': oracleFrequency(facts, asked),
    'change-fail-rate': oracleFailRate(facts, asked),
    'deployment-rework-rate': oracleRework(facts, asked),
    'failed-deployment-recovery-time': oracleRecovery(facts, asked),
  };
  for (const [id, answer] of Object.entries(expected)) {
    const metric = metrics.find((m) => m.id === id);
    expect({ id, state: metric?.state, n: metric?.n }).toEqual({ id, state: answer.state, n: answer.n });
    if (answer.value === null) expect(metric?.value).toBeNull();
    else expect(metric?.value).toBeCloseTo(answer.value, 9);
    if (answer.numerator !== undefined) expect([metric?.numerator, metric?.denominator]).toEqual([answer.numerator, answer.denominator]);
    if (answer.open !== undefined) expect(metric?.open).toBe(answer.open);
    if (answer.percentiles) {
      for (const p of ['p50', 'p75', 'p90'] as const) {
        const value = answer.percentiles[p];
        if (value === null) expect(metric?.percentiles?.[p]).toBeNull();
        else expect(metric?.percentiles?.[p]).toBeCloseTo(value, 6);
      }
    }
    // The records that can be opened are those that were counted.
    if (metric) expect((await listEvidence(database.db, scope, metric.id, { limit: 1 })).totals).toEqual(metric.counts);
    if (id === 'change-lead-time') expect(excludedBut(metric?.counts.excluded, 'baseline')).toEqual(answer.excluded);
    if (id === 'deployment-frequency') expect(metric?.counts.excluded).toEqual(answer.excluded);
  }
}

/** Point by point; failures of the same instant in any order. */
function compareTrends(metrics: readonly Metric[], expected: ReturnType<typeof oracleTrends>): void {
  for (const { id, trend } of metrics) {
    const points = trend?.points.map(({ from, to, n, partial, value }) => ({ from: Number(from), to: Number(to), n, partial, value }));
    expect({ id, unit: trend?.unit, points: points?.toSorted((a, b) => a.from - b.from || (a.value ?? 0) - (b.value ?? 0)) }).toEqual({
      id,
      unit: expected[id]?.unit,
      points: expected[id]?.points.map((point) => ({ ...point, value: point.value === null ? null : expect.closeTo(point.value, 6) })),
    });
    expect(points?.map(({ from }) => from)).toEqual(expected[id]?.points.map(({ from }) => from));
  }
}

/** Windows that end, and begin, at the very instant a deployment finished: half-open, so it belongs to the second alone. */
async function compareEdges(world: World, facts: OracleFacts): Promise<void> {
  const edges = facts.deliveries.flatMap((d) => d.deployment.finished ?? []);
  const [edge] = edges;
  if (edge === undefined) return;
  const now = Date.parse(world.now);
  for (const [from, to] of [
    [edge - 7 * 86_400_000, edge],
    [edge, edge + 7 * 86_400_000],
  ] as const) {
    const asked = { from, to, now, team: null, owners: world.owners, exposureDays: 0, clock: 'authored' as const };
    const window = { from: new Date(from), to: new Date(to) };
    const plain = { bucket: 'week', serviceId: null, teamId: null, clock: 'authored', bots: 'included', comparePrevious: false } as const;
    const { metrics } = await answerMetrics(database.db, { ...plain, window, zone: world.zone, now: new Date(now) });
    const counted = (id: string): number | null | undefined => metrics.find((m) => m.id === id)?.n;
    expect({ from, to, n: counted('change-lead-time') }).toEqual({ from, to, n: oracleLead(facts, asked).n });
    expect({ from, to, n: counted('change-fail-rate') }).toEqual({ from, to, n: oracleFailRate(facts, asked).n });
  }
}

const excludedBut = (counts: Readonly<Record<string, number>> | undefined, but: string): Record<string, number> =>
  Object.fromEntries(Object.entries(counts ?? {}).filter(([reason]) => reason !== but));

describe('the product agrees with the naive oracle', () => {
  it(`on random histories of ${SPAN_DAYS} days in four zones`, async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld(), fc.array(question, { minLength: 3, maxLength: 3 }), async (world, questions) => {
        await emptyWorlds(database.db);
        await loadWorld(database.db, world);
        const facts = oracleFacts(world);
        await compareFacts(facts);
        for (const [index, q] of questions.entries()) await compareAnswers(world, facts, q, index === 0);
        await compareEdges(world, facts);
      }),
      // Shrinking takes longer than reading the world: the seed and path repeat it.
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 80), endOnFailure: true },
    );
  }, 600_000);
});
