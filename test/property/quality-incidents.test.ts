import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upsert } from '../../src/database/bulk.ts';
import type { Database } from '../../src/database/open.ts';
import { recordTables } from '../../src/database/specs.ts';
import { refreshUnmapped } from '../../src/delivery/unmapped.ts';
import { type IncidentCounts, incidentGapsOf } from '../../src/metrics/quality-incidents.ts';
import { testDatabase } from '../support/database.ts';

const services = ['a', 'b', 'c'] as const;
const pools = ['pagerduty', 'events', 'issues gh'] as const;

/** Services read some of the pools; an incident is one of a service in a pool it reads, proposed or not, or nobody's. */
const world = fc.record({
  reads: fc.record({ a: fc.subarray([...pools]), b: fc.subarray([...pools]), c: fc.subarray([...pools]) }),
  incidents: fc.array(fc.record({ pool: fc.constantFrom(...pools), service: fc.constantFrom(null, ...services), proposed: fc.boolean() }), {
    maxLength: 40,
  }),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

const taken = ({ reads, incidents }: World) => incidents.filter(({ service, pool }) => service !== null && reads[service].includes(pool));
const nobodys = ({ incidents }: World) => incidents.filter(({ service }) => service === null);

function countsOf(w: World): IncidentCounts {
  const asked = services.filter((id) => w.reads[id].length > 0);
  const of = <T>(list: readonly T[], is: (one: T) => boolean): number => list.filter(is).length;
  const lost = pools.filter((pool) => nobodys(w).some((one) => one.pool === pool));
  return {
    own: new Map(
      asked.map((id) => {
        const own = taken(w).filter(({ service }) => service === id);
        return [id, { all: own.length, proposed: of(own, ({ proposed }) => proposed) }];
      }),
    ),
    pools: new Map(asked.map((id) => [id, w.reads[id]])),
    unmapped: new Map(
      lost.map((pool) => [
        pool,
        [{ origin: pool, repositoryId: '', providerService: null, name: null, url: null, n: of(nobodys(w), (one) => one.pool === pool) }],
      ]),
    ),
    mapped: new Map(lost.map((pool) => [pool, of(taken(w), (one) => one.pool === pool)])),
  };
}

const shareOf = (w: World, ids: readonly string[]): number | null =>
  incidentGapsOf(
    countsOf(w),
    ids.map((serviceId) => ({ serviceId })),
  ).share;

describe('the share of incidents that are not mapped or not decided', () => {
  it('of everything that reads the same is (unmapped + proposed) ÷ all', () => {
    fc.assert(
      fc.property(world, (given) => {
        // All read one pool, and it is the only one there is.
        const w: World = {
          reads: { a: ['pagerduty'], b: ['pagerduty'], c: ['pagerduty'] },
          incidents: given.incidents.map((one) => ({ ...one, pool: 'pagerduty' })),
        };
        const [all, lost] = [w.incidents.length, nobodys(w).length];
        const proposed = taken(w).filter((one) => one.proposed).length;
        const share = shareOf(w, services);
        if (all === 0) expect(share).toBeNull();
        else expect(share).toBeCloseTo((lost + proposed) / all, 12);
      }),
    );
  });

  it('lies from 0 to 1, whatever the services, and never grows by a decision', () => {
    fc.assert(
      fc.property(world, fc.subarray([...services]), (w, ids) => {
        const share = shareOf(w, ids);
        if (share === null) return;
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(shareOf(w, ids.toReversed())).toBe(share);
        const decided = { ...w, incidents: w.incidents.map((one) => ({ ...one, proposed: false })) };
        expect(shareOf(decided, ids) ?? 0).toBeLessThanOrEqual(share + 1e-12);
      }),
    );
  });

  it('is no business of services that read none of it', () => {
    fc.assert(
      fc.property(world, (given) => {
        const w = { ...given, reads: { ...given.reads, a: [] } };
        expect(shareOf(w, ['a'])).toBeNull();
      }),
    );
  });
});

describe('incidents of nobody', () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  const names = fc.constantFrom('P1', 'P2', 'P3');
  const labels = fc.array(fc.constantFrom('bug', 'Bug', 'outage', 'ui'), { maxLength: 2 });
  const rule = fc.oneof(
    fc.record({ from: fc.constant('issues'), labels: fc.array(fc.constantFrom('BUG', 'outage'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ from: fc.constantFrom('pagerduty', 'events'), services: fc.array(names, { minLength: 1, maxLength: 2 }) }),
    fc.record({ from: fc.constantFrom('pagerduty', 'events') }),
  );
  const configured = fc.array(
    fc.record({ repositories: fc.subarray(['gh:r1', 'gh:r2', 'gh:r3']), incidents: fc.array(rule, { maxLength: 2 }) }),
    { maxLength: 3 },
  );
  const happened = fc.array(
    fc.record({
      origin: fc.constantFrom('issues', 'pagerduty', 'events'),
      repository: fc.constantFrom('gh:r1', 'gh:r2', 'gh:r3', 'gh:r4'),
      labels,
      service: fc.option(names, { nil: null }),
      merged: fc.boolean(),
      // Of an account that is no longer read.
      former: fc.boolean(),
    }),
    { maxLength: 12 },
  );

  it('are those a loop over rules finds', async () => {
    const at = new Date('2026-02-01T00:00:00Z');
    await sql`insert into source (source_id, kind, settings_hash) values ('pagerduty', 'pagerduty', '')`.execute(database.db);
    await fc.assert(
      fc.asyncProperty(configured, happened, async (given, seen) => {
        await sql`truncate service, incident_event`.execute(database.db);
        for (const [i, { repositories, incidents }] of given.entries()) {
          const settings = { repositories: repositories.map((repositoryId) => ({ repositoryId })), deployments: [], incidents };
          await sql`insert into service (service_id, name, settings, settings_hash, stability)
            values (${`s${i}`}, 'S', ${JSON.stringify(settings)}::jsonb, '', true)`.execute(database.db);
        }
        const rows = seen.map(({ origin, repository, service, merged, former, ...one }, i) => ({
          ...one,
          origin,
          repositoryId: origin === 'issues' ? repository : former && origin === 'pagerduty' ? 'former:' : `${origin}:`,
          externalId: `${i}`,
          title: 'it broke',
          providerService: origin === 'issues' ? null : service,
          mergedInto: merged ? 'another' : null,
          openedAt: at,
          fetchedAt: at,
        }));
        await upsert(database.db, recordTables.incident_event, rows);
        await refreshUnmapped(database.db);
        const found = await sql<{ id: string }>`select external_id as id from unmapped_incident`.execute(database.db);

        const rules = given.flatMap(({ repositories, incidents }) => incidents.map((one) => ({ repositories, ...one })));
        const lower = (list: readonly string[]) => list.map((text) => text.toLowerCase());
        const wanted = rows.filter((row) => {
          if (row.mergedInto !== null || row.repositoryId === 'former:') return false;
          const own = rules.filter(({ from }) => from === row.origin);
          if (row.origin !== 'issues')
            return !own.some((one) => !('services' in one) || (row.providerService !== null && one.services.includes(row.providerService)));
          const looked = own.some(({ repositories }) => repositories.includes(row.repositoryId));
          const meant = own.some((one) => 'labels' in one && lower(one.labels).some((label) => lower(row.labels).includes(label)));
          return meant && !looked;
        });
        expect(found.rows.map(({ id }) => id).sort()).toEqual(wanted.map(({ externalId }) => externalId).sort());
        expect(await refreshUnmapped(database.db)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
