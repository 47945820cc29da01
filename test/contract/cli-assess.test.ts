import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import type { Database } from '../../src/database/open.ts';
import { newSecret } from '../../src/maturity/campaign/link.ts';
import { begin } from '../../src/maturity/campaign/respond.ts';
import { readOwnModels } from '../../src/maturity/own-models.ts';
import { exportCampaign } from '../../src/maturity/transfer/export.ts';
import { closedCampaign, modelOf, type Person, statement } from '../support/closed-campaign.ts';
import { type CommandLineWorld, commandLine } from '../support/command-line.ts';
import { testDatabase } from '../support/database.ts';
import { urlOf } from '../support/database-url.ts';
import { startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/repositories.ts';

let space: { folder: string; remove: () => Promise<void> };
let database: Database;
let world: CommandLineWorld;
const now = new Date('2026-05-04T09:00:00Z');

const quick = readFileSync('src/maturity/models/quick-check.yaml', 'utf8');
const own = quick.replace(/^id: .*$/m, 'id: ours').replace(/^name: .*$/m, 'name: Our own check');

const configuration = (models: readonly string[]): string => `
zone: Europe/Berlin
teams: [{ id: web, name: Web }, { id: pay }]
assessment: { models: [${models.join(', ')}] }
`;

beforeAll(async () => {
  space = await temporaryFolder();
  database = await testDatabase();
  world = { cwd: space.folder, now, environment: { DATABASE_URL: urlOf(database) } };
  writeFileSync(join(space.folder, 'plumbline.yaml'), configuration(['ours.yaml']));
  writeFileSync(join(space.folder, 'ours.yaml'), own);
  // Teams are there once any command has read them.
  await commandLine(['derive'], world);
});
afterAll(async () => {
  await database.close();
  await space.remove();
});

const assess = (...args: readonly string[]) => commandLine(['assess', ...args], world);

async function refused(args: readonly string[], words: string | RegExp, code = 2): Promise<void> {
  const answer = await assess(...args);
  expect([answer.code, answer.out]).toEqual([code, '']);
  expect(answer.error).toMatch(words);
  expect(answer.error).not.toMatch(/\n\s+at /);
}

async function created(...args: readonly string[]): Promise<{ id: string; [key: string]: unknown }> {
  const answer = await assess('create', ...args, '--json');
  expect(answer).toMatchObject({ code: 0, error: '' });
  return JSON.parse(answer.out);
}

describe('models', () => {
  test('are listed, those of the program and those of the configuration', async () => {
    const { out } = await assess('models', '--json');
    const { items } = JSON.parse(out);
    expect(items.map(({ id, own }: { id: string; own: boolean }) => [id, own])).toEqual([
      ['plumbline', false],
      ['quick-check', false],
      ['ours', true],
    ]);
    expect((await assess('models')).out).toMatch(/^ours +.* Our own check +mean +\d+ +22 +your own$/m);
  });

  test('are checked with every fault and its line; a sound one is summed up', async () => {
    expect(await assess('model', 'check', 'ours.yaml')).toMatchObject({ code: 0, out: expect.stringContaining('22 statements') });
    const broken = own.replace(/^( +)- id: (\S+)$/m, '$1- id: 7').replace(/rule: \S+?([ ,}])/, 'rule: nothing-like-it$1');
    writeFileSync(join(space.folder, 'broken.yaml'), broken);
    const answer = await assess('model', 'check', 'broken.yaml');
    expect(answer).toMatchObject({ code: 2, out: '' });
    const lines = answer.error.trim().split('\n').slice(1);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) expect(line).toMatch(/broken\.yaml:\d+:\d+ /);
    expect(answer.error).toContain('nothing-like-it');
    writeFileSync(join(space.folder, 'copy.yaml'), quick);
    await refused(['model', 'check', 'copy.yaml'], /copy\.yaml:\d+:1 id: "quick-check" is the id of a model that comes with the program/);
    await refused(['model', 'check', 'nowhere.yaml'], /there is no such file/);
  });

  test('that are broken or missing are told by config check and doctor, and keep nothing else from working', async () => {
    writeFileSync(join(space.folder, 'other.yaml'), configuration(['ours.yaml', 'gone.yaml', 'again.yaml']));
    writeFileSync(join(space.folder, 'again.yaml'), own);
    const checked = await commandLine(['--config', 'other.yaml', 'config', 'check'], world);
    expect([checked.code, checked.out]).toEqual([2, '']);
    expect(checked.error).toMatch(/gone\.yaml:1:1 cannot be read: there is no such file/);
    expect(checked.error).toMatch(/again\.yaml:\d+:1 id: "ours" is the id of the model of .*ours\.yaml/);
    expect(await commandLine(['config', 'check'], world)).toMatchObject({ code: 0, out: expect.stringMatching(/Models +1 +ours/) });
    const listed = await commandLine(['--config', 'other.yaml', 'assess', 'models'], world);
    expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('Our own check'), error: expect.stringContaining('gone.yaml') });
    const doctor = await commandLine(['--config', 'other.yaml', 'doctor'], world);
    expect(doctor.out).toMatch(/look +models +A maturity model cannot be used: .*gone\.yaml/);
  });
});

describe('a campaign', () => {
  test('is made from options, of all teams where none are named, with dates in the reporting zone', async () => {
    const story = await created(
      '--name',
      'Spring',
      '--model',
      'ours',
      '--opens',
      '2026-05-01',
      '--closes',
      '2026-06-01',
      '--together',
      'pay,web',
    );
    expect(story).toMatchObject({
      name: 'Spring',
      model: { id: 'ours' },
      opensAt: '2026-04-30T22:00:00.000Z',
      closesAt: '2026-05-31T22:00:00.000Z',
      state: 'open',
      teams: [
        { id: 'pay', consensus: true },
        { id: 'web', consensus: true },
      ],
    });
    expect(await created('--name', 'All', '--closes', '2026-06-01')).toMatchObject({
      model: { id: 'plumbline' },
      opensAt: now.toISOString(),
      teams: [{ id: 'pay', consensus: false }, { id: 'web' }],
    });
    expect((await assess('list')).out).toMatch(/Spring +ours +open +2026-04-30T22:00 +2026-05-31T22:00 +2 +0/);
  });

  test('is made from a file, whose faults have lines', async () => {
    const file = (text: string) => writeFileSync(join(space.folder, 'campaign.yaml'), text);
    file('name: From a file\nmodel: quick-check\nteams: [{ id: web, consensus: true }]\nclosesAt: 2026-06-01\n');
    expect(await created('--file', 'campaign.yaml')).toMatchObject({ name: 'From a file', teams: [{ id: 'web', consensus: true }] });
    file('name: From a file\nclosesAt: soon\nminimum: 1\n');
    await refused(['create', '--file', 'campaign.yaml'], /campaign\.yaml:2:1\d? closesAt: .*\n.*campaign\.yaml:3:1 "minimum"/);
    await refused(['create', '--file', 'campaign.yaml', '--name', 'X'], /--file says everything/);
    await refused(['create', '--file', 'gone.yaml'], /cannot be read: there is no such file/);
  });

  test('that cannot be is refused in a sentence', async () => {
    await refused(['create', '--closes', '2026-06-01'], /--name: is required/);
    await refused(['create', '--name', 'X', '--closes', 'tomorrow'], /--closes: /);
    await refused(['create', '--name', 'X', '--closes', '2026-06-01', '--teams', 'webb'], /there is no team "webb"/);
    await refused(
      ['create', '--name', 'X', '--closes', '2026-06-01', '--model', 'theirs'],
      /no maturity model "theirs"; there are: .*ours/,
    );
    await refused(['create', '--name', 'X', '--closes', '2026-05-01'], /closesAt: it must lie after opensAt/);
    await refused(['create', '--name', 'X', '--closes', '2026-06-01', '--practice-minimum', '2'], /3, 5/);
  });

  test('is invited to by links that stand alone on standard output, once, and work', async () => {
    const { id } = await created('--name', 'Links', '--closes', '2026-06-01');
    const answer = await assess(
      'invite',
      id,
      '--team',
      'web',
      '--role',
      'developer',
      '--count',
      '3',
      '--base',
      'https://plumb.example.com/',
    );
    const links = answer.out.trim().split('\n');
    expect(links).toHaveLength(3);
    for (const link of links) expect(link).toMatch(new RegExp(`^https://plumb\\.example\\.com/answer/${id}#[A-Za-z0-9_-]{43}$`));
    expect(answer.error).not.toContain(links[0]?.split('#')[1]);
    const token = links[0]?.split('#')[1] ?? '';
    expect((await begin(database.db, { campaignId: id, token, key: newSecret() }, now)).statements.length).toBeGreaterThan(5);
    expect((await assess('invite', id, '--team', 'web', '--role', 'lead')).out).toMatch(/^http:\/\/127\.0\.0\.1:8080\/answer\//);
    await refused(['invite', id, '--team', 'nobody', '--role', 'lead'], /asks nobody of team "nobody"/);
    await refused(['invite', id, '--team', 'web', '--role', 'boss'], /developer, platform, lead/);
    await refused(['invite', id, '--team', 'web', '--role', 'lead', '--count', '0'], /1 to 500/);
    await refused(['invite', id, '--team', 'web', '--role', 'lead', '--base', 'plumb'], /Write the address/);
    await refused(['invite', 'nothing', '--team', 'web', '--role', 'lead'], /no campaign "nothing"/);
  });

  test('is closed once', async () => {
    const { id } = await created('--name', 'Short', '--closes', '2026-06-01');
    expect(await assess('close', id)).toMatchObject({ code: 0, out: expect.stringContaining('closed') });
    await refused(['close', id], /was closed at/, 1);
    await refused(['invite', id, '--team', 'web', '--role', 'lead'], /is over/, 1);
    await refused(['close', 'nothing'], /no campaign "nothing"/);
  });
});

describe('results', () => {
  const people: readonly Person[] = [
    ...Array.from(
      { length: 9 },
      (_, i): Person => ({ team: 'web', role: 'developer', answers: { 'AAA-2a': i < 6 ? 4 : 5 }, note: 'by hand' }),
    ),
    ...Array.from({ length: 8 }, (): Person => ({ team: 'api', role: 'developer', answers: { 'AAA-2a': 2 } })),
    ...Array.from({ length: 2 }, (): Person => ({ team: 'pay', role: 'developer', answers: { 'AAA-2a': 1 }, note: 'of two' })),
  ];
  const model = modelOf({ AAA: [statement('AAA-2a')] });
  let campaign: string;
  beforeAll(async () => {
    campaign = await closedCampaign(database.db, { model, people, closedAt: new Date('2026-04-01T00:00:00Z') });
  });
  const json = async (...args: readonly string[]) => JSON.parse((await assess(...args, '--format', 'json')).out);

  test('are those of the interface, to the last digit, also as CSV', async () => {
    const config = { organisation: 'Acme', zone: 'Europe/Berlin', file: null, shown: {} };
    const request = supertest(
      buildApp({ database, config, now: () => now, version: '0', collectNow: async () => undefined, checkAnswers: true }),
    );
    const asked = [
      [['results', campaign], `/campaigns/${campaign}/results`],
      [['results', campaign, '--team', 'web'], `/campaigns/${campaign}/results/web`],
      [['profile', '--team', 'web'], '/profile?team=web'],
    ] as const;
    for (const [args, path] of asked) {
      const { body } = await request.get(`/api/v1/assessments${path}`).expect(200);
      expect(await json(...args)).toEqual({ ...body, ...(body.notes ? { notes: expect.anything() } : {}) });
      const { text } = await request.get(`/api/v1/assessments${path}${path.includes('?') ? '&' : '?'}format=csv`).expect(200);
      expect((await assess(...args, '--format', 'csv')).out.trim()).toBe(text.trim());
    }
  });

  test('hide what few people said', async () => {
    const pay = await json('results', campaign, '--team', 'pay');
    expect(pay).toMatchObject({ invited: 2, responded: null, notes: null });
    expect(pay.dimensions[0].statements[0].told).toMatchObject({ mean: null, counts: null, asked: null });
    expect((await assess('results', campaign, '--team', 'pay')).out).toMatch(/^pay, Spring: – of 2 answered/);
    expect((await assess('results', campaign, '--team', 'web')).out).toMatch(/^AAA +Name of AAA +\S+/m);
    expect((await assess('results', campaign)).out).toMatch(/Level 1 +Level 2/);
    expect((await assess('profile', '--team', 'web', '--model', 'ours')).out).toMatch(/^Web, Our own check: by evidence alone/);
  });

  test('that cannot be are refused in a sentence', async () => {
    const { id } = await created('--name', 'Runs', '--closes', '2026-06-01');
    await refused(['results', id], /runs until/, 1);
    await refused(['results', 'nothing'], /no campaign "nothing"/);
    await refused(['results', campaign, '--team', 'nobody'], /did not ask team "nobody"/);
    await refused(['results', campaign, '--format', 'xml'], /table, json, csv/);
    await refused(['profile', '--team', 'nobody'], /no team "nobody"/);
    await refused(['profile', '--team', 'web', '--model', 'theirs'], /no maturity model "theirs"/);
  });

  test('go to a file as counts of groups and come back elsewhere; the same file again is refused', async () => {
    expect(await assess('export', campaign, '--answers', '--out', 'campaign.json')).toMatchObject({
      code: 0,
      out: `Campaign ${campaign} written to ${join(space.folder, 'campaign.json')}, with what groups answered.\n`,
    });
    const text = readFileSync(join(space.folder, 'campaign.json'), 'utf8');
    // Two people of a team are never apart, nor is what they wrote there.
    expect(JSON.parse(text).closed.tallies.filter(({ of }: { of: { team: string }[] }) => of.every(({ team }) => team === 'pay'))).toEqual(
      [],
    );
    expect([text.includes('by hand'), text.includes('of two')]).toEqual([true, false]);
    await refused(['import', 'campaign.json'], new RegExp(`here already, as "${campaign}"`), 1);
    const other = await testDatabase();
    try {
      const elsewhere = { ...world, environment: { DATABASE_URL: urlOf(other) } };
      const taken = await commandLine(['assess', 'import', 'campaign.json'], elsewhere);
      expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^Campaign ${campaign}: Spring, 3 teams, closed`)) });
      const args = ['assess', 'results', campaign, '--format', 'json'];
      expect((await commandLine(args, elsewhere)).out).toBe((await commandLine(args, world)).out);
    } finally {
      await other.close();
    }
  });

  test('go nowhere before the close; a definition makes a campaign that can be invited to; a broken file makes none', async () => {
    const { id } = await created('--name', 'To be copied', '--closes', '2026-06-01');
    await refused(['export', id, '--answers'], /runs until/, 1);
    await refused(['export', 'nothing'], /no campaign "nothing"/);
    const { out } = await assess('export', id);
    writeFileSync(join(space.folder, 'copy.json'), out.replace('To be copied', 'A copy'));
    const copied = await assess('import', 'copy.json', '--json');
    expect(copied).toMatchObject({ code: 0, error: expect.stringContaining('got its own') });
    const copy = JSON.parse(copied.out);
    expect(copy).toMatchObject({ name: 'A copy', state: 'open' });
    expect((await assess('invite', copy.id, '--team', 'web', '--role', 'lead')).code).toBe(0);
    writeFileSync(join(space.folder, 'half.json'), out.slice(0, 500));
    writeFileSync(join(space.folder, 'odd.json'), JSON.stringify({ ...JSON.parse(out), plumbline: 7 }));
    await refused(['import', 'half.json'], /it is no JSON/);
    await refused(['import', 'odd.json'], /That file cannot be taken: plumbline/);
    await refused(['import', 'gone.json'], /there is no such file/);
  });
});

describe('a model of one’s own', () => {
  test('is used over HTTP like those of the program; one that cannot be is told with its faults', async () => {
    const models = await readOwnModels([join(space.folder, 'ours.yaml'), join(space.folder, 'gone.yaml')]);
    const config = { organisation: 'Acme', zone: 'UTC', file: null, shown: {} };
    const app = buildApp({ database, config, models, now: () => now, version: '0', collectNow: async () => undefined, checkAnswers: true });
    const request = supertest(app);
    const { body } = await request.get('/api/v1/assessments/models').expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['plumbline', 'quick-check', 'ours']);
    expect(body.unusable).toEqual([{ file: join(space.folder, 'gone.yaml'), faults: [expect.stringContaining('there is no such file')] }]);
    expect((await request.get('/api/v1/assessments/models/ours').expect(200)).body.name).toBe('Our own check');
    const campaign = {
      name: 'Ours',
      model: 'ours',
      teams: [{ id: 'web' }],
      opensAt: '2026-05-01T00:00:00Z',
      closesAt: '2026-06-01T00:00:00Z',
    };
    const made = await request.post('/api/v1/assessments/campaigns').send(campaign).expect(201);
    expect(made.body.model.id).toBe('ours');
    const [dimension] = (await request.get('/api/v1/assessments/models/ours')).body.dimensions;
    const target = { team: 'web', model: 'ours', kind: 'target', body: { dimension: dimension.id, level: 3, by: null } };
    expect((await request.post('/api/v1/assessments/plans').send(target)).status).toBe(201);
    await request.get('/api/v1/assessments/profile?team=web&model=ours').expect(200);
    // A file that was taken away later changes no campaign.
    const later = supertest(buildApp({ database, config, now: () => now, version: '0', collectNow: async () => undefined }));
    await later.get('/api/v1/assessments/models/ours').expect(404);
    await later.get(`/api/v1/assessments/campaigns/${made.body.id}`).expect(200);
  });

  test('that is missing does not keep the service from starting: it is told in the log', async () => {
    writeFileSync(join(space.folder, 'served.yaml'), configuration(['gone.yaml', 'ours.yaml']));
    const env = { PORT: '0', PLUMBLINE_CONFIG: 'served.yaml', DATABASE_URL: urlOf(database) };
    const program = startProgram(['serve'], { cwd: space.folder, env });
    try {
      const [, address] = await program.matches(/Plumbline is at (http:\/\/127\.0\.0\.1:\d+)/);
      const answer = await (await fetch(`${address}/api/v1/assessments/models`)).json();
      expect(answer).toMatchObject({ items: [{}, {}, { id: 'ours' }], unusable: [{ file: join(space.folder, 'gone.yaml') }] });
      program.kill('SIGTERM');
      const { code, error } = await program.ended;
      expect(code).toBe(0);
      expect(error).toMatch(/gone\.yaml.*there is no such file.*A maturity model cannot be used/);
    } finally {
      program.kill('SIGTERM');
      await program.ended;
    }
  });

  test('and answers that somebody sends over HTTP are refused', async () => {
    const config = { organisation: 'Acme', zone: 'UTC', file: null, shown: {} };
    const request = supertest(buildApp({ database, config, now: () => now, version: '0', collectNow: async () => undefined }));
    const model = modelOf({ AAA: [statement('AAA-2a')] });
    const campaignId = await closedCampaign(database.db, { model, people: [], others: ['web'], closedAt: now });
    const document = { ...(await exportCampaign(database.db, campaignId, { answers: true, now })) };
    const { body } = await request.post('/api/v1/assessments/campaigns/import').send(document).expect(400);
    expect(JSON.stringify(body.error)).toContain('plumbline assess import');
    const { body: told } = await request.get(`/api/v1/assessments/campaigns/${document.campaign.id}/export`).expect(200);
    expect(told).toEqual({ ...document, exportedAt: now.toISOString(), closed: null });
  });
});
