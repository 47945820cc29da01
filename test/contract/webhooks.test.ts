import { randomUUID } from 'node:crypto';
import { request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import examples from '@octokit/webhooks-examples';
import { sql } from 'kysely';
import { pino } from 'pino';
import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { deliveryAnswer } from '../../src/api/webhooks.ts';
import { syncCatalog } from '../../src/collection/catalog.ts';
import type { Database } from '../../src/database/open.ts';
import { normalizeGithub } from '../../src/sources/github/index.ts';
import { openGithubReceive } from '../../src/sources/github/webhook.ts';
import { testDatabase } from '../support/database.ts';
import { memoryService } from '../support/memory-source.ts';
import { writtenBy } from '../support/snapshot.ts';
import { githubHeaders } from '../support/webhook.ts';

const secret = 'first secret of the test';
const rotated = 'second secret of the test';
const planted = 'planted-in-the-payload';
const now = new Date('2026-03-02T12:00:00Z');
const scope = {
  // Spelt in another way than GitHub does: names ignore case, and the id follows the configuration.
  repositories: ['codertocat/hello-world', 'Octocoders/*', 'octo-org/octo-repo'],
  since: null,
  issueLabels: ['Bug'],
  workflowRuns: true,
  objects: new Set(['deployments', 'releases', 'tags'] as const),
};
const hello = 'gh:codertocat~hello-world';

let database: Database;
let server: Server;
let derivations = 0;
let logged = '';

beforeAll(async () => {
  database = await testDatabase();
  const source = { sourceId: 'gh', kind: 'github', url: 'https://api.github.com', demo: false, settingsHash: '1' };
  const services = [memoryService('hello', { repositories: [{ repositoryId: hello, name: 'hello', paths: null }] })];
  const teams = [{ teamId: 'web', name: 'Web' }];
  await syncCatalog(database.db, { sources: [source, { ...source, sourceId: 'bare' }], teams, services });
  const receiver = (sourceId: string, secrets: readonly string[]) =>
    [sourceId, { sourceId, normalize: normalizeGithub, receive: openGithubReceive({ ...scope, sourceId, secrets }) }] as const;
  const app = buildApp({
    database,
    config: { organisation: 'Acme', zone: 'UTC', file: 'plumbline.yaml', shown: {}, host: '127.0.0.1' },
    now: () => now,
    version: '0.0.0',
    collectNow: async () => undefined,
    deriveSoon: async () => {
      derivations += 1;
    },
    receivers: new Map([receiver('gh', [secret, rotated]), receiver('bare', [])]),
    log: pino(
      { level: 'trace' },
      {
        write: (line: string) => {
          logged += line;
        },
      },
    ),
  });
  server = app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  server.close();
  await database.close();
});

type Change = {
  readonly id?: string;
  readonly secret?: string;
  readonly source?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that are left out. */
  readonly without?: readonly string[];
};

async function deliver(event: string, payload: unknown, change: Change = {}) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const headers = { ...githubHeaders(body, event, change.id ?? randomUUID(), change.secret ?? secret), ...change.headers };
  // As a provider reaches a service behind a proxy: under a name of its own.
  const sent = Object.entries({ host: 'plumbline.example.com', ...headers }).filter(([name]) => !change.without?.includes(name));
  return await supertest(server)
    .post(`/api/v1/webhooks/${change.source ?? 'gh'}`)
    .set(Object.fromEntries(sent))
    .send(body);
}

type Example = { readonly action?: string; readonly repository?: object };
type Examples = readonly { readonly name: string; readonly examples: readonly Example[] }[];
// Its types describe a named export; the file is the list itself.
const all = examples as unknown as Examples;
const allOf = (event: string): readonly Example[] => {
  const found = all.find(({ name }) => name === event);
  if (found === undefined) throw new Error(`There is no example of ${event}.`);
  return found.examples;
};
const example = (event: string, nth = 0): Example => allOf(event)[nth] ?? {};

async function count(table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(database.db);
  return Number(rows[0]?.n);
}

beforeEach(async () => {
  derivations = 0;
  for (const table of ['raw_record', 'webhook_delivery', 'dirty_service', 'deployment_event', 'deployment_status', 'pull_request'])
    await sql`delete from ${sql.table(table)}`.execute(database.db);
  for (const table of ['incident_event', 'pull_request_ready']) await sql`delete from ${sql.table(table)}`.execute(database.db);
});

describe('every example delivery of GitHub', () => {
  const noLabel = /none of its labels makes it an incident/;
  const incident = 'incident_event';
  const statuses = 'deployment_event deployment_status';
  /** By event and action: the tables that get a row, `asked` (the source is read soon for what is not said), or why nothing is taken. */
  const table: readonly (readonly [event: string, action: string | undefined, ...what: (string | RegExp)[]])[] = [
    ['ping', undefined, /GitHub asks whether the address answers/],
    ['deployment', 'created', 'deployment_event'],
    ['deployment_status', 'created', statuses],
    // Tags and the default branch alone: no example pushes to another branch.
    ['push', undefined, 'asked'],
    ['release', 'created', 'asked'],
    ['release', 'published', 'asked'],
    ['release', 'released', 'asked'],
    ['release', 'prereleased', 'asked'],
    ['release', 'edited', 'asked'],
    ['release', 'deleted', 'asked'],
    ...['opened', 'assigned', 'closed', 'converted_to_draft', 'labeled', 'locked', 'reopened', 'review_request_removed'].map(
      (action) => ['pull_request', action, 'pull_request'] as const,
    ),
    ...['review_requested', 'synchronize', 'unassigned', 'unlabeled', 'unlocked'].map(
      (action) => ['pull_request', action, 'pull_request'] as const,
    ),
    ['pull_request', 'ready_for_review', 'pull_request pull_request_ready'],
    // One that says it is completed and is not; one that ended as a deployment; one that asks for approval.
    ['workflow_run', 'completed', /the run has not begun/, statuses, statuses],
    ['workflow_run', 'requested', /the run has not begun/, 'deployment_event'],
    ...['edited', 'assigned', 'labeled', 'locked', 'opened', 'reopened', 'unassigned', 'unlabeled', 'unlocked'].map(
      (action) => ['issues', action, incident] as const,
    ),
    ['issues', 'deleted', incident],
    ['issues', 'transferred', noLabel],
    ['issues', 'pinned', noLabel],
    ['issues', 'unpinned', noLabel],
    // These two are about pull requests.
    ['issues', 'milestoned', /it is a pull request/],
    ['issues', 'demilestoned', /it is a pull request/],
  ];
  const events = [...new Set(table.map(([event]) => event))];
  const cases = events.flatMap((event) => {
    const seen = new Map<string | undefined, number>();
    return allOf(event).map((payload) => {
      const { action } = payload;
      const nth = seen.get(action) ?? 0;
      seen.set(action, nth + 1);
      const [, , ...what] = table.find(([of, by]) => of === event && by === action) ?? [];
      return { name: `${event} ${action ?? ''} ${nth + 1}`, event, payload, expected: what[nth] ?? what.at(-1) };
    });
  });

  it.each(cases)('$name is taken, asked for, or refused for a stated reason', async ({ event, payload, expected }) => {
    const { status, body } = await deliver(event, payload);
    const answer = deliveryAnswer.strict().parse(body);
    expect([status, answer.event, answer.duplicate, answer.rejected]).toEqual([202, event, false, 0]);
    const counts = await Promise.all(
      ['deployment_event', 'deployment_status', 'pull_request', 'pull_request_ready', 'incident_event'].map(
        async (name) => [name, await count(name)] as const,
      ),
    );
    const written = counts.filter(([, n]) => n > 0).map(([name]) => name);
    if (expected instanceof RegExp) {
      expect(answer).toMatchObject({ ignored: expect.stringMatching(expected), collect: false, raws: 0, records: 0 });
      expect(written).toEqual([]);
    } else if (expected === 'asked') {
      expect(answer).toMatchObject({ ignored: null, collect: true, raws: 0, records: 0 });
      expect(written).toEqual([]);
    } else {
      expect(written.join(' ')).toBe(expected);
      expect(answer).toMatchObject({ ignored: null, collect: false });
      expect(answer.raws).toBeGreaterThan(0);
    }
  });

  it('of any other event is answered with the reason why it says nothing', async () => {
    const others = all.filter(({ name }) => !events.includes(name));
    expect(others.length).toBeGreaterThan(40);
    for (const { name } of others) {
      const { status, body } = await deliver(name, example(name));
      expect([status, body.ignored]).toEqual([202, `the event ${name} says nothing that is measured`]);
    }
    expect(await count('raw_record')).toBe(0);
  });
});

describe('a delivery that is taken', () => {
  it('becomes records under the configured name, marks the services and asks for their derivation', async () => {
    const { body } = await deliver('deployment_status', example('deployment_status'));
    expect(body).toMatchObject({ ignored: null, collect: false, raws: 2, records: 2, rejected: 0 });
    const { rows } = await sql`select repository_id, origin, external_id, environment, url from deployment_event`.execute(database.db);
    expect(rows).toEqual([
      {
        repositoryId: hello,
        origin: 'deployments',
        externalId: '145988746',
        environment: 'production',
        url: 'https://github.com/Codertocat/Hello-World/deployments/production',
      },
    ]);
    expect(await count('dirty_service')).toBe(1);
    expect(derivations).toBe(1);
  });

  it('again writes nothing at all', async () => {
    const id = randomUUID();
    await deliver('deployment_status', example('deployment_status'), { id });
    const tables = ['raw_record', 'deployment_event', 'deployment_status', 'webhook_delivery', 'source', 'dirty_service'];
    const before = await writtenBy(database.db, tables);
    const { status, body } = await deliver('deployment_status', example('deployment_status'), { id });
    expect([status, body]).toEqual([202, { ...body, id, duplicate: true, raws: 0, records: 0 }]);
    expect(await writtenBy(database.db, tables)).toBe(before);
    expect(derivations).toBe(1);
    const renamed = await deliver('deployment_status', example('deployment_status'));
    expect(renamed.body).toMatchObject({ duplicate: false, raws: 0, records: 0 });
  });

  it('makes the source due when it tells of what it does not hold', async () => {
    const due = async () =>
      (await sql<{ at: Date | null }>`select next_run_at as at from source where source_id = 'gh'`.execute(database.db)).rows[0]?.at;
    const later = '2026-03-02T12:10:00Z';
    await sql`update source set next_run_at = ${later}::timestamptz, state = 'idle'`.execute(database.db);
    await deliver('deployment_status', example('deployment_status'));
    expect(await due()).toEqual(new Date(later));
    await deliver('push', example('push', 4));
    expect(await due()).toEqual(now);
    await sql`update source set next_run_at = null, state = 'failed'`.execute(database.db);
    await deliver('push', example('push', 4));
    expect(await due()).toBeNull();
  });

  it('of an issue that is gone leaves it without labels, whatever comes late', async () => {
    const labels = async () => (await sql<{ labels: string[] }>`select labels from incident_event`.execute(database.db)).rows;
    await deliver('issues', example('issues'));
    expect(await labels()).toEqual([{ labels: ['bug'] }]);
    await deliver('issues', { ...example('issues'), action: 'deleted' });
    expect(await labels()).toEqual([{ labels: [] }]);
    const late = structuredClone(example('issues', 1)) as { issue: { title: string } };
    late.issue.title = 'late';
    await deliver('issues', late);
    expect(await labels()).toEqual([{ labels: [] }]);
  });

  it('whose payload cannot be understood is kept with the reason, and answered as taken', async () => {
    const payload = structuredClone(example('deployment_status')) as { deployment_status: { state: string } };
    payload.deployment_status.state = 'exploded';
    const { status, body } = await deliver('deployment_status', payload);
    expect([status, body.ignored, body.raws, body.rejected]).toEqual([202, null, 2, 1]);
    const { rows } = await sql<{ rejected: string }>`select rejected from raw_record where rejected is not null`.execute(database.db);
    expect(rows).toEqual([{ rejected: 'state: "exploded" is no deployment state' }]);
  });

  it('may be signed with any of the secrets, one of which takes the place of the other', async () => {
    expect((await deliver('ping', example('ping'), { secret })).status).toBe(202);
    expect((await deliver('ping', example('ping'), { secret: rotated })).status).toBe(202);
  });

  it('of a repository the source does not read says so', async () => {
    const payload = { ...example('deployment'), repository: { full_name: 'acme/other' } };
    const { body } = await deliver('deployment', payload);
    expect(body).toMatchObject({ ignored: 'source "gh" does not read acme/other', raws: 0 });
    expect(await count('webhook_delivery')).toBe(1);
  });

  it('forgets ids older than 90 days', async () => {
    await sql`insert into webhook_delivery (source_id, delivery_id, event, received_at)
      select s, s || n, 'push', ${'2025-12-01T12:00:00Z'}::timestamptz + n * interval '1 day'
      from unnest(array['gh', 'bare']) as s, generate_series(0, 2) as n`.execute(database.db);
    await deliver('ping', example('ping'), { id: 'new' });
    const { rows } = await sql<{ id: string }>`select delivery_id as id from webhook_delivery order by 1`.execute(database.db);
    expect(rows.map((row) => row.id)).toEqual(['bare0', 'bare1', 'bare2', 'gh1', 'gh2', 'new']);
  });
});

describe('a delivery that is refused', () => {
  async function expectRefused(answer: Awaited<ReturnType<typeof deliver>>, status: number, code: string, message: RegExp): Promise<void> {
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    expect(answer.body.error.message).toMatch(message);
    expect(await count('webhook_delivery')).toBe(0);
    expect(await count('raw_record')).toBe(0);
  }
  const push = example('push');

  it('for its source', async () => {
    await expectRefused(await deliver('push', push, { source: 'nobody' }), 404, 'not_found', /no source "nobody" that takes webhooks/);
    await expectRefused(await deliver('push', push, { source: 'bare' }), 401, 'unauthorized', /set its webhook_secrets in plumbline\.yaml/);
  });

  it('for its signature', async () => {
    const unfit = /fits none of the webhook_secrets/;
    await expectRefused(await deliver('push', push, { secret: 'another secret' }), 401, 'unauthorized', unfit);
    await expectRefused(await deliver('push', push, { without: ['x-hub-signature-256'] }), 401, 'unauthorized', /is not signed/);
    await expectRefused(await deliver('push', push, { headers: { 'x-hub-signature-256': '' } }), 401, 'unauthorized', /is not signed/);
    for (const forged of ['sha256=', 'sha1=0', `sha256=${'0'.repeat(64)}`, 'ü'.repeat(40)]) {
      const headers = { 'x-hub-signature-256': Buffer.from(forged).toString('latin1') };
      await expectRefused(await deliver('push', push, { headers }), 401, 'unauthorized', unfit);
    }
    const other = githubHeaders('{}', 'push', '1', secret);
    await expectRefused(await deliver('push', push, { headers: other }), 401, 'unauthorized', unfit);
    await expectRefused(await deliver('push', '', {}), 401, 'unauthorized', unfit);
    // Bytes that are no text cannot be what GitHub signed, even if their replacement characters were.
    const broken = Buffer.from([0x7b, 0xff, 0x7d]);
    const answer = await supertest(server)
      .post('/api/v1/webhooks/gh')
      .set(githubHeaders('{\ufffd}', 'push', '1', secret))
      .send(broken.toString('latin1'));
    await expectRefused(answer, 401, 'unauthorized', unfit);
  });

  it('for what it holds', async () => {
    await expectRefused(await deliver('push', 'no json'), 400, 'invalid', /is not JSON/);
    await expectRefused(await deliver('push', '[1]'), 400, 'invalid', /is no JSON object/);
    await expectRefused(await deliver('push', '{}'), 400, 'invalid', /has no repository/);
    await expectRefused(await deliver('deployment', { ...push, deployment: { id: 'x' } }), 400, 'invalid', /has no deployment\.id/);
    await expectRefused(await deliver('', push), 400, 'invalid', /X-GitHub-Event/);
    await expectRefused(await deliver('push', push, { id: 'x'.repeat(200) }), 400, 'invalid', /X-GitHub-Delivery/);
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    await expectRefused(
      await deliver('push', `payload=${encodeURIComponent('{}')}`, form),
      400,
      'invalid',
      /choose the content type application\/json/,
    );
  });

  it('for its size, without being read to the end', async () => {
    const size = 10 * 1024 * 1024;
    const announced = await deliver('push', `{"a":"${'x'.repeat(size)}"}`);
    await expectRefused(announced, 400, 'invalid', /larger than 5 MB/);
    // Unannounced: refused while it is still coming.
    const { status, sent } = await sendChunks(size, 64 * 1024);
    expect(status).toBe(400);
    expect(sent).toBeLessThan(size);
  });

  it('with secrets and payload told to nobody', async () => {
    await deliver('push', `{ "token": "${planted}"`);
    await deliver('deployment_status', { ...example('deployment_status'), deployment_status: { id: 1, state: planted } });
    await deliver('issues', { ...example('issues'), issue: planted }, { secret: 'another' });
    expect(logged).not.toContain(planted);
    for (const word of [secret, rotated]) expect(logged).not.toContain(word);
    expect(logged).toContain('/api/v1/webhooks/gh');
  });
});

describe('the doors beside it', () => {
  it('stay shut for foreign names and pages', async () => {
    const foreign = await supertest(server).post('/api/v1/sources/gh/collect').set('host', 'plumbline.example.com');
    expect(foreign.status).toBe(403);
    const page = await supertest(server).post('/api/v1/sources/gh/collect').set('origin', 'https://elsewhere.example');
    expect(page.status).toBe(403);
    const around = await supertest(server).post('/api/v1/webhooks/../sources/gh/collect').set('host', 'plumbline.example.com');
    expect([403, 404]).toContain(around.status);
    expect((await supertest(server).get('/api/v1/webhooks/gh')).status).toBe(404);
  });
});

/** Sends a signed body bit by bit, for as long as it is taken. */
function sendChunks(size: number, chunk: number): Promise<{ readonly status: number | undefined; readonly sent: number }> {
  const { port } = server.address() as AddressInfo;
  const headers = { ...githubHeaders('x', 'push', '1', secret), 'transfer-encoding': 'chunked' };
  return new Promise((done, fail) => {
    let sent = 0;
    const request = ask({ port, host: '127.0.0.1', method: 'POST', path: '/api/v1/webhooks/gh', headers }, (response) => {
      response.resume().on('end', () => {
        request.destroy();
        done({ status: response.statusCode, sent });
      });
    });
    request.on('error', fail);
    const next = (): void => {
      if (sent >= size || request.destroyed) return;
      sent += chunk;
      request.write(Buffer.alloc(chunk, 120), () => setImmediate(next));
    };
    next();
  });
}
