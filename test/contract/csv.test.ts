import { sql } from 'kysely';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { routes } from '../../src/api/routes.ts';
import type { Database } from '../../src/database/open.ts';
import { parseCsv } from '../support/csv.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';

let database: Database;
let request: ReturnType<typeof supertest>;

beforeAll(async () => {
  database = await testDatabase();
  await loadWorld(database.db, workedHistory);
  await sql`insert into raw_record (repository_id, source_id, kind, external_id, content_hash, payload, fetched_at, rejected)
    values ('github:acme~portal', 'github', 'pull_request', '7', 'h', '{}', '2026-05-05T10:00:00Z', 'number: must be a number')`.execute(
    database.db,
  );
  const app = buildApp({
    database,
    config: { organisation: 'Acme', zone: 'UTC', file: null, shown: {} },
    now: () => new Date(workedHistory.now),
    version: '0.0.0',
    collectNow: async () => {},
    checkAnswers: true,
  });
  request = supertest(app);
  const [first] = (await request.get('/api/v1/deployments?limit=1&kind=forward')).body.items;
  await request
    .post('/api/v1/ledger')
    .send({ subject: { kind: 'deployment', key: first.id }, action: 'unplanned', note: 'in a hurry' })
    .expect(201);
});
afterAll(() => database.close());

type Row = Readonly<Record<string, string>>;

async function sheet(path: string): Promise<readonly Row[]> {
  const answer = await request.get(`/api/v1${path}`);
  expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
    status: 200,
    type: 'text/csv; charset=utf-8; header=present',
  });
  const [head = [], ...rows] = parseCsv(answer.text);
  for (const row of rows) expect(row).toHaveLength(head.length);
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}

/** Every list that has columns, by an address that answers it. */
const addresses: Readonly<Record<string, string>> = {
  '/deployments': '/deployments',
  '/changes': '/changes?state=delivered',
  '/incidents': '/incidents',
  '/services': '/services',
  '/teams': '/teams',
  '/sources': '/sources',
  '/sources/{id}/coverage': '/sources/github/coverage?from=2026-05-01&until=2026-05-31',
  '/sources/{id}/rejected': '/sources/github/rejected',
  '/quality': '/quality?from=2026-05-04&to=2026-06-01',
  '/ledger': '/ledger',
  '/metrics/{id}/evidence': '/metrics/change-fail-rate/evidence?from=2026-05-04&to=2026-06-01',
  '/flow/{stage}/evidence': '/flow/coding/evidence?from=2026-05-04&to=2026-06-01',
};
const asCsv = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}format=csv`;

/** The value of a row of JSON at a path, as text. */
function cellOf(row: unknown, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((part, name) => (part === null ? null : (part as Readonly<Record<string, unknown>>)[name]), row);
  expect({ path, value }).not.toEqual({ path, value: undefined });
  if (value === null) return '';
  return Array.isArray(value) ? value.join(' ') : String(value);
}

describe('a list as CSV', () => {
  it.each(
    routes
      .filter((route) => route.csv !== undefined && route.csv.rows === undefined)
      .map((route) => [route.path, route.csv?.columns ?? []] as const),
  )('%s says what its pages say, all of them', async (path, columns) => {
    const address = addresses[path] ?? 'no address for this route';
    const rows = await sheet(asCsv(address));
    const { body } = await request.get(`/api/v1${address}${address.includes('?') ? '&' : '?'}${path === '/sources' ? '' : 'limit=500'}`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(body.items.map((item: unknown) => Object.fromEntries(columns.map((column) => [column, cellOf(item, column)]))));
  });

  it('of the spread has a row for every metric of every service', async () => {
    const address = '/spread?from=2026-05-04&to=2026-06-01';
    const rows = await sheet(asCsv(address));
    const { body } = await request.get(`/api/v1${address}`);
    const expected = body.metrics.flatMap((metric: { id: string; services: { serviceId: string; value: number | null; n: number }[] }) =>
      metric.services.map(({ serviceId, value, n }) => [metric.id, serviceId, 'portal', 'pay', value === null ? '' : `${value}`, `${n}`]),
    );
    expect(rows.map((row) => [row.metric, row.serviceId, row.serviceName, row['team.id'], row.value, row.n])).toEqual(expected);
    expect(rows).toHaveLength(5);
    expect(rows[0]?.['interval.low']).toBe(`${body.metrics[0].services[0].interval.low}`);
  });

  it('is whole, whatever the page asked for', async () => {
    const whole = await sheet('/deployments?format=csv');
    expect(whole).toHaveLength((await request.get('/api/v1/deployments')).body.total);
    const { next } = (await request.get('/api/v1/deployments?limit=2')).body;
    expect(await sheet(`/deployments?format=csv&limit=2&after=${next}`)).toEqual(whole);
  });

  it('is filtered and sorted as its pages are', async () => {
    const rows = await sheet('/deployments?format=csv&failed=true&sort=changes&order=asc');
    expect(rows.map((row) => row.failed)).toEqual(['true', 'true', 'true']);
    const changes = rows.map((row) => Number(row.changes));
    expect(changes).toEqual([...changes].sort((a, b) => a - b));
  });

  it('is given to whoever takes nothing else, and named', async () => {
    const answer = await request.get('/api/v1/teams').set('Accept', 'text/csv').expect(200);
    expect(answer.headers['content-disposition']).toBe('attachment; filename="plumbline-teams-2026-06-02.csv"');
    expect(answer.text).toBe('id,name,services\r\npay,pay,portal\r\nweb,web,\r\n');
    for (const accept of ['application/json', '*/*', 'text/html,*/*;q=0.8'])
      expect((await request.get('/api/v1/teams').set('Accept', accept)).headers['content-type']).toContain('application/json');
    await request.get('/api/v1/teams?format=json').set('Accept', 'text/csv').expect('content-type', /json/);
  });

  it('carries names of strangers as text, not as formulas', async () => {
    const hostile = [
      '=HYPERLINK("http://evil.example","x")',
      '+cmd',
      '-1+1',
      '@SUM(A1)',
      '\tx',
      '\r=1',
      'a,"b"\r\nc',
      '<script>',
      '😀 שלום',
    ];
    for (const [index, title] of hostile.entries())
      await sql`insert into incident (service_id, incident_id, title, opened_at, state, reason, fetched_at)
        values ('portal', ${`evil:${index}`}, ${title}, ${`2025-01-01T00:00:0${index}Z`}::timestamptz, 'proposed', ${title}, '2026-01-01Z')`.execute(
        database.db,
      );
    const rows = await sheet('/incidents?format=csv&from=2025-01-01&to=2025-01-02&order=asc');
    expect(rows.map((row) => row.title)).toEqual(hostile.map((title) => (/^[=+\-@\t\r]/.test(title) ? `'${title}` : title)));
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('of more than one page is asked for page by page', async () => {
    await sql`insert into incident (service_id, incident_id, title, opened_at, state, reason, fetched_at)
      select 'portal', 'many:' || n, 'many', '2024-01-01T00:00:00Z'::timestamptz + n * interval '1 second', 'proposed', '', '2026-01-01Z'
      from generate_series(1, 2500) as n`.execute(database.db);
    const rows = await sheet('/incidents?format=csv&q=many');
    expect(rows.map((row) => row.id)).toEqual(Array.from({ length: 2500 }, (_, index) => `many:${2500 - index}`));
  });

  it('is refused in words, like any question that makes no sense', async () => {
    for (const [path, status] of [
      ['/deployments?format=csv&service=nobody', 404],
      ['/deployments?format=xlsx', 400],
      ['/settings?format=csv', 400],
      ['/deployments/x?format=csv', 400],
    ] as const) {
      const answer = await request.get(`/api/v1${path}`).expect(status);
      expect(answer.body.error.message).toMatch(/nobody|format/);
    }
  });
});
