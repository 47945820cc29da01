import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { newSecret } from '../../src/maturity/campaign/link.ts';
import { begin } from '../../src/maturity/campaign/respond.ts';
import { type CommandLineWorld, commandLine } from '../support/command-line.ts';
import { testDatabase } from '../support/database.ts';
import { urlOf } from '../support/database-url.ts';
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
