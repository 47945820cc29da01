import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { ingest } from '../../src/collection/ingest.ts';
import { listOwnership } from '../../src/collection/owners.ts';
import type { Database } from '../../src/database/open.ts';
import { testDatabase } from '../support/database.ts';
import {
  commit,
  item,
  memoryCatalog,
  memoryRepository,
  memoryService,
  memorySourceId,
  normalizeMemory,
  page,
} from '../support/memory-source.ts';
import { snapshot, writtenBy } from '../support/snapshot.ts';

const at = new Date('2026-03-02T09:00:00Z');
const referenceTables = ['source', 'team', 'service', 'ownership', 'repository_service', 'dirty_service'];

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

async function rows(query: string): Promise<readonly unknown[]> {
  return (await sql<object>`${sql.raw(query)}`.execute(database.db)).rows;
}

async function clean(): Promise<void> {
  await sql`delete from dirty_service`.execute(database.db);
}

describe('the catalog', () => {
  it('brings sources, teams, services, their owners and repositories, and marks new services', async () => {
    expect(await syncCatalog(database.db, memoryCatalog())).toEqual({ dirty: ['shop'], removed: [] });
    expect(await rows('select source_id, kind, state, demo from source')).toEqual([
      { sourceId: memorySourceId, kind: 'memory', state: 'never', demo: false },
    ]);
    expect(await rows('select * from team')).toEqual([{ teamId: 'web', name: 'Web' }]);
    expect(await rows('select service_id, name, stability, settings from service')).toEqual([
      { serviceId: 'shop', name: 'shop', stability: true, settings: memoryService('shop').settings },
    ]);
    expect(await rows('select * from repository_service')).toEqual([{ repositoryId: memoryRepository, serviceId: 'shop' }]);
    expect(await rows('select service_id, from_at from dirty_service')).toEqual([{ serviceId: 'shop', fromAt: new Date(0) }]);
  });

  it('writes nothing when nothing changed', async () => {
    await syncCatalog(database.db, memoryCatalog());
    const before = await writtenBy(database.db, referenceTables);
    expect(await syncCatalog(database.db, memoryCatalog())).toEqual({ dirty: [], removed: [] });
    expect(await writtenBy(database.db, referenceTables)).toBe(before);
  });

  it('stores dated ownership, open ends as ordinary dates, exact also where the machine has an odd zone', async () => {
    const ownership = [
      { teamId: 'api', from: null, until: new Date('2026-01-01T00:00:00Z') },
      { teamId: 'web', from: new Date('2026-01-01T00:00:00Z'), until: null },
    ];
    await syncCatalog(database.db, memoryCatalog({ services: [{ ...memoryService('shop'), ownership }] }));
    expect(
      await rows(`select team_id, from_at at time zone 'UTC' = timestamp '0001-01-01' as since_ever,
      until_at at time zone 'UTC' = timestamp '9999-01-01' as open from ownership order by from_at`),
    ).toEqual([
      { teamId: 'api', sinceEver: true, open: false },
      { teamId: 'web', sinceEver: false, open: true },
    ]);
    const turn = new Date('2026-01-01T00:00:00Z');
    const owned = { service: { id: 'shop', name: 'shop' }, from: null, until: null };
    expect(await listOwnership(database.db, { teamId: 'web' })).toEqual([{ ...owned, team: { id: 'web', name: 'Web' }, from: turn }]);
    expect((await listOwnership(database.db, { serviceId: 'shop' })).map(({ team, from, until }) => [team.id, from, until])).toEqual([
      ['web', turn, null],
      ['api', null, turn],
    ]);
    await clean();
    const moved = [{ teamId: 'web', from: null, until: null }];
    expect(await syncCatalog(database.db, memoryCatalog({ services: [{ ...memoryService('shop'), ownership: moved }] }))).toMatchObject({
      dirty: [],
    });
    expect(await rows('select team_id from ownership')).toEqual([{ teamId: 'web' }]);
  });

  it('marks a service that reads another incident account now, and no other', async () => {
    const services = [
      memoryService('shop', { incidents: [{ from: 'pagerduty', services: ['PSHOP'], windowSeconds: 86_400 }] }),
      memoryService('till'),
    ];
    const of = (sourceId: string | null) => {
      const catalog = memoryCatalog({ services });
      const pager = { sourceId: sourceId ?? '', kind: 'pagerduty', url: null, demo: false, settingsHash: '' };
      return sourceId === null ? catalog : { ...catalog, sources: [...catalog.sources, pager] };
    };
    await syncCatalog(database.db, of(null));
    for (const sourceId of ['pager', 'duty', null]) {
      await clean();
      expect(await syncCatalog(database.db, of(sourceId))).toEqual({ dirty: ['shop'], removed: [] });
      expect(await rows('select service_id from dirty_service')).toEqual([{ serviceId: 'shop' }]);
    }
    expect((await syncCatalog(database.db, of(null))).dirty).toEqual([]);
  });

  it('marks a service whose settings changed, and no other', async () => {
    const services = [memoryService('shop'), memoryService('till')];
    await syncCatalog(database.db, memoryCatalog({ services }));
    await clean();
    const changed = memoryService('shop', { foldSeconds: 60 });
    expect(await syncCatalog(database.db, memoryCatalog({ services: [changed, memoryService('till')] }))).toMatchObject({
      dirty: ['shop'],
    });
    expect(await rows('select service_id from dirty_service')).toEqual([{ serviceId: 'shop' }]);
    await clean();
    const renamed = { ...changed, name: 'The shop' };
    expect(await syncCatalog(database.db, memoryCatalog({ services: [renamed, memoryService('till')] }))).toMatchObject({ dirty: [] });
    expect(await rows("select name from service where service_id = 'shop'")).toEqual([{ name: 'The shop' }]);
  });

  it('tells services without a stability source', async () => {
    const silent = memoryService('shop', { failures: { ...memoryService('shop').settings.failures, incident: true } });
    await syncCatalog(database.db, memoryCatalog({ services: [silent] }));
    expect(await rows('select stability from service')).toEqual([{ stability: false }]);
  });

  it('removes facts of services that are gone, and keeps what was collected', async () => {
    await syncCatalog(database.db, memoryCatalog({ services: [memoryService('shop'), memoryService('till')] }));
    const source = { sourceId: memorySourceId, normalize: normalizeMemory };
    await ingest(database.db, source, page([item('commit', 'a', [commit('a', '2026-03-01T10:00:00Z')])], { cursor: 1 }), at);
    for (const service of ['shop', 'till']) {
      await sql`insert into failure (service_id, deployment_id, evidence, evidence_id, confidence, reason, at)
        values (${service}, 'd', 'incident', 'i', 1, 'because', ${at.toISOString()}::timestamptz)`.execute(database.db);
      await sql`insert into service_state (service_id, derived_at, version) values (${service}, ${at.toISOString()}::timestamptz, '1')`.execute(
        database.db,
      );
    }
    const before = await snapshot(database.db, { fetchedAt: true });
    const next = memoryCatalog({ sources: [], services: [memoryService('till')] });
    expect(await syncCatalog(database.db, next)).toEqual({ dirty: [], removed: ['shop'] });
    for (const table of ['failure', 'service_state', 'service', 'ownership', 'repository_service', 'dirty_service']) {
      expect(await rows(`select service_id from ${table}`), table).toEqual([{ serviceId: 'till' }]);
    }
    expect(await rows('select 1 from source')).toEqual([]);
    expect(await snapshot(database.db, { fetchedAt: true })).toBe(before);
    expect(await rows('select cursor from collection_cursor')).toEqual([{ cursor: 1 }]);
  });

  it('makes a source with changed settings due, and gives a failed one another chance', async () => {
    await syncCatalog(database.db, memoryCatalog());
    await sql`update source set state = 'failed', last_error = 'token', next_run_at = null`.execute(database.db);
    const [source] = memoryCatalog().sources;
    await syncCatalog(database.db, memoryCatalog());
    expect(await rows('select state from source')).toEqual([{ state: 'failed' }]);
    await syncCatalog(database.db, memoryCatalog({ sources: source === undefined ? [] : [{ ...source, settingsHash: '2' }] }));
    expect(await rows('select state, next_run_at from source')).toEqual([{ state: 'idle', nextRunAt: null }]);
  });

  it('can be brought by several processes at once', async () => {
    const services = Array.from({ length: 5 }, (_, n) => memoryService(`s${n}`));
    await Promise.all(
      [1, 2, 3, 4].map((n) => syncCatalog(database.db, memoryCatalog({ services: n % 2 ? services : [...services].reverse() }))),
    );
    expect(await rows('select count(*) as n from service')).toEqual([{ n: 5 }]);
  });
});
