import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { speakDuration, speakFrequency, speakShare } from '../../src/commands/speak.ts';
import { csv, textTable } from '../../src/commands/table.ts';
import { commandLine } from '../support/command-line.ts';
import { runProgram } from '../support/program.ts';
import { type MadeRepository, makeRepository, temporaryFolder } from '../support/repositories.ts';

let space: { folder: string; remove: () => Promise<void> };
beforeAll(async () => {
  space = await temporaryFolder();
});
afterAll(() => space.remove());

const run = (...args: string[]) => commandLine(args, { cwd: space.folder });

describe('the command line', () => {
  test('help and version are answers', async () => {
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, error: '' });
    for (const command of ['serve', 'work', 'collect', 'derive', 'replay', 'metrics', 'try', 'config', 'rules', 'demo', 'migrate'])
      expect(help.out).toContain(`  ${command}`);
    expect(await runProgram(['--version'], { cwd: space.folder })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await runProgram(['nonsense'], { cwd: space.folder })).toMatchObject({ code: 2, out: '' });
    expect((await run('metrics', '--help')).out).toContain('--bucket');
  });

  test.each([
    [['nonsense'], 'unknown command'],
    [['try'], 'missing required argument'],
    [['try', '.', '--from', '2026-02-30'], 'YYYY-MM-DD'],
    [['try', '.', '--zone', 'Mars/Olympus'], 'IANA'],
    [['try', '/no/such/folder'], 'There is no folder'],
    [['try', '.'], 'is not a git repository'],
    [['try', '.', '--bogus'], 'unknown option'],
    [['metrics', '--bucket', 'hour'], 'Allowed choices'],
    [['metrics', '--from', 'yesterday'], 'YYYY-MM-DD'],
    [['--config', 'missing.yaml', 'config', 'check'], 'missing.yaml'],
  ])('%j is bad input: exit 2, one readable message, no stack', async (args, words) => {
    const ended = await run(...args);
    expect(ended.code).toBe(2);
    expect(ended.out).toBe('');
    expect(ended.error).toContain(words);
    expect(ended.error).not.toMatch(/\n\s+at /);
    expect(ended.error.split('\n').length).toBeLessThan(6);
  });

  test('without a configuration there is nothing to collect', async () => {
    const ended = await run('collect');
    expect(ended.code).toBe(2);
    expect(ended.error).toContain('No source is configured');
  });
});

describe('plumbline try', () => {
  const at = (text: string): Date => new Date(`${text}Z`);
  let made: MadeRepository;
  beforeAll(async () => {
    const commits = ['a', 'b', 'c', 'd', 'e'].map((id, index, ids) => ({
      id,
      parents: index === 0 ? [] : [ids[index - 1] ?? ''],
      authoredAt: at(`2026-03-0${index + 1}T10:00:00`),
      message: `Change ${id}`,
    }));
    made = await makeRepository({
      commits,
      branches: { main: 'e' },
      tags: [
        { name: 'v1.0.0', commit: 'a', taggedAt: at('2026-03-01T12:00:00') },
        { name: 'v1.1.0-rc.1', commit: 'b', taggedAt: at('2026-03-02T11:00:00') },
        { name: 'v1.1.0', commit: 'c', taggedAt: at('2026-03-03T14:00:00') },
        { name: 'v1.2.0', commit: 'e', taggedAt: at('2026-03-06T10:00:00') },
        { name: 'bookmark', commit: 'd' },
      ],
    });
  });
  afterAll(() => made.remove());

  test('finds the releases and what each delivered, and leaves nothing behind', async () => {
    const ended = await runProgram(['try', made.folder, '--json'], { cwd: space.folder });
    expect(ended).toMatchObject({ code: 0, error: '' });
    const answer = JSON.parse(ended.out);
    expect(answer).toMatchObject({ commits: 5, tags: { all: 5, releases: 3, preReleases: 1, other: 1 } });
    expect(answer.window).toMatchObject({ from: '2025-03-07T00:00:00.000Z', to: '2026-03-07T00:00:00.000Z' });
    expect(answer.releases).toMatchObject([
      { version: 'v1.2.0', kind: 'forward', changes: 2 },
      { version: 'v1.1.0', kind: 'forward', changes: 2 },
      { version: 'v1.0.0', kind: 'baseline' },
    ]);
    const leadTime = answer.metrics.find((metric: { id: string }) => metric.id === 'change-lead-time');
    // b 28 h, c 4 h; d 48 h, e 24 h after their release's tag: 28+24, 4, 48, 24 from the authored instants.
    expect(leadTime).toMatchObject({ state: 'too_little_data', value: null, n: 4 });
    expect(leadTime.points.map((point: { value: number }) => point.value / 3600).sort((a: number, b: number) => a - b)).toEqual([
      4, 24, 28, 48,
    ]);
    const states = Object.fromEntries(answer.metrics.map((metric: { id: string; state: string }) => [metric.id, metric.state]));
    expect(states).toMatchObject({
      'change-fail-rate': 'no_source',
      'failed-deployment-recovery-time': 'no_source',
      'deployment-rework-rate': 'no_source',
    });
    expect((await readdir(space.folder)).filter((name) => name.startsWith('plumbline-'))).toEqual([]);
  });

  test('speaks to people: window chosen, releases, states, and nothing made up', async () => {
    const { out, code } = await run('try', made.folder, '--tag', 'v1.*', '--zone', 'Europe/Berlin');
    expect(code).toBe(0);
    expect(out).toContain('because the last 90 days have none');
    expect(out).toContain('v1.2.0');
    expect(out).toContain('Change lead time');
    expect(out).toContain('too little data');
    expect(out).toContain('no source');
    expect(out).not.toMatch(/NaN|undefined|null/);
  });

  test('an empty repository and a pattern without a match say so', async () => {
    const empty = await makeRepository({ commits: [], branches: {} });
    try {
      expect(await run('try', empty.folder)).toMatchObject({ code: 2, error: expect.stringContaining('has no commits yet') });
    } finally {
      await empty.remove();
    }
    const none = await run('try', made.folder, '--tag', 'nothing-*');
    expect(none.code).toBe(0);
    expect(none.out).toContain('--tag PATTERN');
  });
});

describe('numbers as people say them', () => {
  test.each([
    [null, '–'],
    [0, '0 s'],
    [59, '59 s'],
    [3599.6, '1 h'],
    [33_600, '9 h 20 min'],
    [86_400, '24 h'],
    [2 * 86_400 + 4 * 3600, '2 d 4 h'],
    [41 * 86_400, '41 d'],
    [-120, '−2 min'],
  ])('%s seconds are %s', (seconds, words) => expect(speakDuration(seconds)).toBe(words));

  test.each([
    [3.4, '3.4 a day'],
    [14, '14 a day'],
    [0.3, '2.1 a week'],
    [0.01, 'one in 100 d'],
    [0, 'none'],
    [null, '–'],
  ])('%s per day is %s', (value, words) => expect(speakFrequency(value)).toBe(words));

  test.each([
    [0.12, '12 %'],
    [0.034, '3.4 %'],
    [0, '0 %'],
    [1, '100 %'],
  ])('a share of %s is %s', (value, words) => expect(speakShare(value)).toBe(words));

  test('tables line up; CSV quotes, and disarms formulas', () => {
    expect(
      textTable(
        ['A', 'B'],
        [
          ['long', 'x'],
          ['', 'y'],
        ],
      ),
    ).toBe('A     B\nlong  x\n      y');
    expect(
      csv(
        ['a', 'b'],
        [
          ['=1+1', null],
          ['say "x", y', 2],
        ],
      ),
    ).toBe('a,b\r\n\'=1+1,\r\n"say ""x"", y",2');
  });
});
