import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import type { Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { failureKey } from '../../src/domain/ledger.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedExample } from '../support/worked-example.ts';

const D = (n: number): string => `shop:github:acme~shop:deployments:${n}`;
const I = (n: number): string => `github:acme~shop:issues:${n}`;
const window = 'service=shop&from=2026-03-02&to=2026-03-16&zone=UTC';
const now = new Date(workedExample.now);

let database: Database;
let request: ReturnType<typeof supertest>;

beforeEach(async () => {
  database = await testDatabase();
  await loadWorld(database.db, workedExample);
  request = supertest(
    buildApp({
      database,
      config: { organisation: 'Acme', zone: 'UTC', file: null, shown: {} },
      now: () => now,
      version: '0.0.0',
      collectNow: async () => {},
      checkAnswers: true,
    }),
  );
});
afterEach(() => database.close());

async function decide(body: object, status = 201) {
  const answer = await request.post('/api/v1/ledger').send(body);
  expect({ status: answer.status, error: answer.body.error?.message }).toEqual({ status, error: answer.body.error?.message });
  return answer.body;
}
const get = async (path: string) => {
  const answer = await request.get(`/api/v1${path}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.body;
};
/** Numerators and denominators of the two rates, and the recoveries there are. */
async function numbers() {
  const { metrics } = await get(`/metrics?${window}`);
  const of = (id: string) => metrics.find((metric: { id: string }) => metric.id === id);
  const [fails, rework] = [of('change-fail-rate'), of('deployment-rework-rate')];
  const recovery = of('failed-deployment-recovery-time');
  return {
    fails: `${fails.numerator}/${fails.denominator}`,
    rework: `${rework.numerator}/${rework.denominator}`,
    restored: recovery.points?.map((point: { value: number }) => point.value).sort() ?? [],
    open: recovery.open ?? 0,
  };
}
const before = { fails: '2/5', rework: '2/6', restored: [5400, 97_500], open: 0 };
const view = async (n: number) => {
  const [service] = (await get(`/incidents/${I(n)}`)).services;
  return { state: service.state, deployment: service.deployment?.id ?? null, rung: service.rung, reason: service.reason };
};
const facts = async () => {
  const { rows } = await database.pool.query(
    `select (select json_agg(f order by f.deployment_id, f.evidence, f.evidence_id) from failure f) as failures,
      (select json_agg(i order by i.incident_id) from incident i) as incidents,
      (select json_agg(d order by d.deployment_id) from deployment d) as deployments`,
  );
  return JSON.stringify(rows);
};

describe('decisions on an incident', () => {
  it('rejected, it leaves its deployment, other evidence stays, and undone everything is as it was', async () => {
    expect(await numbers()).toEqual(before);
    const untouched = await facts();
    // D3 failed by I1 and by a rollback: rejecting the incident leaves the rollback, which restored it at 16:00.
    const { id } = await decide({ subject: { kind: 'incident', key: I(1) }, action: 'reject', note: 'load test' });
    expect(await view(1)).toMatchObject({
      state: 'not_change_related',
      deployment: null,
      reason: 'its attribution was rejected by local: load test',
    });
    expect(await numbers()).toEqual({ ...before, restored: [3600, 97_500] });
    const story = await get(`/deployments/${D(3)}`);
    expect(story.failures.map((f: { evidence: string; decision: string | null }) => [f.evidence, f.decision])).toEqual([
      ['incident', 'rejected'],
      ['rollback', null],
    ]);
    await decide({ subject: { kind: 'failure', key: story.failures[1].key }, action: 'reject', note: 'drill' });
    expect(await numbers()).toEqual({ fails: '1/5', rework: '2/6', restored: [97_500], open: 0 });
    const { items } = await get('/ledger');
    expect(items.map((entry: { action: string; note: string; author: string }) => [entry.action, entry.note, entry.author])).toEqual([
      ['reject', 'drill', 'local'],
      ['reject', 'load test', 'local'],
    ]);
    for (const entry of items) await decide({ subject: { kind: 'entry', key: entry.id }, action: 'undo' });
    expect(await numbers()).toEqual(before);
    expect(await facts()).toBe(untouched);
    const listed = (await get(`/ledger?about=${I(1)}`)).items;
    expect(listed.map((entry: { action: string; undoneBy: string | null }) => [entry.action, entry.undoneBy !== null])).toEqual([
      ['undo', false],
      ['reject', true],
    ]);
    expect(listed[1].id).toBe(id);
  });

  it('linked, moved, confirmed: the first rung, with who and why; an open one leaves the failure open', async () => {
    await decide({
      subject: { kind: 'incident', key: I(3) },
      action: 'link',
      target: { kind: 'deployment', key: D(7) },
      note: 'slow leak',
    });
    expect(await view(3)).toEqual({ state: 'counted', deployment: D(7), rung: 1, reason: 'linked by local: slow leak' });
    expect(await numbers()).toEqual({ ...before, fails: '3/5', open: 1 });
    // D5 put back what D3 had put there first, and is a forward of its own.
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'move', target: { kind: 'deployment', key: D(5) } });
    expect(await view(3)).toMatchObject({ deployment: D(5), rung: 1 });
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'link', target: { kind: 'deployment', key: D(2) } });
    expect((await numbers()).fails).toBe('4/5');
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'not_change_related', note: 'disk full' });
    expect(await view(3)).toEqual({
      state: 'not_change_related',
      deployment: null,
      rung: null,
      reason: 'said to be not change-related by local: disk full',
    });
    await decide({ subject: { kind: 'incident', key: I(1) }, action: 'confirm' });
    expect(await view(1)).toEqual({ state: 'counted', deployment: D(3), rung: 1, reason: 'confirmed by local' });
    expect(await numbers()).toEqual(before);
  });

  it('linked to a rollback, it blames what first put the running commit there', async () => {
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'link', target: { kind: 'deployment', key: D(4) } });
    expect(await view(3)).toMatchObject({ deployment: D(2), rung: 1 });
  });
});

describe('an incident of one service that another one caused', () => {
  it('is moved there, leaves the first, and undone it is back; linked, it is in both', async () => {
    // A second service of the same repository sees no incident: its rules take other labels.
    await database.pool.query(`insert into service (service_id, name, settings, settings_hash, stability)
      select 'portal', 'Portal', jsonb_set(settings, '{incidents}', '[{"from":"issues","labels":["nobody"],"windowSeconds":86400}]'), 'other', true
      from service where service_id = 'shop'`);
    await deriveDirty(database.db, { now, rebuild: true });
    const untouched = await facts();
    const there = `portal:github:acme~shop:deployments:7`;
    const views = async () =>
      (await get(`/incidents/${I(1)}`)).services.map((one: { serviceId: string; state: string; rung: number | null }) => [
        one.serviceId,
        one.state,
        one.rung,
      ]);
    const moved = await decide({
      subject: { kind: 'incident', key: I(1) },
      action: 'move',
      target: { kind: 'deployment', key: there },
    });
    expect(moved.serviceId).toBe('portal');
    expect(await views()).toEqual([
      ['portal', 'counted', 1],
      ['shop', 'not_change_related', null],
    ]);
    await decide({ subject: { kind: 'entry', key: moved.id }, action: 'undo' });
    expect(await views()).toEqual([['shop', 'counted', 3]]);
    expect(await facts()).toBe(untouched);
    // Brought back, it is only where it was moved to; taken back again, it is only where it came from.
    const newestUndo = async () => (await get('/ledger?action=undo')).items[0].id;
    await decide({ subject: { kind: 'entry', key: await newestUndo() }, action: 'undo' });
    expect(await views()).toEqual([
      ['portal', 'counted', 1],
      ['shop', 'not_change_related', null],
    ]);
    await decide({ subject: { kind: 'entry', key: await newestUndo() }, action: 'undo' });
    expect(await views()).toEqual([['shop', 'counted', 3]]);
    expect(await facts()).toBe(untouched);
    await decide({ subject: { kind: 'incident', key: I(1) }, action: 'link', target: { kind: 'deployment', key: there } });
    expect(await views()).toEqual([
      ['portal', 'counted', 1],
      ['shop', 'counted', 3],
    ]);
  });
});

describe('an incident that is merged into another one', () => {
  /** I3 is opened a second time as I33, and merged into that. */
  async function merge(): Promise<void> {
    await database.pool.query(`insert into incident_event select (jsonb_populate_record(e,
      '{"external_id": "33", "title": "outage 33", "opened_at": "2026-03-14T04:00:00Z"}')).* from incident_event e where e.external_id = '3'`);
    await database.pool.query(`update incident_event set merged_into = '33' where external_id = '3'`);
    await deriveDirty(database.db, { now, rebuild: true });
  }

  it('takes along what was decided on it; what is decided on the other one comes on top', async () => {
    const { id } = await decide({
      subject: { kind: 'incident', key: I(3) },
      action: 'link',
      target: { kind: 'deployment', key: D(7) },
      note: 'leak',
    });
    await merge();
    expect(await view(33)).toEqual({ state: 'counted', deployment: D(7), rung: 1, reason: 'linked by local: leak' });
    expect(await numbers()).toEqual({ ...before, fails: '3/5', open: 1 });
    const [entry] = (await get(`/ledger?about=${I(33)}`)).items;
    expect(entry).toMatchObject({ id, subject: { key: I(3) }, about: { incident: { id: I(33), title: 'outage 33' } } });
    await decide({ subject: { kind: 'incident', key: I(33) }, action: 'link', target: { kind: 'deployment', key: D(2) } });
    expect((await numbers()).fails).toBe('4/5');
    await decide({ subject: { kind: 'incident', key: I(33) }, action: 'reject', target: { kind: 'deployment', key: D(7) } });
    expect((await numbers()).fails).toBe('3/5');
    await decide({ subject: { kind: 'entry', key: id }, action: 'undo' });
    expect(await view(33)).toMatchObject({ deployment: D(2), rung: 1 });
  });

  it('is found under the id it had', async () => {
    await merge();
    expect(await get(`/incidents/${I(3)}`)).toEqual(await get(`/incidents/${I(33)}`));
    expect(await get(`/incidents/${I(3)}`)).toMatchObject({ id: I(33), merged: [{ title: expect.stringContaining('3') }] });
  });

  it('is undone there where it held for every service', async () => {
    const all = { subject: { kind: 'incident', key: I(3) }, action: 'not_change_related', note: 'disk full' };
    const { id } = await decide(all);
    await merge();
    expect(await view(33)).toMatchObject({ reason: 'said to be not change-related by local: disk full' });
    await decide({ subject: { kind: 'entry', key: id }, action: 'undo' });
    expect((await view(33)).reason).toMatch(/no deployment fits/);
  });
});

describe('decisions that call one deployment by several names', () => {
  it('the last one holds: linked to a rollback, then rejected from what it blames', async () => {
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'link', target: { kind: 'deployment', key: D(4) } });
    expect(await view(3)).toMatchObject({ deployment: D(2), rung: 1 });
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'reject' });
    expect(await view(3)).toMatchObject({ state: 'not_change_related', deployment: null });
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'link', target: { kind: 'deployment', key: D(4) } });
    expect(await view(3)).toMatchObject({ deployment: D(2), rung: 1 });
  });
});

describe('decisions on a deployment', () => {
  it('failed without an incident: open until somebody says when it was restored', async () => {
    const first = await decide({ subject: { kind: 'deployment', key: D(7) }, action: 'failed', note: 'slow for hours' });
    expect(await numbers()).toEqual({ ...before, fails: '3/5', open: 1 });
    await decide({ subject: { kind: 'entry', key: first.id }, action: 'undo' });
    await decide({ subject: { kind: 'deployment', key: D(7) }, action: 'failed', note: 'slow', restoredAt: '2026-03-10T16:00:00+02:00' });
    expect(await numbers()).toEqual({ ...before, fails: '3/5', restored: [3600, 5400, 97_500] });
    expect((await get(`/deployments/${D(7)}`)).restoredBy).toMatchObject({ how: 'person', at: '2026-03-10T14:00:00.000Z' });
  });

  it('unplanned: in the rework rate', async () => {
    await decide({ subject: { kind: 'deployment', key: D(2) }, action: 'unplanned' });
    expect((await numbers()).rework).toBe('3/6');
    expect((await get(`/deployments/${D(2)}`)).unplanned).toBe('person');
  });
});

describe('what people decided', () => {
  it('survives a rebuild and records that are made again', async () => {
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'link', target: { kind: 'deployment', key: D(7) } });
    await decide({ subject: { kind: 'deployment', key: D(2) }, action: 'failed' });
    const decided = await facts();
    await deriveDirty(database.db, { now, rebuild: true });
    expect(await facts()).toBe(decided);
    // Everything derived and every record of incidents goes, and comes back as a new collection would bring it.
    await database.pool.query('truncate incident_event, failure, incident, deployment, coverage');
    await loadWorld(database.db, workedExample);
    expect(await facts()).toBe(decided);
  });

  it('names a deployment by any record folded into it', async () => {
    await decide({ subject: { kind: 'incident', key: I(3) }, action: 'link', target: { kind: 'deployment', key: D(7) } });
    // The same version enters another place earlier: the deployment is now named after that record.
    await database.pool.query(`insert into deployment_event select repository_id, origin, '70', name, 'prod-eu', branch, sha, production_hint, pre_release,
      created_at - interval '1 minute', title, url, inferred, removed, fetched_at from deployment_event where external_id = '7'`);
    await database.pool.query(`insert into deployment_status select repository_id, origin, '70', status_id, state, at - interval '1 minute', fetched_at
      from deployment_status where external_id = '7'`);
    await deriveDirty(database.db, { now, rebuild: true });
    expect(await view(3)).toMatchObject({ deployment: D(70), rung: 1 });
  });

  it('travels in a file, and the same file again adds nothing', async () => {
    const { id } = await decide({
      subject: { kind: 'incident', key: I(3) },
      action: 'link',
      target: { kind: 'deployment', key: D(7) },
      note: '=1+1 "ü"',
    });
    const decided = await facts();
    const file = await get('/ledger/file');
    expect(file.ledger).toHaveLength(1);
    await database.pool.query('truncate ledger_entry');
    await deriveDirty(database.db, { now, rebuild: true });
    expect(await facts()).not.toBe(decided);
    const restored = await request.post('/api/v1/ledger/file').send(file);
    expect(restored.body).toEqual({ added: 1, known: 0, serviceIds: ['shop'] });
    expect(await facts()).toBe(decided);
    expect((await request.post('/api/v1/ledger/file').send(file)).body).toEqual({ added: 0, known: 1, serviceIds: [] });
    expect((await get('/ledger')).items).toMatchObject([
      { id, note: '=1+1 "ü"', about: { incident: { title: 'outage 3' }, deployment: { id: D(7) } } },
    ]);
    const csv = await request.get('/api/v1/ledger?format=csv');
    expect(csv.text.split('\r\n')[1]).toContain(`"'=1+1 ""ü"""`);
  });
});

const written = (more: object) => ({
  at: '2026-03-18T00:00:00Z',
  author: 'ann',
  service: null,
  target: null,
  note: '',
  restoredAt: null,
  ...more,
});
const send = async (...ledger: object[]) =>
  await request.post('/api/v1/ledger/file').send({ plumbline: 1, exportedAt: '2026-03-19T00:00:00Z', ledger });

describe('files of decisions', () => {
  it('an undo of what holds for every service shows at once', async () => {
    const all = written({ id: 'all', subject: { kind: 'incident', key: I(1) }, action: 'not_change_related' });
    expect((await send(all)).body).toEqual({ added: 1, known: 0, serviceIds: ['shop'] });
    expect(await view(1)).toMatchObject({ state: 'not_change_related' });
    const undo = written({ id: 'undo', subject: { kind: 'entry', key: 'all' }, action: 'undo', at: '2026-03-18T01:00:00Z' });
    expect((await send(undo)).body).toEqual({ added: 1, known: 0, serviceIds: ['shop'] });
    expect(await view(1)).toMatchObject({ state: 'counted', rung: 3 });
  });

  it.each([
    ['undoes itself', [written({ id: 'a', subject: { kind: 'entry', key: 'a' }, action: 'undo' })], /undoes what is not earlier/],
    [
      'undo each other',
      [
        written({ id: 'a', subject: { kind: 'entry', key: 'b' }, action: 'undo' }),
        written({ id: 'b', subject: { kind: 'entry', key: 'a' }, action: 'undo', at: '2026-03-18T01:00:00Z' }),
      ],
      /undoes what is not earlier/,
    ],
    [
      'come from the future',
      [written({ id: 'a', subject: { kind: 'incident', key: I(1) }, action: 'reject', target: D(3), at: '2027-01-01T00:00:00Z' })],
      /lies ahead/,
    ],
    [
      'know an end that is yet to come',
      [written({ id: 'a', subject: { kind: 'deployment', key: D(7) }, action: 'failed', restoredAt: '2026-03-19T00:00:00Z' })],
      /states an end/,
    ],
    [
      'link to nothing',
      [written({ id: 'a', subject: { kind: 'incident', key: I(3) }, action: 'link', service: 'shop' })],
      /names no deployment/,
    ],
    [
      'put an incident into a service by a deployment of another one',
      [written({ id: 'a', subject: { kind: 'incident', key: I(3) }, action: 'link', service: 'portal', target: D(7) })],
      /speaks of a deployment of "shop"/,
    ],
    [
      'mark a deployment for every service',
      [written({ id: 'a', subject: { kind: 'deployment', key: D(7) }, action: 'failed' })],
      /speaks of a deployment of "shop"/,
    ],
    [
      'undo for one service what holds for all',
      [
        written({ id: 'a', subject: { kind: 'incident', key: I(1) }, action: 'not_change_related' }),
        written({ id: 'b', subject: { kind: 'entry', key: 'a' }, action: 'undo', service: 'portal', at: '2026-03-18T01:00:00Z' }),
      ],
      /another service than what it undoes/,
    ],
  ])('entries that %s are refused, and nothing is written', async (_, ledger, words) => {
    const refused = await send(...ledger);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'invalid']);
    expect(refused.body.error.message).toMatch(words);
    expect((await get('/ledger')).items).toEqual([]);
  });

  it('of several megabytes are taken', async () => {
    const note = 'x'.repeat(1900);
    const many = Array.from({ length: 2_500 }, (_, i) =>
      written({ id: `e${i}`, subject: { kind: 'incident', key: `nobody:issues:${i}` }, action: 'not_change_related', note }),
    );
    expect((await send(...many)).body).toEqual({ added: 2_500, known: 0, serviceIds: [] });
    expect((await send(...many)).body).toEqual({ added: 0, known: 2_500, serviceIds: [] });
  });
});

describe('decisions that cannot be taken', () => {
  const cases: readonly (readonly [string, object, number, RegExp])[] = [
    [
      'a deployment that is not there',
      { subject: { kind: 'deployment', key: 'shop:nowhere:1' }, action: 'failed' },
      404,
      /no deployment "shop:nowhere:1"/,
    ],
    ['an incident that is not there', { subject: { kind: 'incident', key: 'x' }, action: 'confirm' }, 404, /no incident "x"/],
    [
      'a link to a missing deployment',
      { subject: { kind: 'incident', key: I(1) }, action: 'link', target: { kind: 'deployment', key: 'y' } },
      404,
      /no deployment "y"/,
    ],
    ['a link to nothing', { subject: { kind: 'incident', key: I(1) }, action: 'link' }, 400, /target: link needs/],
    ['an attempt that never ran', { subject: { kind: 'deployment', key: D(8) }, action: 'failed' }, 400, /did not succeed in production/],
    ['a rollback as unplanned', { subject: { kind: 'deployment', key: D(4) }, action: 'unplanned' }, 409, /unplanned already/],
    [
      'confirming what is attributed to nothing',
      { subject: { kind: 'incident', key: I(3) }, action: 'confirm' },
      400,
      /attributed to no deployment/,
    ],
    [
      'another service',
      { subject: { kind: 'incident', key: I(1) }, action: 'reject', service: 'portal' },
      404,
      /Service "portal" has no incident/,
    ],
    ['an action of another subject', { subject: { kind: 'incident', key: I(1) }, action: 'unplanned' }, 400, /there are: confirm, reject/],
    [
      'an end of what did not fail',
      { subject: { kind: 'incident', key: I(1) }, action: 'confirm', restoredAt: '2026-03-10T14:00:00Z' },
      400,
      /restoredAt/,
    ],
    [
      'evidence that is not there',
      { subject: { kind: 'failure', key: failureKey({ deploymentId: D(2), evidence: 'rollback', evidenceId: D(4) }) }, action: 'reject' },
      404,
      /no such evidence/,
    ],
    ['a key that names no evidence', { subject: { kind: 'failure', key: 'a!b' }, action: 'reject' }, 400, /names no evidence/],
    ['an entry that is not there', { subject: { kind: 'entry', key: 'z' }, action: 'undo' }, 404, /no ledger entry "z"/],
    ['an unknown action', { subject: { kind: 'incident', key: I(1) }, action: 'delete' }, 400, /action/],
    ['a key nobody knows', { subject: { kind: 'incident', key: I(1) }, action: 'confirm', because: 'x' }, 400, /because/],
    ['a list in place of a decision', [], 400, /^body: /],
    ['a note too long', { subject: { kind: 'incident', key: I(1) }, action: 'confirm', note: 'x'.repeat(2001) }, 400, /at most 2000/],
    ['a note the database cannot hold', { subject: { kind: 'incident', key: I(1) }, action: 'confirm', note: 'a\u0000' }, 400, /U\+0000/],
  ];
  it.each(cases)('%s', async (_, body, status, message) => {
    const untouched = await facts();
    expect((await decide(body, status)).error.message).toMatch(message);
    expect((await get('/ledger')).items).toEqual([]);
    expect(await facts()).toBe(untouched);
  });

  it('undoing twice', async () => {
    const { id } = await decide({ subject: { kind: 'incident', key: I(1) }, action: 'confirm' });
    const undo = await decide({ subject: { kind: 'entry', key: id }, action: 'undo' });
    expect((await decide({ subject: { kind: 'entry', key: id }, action: 'undo' }, 409)).error.message).toContain(undo.id);
    // Undoing the undoing brings it back.
    await decide({ subject: { kind: 'entry', key: undo.id }, action: 'undo' });
    expect(await view(1)).toMatchObject({ rung: 1 });
  });

  it('a file of another shape, and one that names an action of another subject', async () => {
    const refused = await request.post('/api/v1/ledger/file').send({ plumbline: 2, ledger: [] });
    expect([refused.status, refused.body.error.code]).toEqual([400, 'invalid']);
    const entry = {
      id: '1',
      at: '2026-03-01T00:00:00Z',
      author: 'a',
      subject: { kind: 'entry', key: 'x' },
      service: null,
      action: 'failed',
      target: null,
      note: '',
      restoredAt: null,
    };
    const odd = await request.post('/api/v1/ledger/file').send({ plumbline: 1, exportedAt: '2026-03-01T00:00:00Z', ledger: [entry] });
    expect([odd.status, odd.body.error.message]).toEqual([400, 'ledger.0: the action is none of its subject']);
  });
});
