import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { proposing } from '../../src/commands/proposing.ts';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/database/open.ts';
import { demoCatalogAt } from '../../src/demo/load.ts';
import { commandLine } from '../support/command-line.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { temporaryFolder } from '../support/repositories.ts';
import { restingTables, writtenBy } from '../support/snapshot.ts';

const now = new Date('2026-11-20T10:00:00Z');
let space: { folder: string; remove: () => Promise<void> };
let database: Database;
let environment: Record<string, string>;
let untouched: string;
beforeAll(async () => {
  space = await temporaryFolder();
  database = await demoDatabase(now);
  const { host, port, user } = inject('cluster');
  const { rows } = await database.pool.query<{ name: string }>('select current_database() as name');
  environment = { DATABASE_URL: `postgresql://${user}@localhost/${rows[0]?.name}?host=${encodeURIComponent(String(host))}&port=${port}` };
  untouched = await writtenBy(database.db, [...restingTables, 'service']);
});
afterAll(async () => {
  expect(await writtenBy(database.db, [...restingTables, 'service'])).toBe(untouched);
  await database.close();
  await space.remove();
});

const run = (...args: string[]) => commandLine(args, { cwd: space.folder, now, environment });
const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(space.folder, name), text);
  return name;
};

const entry = `id: checkout
repositories: [acme-demo/checkout]
deployments: [{ from: deployments, environment: staging }]
incidents: [{ from: issues, labels: [incident] }]
`;
const whole = `sources: [{ id: demo, kind: github, token: "\${NO_SUCH_VARIABLE}", repositories: ["acme-demo/*"] }]
environments: { production: [staging] }
services:
  - id: checkout
    repositories: [acme-demo/checkout]
    deployments: [{ from: deployments }]
`;

describe('plumbline rules try', () => {
  test('without proposed rules says that the present ones are in force', async () => {
    const ended = await run('rules', 'try', '--service', 'checkout');
    expect(ended).toMatchObject({ code: 0, error: '' });
    expect(ended.out).toContain('These are the rules in force.');
    expect(ended.out).toMatch(/\nNothing has changed\..*\n$/);
    expect(ended.out).not.toMatch(/\bundefined|NaN|\[object\b/);
  });

  test('takes an entry, a part of a file, or a whole one', async () => {
    const one = await run('rules', 'try', '--service', 'checkout', '--rules', await file('entry.yaml', entry));
    expect(one).toMatchObject({ code: 0, error: '' });
    expect(one.out).toContain('Other than in force: deployments.');
    expect(one.out).toContain('! deployments: Nothing that was collected counts as a production deployment.');
    expect(one.out).toMatch(/environment is not "staging" \(rule 1\)/);
    const all = await run('rules', 'try', '--service', 'checkout', '--rules', await file('whole.yaml', whole), '--json');
    expect(all).toMatchObject({ code: 0, error: '' });
    const trial = JSON.parse(all.out);
    expect(trial.changed).toEqual(['incidents', 'environments.production', 'bots']);
    expect(trial.deployments.newlyCounted.total).toBeGreaterThan(10);
    const listed = await run(
      'rules',
      'try',
      '--service',
      'checkout',
      '--rules',
      await file('list.yaml', `- ${entry.replaceAll('\n', '\n  ')}`),
    );
    expect(listed.out).toBe(one.out);
  });

  test.each([
    [
      'id: checkout\nrepositories: [acme-demo/checkout]\nfold: soon\nlabel: x\n',
      ['bad.yaml:3:7 fold: "soon" is no duration', 'bad.yaml:4:1 "label": unknown key'],
    ],
    [
      'environments: { production: [] }\nservices:\n  - id: checkout\n    repositories: [acme-demo/nobody]\n',
      ['bad.yaml:1:29 environments.production'],
    ],
    [
      'id: checkout\nrepositories: [acme-demo/nobody]\n',
      ['bad.yaml:2:16 repositories[0]: no source reads the repository "acme-demo/nobody"'],
    ],
    ['id: other\nrepositories: [acme-demo/checkout]\n', ['bad.yaml:1:5 id: must be "checkout"']],
    ['id: [', ['bad.yaml:1:']],
    ['just words', ['bad.yaml:1:1 must be the entry of a service']],
    ['id: *nowhere', ['bad.yaml:1:']],
    [`id: checkout\nrepositories: ${'['.repeat(9_000)}`, ['bad.yaml:1:1 is nested too deeply']],
    [
      'id: checkout\nname: "a\\0b"\nrepositories: [acme-demo/checkout]\nhotfix_words: ["\\uD800"]\n',
      ['bad.yaml:2:7 name: holds a character that cannot be stored', 'bad.yaml:4:16 hotfix_words[0]: holds a character'],
    ],
    [
      'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n',
      ['cannot be followed'],
    ],
  ])('names the faults of %j with their lines', async (text, faults) => {
    const ended = await run('rules', 'try', '--service', 'checkout', '--rules', await file('bad.yaml', text));
    expect(ended).toMatchObject({ code: 2, out: '' });
    for (const fault of faults) expect(ended.error).toContain(fault);
  });

  test('refuses a service or a file that is not there', async () => {
    expect(await run('rules', 'try', '--service', 'nobody')).toMatchObject({
      code: 2,
      error: expect.stringContaining('There is no service "nobody"'),
    });
    expect(await run('rules', 'try', '--service', 'checkout', '--rules', 'none.yaml')).toMatchObject({
      code: 2,
      error: expect.stringContaining('there is no such file'),
    });
    expect(await run('rules', 'try')).toMatchObject({ code: 2, error: expect.stringContaining('--service') });
  });

  test('a proposed configuration is named with --config and does not come into force', async () => {
    await file('proposed.yaml', whole);
    const ended = await commandLine(['--config', 'proposed.yaml', 'rules', 'try', '--service', 'checkout'], {
      cwd: space.folder,
      now,
      environment: { ...environment, NO_SUCH_VARIABLE: 'set' },
    });
    expect(ended).toMatchObject({ code: 0, error: '' });
    expect(ended.out).toContain('Other than in force: incidents, environments.production, bots.');
  });
});

describe('the rules in force as text', () => {
  const settled = async (config: ReturnType<typeof loadConfig>, ids: readonly string[]): Promise<Record<string, unknown>> => {
    const desk = proposing(config, database.db);
    const read: [string, unknown][] = [];
    for (const id of ids) {
      const proposal = await desk.proposed(id, { yaml: (await desk.present(id)) ?? '' });
      read.push([id, 'service' in proposal ? { ...proposal.service } : proposal.faults]);
    }
    return Object.fromEntries(read);
  };

  test('lead back to the settings, of every service of the demonstration', async () => {
    const { services } = demoCatalogAt(now);
    expect(services.length).toBeGreaterThan(10);
    const read = await settled(
      loadConfig({}, { cwd: space.folder }),
      services.map(({ serviceId }) => serviceId),
    );
    for (const { serviceId, name, settings } of services) expect(read[serviceId]).toMatchObject({ serviceId, name, settings });
  });

  test('and of every service of the example', async () => {
    const text = await readFile('plumbline.example.yaml', 'utf8');
    const variables = Object.fromEntries([...text.matchAll(/\$\{(\w+)\}/g)].map(([, variable = '']) => [variable, 'something-secret']));
    const config = loadConfig(variables, { cwd: '.', file: 'plumbline.example.yaml' });
    const read = await settled(
      config,
      config.services.map(({ serviceId }) => serviceId),
    );
    expect(config.services.length).toBeGreaterThan(0);
    for (const service of config.services) expect(read[service.serviceId]).toEqual(service);
  });
});

describe('POST /rules/try', () => {
  const requestOf = (config: ReturnType<typeof loadConfig>) =>
    supertest(
      buildApp({
        database,
        config,
        now: () => now,
        version: '0',
        collectNow: async () => undefined,
        rules: proposing(config, database.db),
        checkAnswers: true,
      }),
    );
  const request = () => requestOf(loadConfig({}, { cwd: space.folder }));

  test('the text in force is that of the demonstration, and changes nothing when it is tried', async () => {
    for (const id of ['checkout', 'orders', 'notifications', 'mobile-api']) {
      const present = await request().get(`/api/v1/services/${id}/rules`);
      if (present.status === 404) continue;
      expect(present.body).toMatchObject({ service: id, file: false });
      const { body } = await request().post('/api/v1/rules/try').send({ service: id, yaml: present.body.yaml }).expect(200);
      expect(body.changed).toEqual([]);
      for (const { before, after } of body.metrics) expect(after).toEqual(before);
    }
    await request().get('/api/v1/services/nobody/rules').expect(404);
  });

  test('answers as the command line does, from text and from values', async () => {
    const { out } = await run('rules', 'try', '--service', 'checkout', '--rules', await file('entry.yaml', entry), '--json');
    const yaml = await request().post('/api/v1/rules/try').send({ service: 'checkout', yaml: entry }).expect(200);
    expect(yaml.body).toEqual(JSON.parse(out));
    const rules = {
      id: 'checkout',
      repositories: ['acme-demo/checkout'],
      deployments: [{ from: 'deployments', environment: 'staging' }],
      incidents: [{ from: 'issues', labels: ['incident'] }],
    };
    const values = await request().post('/api/v1/rules/try').send({ service: 'checkout', rules }).expect(200);
    expect(values.body).toEqual(yaml.body);
  });

  test('says every fault with its line, and nothing of the configuration', async () => {
    const yaml = 'id: checkout\nfold: soon\nlabel: x\n';
    const { body } = await request().post('/api/v1/rules/try').send({ service: 'checkout', yaml }).expect(400);
    expect(body.error).toMatchObject({ code: 'invalid', message: expect.stringContaining('line 1') });
    expect(body.error.details).toEqual([
      { line: 1, column: 1, path: 'repositories', message: 'is required' },
      { line: 2, column: 7, path: 'fold', message: '"soon" is no duration, such as 15m, 24h or 30d' },
      { line: 3, column: 1, path: '', message: expect.stringContaining('"label": unknown key') },
    ]);
    const values = await request()
      .post('/api/v1/rules/try')
      .send({ service: 'checkout', rules: { id: 'checkout', repositories: [] } });
    expect(values.body.error.details).toEqual([{ line: null, column: null, path: 'repositories', message: expect.any(String) }]);
  });

  test.each([
    [{}, 'service'],
    [{ service: 'checkout' }, 'either as `rules` or as `yaml`'],
    [{ service: 'checkout', yaml: entry, rules: {} }, 'either as `rules` or as `yaml`'],
    [{ service: 'checkout', yaml: entry, from: '2026-02-30' }, 'from'],
    [{ service: 'checkout', yaml: entry, zone: 'Mars' }, 'zone'],
    [{ service: 'checkout', yaml: 'x'.repeat(200_001) }, 'yaml'],
    [{ service: 'checkout', yaml: entry, more: 1 }, 'more'],
  ])('%#: refuses what it does not understand', async (body, words) => {
    const answer = await request().post('/api/v1/rules/try').send(body).expect(400);
    expect(answer.body.error.message).toContain(words);
  });

  test('tries one at a time, also when a reader goes away', async () => {
    const one = request();
    const post = () => one.post('/api/v1/rules/try').send({ service: 'checkout', yaml: entry });
    const both = await Promise.all([post(), post()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await post()
      .timeout(20)
      .catch(() => undefined);
    await expect.poll(async () => (await post()).status, { timeout: 20_000 }).toBe(200);
  });

  test('with a file, shows the entry as it is written', async () => {
    const config = loadConfig({ NO_SUCH_VARIABLE: 'some-token-of-mine' }, { cwd: space.folder, file: await file('mine.yaml', whole) });
    const { body } = await requestOf(config).get('/api/v1/services/checkout/rules').expect(200);
    expect(body).toEqual({
      service: 'checkout',
      file: true,
      yaml: [
        'environments:',
        '  production: [ staging ]',
        'services:',
        '  - id: checkout',
        '    repositories: [ acme-demo/checkout ]',
        '    deployments:',
        '      - from: deployments',
        '',
      ].join('\n'),
    });
    const answer = await requestOf(config).post('/api/v1/rules/try').send({ service: 'checkout', yaml: body.yaml }).expect(200);
    expect(answer.body.changed).toEqual(['incidents', 'environments.production', 'bots']);
    expect(JSON.stringify(answer.body)).not.toContain('some-token');
  });
});
