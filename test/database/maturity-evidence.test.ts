/** Evidence of the demonstration, against numbers counted the slow way from its tables. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Scope } from '../../src/domain/scope.ts';
import type { TeamEvidence } from '../../src/maturity/evidence/by-team.ts';
import { catalogue } from '../../src/maturity/evidence/catalogue.ts';
import { type EvidenceRecord, evidenceFor, evidenceForTeams, evidenceRecords } from '../../src/maturity/evidence/evidence.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { metricIds } from '../../src/metrics/result.ts';
import { quantile } from '../../src/statistics/quantile.ts';
import { demoDatabase } from '../support/demo-database.ts';

const now = new Date('2026-03-20T12:00:00Z');
const question = { now, zone: 'UTC' };
const day = 86_400_000;
let database: Database;
let all: ReadonlyMap<string, TeamEvidence>;
beforeAll(async () => {
  database = await demoDatabase(now);
  all = await evidenceForTeams(database.db, question);
});
afterAll(async () => await database.close());

const teams = ['apps', 'discovery', 'fulfilment', 'payments', 'platform', 'storefront'];

async function recordsOf(team: string, rule: string, limit = 37): Promise<readonly EvidenceRecord[]> {
  const found: EvidenceRecord[] = [];
  let after: string | undefined;
  do {
    const page = await evidenceRecords(database.db, team, rule, question, { limit, ...(after === undefined ? {} : { after }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items);
    if (page.next === null) expect(found.length).toBe(page.total);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
}

type Pull = { repositoryId: string; number: number; author: string | null; mergedAt: Date; openedAt: Date; bot: boolean };

/** Every merged pull request of a team within the window, one table after the other. */
async function pullsOf(team: string): Promise<readonly Pull[]> {
  const { db } = database;
  const own = (await db.selectFrom('ownership').selectAll().execute()).filter(({ teamId }) => teamId === team);
  const flows = await db.selectFrom('pullRequestFlow').selectAll().execute();
  const pulls = await db.selectFrom('pullRequest').selectAll().execute();
  return pulls.flatMap(({ repositoryId, number, author, mergedAt, openedAt }) => {
    if (mergedAt === null || mergedAt < new Date(now.getTime() - 90 * day) || mergedAt >= now) return [];
    const theirs = flows.filter(
      (flow) =>
        flow.repositoryId === repositoryId &&
        flow.number === number &&
        own.some((o) => o.serviceId === flow.serviceId && mergedAt >= o.fromAt && mergedAt < o.untilAt),
    );
    return theirs.length === 0 ? [] : [{ repositoryId, number, author, mergedAt, openedAt, bot: theirs.some((flow) => flow.bot) }];
  });
}

describe('evidence of the demonstration', () => {
  it('answers every rule for every team, alone as together', async () => {
    expect([...all.keys()]).toEqual(teams);
    for (const team of teams) {
      const alone = await evidenceFor(database.db, team, question);
      expect([...alone.keys()]).toEqual([...catalogue.keys()]);
      expect(alone).toEqual(all.get(team));
    }
  });

  it('has no source where nothing is read that could tell', () => {
    expect(all.get('apps')?.get('inc-3a')?.verdict).toBe('no_source');
    expect(all.get('payments')?.get('inc-3a')?.verdict).not.toBe('no_source');
    expect(all.get('payments')?.get('rel-2a')?.verdict).toBe('no_source');
  });

  it.each(teams)('lists the records of every number of %s', async (team) => {
    for (const [rule, { verdict, parts }] of all.get(team) ?? []) {
      if (verdict === 'no_source' || rule.startsWith('metric-')) continue;
      const records = await recordsOf(team, rule);
      for (const { part, share, n, value, unknown } of parts) {
        const own = records.filter((record) => record.part === part);
        if (share !== null)
          expect([rule, own.filter(({ met }) => met === true).length, own.filter(({ met }) => met !== null).length]).toEqual([
            rule,
            share.met,
            share.of,
          ]);
        else if (own.some((record) => record.value !== null)) {
          expect(own.length).toBe(n);
          expect(
            quantile(
              own.map((record) => record.value ?? 0).sort((a, b) => a - b),
              part === 'duration' ? 0.75 : 0.5,
            ),
          ).toBe(value);
        }
        if (share !== null || unknown > 0) expect(own.filter(({ met }) => met === null).length).toBe(unknown);
      }
      const order = records.map(({ at, key, part }) => [at.toISOString(), key, part].join('\n'));
      expect(order).toEqual(order.toSorted().reverse());
    }
  });

  it.each(teams)('counts the approvals and waits of %s like the tables', async (team) => {
    const pulls = await pullsOf(team);
    const reviews = await database.db.selectFrom('review').selectAll().execute();
    const approved = pulls.filter((pull) =>
      reviews.some(
        (review) =>
          review.repositoryId === pull.repositoryId &&
          review.number === pull.number &&
          review.state === 'approved' &&
          !review.bot &&
          review.author !== null &&
          review.author.toLowerCase() !== pull.author?.toLowerCase() &&
          review.submittedAt <= pull.mergedAt,
      ),
    );
    expect(all.get(team)?.get('cul-2b')?.share).toEqual({ met: approved.length, of: pulls.length });
    const waits = pulls.filter(({ bot }) => !bot).map(({ openedAt, mergedAt }) => (mergedAt.getTime() - openedAt.getTime()) / 3_600_000);
    const [open] = all.get(team)?.get('cid-4a')?.parts ?? [];
    expect(open).toMatchObject({
      part: 'open to merge',
      n: waits.length,
      value: quantile(
        waits.sort((a, b) => a - b),
        0.5,
      ),
    });
  });

  it.each(teams)('counts the deployments of %s like the tables', async (team) => {
    const { db } = database;
    const own = (await db.selectFrom('ownership').selectAll().execute()).filter(({ teamId }) => teamId === team);
    const inWindow = (serviceId: string, at: Date | null): at is Date =>
      at !== null &&
      at >= new Date(now.getTime() - 90 * day) &&
      at < now &&
      own.some((o) => o.serviceId === serviceId && at >= o.fromAt && at < o.untilAt);
    const flows = await db.selectFrom('pullRequestFlow').selectAll().execute();
    const waits = flows.flatMap(({ serviceId, kind, mergedAt, deployedAt }) =>
      kind === 'forward' && mergedAt !== null && inWindow(serviceId, deployedAt) && mergedAt <= deployedAt
        ? [(deployedAt.getTime() - mergedAt.getTime()) / 3_600_000]
        : [],
    );
    const [arrived] = all.get(team)?.get('cid-5a')?.parts ?? [];
    expect(arrived).toMatchObject({
      n: waits.length,
      value: quantile(
        waits.sort((a, b) => a - b),
        0.5,
      ),
    });

    const stable = new Set((await db.selectFrom('service').selectAll().where('stability', '=', true).execute()).map((s) => s.serviceId));
    const children = await db.selectFrom('deploymentChild').selectAll().execute();
    const production = (await db.selectFrom('deployment').selectAll().where('tier', '=', 'production').execute()).filter(
      ({ serviceId, finishedAt, outcome }) => inWindow(serviceId, finishedAt) && (outcome === 'succeeded' || outcome === 'failed'),
    );
    const failed = production.filter(({ failed: is, serviceId, restoredAt, finishedAt }) => {
      const young = restoredAt === null && now.getTime() - (finishedAt?.getTime() ?? 0) < day;
      const before = restoredAt !== null && finishedAt !== null && restoredAt < finishedAt;
      return is && stable.has(serviceId) && !young && !before;
    });
    const soon = failed.filter(
      ({ restoredAt, finishedAt }) => restoredAt !== null && restoredAt.getTime() - (finishedAt?.getTime() ?? 0) <= day,
    );
    const restored = all.get(team)?.get('inc-4b')?.parts[0];
    expect([restored?.share?.met ?? 0, restored?.n]).toEqual([soon.length, failed.length]);

    const succeeded = production.filter(({ outcome }) => outcome === 'succeeded');
    const ran = succeeded.filter((d) => children.some((c) => c.deploymentId === d.deploymentId && c.origin === 'workflow_runs'));
    const carried = all.get(team)?.get('cid-3b')?.parts[0];
    expect([carried?.share?.met ?? 0, carried?.unknown]).toEqual([ran.length, succeeded.length - ran.length]);
  });

  it.each(teams)('shows the metrics of %s as the metrics do', async (team) => {
    for (const id of metricIds) {
      const rule = catalogue.get(`metric-${id}`);
      const window = { from: new Date(now.getTime() - (rule?.days ?? 0) * day), to: now };
      const scope: Scope = {
        window,
        zone: 'UTC',
        bucket: 'week',
        serviceId: null,
        teamId: team,
        clock: 'authored',
        bots: 'included',
        comparePrevious: false,
        now,
      };
      const [metric] = (await answerMetrics(database.db, scope, [id])).metrics;
      const found = all.get(team)?.get(`metric-${id}`);
      if (metric?.state === 'value') expect(found?.value).toBeCloseTo((metric.value ?? 0) / (metric.unit === 'seconds' ? 3600 : 1), 9);
      else expect(found?.value).toBeNull();
      const { items, total } = await evidenceRecords(database.db, team, `metric-${id}`, question, { limit: 2000 });
      const counted = items.flatMap(({ value }) => (value === null ? [] : [value])).sort((a, b) => a - b);
      if (metric?.unit === 'seconds' && metric.state === 'value') expect(quantile(counted, 0.5)).toBeCloseTo(found?.value ?? Number.NaN, 9);
      expect(total).toBe((metric?.counts.included ?? 0) + Object.values(metric?.counts.excluded ?? {}).reduce((a, b) => a + b, 0));
    }
  });

  it('keeps only what it was asked for', async () => {
    const few = await evidenceForTeams(database.db, { ...question, rules: ['inc-3a', 'cul-2b'] }, ['payments', 'nobody']);
    expect([...few].map(([team, rules]) => [team, [...rules.keys()]])).toEqual([['payments', ['cul-2b', 'inc-3a']]]);
    await expect(evidenceFor(database.db, 'nobody', question)).rejects.toThrow('There is no team "nobody".');
    await expect(evidenceRecords(database.db, 'nobody', 'cul-2b', question, { limit: 5 })).rejects.toThrow('There is no team "nobody".');
    await expect(evidenceRecords(database.db, 'apps', 'x-1', question, { limit: 5 })).rejects.toThrow(
      'There is no rule of evidence "x-1".',
    );
    await expect(evidenceRecords(database.db, 'apps', 'cul-2b', question, { limit: 5, after: 'x' })).rejects.toThrow('not a cursor');
  });

  it('names no person', async () => {
    const { rows } = await sql<{
      author: string;
    }>`select distinct author from pull_request where author is not null order by author`.execute(database.db);
    const said = JSON.stringify([...all].map(([team, rules]) => [team, [...rules]]));
    const listed = JSON.stringify(await recordsOf('payments', 'cul-5b'));
    for (const { author } of rows) expect([said.includes(`"${author}"`), listed.includes(author)]).toEqual([false, false]);
  });
});
