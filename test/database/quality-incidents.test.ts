import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { upsert } from '../../src/database/bulk.ts';
import type { Database } from '../../src/database/open.ts';
import { factTables, recordTables } from '../../src/database/specs.ts';
import { claimedBy, refreshUnmapped } from '../../src/delivery/unmapped.ts';
import type { IncidentEvent } from '../../src/domain/records.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { listQuality, serviceQuality } from '../../src/metrics/quality-services.ts';
import { testDatabase } from '../support/database.ts';
import { compareSpread } from '../support/spread-alone.ts';
import { addDeployments, addService, at, deployment, emptied, scopeOf } from './metrics-facts.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptied(database.db);
  await sql`truncate incident, incident_event, incident_service, unmapped_incident, team`.execute(database.db);
});

const opened = at('2026-02-10T12:00:00Z');

function event(externalId: string, more: Partial<IncidentEvent> = {}): IncidentEvent & { readonly fetchedAt: Date } {
  return {
    repositoryId: 'pager:',
    origin: 'pagerduty',
    externalId,
    title: `incident ${externalId}`,
    body: null,
    labels: [],
    providerService: 'PAY',
    urgency: 'high',
    openedAt: opened,
    acknowledgedAt: null,
    resolvedAt: null,
    url: null,
    priority: null,
    updatedAt: null,
    responders: null,
    mergedInto: null,
    fetchedAt: opened,
    ...more,
  };
}

const issue = (externalId: string, repository: string, labels: readonly string[]) =>
  event(externalId, { repositoryId: `github:acme~${repository}`, origin: 'issues', providerService: null, labels });

async function rulesOf(serviceId: string, incidents: readonly object[], failures?: object): Promise<void> {
  const more = JSON.stringify({ incidents, ...(failures === undefined ? {} : { failures }) });
  await sql`update service set settings = settings || ${more}::jsonb where service_id = ${serviceId}`.execute(database.db);
}

const unmapped = async (): Promise<readonly string[]> =>
  (await sql<{ id: string }>`select external_id as id from unmapped_incident order by external_id`.execute(database.db)).rows.map(
    ({ id }) => id,
  );

const readAccount = () =>
  sql`insert into source (source_id, kind, settings_hash, last_success_at) values ('pager', 'pagerduty', '', '2026-03-20Z')`.execute(
    database.db,
  );

describe('incidents that no service takes', () => {
  beforeEach(async () => {
    await readAccount();
  });

  it('are those of providers whose service no rule names; a rule that looked and chose otherwise, or a merge, makes none', async () => {
    await addService(database.db, { serviceId: 'shop' });
    await rulesOf('shop', [{ from: 'pagerduty', services: ['PAY'], urgencies: ['high'] }]);
    await upsert(database.db, recordTables.incident_event, [
      event('taken'),
      event('not urgent', { urgency: 'low' }),
      event('merged', { providerService: 'LOST', mergedInto: 'taken' }),
      event('lost', { providerService: 'LOST' }),
      event('nameless', { providerService: null }),
      event('posted', { repositoryId: 'hook:', origin: 'events', providerService: 'PAY' }),
    ]);
    expect(await refreshUnmapped(database.db)).toBe(3);
    expect(await unmapped()).toEqual(['lost', 'nameless', 'posted']);
  });

  it('are issues with a label that some rule names, where no rule looks at the repository', async () => {
    await addService(database.db, { serviceId: 'shop' });
    await addService(database.db, { serviceId: 'blog' });
    await addService(database.db, { serviceId: 'quiet' });
    await rulesOf('shop', [{ from: 'issues', labels: ['Outage'] }]);
    await rulesOf('blog', [{ from: 'issues', labels: ['broken'] }]);
    await upsert(database.db, recordTables.incident_event, [
      issue('1', 'shop', ['outage']),
      issue('2', 'blog', ['outage']),
      issue('3', 'quiet', ['OUTAGE', 'ui']),
      issue('4', 'quiet', ['question']),
      issue('5', 'elsewhere', ['broken']),
    ]);
    await refreshUnmapped(database.db);
    expect(await unmapped()).toEqual(['3', '5']);
  });

  it('follow the rules and people, and nothing is written twice', async () => {
    await addService(database.db, { serviceId: 'shop' });
    await upsert(database.db, recordTables.incident_event, [event('a'), event('b', { providerService: 'LOST' }), event('c')]);
    expect(await refreshUnmapped(database.db)).toBe(3);
    expect(await refreshUnmapped(database.db)).toBe(0);
    await rulesOf('shop', [{ from: 'pagerduty', services: ['LOST'] }]);
    expect(await refreshUnmapped(database.db)).toBe(1);
    expect(await unmapped()).toEqual(['a', 'c']);
    await incidents('shop', [['pager::pagerduty:a', 'counted', 'e1']]);
    await upsert(database.db, recordTables.incident_event, [event('c', { title: 'another title', updatedAt: opened })]);
    expect(await refreshUnmapped(database.db)).toBe(2);
    expect(await unmapped()).toEqual(['c']);
    await rulesOf('shop', [{ from: 'pagerduty' }]);
    await refreshUnmapped(database.db);
    expect(await unmapped()).toEqual([]);
  });

  it('a rule that names no service of the provider claims all of it', () => {
    const repositories = [{ repositoryId: 'r' }];
    expect(claimedBy([{ repositories, incidents: [{ from: 'events' }] }])).toEqual({
      whole: ['events'],
      named: [],
      labels: [],
      repositories: [],
    });
  });
});

type Seen = readonly [id: string, state: string, entryId?: string];

async function incidents(serviceId: string, seen: readonly Seen[], openedAt = opened): Promise<void> {
  await upsert(
    database.db,
    factTables.incident,
    seen.map(([incidentId, state, entryId]) => ({
      serviceId,
      incidentId,
      title: 'it broke',
      urgency: null,
      openedAt,
      acknowledgedAt: null,
      resolvedAt: null,
      url: null,
      deploymentId: null,
      rung: null,
      confidence: null,
      state,
      reason: 'because',
      fetchedAt: openedAt,
      entryId: entryId ?? null,
    })),
  );
}

const lost = (n: number, more: Partial<IncidentEvent> = {}) =>
  Array.from({ length: n }, (_, i) => event(`lost${i}`, { providerService: 'LOST', ...more }));

const february = scopeOf('2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z');
const mappedPoints = async (serviceId: string | null, more = {}) => {
  const { metrics } = await answerMetrics(database.db, { ...february, serviceId, ...more });
  return Object.fromEntries(
    metrics.map(({ id, quality }) => [
      id,
      quality.notAssessed.includes('incidents mapped')
        ? 'not assessed'
        : quality.deductions.find(({ part }) => part === 'incidents mapped')?.points,
    ]),
  );
};

/** PagerDuty read every day by a source of its own; shop names PAY, blog BLOG. */
async function pager(days = ['2026-01-01', '2026-12-31']): Promise<void> {
  await readAccount();
  await sql`insert into repository (repository_id, source_id, name, fetched_at) values ('pager:', 'pager', 'Account', '2026-03-20Z')`.execute(
    database.db,
  );
  await sql`insert into coverage (source_id, repository_id, object, day, state, at)
    select 'pager', 'pager:', 'incidents', ${days[0]}::date + n, 'empty', '2026-03-20Z'
    from generate_series(0, ${days[1]}::date - ${days[0]}::date) as n`.execute(database.db);
  for (const [serviceId, name] of [
    ['shop', 'PAY'],
    ['blog', 'BLOG'],
  ] as const) {
    await addService(database.db, { serviceId, owners: [{ team: `team-${serviceId}` }] });
    await rulesOf(serviceId, [{ from: 'pagerduty', services: [name] }]);
    await sql`insert into repository_service values ('pager:', ${serviceId})`.execute(database.db);
    await sql`insert into team (team_id, name) values (${`team-${serviceId}`}, 'Team')`.execute(database.db);
  }
  await addDeployments(database.db, [
    deployment('a', '2026-02-05T12:00:00Z'),
    deployment('b', '2026-02-06T12:00:00Z', { serviceId: 'blog' }),
  ]);
}

describe('the part "incidents mapped"', () => {
  it('shares out what no service takes, and takes its own proposals beside it', async () => {
    await pager();
    await sql`insert into incident_service (repository_id, origin, external_id, name, fetched_at)
      values ('pager:', 'pagerduty', 'LOST', 'Lost property', '2026-03-20Z')`.execute(database.db);
    await upsert(database.db, recordTables.incident_event, lost(2));
    await refreshUnmapped(database.db);
    await incidents('shop', [
      ['pager::pagerduty:1', 'counted'],
      ['pager::pagerduty:2', 'proposed'],
      ['pager::pagerduty:3', 'not_change_related'],
      ['pager::pagerduty:4', 'counted'],
    ]);
    // An incident of both is one incident.
    await incidents('blog', [
      ['pager::pagerduty:4', 'counted'],
      ['pager::pagerduty:5', 'counted'],
      ['pager::pagerduty:6', 'counted'],
    ]);
    // 2 of 8 are nobody's. Of the shop's 4, 1 waits: 1/4 + 3/4 × 1/4. Of the blog's 3 none does.
    const shop = 25 * (1 / 4 + (3 / 4) * (1 / 4));
    expect(await mappedPoints('shop')).toEqual({
      'change-lead-time': undefined,
      'deployment-frequency': undefined,
      'failed-deployment-recovery-time': 10.9,
      'change-fail-rate': Math.round(shop * 10) / 10,
      'deployment-rework-rate': 10.9,
    });
    expect((await mappedPoints('blog'))['change-fail-rate']).toBe(6.3);
    // Together: 2 nobody's once, 1 of 7 views waits.
    expect((await mappedPoints(null))['change-fail-rate']).toBe(Math.round(25 * (1 / 4 + (3 / 4) * (1 / 7)) * 10) / 10);
    expect((await mappedPoints(null, { teamId: 'team-shop' }))['change-fail-rate']).toBe(10.9);
    await compareSpread(database.db, february);
    const found = await serviceQuality(database.db, 'shop', february.window, 'UTC', february.now);
    expect(found?.incidents).toEqual({
      own: 4,
      proposed: 1,
      unmapped: 2,
      of: 8,
      groups: [{ origin: 'pagerduty', repositoryId: 'pager:', providerService: 'LOST', name: 'Lost property', url: null, n: 2 }],
    });
    expect(found?.quality.deductions.find(({ part }) => part === 'incidents mapped')?.fix).toBe(
      '2 of 8 incidents belong to no service: name “Lost property” (2) in an incident rule. 1 incident waits for a decision: confirm or reject it.',
    );
  });

  it('for one service that has a provider to itself is (not mapped + undecided) ÷ all, and ends where the window ends', async () => {
    await pager();
    await upsert(database.db, recordTables.incident_event, [
      ...lost(3),
      event('before', { providerService: 'LOST', openedAt: at('2026-01-31T23:59:59Z') }),
      event('after', { providerService: 'LOST', openedAt: at('2026-03-01T00:00:00Z') }),
    ]);
    await refreshUnmapped(database.db);
    await incidents('shop', [
      ['pager::pagerduty:1', 'proposed'],
      ['pager::pagerduty:2', 'counted'],
    ]);
    expect((await mappedPoints('shop'))['change-fail-rate']).toBe((25 * (3 + 1)) / 5);
    expect((await mappedPoints('blog'))['change-fail-rate']).toBe((25 * 3) / 5);
  });

  it('asks nothing where nothing happened, and nothing of services whose incidents prove nothing', async () => {
    await pager();
    expect((await mappedPoints('shop'))['change-fail-rate']).toBe('not assessed');
    await upsert(database.db, recordTables.incident_event, lost(3));
    await refreshUnmapped(database.db);
    expect((await mappedPoints('shop'))['change-fail-rate']).toBe(25);
    await rulesOf('shop', [{ from: 'pagerduty', services: ['PAY'] }], { incident: false });
    await refreshUnmapped(database.db);
    expect((await mappedPoints('shop'))['change-fail-rate']).toBe('not assessed');
    expect(await mappedPoints('shop')).toMatchObject({ 'change-lead-time': undefined });
    await compareSpread(database.db, february);
  });

  it('of issues looks at the source of the service alone', async () => {
    for (const serviceId of ['shop', 'blog']) await addService(database.db, { serviceId });
    await rulesOf('shop', [{ from: 'issues', labels: ['outage'] }]);
    await upsert(database.db, recordTables.incident_event, [
      issue('9', 'elsewhere', ['outage']),
      event('10', { repositoryId: 'other:acme~x', origin: 'issues', providerService: null, labels: ['outage'] }),
    ]);
    await refreshUnmapped(database.db);
    await sql`insert into coverage (source_id, repository_id, object, day, state, at)
      select 's-shop', 'github:acme~shop', 'issues', '2026-01-01'::date + n, 'empty', '2026-03-20Z' from generate_series(0, 100) as n`.execute(
      database.db,
    );
    await incidents('shop', [['github:acme~shop:issues:1', 'counted']]);
    expect((await mappedPoints('shop'))['change-fail-rate']).toBe(12.5);
    const found = await serviceQuality(database.db, 'shop', february.window, 'UTC', february.now);
    expect(found?.quality.deductions).toEqual([
      {
        part: 'incidents mapped',
        points: 12.5,
        fix: '1 of 2 incidents belongs to no service: name “github:acme~elsewhere” (1) in an issue rule for their repositories.',
      },
    ]);
  });
});

describe('days collected', () => {
  it('of stability ask for the incidents too; exposure and the other metrics do not', async () => {
    await pager(['2026-02-01', '2026-02-21']);
    const { metrics, scope } = await answerMetrics(database.db, { ...february, serviceId: 'shop' });
    const taken = metrics.map(({ id, quality }) => [id, quality.deductions.find(({ part }) => part === 'days collected')?.points]);
    expect(Object.fromEntries(taken)).toEqual({
      'change-lead-time': undefined,
      'deployment-frequency': undefined,
      'failed-deployment-recovery-time': 10,
      'change-fail-rate': 10,
      'deployment-rework-rate': 10,
    });
    expect(scope.exposureDays).toBe(28);
    await compareSpread(database.db, february);
  });
});

describe('the provider of incidents', () => {
  const partsOf = async (serviceId: string | null): Promise<Record<string, Record<string, number>>> => {
    const { metrics } = await answerMetrics(database.db, { ...february, serviceId });
    return Object.fromEntries(
      metrics.map(({ id, quality }) => [id, Object.fromEntries(quality.deductions.map(({ part, points }) => [part, points]))]),
    );
  };

  it('that was read long ago makes stability old, and nothing else', async () => {
    await pager();
    await sql`update source set last_success_at = '2026-03-01Z' where source_id = 'pager'`.execute(database.db);
    expect(await partsOf('shop')).toEqual({
      'change-lead-time': {},
      'deployment-frequency': {},
      'failed-deployment-recovery-time': { freshness: 20 },
      'change-fail-rate': { freshness: 20 },
      'deployment-rework-rate': { freshness: 20 },
    });
    // What its incidents do not come from makes no service old.
    await addService(database.db, { serviceId: 'quiet' });
    expect((await partsOf('quiet'))['change-fail-rate']).toEqual({});
    expect((await partsOf(null))['change-fail-rate']).toEqual({ freshness: 13.3 });
    await sql`update source set last_success_at = null where source_id = 'pager'`.execute(database.db);
    expect((await partsOf('shop'))['change-fail-rate']).toEqual({ freshness: 20 });
    await compareSpread(database.db, february);
  });

  it('that told what could not be understood takes from stability, and from nothing else', async () => {
    await pager();
    await addService(database.db, { serviceId: 'quiet' });
    await sql`insert into raw_record (repository_id, source_id, kind, external_id, content_hash, payload, fetched_at, rejected)
      select 'pager:', 'pager', 'incident', n::text, n::text, '{}', '2026-02-10Z', case when n = 1 then 'it says nothing' end
      from generate_series(1, 200) as n`.execute(database.db);
    const found = await partsOf('shop');
    expect(found['change-lead-time']).toEqual({});
    expect(found['change-fail-rate']).toEqual({ 'payloads understood': 10 });
    expect((await partsOf('quiet'))['change-fail-rate']).toEqual({});
    await compareSpread(database.db, february);
  });
});

describe('quality of every service', () => {
  const question = { serviceId: null, window: february.window, zone: 'UTC', now: february.now };
  const usual = { teamId: null, sort: 'score', order: 'asc', limit: 2 } as const;

  it('is listed lowest first, page by page, what cannot be assessed last either way', async () => {
    await addService(database.db, { serviceId: 'mid', collectedAt: '2026-03-18T10:00:00Z' });
    await addService(database.db, { serviceId: 'low', collectedAt: null, owners: [{ team: 'web' }] });
    await addService(database.db, { serviceId: 'top' });
    await addService(database.db, { serviceId: 'blank', rules: [] });
    await sql`insert into team (team_id, name) values ('web', 'Web')`.execute(database.db);
    for (const order of ['asc', 'desc'] as const) {
      const first = await listQuality(database.db, question, { ...usual, order });
      const second = await listQuality(database.db, question, { ...usual, order, after: first.next ?? '' });
      const ids = [...first.items, ...second.items].map(({ serviceId }) => serviceId);
      expect(ids).toEqual(order === 'asc' ? ['low', 'mid', 'top', 'blank'] : ['top', 'mid', 'low', 'blank']);
      expect([first.total, second.total, second.next]).toEqual([4, null, null]);
      await expect(listQuality(database.db, question, { ...usual, sort: 'name', order, after: first.next ?? '' })).rejects.toThrow(
        /cursor/,
      );
    }
    const [low] = (await listQuality(database.db, question, { ...usual, q: 'LO' })).items;
    expect(low).toMatchObject({ serviceId: 'low', team: { id: 'web', name: 'Web' }, score: 80, provisional: false });
    expect(low?.biggest).toMatchObject({ part: 'freshness', points: 20 });
    expect((await listQuality(database.db, question, { ...usual, teamId: 'web' })).total).toBe(1);
    expect((await listQuality(database.db, question, { ...usual, provisional: true })).total).toBe(0);
    for (const { serviceId, score, metrics } of (await listQuality(database.db, question, { ...usual, limit: 10 })).items) {
      const alone = await serviceQuality(database.db, serviceId, february.window, 'UTC', february.now);
      expect(alone?.quality.score).toBe(score);
      expect(metrics['change-lead-time']).toBe(alone?.metrics['change-lead-time'].score);
    }
  });
});
