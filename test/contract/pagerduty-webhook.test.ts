import { createHmac, randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { replay } from '../../src/collection/replay.ts';
import { normalizePagerduty } from '../../src/sources/pagerduty/normalize.ts';
import { openPagerdutyReceive } from '../../src/sources/pagerduty/webhook.ts';
import { type PagerdutyRun, pagerdutyRun } from '../support/pagerduty-run.ts';
import { type PagerdutyServer, pagerdutyServer, type Row } from '../support/pagerduty-server.ts';
import { incident, logOf, person, service } from '../support/pagerduty-world.ts';

const now = new Date('2026-03-02T12:00:00Z');
const old = 'the secret that goes';
const fresh = 'the secret that comes';

let server: PagerdutyServer;
let pager: PagerdutyRun;
let request: ReturnType<typeof supertest>;
beforeEach(async () => {
  server = await pagerdutyServer();
  server.account.services.push(service('PSHOP'));
  pager = await pagerdutyRun({ url: server.url });
  const receiver = (sourceId: string, secrets: readonly string[]) =>
    [sourceId, { sourceId, normalize: normalizePagerduty, receive: openPagerdutyReceive({ sourceId, secrets }) }] as const;
  request = supertest(
    buildApp({
      database: pager.database,
      config: { organisation: 'Acme', zone: 'UTC', file: null, shown: {} },
      now: () => now,
      version: '0.0.0',
      collectNow: async () => {},
      receivers: new Map([receiver('pager', [old, fresh]), receiver('bare', [])]),
    }),
  );
});
afterEach(async () => {
  await server.close();
  await pager.database.close();
});

const sign = (body: string, ...secrets: readonly string[]): string =>
  secrets.map((secret) => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`).join(',');

/** An event as PagerDuty's documentation shows them. */
const event = (type: string, data: Row, more: Row = {}): string =>
  JSON.stringify({
    event: {
      id: randomUUID(),
      event_type: type,
      resource_type: 'incident',
      occurred_at: '2026-03-02T11:00:05.169Z',
      agent: person(0),
      client: null,
      data,
      ...more,
    },
  });

async function deliver(body: string, headers: Record<string, string> = { 'x-pagerduty-signature': sign(body, fresh) }, source = 'pager') {
  return await request
    .post(`/api/v1/webhooks/${source}`)
    .set({ 'content-type': 'application/json', ...headers })
    .send(body);
}

/** The incident as an event carries it: no `updated_at`, no `resolved_at`, people under another name. */
function told(id: string, status: string): Row {
  const { created_at, title, html_url, urgency, priority } = incident(id, { opened: '2026-03-02T10:00:00Z', priority: 'P2' });
  const reference = { id: 'PSHOP', type: 'service_reference', summary: 'Shop' };
  return {
    id,
    type: 'incident',
    number: 1,
    status,
    created_at,
    title,
    html_url,
    urgency,
    priority,
    service: reference,
    assignees: [person(1), person(2)],
    resolve_reason: null,
  };
}

const events = async () => await pager.database.db.selectFrom('incidentEvent').selectAll().orderBy('externalId').execute();

describe('events of PagerDuty', () => {
  it('become incidents like those that are read; a second delivery, an older one and the list after it change nothing', async () => {
    const resolved = event('incident.resolved', told('PA', 'resolved'));
    const answer = await deliver(resolved);
    expect([answer.status, answer.body]).toEqual([
      202,
      expect.objectContaining({ duplicate: false, records: 1, rejected: 0, collect: true }),
    ]);
    const stored = await events();
    expect(stored).toMatchObject([
      {
        externalId: 'PA',
        title: 'Incident PA',
        providerService: 'PSHOP',
        urgency: 'high',
        priority: 'P2',
        responders: 2,
        resolvedAt: new Date('2026-03-02T11:00:05Z'),
      },
    ]);
    expect((await deliver(resolved)).body).toMatchObject({ duplicate: true, records: 0 });
    const late = event('incident.triggered', told('PA', 'triggered'), { occurred_at: '2026-03-02T10:00:00Z' });
    expect((await deliver(late)).body).toMatchObject({ duplicate: false, records: 0 });
    expect(await events()).toEqual(stored);
    const known = {
      opened: '2026-03-02T10:00:00Z',
      acknowledged: '2026-03-02T10:04:00Z',
      resolved: '2026-03-02T11:00:05Z',
      priority: 'P2',
    };
    server.account.incidents.push(incident('PA', known));
    server.account.logEntries.push(...logOf('PA', known));
    expect(await pager.run()).toMatchObject({ outcome: 'done', rejected: 0 });
    const plain = (rows: Awaited<ReturnType<typeof events>>) => rows.map(({ fetchedAt: _, updatedAt: __, ...row }) => row);
    expect(plain(await events())).toEqual(plain(stored));
    const before = { events: await events(), entries: await pager.database.db.selectFrom('incidentEntry').selectAll().execute() };
    await replay(pager.database.db, { pagerduty: normalizePagerduty });
    expect({ events: await events(), entries: await pager.database.db.selectFrom('incidentEntry').selectAll().execute() }).toEqual(before);
    const raws = await pager.database.pool.query('select payload from raw_record');
    expect(JSON.stringify(raws.rows)).not.toMatch(/Secret Person|PUSER/);
  });

  it('do not forbid the list that holds their change, though PagerDuty tells a second less there', async () => {
    await deliver(event('incident.resolved', told('PA', 'resolved')));
    const known = { opened: '2026-03-02T10:00:00Z', resolved: '2026-03-02T11:00:04Z', mergedInto: 'PB' };
    server.account.incidents.push(incident('PA', known));
    await pager.run();
    expect(await events()).toMatchObject([{ externalId: 'PA', mergedInto: 'PB', resolvedAt: new Date('2026-03-02T11:00:04Z') }]);
  });

  it('bring notes, status updates and custom fields under the ids that reading gives them', async () => {
    await deliver(event('incident.triggered', told('PA', 'triggered')));
    const reference = { incident: { id: 'PA', type: 'incident_reference' } };
    await deliver(event('incident.annotated', { ...reference, id: 'N1', type: 'incident_note', content: 'caused by #12', trimmed: false }));
    await deliver(
      event('incident.status_update_published', {
        ...reference,
        id: 'S1',
        type: 'incident_status_update',
        message: 'rolling back v2',
        trimmed: false,
      }),
    );
    await deliver(
      event('incident.custom_field_values.updated', {
        ...reference,
        type: 'incident_field_values',
        custom_fields: [{ id: 'F', name: 'release', value: 'v2' }],
      }),
    );
    const entries = await pager.database.db.selectFrom('incidentEntry').select(['entryId', 'kind', 'text']).orderBy('entryId').execute();
    expect(entries).toEqual([
      { entryId: 'fields', kind: 'note', text: 'release: v2' },
      { entryId: 'note N1', kind: 'note', text: 'caused by #12' },
      { entryId: 'note S1', kind: 'note', text: 'rolling back v2' },
    ]);
  });

  it('after the resolution do not move it', async () => {
    await deliver(event('incident.resolved', told('PA', 'resolved')));
    const stored = await events();
    const later = event('incident.priority_updated', told('PA', 'resolved'), { occurred_at: '2026-03-02T11:40:00Z' });
    expect((await deliver(later)).body).toMatchObject({ records: 0, collect: true, ignored: expect.stringMatching(/is read/) });
    expect(await events()).toEqual(stored);
    const reopened = event('incident.reopened', told('PA', 'triggered'), { occurred_at: '2026-03-02T11:50:00Z' });
    expect((await deliver(reopened)).body).toMatchObject({ records: 1 });
    expect(await events()).toMatchObject([{ resolvedAt: null }]);
  });

  it('that say nothing to us are told why', async () => {
    for (const [type, data, reason] of [
      ['pagey.ping', { type: 'ping', message: 'Hello' }, 'a test'],
      ['incident.task.created', { type: 'incident_task' }, 'incident.task.created tells nothing that is kept'],
      ['incident.responder.added', { type: 'incident_responder' }, 'people are counted when the incident is read'],
      ['service.deleted', { type: 'service', id: 'PSHOP' }, 'service.deleted tells nothing that is kept'],
    ] as const) {
      const answer = await deliver(event(type, data));
      expect([answer.status, answer.body.ignored]).toEqual([202, reason]);
    }
  });

  it('that cannot be understood are kept and counted', async () => {
    const answer = await deliver(event('incident.triggered', { ...told('PA', 'exploded') }));
    expect([answer.status, answer.body.rejected]).toEqual([202, 1]);
  });
});

describe('deliveries that are refused', () => {
  it('by their signature: none, a wrong one, another version, over other bytes; each secret in rotation is taken', async () => {
    const body = event('pagey.ping', {});
    for (const headers of [
      {},
      { 'x-pagerduty-signature': '' },
      { 'x-pagerduty-signature': sign(body, 'a guess') },
      { 'x-pagerduty-signature': sign(body, fresh).replace('v1=', 'v2=') },
      { 'x-pagerduty-signature': sign(`${body} `, fresh) },
      { 'x-pagerduty-signature': `v1=${'0'.repeat(63)}` },
    ]) {
      const answer = await deliver(body, headers as Record<string, string>);
      expect([answer.status, answer.body.error.code]).toEqual([401, 'unauthorized']);
      expect(JSON.stringify(answer.body)).not.toContain(fresh);
    }
    expect((await deliver(body, { 'x-pagerduty-signature': sign(body, old) })).status).toBe(202);
    const both = event('pagey.ping', {});
    expect((await deliver(both, { 'x-pagerduty-signature': sign(both, 'unknown here', fresh) })).status).toBe(202);
    expect((await deliver(body, { 'x-pagerduty-signature': sign(body, fresh) }, 'bare')).body.error.message).toMatch(
      /set its webhook_secrets/,
    );
  });

  it('by their age: replays after PagerDuty has long given up, and events that are yet to come', async () => {
    const at = async (occurred_at: string) =>
      (await deliver(event('incident.triggered', told('PA', 'triggered'), { occurred_at }))).body.error?.message ?? 'taken';
    expect(await at('2026-02-27T11:00:00Z')).toMatch(/this is a replay/);
    expect(await at('2026-03-02T14:00:00Z')).toMatch(/lies ahead/);
    // PagerDuty tries for two days.
    expect(await at('2026-02-28T12:30:00Z')).toBe('taken');
  });

  it('by what they are', async () => {
    for (const body of ['', 'no json', '[]', '{"event":{}}', '{"event":{"id":"1","event_type":"x","occurred_at":"yesterday"}}']) {
      const answer = await deliver(body, { 'x-pagerduty-signature': sign(body, fresh) });
      expect([body, answer.status, answer.body.error.code]).toEqual([body, 400, 'invalid']);
    }
    expect((await pager.database.db.selectFrom('webhookDelivery').selectAll().execute()).length).toBe(0);
  });
});
