import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replay } from '../../src/collection/replay.ts';
import { normalizePagerduty } from '../../src/sources/pagerduty/normalize.ts';
import { type PagerdutyRun, pagerdutyRun } from '../support/pagerduty-run.ts';
import { type PagerdutyServer, pagerdutyServer } from '../support/pagerduty-server.ts';
import { change, entry, incident, logOf, person, service, type Told } from '../support/pagerduty-world.ts';

let server: PagerdutyServer;
let pager: PagerdutyRun;
beforeEach(async () => {
  server = await pagerdutyServer();
  server.account.services.push(service('PSHOP'), service('PDATA'));
  pager = await pagerdutyRun({ url: server.url });
});
afterEach(async () => {
  await server.close();
  await pager.database.close();
});

function happens(id: string, told: Told): void {
  const { account } = server;
  account.incidents = [...account.incidents.filter((one) => one.id !== id), incident(id, told)];
  account.logEntries = [...account.logEntries.filter((one) => (one.incident as { id: string }).id !== id), ...logOf(id, told)];
}

const events = async () =>
  await pager.database.db.selectFrom('incidentEvent').selectAll().orderBy('openedAt').orderBy('externalId').execute();
const entries = async () => await pager.database.db.selectFrom('incidentEntry').selectAll().orderBy('at').orderBy('entryId').execute();
const stored = async () => {
  const { rows } = await pager.database.pool.query(
    'select kind, external_id, content_hash, payload, rejected, fetched_at from raw_record order by 1, 2, 3',
  );
  return { raws: rows, events: await events(), entries: await entries() };
};

describe('reading PagerDuty', () => {
  it('brings services, incidents with true times, their course, and people as a number', async () => {
    happens('PA', { opened: '2026-02-20T10:00:00Z', acknowledged: '2026-02-20T10:05:00Z', people: 3, priority: 'P1' });
    happens('PB', { opened: '2026-02-21T10:00:00Z', resolved: '2026-02-21T11:00:00Z', urgency: 'low', withoutResolvedAt: true });
    happens('PC', { opened: '2026-02-21T10:10:00Z', resolved: '2026-02-21T10:12:00Z', mergedInto: 'PB' });
    expect(await pager.run()).toMatchObject({ outcome: 'done', rejected: 0 });
    expect(await events()).toMatchObject([
      { externalId: 'PA', providerService: 'PSHOP', urgency: 'high', priority: 'P1', resolvedAt: null, responders: 3, mergedInto: null },
      { externalId: 'PB', urgency: 'low', resolvedAt: new Date('2026-02-21T11:00:00Z'), responders: null },
      { externalId: 'PC', mergedInto: 'PB', resolvedAt: new Date('2026-02-21T10:12:00Z') },
    ]);
    expect((await entries()).map((one) => [one.externalId, one.kind])).toEqual([
      ['PA', 'opened'],
      ['PA', 'acknowledged'],
      ['PB', 'opened'],
      ['PC', 'opened'],
      ['PC', 'resolved'],
      ['PB', 'resolved'],
    ]);
    const services = await pager.database.db.selectFrom('incidentService').select(['externalId', 'name']).orderBy('externalId').execute();
    expect(services).toEqual([
      { externalId: 'PDATA', name: 'Service PDATA' },
      { externalId: 'PSHOP', name: 'Service PSHOP' },
    ]);
    // People stay with PagerDuty.
    expect(JSON.stringify(await stored())).not.toMatch(/Secret Person|PUSER/);
    // Once resolved nobody is listed any more; how many there were is kept.
    happens('PA', { opened: '2026-02-20T10:00:00Z', acknowledged: '2026-02-20T10:05:00Z', resolved: '2026-03-01T10:00:00Z', people: 3 });
    await pager.run({}, { now: new Date('2026-03-03T00:00:00Z') });
    expect((await events())[0]).toMatchObject({ responders: 3, resolvedAt: new Date('2026-03-01T10:00:00Z') });
  });

  it('keeps what may name a deployment: details, notes, custom fields, related changes, but not the most recent change', async () => {
    happens('PA', { opened: '2026-02-28T10:00:00Z' });
    happens('PX', { opened: '2026-02-28T11:00:00Z', service: 'PDATA' });
    const { account } = server;
    account.logEntries = [
      entry('R1', 'PA', 'trigger', '2026-02-28T10:00:00Z', {
        details: { release: 'v2.4.1', nested: { commit: 'abcdef1234567' } },
        client_url: 'https://ci.example/run/7',
        to: [{ user: person(0) }],
      }),
    ];
    account.notes.set('PA', [{ id: 'N1', content: 'looks like #12', created_at: '2026-02-28T10:20:00+01:00', user: person(1) }]);
    account.fields.set('PA', [
      { id: 'F1', name: 'deployment', value: '4711' },
      { id: 'F2', name: 'region', value: null },
    ]);
    account.changes.set('PA', [
      {
        id: 'C1',
        summary: 'Deploy v2.4.1',
        timestamp: '2026-02-28T09:50:00Z',
        links: [{ href: 'https://git.example/pull/12', text: 'pull request' }],
        correlation_reason: { reason: 'related_service' },
      },
      { id: 'C2', summary: 'Deploy v9', timestamp: '2026-02-28T09:55:00Z', correlation_reason: { reason: 'most_recent' } },
    ]);
    expect(await pager.run()).toMatchObject({ outcome: 'done', rejected: 0 });
    const texts = new Map((await entries()).map((one) => [one.entryId, one.text]));
    expect(texts.get('R1')?.split('\n')).toEqual(
      expect.arrayContaining(['release: v2.4.1', 'commit: abcdef1234567', 'client_url: https://ci.example/run/7']),
    );
    expect(texts.get('note N1')).toBe('looks like #12');
    expect(texts.get('fields')).toBe('deployment: 4711');
    expect(texts.get('change C1')).toContain('https://git.example/pull/12');
    expect(texts.has('change C2')).toBe(false);
    // Nobody's rule names PDATA: its details are not asked for.
    expect(server.requests.filter(({ path }) => path.startsWith('/incidents/PX/'))).toEqual([]);
    expect(JSON.stringify(await stored())).not.toMatch(/Secret Person|PUSER/);
  });

  it('again, nothing is written; late news of old incidents arrives', async () => {
    happens('PA', { opened: '2025-11-01T10:00:00Z' });
    happens('PB', { opened: '2026-02-25T10:00:00Z' });
    await pager.run();
    const first = await stored();
    expect(await pager.run()).toMatchObject({ outcome: 'done', raws: 0, records: 0 });
    expect(await stored()).toEqual(first);
    // Four months open, then resolved: far outside what is read again.
    happens('PA', { opened: '2025-11-01T10:00:00Z', resolved: '2026-03-02T13:00:00Z' });
    happens('PB', { opened: '2026-02-25T10:00:00Z', acknowledged: '2026-03-01T10:00:00Z', resolved: '2026-03-02T14:00:00Z' });
    await pager.run({}, { now: new Date('2026-03-03T12:00:00Z') });
    expect((await events()).map((one) => one.resolvedAt?.toISOString())).toEqual(['2026-03-02T13:00:00.000Z', '2026-03-02T14:00:00.000Z']);
    expect((await entries()).map((one) => `${one.externalId} ${one.kind}`)).toEqual(
      expect.arrayContaining(['PA resolved', 'PB acknowledged', 'PB resolved']),
    );
  });

  it('begins with the oldest service, stays within ranges and offsets PagerDuty takes, and splits what is too full', async () => {
    // 12,000 in one afternoon: more than can be paged through at once.
    const begin = Date.parse('2026-01-10T12:00:00Z');
    const ids = Array.from({ length: 12_000 }, (_, i) => `P${i}`);
    server.account.incidents = ids.map((id, i) =>
      incident(id, {
        opened: new Date(begin + i * 1000).toISOString(),
        resolved: new Date(begin + i * 1000 + 60_000).toISOString(),
        service: 'PDATA',
      }),
    );
    expect(await pager.run()).toMatchObject({ outcome: 'done' });
    expect(
      await pager.database.db
        .selectFrom('incidentEvent')
        .select(({ fn }) => fn.countAll().as('n'))
        .executeTakeFirst(),
    ).toEqual({ n: 12_000 });
    expect(server.requests.filter(({ status }) => status !== 200)).toEqual([]);
    const since = new URLSearchParams(server.requests.find(({ path }) => path === '/incidents')?.query).get('since');
    expect(since).toBe('2025-01-01T00:00:00.000Z');
    const covered = await pager.database.db
      .selectFrom('coverage')
      .select(['object', 'state', ({ fn }) => fn.countAll<number>().as('n')])
      .groupBy(['object', 'state'])
      .orderBy('object')
      .orderBy('state')
      .execute();
    expect(covered).toEqual([
      { object: 'change_events', state: 'empty', n: 426 },
      { object: 'incidents', state: 'empty', n: 425 },
      { object: 'incidents', state: 'fetched', n: 1 },
      { object: 'log_entries', state: 'empty', n: 426 },
    ]);
  }, 60_000);

  it('reads the details of old incidents of a service that a rule names anew, once', async () => {
    happens('PX', { opened: '2025-06-01T10:00:00Z', resolved: '2025-06-01T11:00:00Z', service: 'PDATA' });
    server.account.notes.set('PX', [{ id: 'N1', content: 'was v7', created_at: '2025-06-01T10:30:00Z' }]);
    await pager.run();
    const notes = async () => (await entries()).filter((one) => one.kind === 'note').map((one) => one.text);
    expect(await notes()).toEqual([]);
    const named = { services: new Set(['PSHOP', 'PDATA']) };
    await pager.run(named, { now: new Date('2026-03-02T13:00:00Z') });
    expect(await notes()).toEqual(['was v7']);
    const asked = server.requests.length;
    await pager.run(named, { now: new Date('2026-03-02T14:00:00Z') });
    expect(server.requests.slice(asked).filter(({ path }) => path.startsWith('/incidents/'))).toEqual([]);
  });

  it('remembers the details it has read of incidents that are listed again, and of no others', async () => {
    const versions = async () => {
      const { rows } = await pager.database.pool.query("select cursor from collection_cursor where object = 'incident_details'");
      return Object.keys(rows[0]?.cursor.versions ?? {});
    };
    const detailsOf = (from: number) => server.requests.slice(from).filter(({ path }) => path.endsWith('/notes')).length;
    happens('PA', { opened: '2026-02-20T10:00:00Z', resolved: '2026-02-20T11:00:00Z' });
    await pager.run();
    expect(await versions()).toEqual(['PA']);
    const asked = server.requests.length;
    await pager.run({}, { now: new Date('2026-03-02T13:00:00Z') });
    expect(detailsOf(asked)).toBe(0);
    happens('PB', { opened: '2026-04-20T10:00:00Z', resolved: '2026-04-20T11:00:00Z' });
    await pager.run({}, { now: new Date('2026-04-22T13:00:00Z') });
    expect(await versions()).toEqual(['PB']);
  });

  it('brings the changes the account was told of for services that rules name, without the key they came with', async () => {
    const { db, pool } = pager.database;
    server.account.changeEvents.push(
      change('CA', '2026-02-20T08:00:00Z', ['PSHOP', 'POTHER']),
      change('CB', '2025-03-01T08:00:00Z', ['PSHOP']),
      change('CC', '2026-02-20T09:00:00Z', ['PDATA']),
      change('CD', '2026-02-20T09:00:00Z', []),
    );
    expect(await pager.run()).toMatchObject({ outcome: 'done', rejected: 0 });
    const told = async () =>
      await db
        .selectFrom('changeEvent')
        .select(['externalId', 'summary', 'source', 'providerServices', 'at', 'url'])
        .orderBy('externalId')
        .execute();
    expect(await told()).toEqual([
      {
        externalId: 'CA',
        summary: 'Change CA',
        source: 'switches',
        providerServices: ['POTHER', 'PSHOP'],
        at: new Date('2026-02-20T08:00:00Z'),
        url: 'https://switches.example/CA',
      },
      expect.objectContaining({ externalId: 'CB', at: new Date('2025-03-01T08:00:00Z') }),
    ]);
    const { rows } = await pool.query("select count(*) as n from raw_record where payload ~ 'secret-routing-key|Secret Person'");
    expect(rows).toEqual([{ n: 0 }]);
    expect(await pager.run({}, { now: new Date('2026-03-02T13:00:00Z') })).toMatchObject({ raws: 0, records: 0 });
    // Another rule names one more service: what it was told of long ago is wanted now.
    await pager.run({ services: new Set(['PSHOP', 'PDATA']) }, { now: new Date('2026-03-02T14:00:00Z') });
    expect((await told()).map(({ externalId }) => externalId)).toEqual(['CA', 'CB', 'CC']);
    // They stand beside the facts: nothing is derived again because of them.
    const { repositoryId } = await db.selectFrom('changeEvent').select('repositoryId').limit(1).executeTakeFirstOrThrow();
    await db.insertInto('repositoryService').values({ repositoryId, serviceId: 'shop' }).execute();
    server.account.changeEvents.push(change('CE', '2026-03-02T15:00:00Z', ['PSHOP']));
    await pager.run({}, { now: new Date('2026-03-02T16:00:00Z') });
    expect((await told()).map(({ externalId }) => externalId)).toContain('CE');
    expect(await db.selectFrom('dirtyService').selectAll().execute()).toEqual([]);
  });

  it('a replay makes the same records', async () => {
    happens('PA', { opened: '2026-02-20T10:00:00Z', acknowledged: '2026-02-20T10:05:00Z' });
    await pager.run();
    happens('PA', { opened: '2026-02-20T10:00:00Z', acknowledged: '2026-02-20T10:05:00Z', resolved: '2026-03-02T13:00:00Z' });
    await pager.run({}, { now: new Date('2026-03-03T12:00:00Z') });
    const before = await stored();
    await replay(pager.database.db, { pagerduty: normalizePagerduty });
    expect(await stored()).toEqual(before);
  });
});

describe('trouble with PagerDuty', () => {
  it('errors, cut answers and limits are waited out, and nothing is lost', async () => {
    for (let i = 0; i < 230; i += 1)
      happens(`P${String(i).padStart(3, '0')}`, {
        opened: new Date(Date.parse('2026-02-01T00:00:00Z') + i * 3_600_000).toISOString(),
        service: 'PDATA',
      });
    const faults: ((reply: { status: number; body: unknown }) => object)[] = [
      () => ({ status: 502, body: {} }),
      (reply) => ({ ...reply, cut: true }),
      () => ({ status: 429, body: {}, headers: { 'retry-after': '3' } }),
      () => ({ status: 200, body: { incidents: null } }),
    ];
    server.fault = ({ count }, reply) => (count % 3 === 0 ? ({ ...reply, ...faults[count % 4]?.(reply) } as typeof reply) : null);
    expect(await pager.run()).toMatchObject({ outcome: 'done', rejected: 0 });
    expect(await events()).toHaveLength(230);
    expect(await entries()).toHaveLength(230);
    expect(pager.waits.join('\n')).toMatch(/asked to slow down/);
    expect(pager.waits.join('\n')).not.toContain('pd-token');
  });

  it.each([
    ['a wrong token', 401, /refused the token of source "pager"/],
    ['a token that may not', 403, /may not read services/],
    ['an address that is none', 404, /has no services/],
  ])('%s ends the run in words', async (_, status, words) => {
    server.fault = () => ({ status, body: { error: { message: 'No' } } });
    const ended = await pager.run();
    expect([ended.outcome, ended.error?.retryable]).toEqual(['failed', false]);
    expect(ended.error?.message).toMatch(words);
    expect(JSON.stringify(ended)).not.toContain('pd-token');
  });

  it('a server that never answers, and one that is gone', async () => {
    await server.close();
    const ended = await pager.run();
    expect([ended.outcome, ended.error?.retryable]).toEqual(['failed', true]);
    expect(ended.error?.message).toMatch(/cannot be reached/);
  });

  it('a log that cannot be read is a gap, and what was read before stays', async () => {
    happens('PA', { opened: '2026-02-20T10:00:00Z' });
    server.fault = ({ path }) => (path === '/log_entries' ? { status: 400, body: { error: { message: 'No' } } } : null);
    expect(await pager.run()).toMatchObject({ outcome: 'failed' });
    expect(await events()).toHaveLength(1);
    const failed = await pager.database.db
      .selectFrom('coverage')
      .select('day')
      .where('object', '=', 'log_entries')
      .where('state', '=', 'failed')
      .execute();
    expect(failed.length).toBe(426);
    server.fault = null;
    await pager.run({}, { now: new Date('2026-03-02T13:00:00Z') });
    expect(await entries()).toHaveLength(1);
  });

  it('an account without change events or custom fields is read; a token that may not read notes is told so', async () => {
    happens('PA', { opened: '2026-02-20T10:00:00Z' });
    const refuse = (pattern: RegExp, status: number): void => {
      server.fault = ({ path }) => (pattern.test(path) ? { status, body: { error: { message: 'No' } } } : null);
    };
    refuse(/change_events|custom_fields/, 403);
    expect(await pager.run()).toMatchObject({ outcome: 'done' });
    refuse(/notes/, 403);
    const ended = await pager.run();
    expect(ended).toMatchObject({ outcome: 'failed', error: { message: expect.stringMatching(/may not read notes of an incident/) } });
  });

  it('a payload nobody understands is kept with the reason, the others are read', async () => {
    happens('PA', { opened: '2026-02-20T10:00:00Z' });
    server.account.incidents.push({ ...incident('PB', { opened: '2026-02-20T11:00:00Z' }), status: 'exploded' });
    expect(await pager.run()).toMatchObject({ outcome: 'done', rejected: 1 });
    expect((await events()).map((one) => one.externalId)).toEqual(['PA']);
  });

  it('stopped after any page, the next run ends with the same rows', async () => {
    for (let i = 0; i < 6; i += 1)
      happens(`P${i}`, {
        opened: new Date(Date.parse('2026-01-01T00:00:00Z') + i * 9 * 86_400_000).toISOString(),
        acknowledged: new Date(Date.parse('2026-01-01T00:05:00Z') + i * 9 * 86_400_000).toISOString(),
      });
    const settings = { since: new Date('2025-12-20T00:00:00Z') };
    await pager.run(settings);
    const whole = { events: await events(), entries: await entries() };
    const lean = ({ events: a, entries: b }: typeof whole) =>
      JSON.stringify([a, b], (key, value: unknown) => (key === 'fetchedAt' ? undefined : value));
    const pages = server.requests.length;
    for (let stop = 1; stop < pages; stop += 7) {
      const other = await pagerdutyRun({ url: server.url });
      try {
        const stopping = new AbortController();
        let asked = 0;
        server.fault = () => {
          asked += 1;
          if (asked === stop) stopping.abort();
          return null;
        };
        expect((await other.run(settings, { signal: stopping.signal })).outcome).toBe('stopped');
        server.fault = null;
        expect((await other.run(settings)).outcome).toBe('done');
        const again = {
          events: await other.database.db.selectFrom('incidentEvent').selectAll().orderBy('openedAt').orderBy('externalId').execute(),
          entries: await other.database.db.selectFrom('incidentEntry').selectAll().orderBy('at').orderBy('entryId').execute(),
        };
        expect(lean(again)).toBe(lean(whole));
      } finally {
        server.fault = null;
        await other.database.close();
      }
    }
  }, 120_000);
});
