import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { openapiDocument } from '../../src/api/openapi.ts';
import { routes } from '../../src/api/routes.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/database/open.ts';
import { newSecret } from '../../src/maturity/campaign/link.ts';
import { metricIds } from '../../src/metrics/result.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedHistory } from '../support/worked-history.ts';
import { worldService } from '../support/world.ts';

let database: Database;
let request: ReturnType<typeof supertest>;
const collected: string[] = [];
const token = 'planted_pat_secret';
const secrets = { GITHUB_TOKEN: token, OIDC_SECRET: token, PAGERDUTY_TOKEN: token, PAGERDUTY_WEBHOOK_SECRET: token };
const example = { cwd: '.', file: 'plumbline.example.yaml' };
const shownOf = ({ shown, origins }: Config) => ({ shown, origins });

beforeAll(async () => {
  database = await testDatabase();
  await loadWorld(database.db, workedHistory);
  const app = buildApp({
    database,
    config: {
      organisation: 'Acme',
      zone: 'Europe/Berlin',
      file: 'plumbline.yaml',
      ...shownOf(loadConfig({ ...secrets, DATABASE_URL: `postgres://me:${token}@db/x` }, example)),
    },
    configState: () => ({ changed: true, faults: ['plumbline.yaml:1:1 zone: is none'] }),
    now: () => new Date(workedHistory.now),
    version: '0.0.0',
    collectNow: async (id) => {
      collected.push(id);
    },
    rules: {
      proposed: async () => ({ service: worldService(workedHistory) }),
      present: async (id) => `id: ${id}\n`,
    },
    // Every answer below is held against its own declaration.
    checkAnswers: true,
  });
  request = supertest(app);
});
afterAll(() => database.close());

const window = 'from=2026-05-04&to=2026-06-01';

/** One good request for every route, so that none can be added without being asked. */
const good: Readonly<Record<string, () => Promise<string>>> = {
  '/metrics': async () => `/metrics?${window}&compare=previous&series=true`,
  '/metrics/{id}': async () => `/metrics/change-fail-rate?${window}`,
  '/metrics/{id}/evidence': async () => `/metrics/change-lead-time/evidence?${window}&limit=2`,
  '/spread': async () => `/spread?${window}&team=pay&compare=previous&trend=true`,
  '/benchmarks': async () => '/benchmarks',
  '/flow': async () => `/flow?${window}&team=pay&bots=excluded`,
  '/flow/{stage}/evidence': async () => `/flow/coding/evidence?${window}&limit=2&included=true`,
  '/quality': async () => `/quality?service=portal&${window}`,
  '/deployments': async () => `/deployments?service=portal&tier=production&outcome=succeeded&kind=forward&${window}`,
  '/deployments/{id}': async () => `/deployments/${await firstId('/deployments')}`,
  '/changes': async () => '/changes?state=undeployed&team=pay',
  '/incidents': async () => `/incidents?${window}`,
  '/incidents/{id}': async () => `/incidents/${await firstId('/incidents')}`,
  '/ledger': async () => '/ledger',
  '/ledger/file': async () => '/ledger/file',
  '/services': async () => '/services?team=pay',
  '/services/{id}': async () => '/services/portal',
  '/teams': async () => '/teams',
  '/teams/{id}': async () => '/teams/web',
  '/sources': async () => '/sources',
  '/sources/{id}/coverage': async () => '/sources/github/coverage?from=2026-05-01&until=2026-05-31',
  '/sources/{id}/rejected': async () => '/sources/github/rejected?limit=2',
  '/sources/{id}/collect': async () => '/sources/github/collect',
  '/settings': async () => '/settings',
  '/services/{id}/rules': async () => '/services/portal/rules',
  '/rules/try': async () => '/rules/try',
  '/assessments/evidence': async () => '/assessments/evidence?team=web',
  '/assessments/evidence/{id}': async () => '/assessments/evidence/cul-2b?team=web&limit=2',
  '/assessments/models': async () => '/assessments/models',
  '/assessments/models/{id}': async () => '/assessments/models/plumbline',
  '/assessments/campaigns': async () => '/assessments/campaigns',
  '/assessments/campaigns/{id}': async () => `/assessments/campaigns/${await campaign()}`,
  '/assessments/campaigns/{id}/invitations': async () => `/assessments/campaigns/${await campaign()}/invitations`,
  '/assessments/campaigns/{id}/invitations/{reference}/revoke': async () => {
    const id = await campaign();
    return `/assessments/campaigns/${id}/invitations/${(await invited(id)).reference}/revoke`;
  },
  '/assessments/campaigns/{id}/close': async () => `/assessments/campaigns/${await campaign()}/close`,
  '/assessments/campaigns/{id}/results': async () => `/assessments/campaigns/${await closed()}/results`,
  '/assessments/campaigns/{id}/results/{team}': async () => `/assessments/campaigns/${await closed()}/results/web`,
  '/assessments/campaigns/{id}/export': async () => `/assessments/campaigns/${await campaign()}/export`,
  '/assessments/campaigns/import': async () => '/assessments/campaigns/import',
  '/assessments/profile': async () => '/assessments/profile?team=web',
  '/assessments/teams/{id}': async () => '/assessments/teams/web',
  '/assessments/plans': async () => '/assessments/plans?team=web',
  '/assessments/plans/{id}': async () => `/assessments/plans/${await plan()}`,
  '/assessments/plans/{id}/withdraw': async () => `/assessments/plans/${await plan()}/withdraw`,
  '/assessments/plans/{id}/history': async () => `/assessments/plans/${await plan()}/history`,
  '/assessments/answers/begin': async () => '/assessments/answers/begin',
  '/assessments/answers/read': async () => '/assessments/answers/read',
  '/assessments/answers': async () => '/assessments/answers',
};

/** What a good `post` carries. */
const bodies: Readonly<Record<string, () => Promise<object>>> = {
  '/ledger': async () => ({ subject: { kind: 'incident', key: await firstId('/incidents') }, action: 'not_change_related' }),
  '/rules/try': async () => ({ service: 'portal', yaml: 'id: portal', from: '2026-05-04', to: '2026-06-01' }),
  '/ledger/file': async () => ({ plumbline: 1, exportedAt: '2026-06-01T00:00:00Z', ledger: [] }),
  '/assessments/campaigns': async () => newCampaign,
  '/assessments/campaigns/{id}/invitations': async () => ({ team: 'web', role: 'developer', count: 2 }),
  '/assessments/campaigns/{id}/invitations/{reference}/revoke': async () => ({}),
  '/assessments/campaigns/{id}/close': async () => ({}),
  '/assessments/campaigns/import': async () => await document(),
  '/assessments/plans': async () => ({ team: 'web', ...target }),
  '/assessments/plans/{id}': async () => target,
  '/assessments/plans/{id}/withdraw': async () => ({}),
  '/assessments/answers/begin': async () => {
    const id = await campaign();
    return { campaign: id, token: (await invited(id)).token, key: newSecret() };
  },
  '/assessments/answers/read': async () => await begun(),
  '/assessments/answers': async () => ({ ...(await begun()), answers: { 'CUL-2a': 3 }, submit: true }),
};

const newCampaign = {
  name: 'Spring',
  model: 'plumbline',
  teams: [{ id: 'web' }],
  opensAt: '2026-01-01T00:00:00Z',
  closesAt: '2036-01-01T00:00:00Z',
};

const target = { kind: 'target', body: { dimension: 'THR', level: 3, by: null } };

const created = async (path: string, body: object) => (await request.post(`/api/v1/assessments${path}`).send(body).expect(201)).body;
const campaign = async (): Promise<string> => (await created('/campaigns', newCampaign)).id;
const invited = async (id: string): Promise<{ reference: string; token: string }> =>
  (await created(`/campaigns/${id}/invitations`, { team: 'web', role: 'developer' })).items[0];

/** Of a campaign that is here already, asked at another time: another campaign. */
async function document(): Promise<object> {
  const { body } = await request.get(`/api/v1/assessments/campaigns/${await campaign()}/export`);
  return { ...body, campaign: { ...body.campaign, closesAt: `2036-01-01T00:00:${String(++documents % 60).padStart(2, '0')}Z` } };
}
let documents = 0;

const plan = async (): Promise<string> => (await created('/plans', { team: 'web', ...target })).id;

async function closed(): Promise<string> {
  const id = await campaign();
  await request.post(`/api/v1/assessments/campaigns/${id}/close`).send({}).expect(200);
  return id;
}

/** A questionnaire that somebody has opened. */
async function begun(): Promise<{ campaign: string; key: string }> {
  const id = await campaign();
  const key = newSecret();
  await created('/answers/begin', { campaign: id, token: (await invited(id)).token, key });
  return { campaign: id, key };
}

async function firstId(path: string): Promise<string> {
  const { body } = await request.get(`/api/v1${path}`);
  return body.items[0].id;
}

describe('every route', () => {
  it.each(routes.map((route) => [route.method, route.path, route.status] as const))(
    '%s %s answers as it declares',
    async (method, path, status) => {
      const address = (await good[path]?.()) ?? 'no address for this route';
      // A list and what is added to it share an address but for the query.
      const asked = request[method](`/api/v1${method === 'post' ? address.split('?')[0] : address}`);
      const answer = await (method === 'post' ? asked.send(await bodies[path]?.()) : asked);
      expect({ status: answer.status, error: answer.body.error }).toEqual({ status, error: undefined });
    },
  );

  it('stands in the OpenAPI document, which is served', async () => {
    const { body } = await request.get('/api/v1/openapi.json').expect(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(openapiDocument())));
    const stated = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method} ${path}`),
    );
    // The stream and the webhooks answer no question: their own tests hold them.
    const declared = [
      'get /api/v1/stream',
      'post /api/v1/webhooks/{source}',
      ...routes.map((route) => `${route.method} /api/v1${route.path}`),
    ];
    expect(stated.sort()).toEqual(declared.sort());
  });
});

describe('answers', () => {
  it('agree between the number and its evidence, page by page', async () => {
    for (const id of metricIds) {
      const { body: metric } = await request.get(`/api/v1/metrics/${id}?${window}`);
      const items: { included: boolean; id: string; serviceId: string }[] = [];
      let after = '';
      for (;;) {
        const { body } = await request.get(`/api/v1/metrics/${id}/evidence?${window}&limit=3${after}`);
        items.push(...body.items);
        expect(body.totals).toEqual(metric.counts);
        if (body.next === null) break;
        after = `&after=${body.next}`;
      }
      const excluded = Object.values<number>(metric.counts.excluded).reduce((a, b) => a + b, 0);
      expect({ id, included: items.filter((i) => i.included).length, excluded: items.filter((i) => !i.included).length }).toEqual({
        id,
        included: metric.counts.included,
        excluded,
      });
      expect(new Set(items.map((i) => i.id)).size).toBe(items.length);
    }
  });

  it('page through lists without losing or doubling a row', async () => {
    const whole = await request.get('/api/v1/deployments?limit=500');
    const ids: string[] = [];
    for (let after = ''; ; ) {
      const { body } = await request.get(`/api/v1/deployments?limit=4${after}`);
      ids.push(...body.items.map((d: { id: string }) => d.id));
      if (body.next === null) break;
      after = `&after=${body.next}`;
    }
    expect(ids).toEqual(whole.body.items.map((d: { id: string }) => d.id));
    expect(ids.length).toBeGreaterThan(15);
  });

  it('hand a collection on, and refuse an unknown source', async () => {
    await request.post('/api/v1/sources/nobody/collect').expect(404);
    expect(collected).toEqual(['github']);
  });

  it('are not given to other web pages', async () => {
    await request.post('/api/v1/sources/github/collect').set('Origin', 'https://elsewhere.example').expect(403);
    await request.get('/api/v1/metrics').set('Host', 'rebound.example').expect(403);
    await request.get('/api/v1/metrics').set('Host', 'localhost:8080').expect(200);
  });

  it('refuse a body that is none', async () => {
    await request.post('/api/v1/sources/github/collect').type('json').send('{').expect(400);
    await request
      .post('/api/v1/sources/github/collect')
      .type('json')
      .send(`"${'x'.repeat(2_000_000)}"`)
      .expect(400);
  });

  it('tell the health of the service', async () => {
    await request.get('/healthz').expect(200);
    await request.get('/readyz').expect(200);
    const { text } = await request.get('/metrics').expect(200);
    expect(text).toContain('plumbline_http_request_seconds');
  });

  it('never hold a secret', async () => {
    const { text, body } = await request.get('/api/v1/settings');
    expect(text).not.toContain(token);
    expect(text).toContain('GITHUB_TOKEN');
    expect(body.origins).toContainEqual({
      path: 'DATABASE_URL',
      value: 'set',
      origin: 'environment',
      line: null,
      variables: ['DATABASE_URL'],
    });
    expect(body.state).toEqual({ changed: true, faults: ['plumbline.yaml:1:1 zone: is none'] });
    for (const route of ['/services', '/sources', '/openapi.json']) {
      expect((await request.get(`/api/v1${route}`)).text).not.toContain(token);
    }
  });
});

const cursor = (...key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

describe('a question that cannot be answered', () => {
  it.each([
    ['/metrics?from=2026-05-04&to=2026-05-04', 400, 'from'],
    ['/metrics?from=2026-06-01&to=2026-05-04', 400, 'from'],
    ['/metrics?from=1976-01-01&to=2026-01-01', 400, '20 years'],
    ['/metrics?from=2026-02-30', 400, 'from'],
    ['/metrics?from=yesterday', 400, 'from'],
    ['/metrics?from=0001-01-01T00:00:00Z&to=0001-03-01T00:00:00Z', 400, 'from'],
    ['/metrics?from=2010-01-01&to=2026-01-01&bucket=day', 400, 'bucket'],
    ['/metrics?service=a%00b', 400, 'service'],
    ['/deployments/a%00b', 400, 'id'],
    [`/deployments?after=${Buffer.from('["soon","a","b"]').toString('base64url')}`, 400, 'after'],
    [`/incidents?after=${Buffer.from('["2026-01-01","a\\u0000","b"]').toString('base64url')}`, 400, 'after'],
    ['/settings?x=1', 400, 'x'],
    ['/metrics?from=2026-05-04T00:00:00', 400, 'from'],
    ['/metrics?zone=Europe/Atlantis', 400, 'zone'],
    ['/metrics?bucket=fortnight', 400, 'bucket'],
    ['/metrics?clock=wall', 400, 'clock'],
    ['/metrics?windw=90', 400, 'windw'],
    ['/metrics?from=2026-05-04&from=2026-05-05', 400, 'from'],
    ['/metrics?service=portal&team=web', 400, 'service, team'],
    ['/metrics?service=nobody', 404, 'nobody'],
    ['/metrics?team=nobody', 404, 'nobody'],
    ['/metrics/velocity', 400, 'id'],
    ['/metrics/change-lead-time/evidence?after=bm9uc2Vuc2U', 400, 'after'],
    ['/deployments?after=%5B%5D', 400, 'after'],
    ['/deployments?limit=0', 400, 'limit'],
    ['/deployments?limit=501', 400, 'limit'],
    ['/deployments?sort=size', 400, 'sort'],
    ['/deployments?order=up', 400, 'order'],
    ['/deployments?failed=yes', 400, 'failed'],
    ['/deployments?q=a%00b', 400, 'q'],
    [`/deployments?q=${'x'.repeat(201)}`, 400, 'q'],
    [`/deployments?sort=changes&after=${cursor('finished', 'desc', '2026-01-01T00:00:00Z', 'a', 'b')}`, 400, 'after'],
    [`/deployments?order=asc&after=${cursor('finished', 'desc', '2026-01-01T00:00:00Z', 'a', 'b')}`, 400, 'after'],
    [`/deployments?after=${cursor('finished', 'desc', 'soon', 'a', 'b')}`, 400, 'after'],
    [`/deployments?sort=changes&after=${cursor('changes', 'desc', 'many', 'a', 'b')}`, 400, 'after'],
    ...['2026', 'Jan 1', '+275760-09-13T00:00:00.000Z'].flatMap((at): [string, number, string][] => [
      [`/deployments?after=${cursor('finished', 'desc', at, 'a', 'b')}`, 400, 'after'],
      [`/ledger?after=${cursor(at, 'a')}`, 400, 'after'],
      [`/metrics/change-lead-time/evidence?after=${cursor(at, 'a', 'b')}`, 400, 'after'],
    ]),
    ...['0x10', '1e999', ' 1'].map((n): [string, number, string] => [
      `/deployments?sort=changes&after=${cursor('changes', 'desc', n, 'a', 'b')}`,
      400,
      'after',
    ]),
    ['/incidents?urgency=a%00b', 400, 'urgency'],
    ['/changes?sort=lead_time', 400, 'sort'],
    ['/changes?state=delivered&sort=waiting', 400, 'sort'],
    ['/changes?from=2026-05-04', 400, 'from'],
    ['/incidents?state=closed', 400, 'state'],
    ['/flow?bucket=week', 400, 'bucket'],
    ['/flow?team=nobody', 404, 'nobody'],
    ['/flow/lunch/evidence', 400, 'stage'],
    ['/flow/coding/evidence?after=bm9uc2Vuc2U', 400, 'after'],
    ['/deployments/nothing', 404, 'nothing'],
    ['/incidents/nothing', 404, 'nothing'],
    ['/services/nothing', 404, 'nothing'],
    ['/services/%E0%A4%A', 400, 'malformed'],
    ['/sources/nothing/coverage', 404, 'nothing'],
    ['/sources/github/coverage?from=2026-05-02&until=2026-05-01', 400, 'from'],
    ['/nowhere', 404, 'nowhere'],
  ])('%s is refused with %i, naming what is wrong', async (path, status, word) => {
    const answer = await request.get(`/api/v1${path}`);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code: status === 404 ? 'not_found' : 'invalid', requestId: expect.any(String) });
    expect(answer.body.error.message).toContain(word);
    expect(answer.text).not.toMatch(/\bat .*\.[tj]s:\d+/);
  });
});
