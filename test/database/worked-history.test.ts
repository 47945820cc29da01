import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { deploymentKey } from '../../src/domain/keys.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedAnswers, workedHistory, workedKinds, workedLeadTimes } from '../support/worked-history.ts';
import { repositoryIdOf, shaOf } from '../support/world.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await loadWorld(database.db, workedHistory);
});
afterAll(() => database.close());

const scopeOf = (teamId: string | null): Scope => ({
  window: { from: new Date('2026-05-03T22:00:00Z'), to: new Date('2026-05-31T22:00:00Z') },
  zone: 'Europe/Berlin',
  bucket: 'week',
  serviceId: null,
  teamId,
  clock: 'authored',
  bots: 'included',
  comparePrevious: false,
  now: new Date(workedHistory.now),
});

describe('the second worked history', () => {
  it('gives every deployment its kind', async () => {
    const rows = await database.db.selectFrom('deployment').select(['deploymentId', 'kind']).execute();
    const found = Object.fromEntries(rows.map((r) => [r.deploymentId, r.kind]));
    const expected = Object.fromEntries(
      Object.entries(workedKinds).map(([id, kind]) => {
        const repositoryId = repositoryIdOf(id.startsWith('2') ? 'acme/mono' : 'acme/portal');
        return [deploymentKey('portal', { repositoryId, origin: 'deployments', externalId: id }), kind];
      }),
    );
    expect(found).toEqual(expected);
  });

  it('delivers each change once, by the deployment that first contains it', async () => {
    const rows = await database.db.selectFrom('delivery').selectAll().where('kind', '=', 'forward').execute();
    const found = Object.fromEntries(rows.map((r) => [r.sha, (r.finishedAt.getTime() - r.authoredAt.getTime()) / 1000]));
    const expected = Object.fromEntries(
      Object.entries(workedLeadTimes).map(([id, seconds]) => [shaOf(id.startsWith('g') ? 'acme/mono' : 'acme/portal', id), seconds]),
    );
    expect(found).toEqual(expected);
    const waiting = await database.db.selectFrom('undeployedChange').select('sha').execute();
    expect(waiting.map((w) => w.sha)).toEqual([shaOf('acme/portal', 'p7')]);
  });

  for (const [team, answers] of Object.entries(workedAnswers)) {
    it(`answers for ${team} as worked out on paper`, async () => {
      const { metrics } = await answerMetrics(database.db, scopeOf(team === 'organisation' ? null : team));
      for (const [id, expected] of Object.entries(answers)) {
        const metric = metrics.find((m) => m.id === id);
        const { interval, excluded, points, ...plain } = expected as typeof expected & {
          interval?: readonly [number, number];
          excluded?: Record<string, number>;
          points?: readonly number[];
        };
        expect({ id, ...metric }).toMatchObject({ id, ...plain, state: expected.value === null ? 'too_little_data' : 'value' });
        if (interval) expect(metric?.interval).toMatchObject({ low: interval[0], high: interval[1] });
        if (excluded) expect(metric?.counts.excluded).toEqual(excluded);
        if (points) expect(metric?.points?.map((p) => p.value).sort((a, b) => a - b)).toEqual(points);
      }
    });
  }
});
