import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PagerdutyRun, pagerdutyRun } from '../support/pagerduty-run.ts';
import { type ReplayServer, recordedThere, replayServer } from '../support/replay-server.ts';

/** Skipped, and said so, where the recorded answers are not beside the project. */
describe.skipIf(!recordedThere)('PagerDuty as recorded', () => {
  let server: ReplayServer;
  beforeAll(async () => {
    server = await replayServer(['--require-auth', '--retry-after', '1']);
  });
  afterAll(() => server.close());

  const at = { now: new Date('2022-11-10T00:00:00Z') };
  const open = (): Promise<PagerdutyRun> =>
    pagerdutyRun({ url: `${server.url}/pagerduty/@keon-test`, since: new Date('2022-10-01T00:00:00Z'), services: new Set(['PIKL83L']) });
  const records = async ({ database: { db } }: PagerdutyRun) => {
    const incidents = await db.selectFrom('incidentEvent').selectAll().orderBy('externalId').execute();
    const entries = await db.selectFrom('incidentEntry').selectAll().orderBy('entryId').execute();
    return JSON.stringify([incidents, entries], (key, value: unknown) => (key === 'fetchedAt' ? undefined : value));
  };

  it('gives three incidents with their course; a second run brings nothing; faults change nothing', async () => {
    const first = await open();
    const faulty = await open();
    try {
      expect(await first.run({}, at)).toMatchObject({ outcome: 'done', rejected: 0 });
      const { db, pool } = first.database;
      const incidents = await db
        .selectFrom('incidentEvent')
        .select(['externalId', 'urgency', 'resolvedAt', 'responders'])
        .orderBy('openedAt')
        .execute();
      expect(incidents).toEqual([
        { externalId: 'Q3YON8WNWTZMRQ', urgency: 'high', resolvedAt: null, responders: 2 },
        { externalId: 'Q3CZAU7Q4008QD', urgency: 'high', resolvedAt: null, responders: expect.any(Number) },
        // The recorded account tells no `resolved_at`; the resolution is its last change of status.
        { externalId: 'Q1OHFWFP3GPXOG', urgency: 'low', resolvedAt: new Date('2022-11-03T06:51:44Z'), responders: null },
      ]);
      const kinds = await db
        .selectFrom('incidentEntry')
        .select(['kind', ({ fn }) => fn.countAll<number>().as('n')])
        .groupBy('kind')
        .orderBy('kind')
        .execute();
      expect(kinds).toEqual([
        { kind: 'acknowledged', n: 5 },
        { kind: 'assigned', n: 11 },
        { kind: 'escalated', n: 8 },
        { kind: 'opened', n: 3 },
        { kind: 'resolved', n: 1 },
      ]);
      const { rows } = await pool.query("select count(*) as n from raw_record where payload like '%Amini%' or payload like '%PQYACO3%'");
      expect(rows).toEqual([{ n: 0 }]);
      expect(await first.run({}, { now: new Date('2022-11-10T01:00:00Z') })).toMatchObject({ outcome: 'done', raws: 0, records: 0 });
      await server.control({ faultEvery: 3, fault: ['502', '429', 'truncate'] });
      expect(await faulty.run({}, at)).toMatchObject({ outcome: 'done', rejected: 0 });
      expect(await records(faulty)).toBe(await records(first));
    } finally {
      await first.database.close();
      await faulty.database.close();
    }
  });
});
