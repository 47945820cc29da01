import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readModel } from '../../../src/maturity/model-file.ts';
import { parseStoredModel } from '../../../src/maturity/stored-model.ts';
import { textOfFault } from '../../../src/yaml/faults.ts';

const rules: ReadonlySet<string> = new Set(['rule-a']);

const statement = (id: string, level: number, more = ''): string => `
      - id: ${id}
        level: ${level}
        text: Something is done for most services (${id})
        scale: coverage
        roles: [developer, lead]
        why: Because it helps
        next: Begin with one service${more === '' ? '' : `\n        ${more}`}`;

const statementsOf = (dimension: string): string =>
  [2, 3, 4, 5].flatMap((level) => ['a', 'b'].map((letter) => statement(`${dimension}-${level}${letter}`, level))).join('');

const head = `id: ours
version: "1"
name: Our own model
licence: CC-BY-4.0
scored: levels
groups:
  - { id: way, name: Ways of working }
dimensions:`;

const dimension = (id: string, statements = statementsOf(id)): string => `
  - id: ${id}
    name: Dimension ${id}
    group: way
    improvised: Everybody does it differently
    statements:${statements}`;

const sound = `${head}${dimension('AAA')}${dimension('BBB')}\n`;

const faultsOf = (text: string): readonly string[] => {
  const read = readModel(text, rules);
  return 'faults' in read ? read.faults.map((fault) => textOfFault('m.yaml', fault)) : [];
};

/** The faults of the sound file with one text in it replaced. */
function faultsWith(from: string | RegExp, to: string): readonly string[] {
  const changed = sound.replace(from, to);
  expect(changed).not.toBe(sound);
  return faultsOf(changed);
}

/** Where in the sound file a text first stands. */
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe('a model file', () => {
  it('is read whole, and what is omitted is empty', () => {
    const read = readModel(sound, rules);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    expect(read.model.dimensions.map(({ id, statements }) => [id, statements.length])).toEqual([
      ['AAA', 8],
      ['BBB', 8],
    ]);
    expect(read.model.dimensions[0]).toMatchObject({ needs: [], improvised: 'Everybody does it differently' });
    expect(read.model.dimensions[0]?.statements[0]).toEqual({
      id: 'AAA-2a',
      level: 2,
      text: 'Something is done for most services (AAA-2a)',
      scale: 'coverage',
      options: [],
      roles: ['developer', 'lead'],
      why: 'Because it helps',
      next: 'Begin with one service',
      evidence: null,
    });
    expect(parseStoredModel(JSON.parse(JSON.stringify(read.model)))).toEqual(read.model);
  });

  it('may hold statements outside the levels, options, evidence and needs', () => {
    const more = `
      - { id: AAA-x1, text: Leaders help, scale: perception, roles: [lead], why: It counts, next: Ask them }
      - id: AAA-5c
        level: 5
        text: How often is it done?
        scale: options
        options: [{ text: Never, credit: 0 }, { text: At times, credit: 0.5 }, { text: Always, credit: 1 }]
        roles: [platform]
        why: It counts
        next: Do it once
        evidence: { rule: rule-a, class: B }
    needs: [{ level: 4, dimension: BBB, atLeast: 3 }]`;
    const read = readModel(`${head}${dimension('AAA', statementsOf('AAA') + more)}${dimension('BBB')}`, rules);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    expect(read.model.dimensions[0]?.needs).toEqual([{ level: 4, dimension: 'BBB', atLeast: 3 }]);
    expect(read.model.dimensions[0]?.statements.slice(8)).toMatchObject([
      { id: 'AAA-x1', level: null },
      { id: 'AAA-5c', options: [{ credit: 0 }, { credit: 0.5 }, { credit: 1 }], evidence: { rule: 'rule-a', class: 'B' } },
    ]);
  });

  it('that is scored by its mean has no levels', () => {
    const mean = `${head.replace('levels', 'mean')}${dimension(
      'AAA',
      `
      - { id: AAA-1, text: It is done, scale: coverage, roles: [lead], why: It counts, next: Do it }`,
    )}`;
    expect(faultsOf(mean)).toEqual([]);
    expect(
      faultsOf(`${mean}
    needs: [{ level: 4, dimension: BBB, atLeast: 3 }]`),
    ).toEqual([
      expect.stringContaining('dimensions[0].needs: a model that is scored by its mean has no levels'),
      expect.stringContaining('there is no dimension "BBB"'),
    ]);
    const faults = faultsOf(sound.replace('scored: levels', 'scored: mean'));
    expect(faults).toHaveLength(16);
    expect(faults[0]).toBe(
      `m.yaml:${lineOf(sound, 'level: 2')}:16 dimensions[0].statements[0].level: a model that is scored by its mean has no levels: remove it, or say "scored: levels"`,
    );
    expect(faultsOf(mean.replace('scored: mean', 'scored: levels')).join('\n')).toContain('level 2 of AAA has no statement: every level');
  });
});

describe('a fault of a model file', () => {
  it.each<[string | RegExp, string, readonly string[]]>([
    ['id: AAA-2b', 'id: aaa-2A', ['"aaa-2A" stands twice, first at dimensions[0].statements[0]', '"aaa-2A" must be its dimension']],
    ['- id: BBB\n', '- id: aaa\n', ['the id "aaa" stands twice, first at dimensions[0]', ...Array(8).fill('such as aaa-')]],
    [
      '- { id: way, name: Ways of working }',
      '- { id: way, name: X }\n  - { id: Way, name: Y }',
      ['groups[1].id: the id "Way" stands twice, first at groups[0]'],
    ],
    ['group: way', 'group: ways', ['dimensions[0].group: there is no group "ways"; there are: way']],
    [
      'why: Because it helps',
      'evidence: { rule: rule-z, class: A }\n        why: x',
      ['evidence.rule: there is no evidence rule "rule-z"'],
    ],
    ['why: Because it helps', 'evidence: { rule: rule-a, class: D }\n        why: x', ['evidence.class: must be A, B or C']],
    ['id: AAA-3b', 'id: AAA-4c', ['"AAA-4c" must be its dimension, a dash, its level and a letter: such as AAA-3a']],
    ['id: AAA-3b', 'id: CID-3b', ['"CID-3b" must be its dimension']],
    [
      'id: AAA-3b\n        level: 3',
      'id: AAA-3b',
      ['level 3 of AAA has only one statement: every level from 2 to 5', '"AAA-3b" stands outside the levels'],
    ],
    ['level: 2', 'level: 1', ['dimensions[0].statements[0].level: must be 2, 3, 4 or 5']],
    ['roles: [developer, lead]', 'roles: []', ['roles: is empty: name at least one of developer, platform, lead']],
    ['roles: [developer, lead]', 'roles: [developer, boss]', ['roles[1]: must be one of developer, platform, lead']],
    ['roles: [developer, lead]', 'roles: [lead, lead]', ['roles: names a role twice']],
    [/text: .*/, `text: ${'long '.repeat(60)}`, ['text: is longer than 240 characters']],
    [/text: .*/, 'text: "  "', ['text: is empty']],
    [/text: .*/, 'text: "nul \\0"', ['text: holds a character that cannot be stored']],
    ['licence: CC-BY-4.0\n', '', ['m.yaml:1:1 licence: is required']],
    ['version: "1"', 'version: 1', ['m.yaml:2:10 version: must be text: put it in quotes']],
    ['name: Our own model', 'nme: Our own model', ['name: is required', 'm.yaml:3:1 "nme": unknown key; known here: id, version']],
    ['scored: levels', 'scored: both', ['m.yaml:5:9 scored: must be levels or mean']],
    ['scale: coverage', 'scale: options', ['options: are fewer than two']],
    ['scale: coverage', 'scale: options\n        options: [{ text: a, credit: 1 }]', ['options: are fewer than two']],
    [
      'scale: coverage',
      'scale: coverage\n        options: [{ text: a, credit: 0 }]',
      ['options: belong to "scale: options", and the scale is coverage'],
    ],
    [
      'scale: coverage',
      'scale: options\n        options: [{ text: a, credit: 0.5 }, { text: b, credit: 0.5 }, { text: c, credit: 1.5 }]',
      ['options[1].credit: 0.5 does not rise from 0.5', 'options[2].credit: is above 1'],
    ],
    ['group: way', 'group: way\n    needs: [{ level: 4, dimension: AAA, atLeast: 3 }]', ['needs[0].dimension: names its own dimension']],
    [
      'group: way',
      'group: way\n    needs: [{ level: 4, dimension: ZZZ, atLeast: 3 }]',
      ['needs[0].dimension: there is no dimension "ZZZ"'],
    ],
  ])('%s → %s is named at its place', (from, to, said) => {
    const faults = faultsWith(from, to);
    expect(faults).toEqual(said.map((part) => expect.stringContaining(part)));
    for (const fault of faults) expect(fault).toMatch(/^m\.yaml:\d+:\d+ /);
  });

  it('names levels that cannot be reached, and statements below their place', () => {
    const without = (level: number): string =>
      `${head}${dimension('AAA', statementsOf('AAA').replace(new RegExp(`\n {6}- id: AAA-${level}[ab](\n {8}.*)+`, 'g'), ''))}`;
    expect(faultsOf(without(3))).toEqual([
      'm.yaml:14:7 dimensions[0].statements: level 3 of AAA has no statement, so that nobody could reach level 4: every level from 2 to 5 needs at least two',
    ]);
    expect(faultsOf(without(5))).toEqual([expect.stringContaining('level 5 of AAA has no statement: every level')]);
    const late = `${head}${dimension('AAA', statementsOf('AAA') + statement('AAA-3c', 3))}`;
    expect(faultsOf(late)).toEqual([
      `m.yaml:${lineOf(late, 'id: AAA-3c')}:9 dimensions[0].statements[8]: AAA-3c of level 3 stands after one of level 5: put lower levels first`,
    ]);
  });

  it('names needs that lead in a circle, also through others and through lower levels', () => {
    const needing = (of: Record<string, string>): string =>
      head +
      Object.entries(of)
        .map(([id, needs]) => `${dimension(id)}\n    needs: [${needs}]`)
        .join('');
    const need = (level: number, dimension: string, atLeast: number): string =>
      `{ level: ${level}, dimension: ${dimension}, atLeast: ${atLeast} }`;
    expect(faultsOf(needing({ AAA: need(4, 'BBB', 4), BBB: need(3, 'CCC', 2), CCC: need(2, 'AAA', 5) }))).toEqual([
      expect.stringContaining('dimensions[0].needs[0]: leads in a circle: level 4 of BBB itself needs level 4 of AAA'),
      expect.stringContaining('dimensions[1].needs[0]: leads in a circle'),
      expect.stringContaining('dimensions[2].needs[0]: leads in a circle'),
    ]);
    // Each may lean on a lower level of the other.
    expect(faultsOf(needing({ AAA: need(4, 'BBB', 3), BBB: need(4, 'AAA', 3) }))).toEqual([]);
    expect(faultsOf(needing({ AAA: need(4, 'BBB', 2), BBB: need(5, 'AAA', 5) }))).toEqual([]);
    // Which dimension a need names cannot be told while one has no id.
    expect(faultsOf(needing({ AAA: need(4, 'BBB', 3), BBB: '' }).replace('id: BBB\n', 'id: [BBB]\n'))).toEqual([
      expect.stringContaining('dimensions[1].id: Invalid input'),
    ]);
  });

  it('never stands alone: all of them come at once, in the order of the text', () => {
    const faults = faultsOf(
      sound
        .replace('licence: CC-BY-4.0\n', '')
        .replace('group: way', 'group: nowhere')
        .replace('level: 3', 'level: three')
        .replace('id: BBB-4b', 'id: BBB-4a')
        .replace('scale: coverage', 'scale: stars'),
    );
    expect(faults.map((fault) => fault.replace(/^\S+ /, '').replace(/: .*/, ''))).toEqual([
      'licence',
      'dimensions[0].group',
      'dimensions[0].statements[0].scale',
      'dimensions[0].statements[2].level',
      'dimensions[1].statements[5].id',
    ]);
    const lines = faults.map((fault) => Number(fault.split(':')[1]));
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it('has its own line, also after what YAML cannot read', () => {
    const broken = sound.replace('roles: [developer, lead]', 'roles: *[developer');
    const lines = broken.split('\n');
    const read = readModel(broken, rules);
    const faults = 'faults' in read ? read.faults : [];
    expect(faults[0]).toMatchObject({ line: lineOf(broken, '*[developer') });
    expect(faults.length).toBeGreaterThan(3);
    for (const { line, column } of faults) expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
  });

  it('is found in every required part that is left out', () => {
    const whole: unknown = parseDocument(sound).toJS();
    /** The sound file without the value at a path; lists stay. */
    const leaves = (value: unknown, path: readonly (string | number)[]): readonly (readonly (string | number)[])[] =>
      typeof value !== 'object' || value === null
        ? [path]
        : [
            ...(path.length > 0 ? [path] : []),
            ...Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, Array.isArray(value) ? Number(key) : key])),
          ];
    const required = leaves(whole, []).filter((path) => typeof path.at(-1) === 'string');
    expect(required.length).toBeGreaterThan(100);
    for (const path of required) {
      const document = parseDocument(sound);
      document.deleteIn(path);
      expect(document.toString()).not.toBe(sound);
      expect(faultsOf(document.toString()).length, path.join('.')).toBeGreaterThan(0);
    }
  });
});

describe('a hostile model file is refused kindly', () => {
  const nested = (depth: number): string => `id: ${'['.repeat(depth)}${']'.repeat(depth)}`;
  const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join('\n');
  it.each<[string, string, string]>([
    ['five megabytes', 'a'.repeat(5_000_000), 'm.yaml:1:1 has more than 400,000 characters'],
    ['an alias bomb', bomb, 'm.yaml:1:1 an alias (*name) cannot be followed'],
    ['a list repeated by aliases', `a: &a [${'x,'.repeat(10_000)}]\nb: [${'*a,'.repeat(90)}]`, 'm.yaml:1:1 holds more than 20,000 values'],
    ['thousands of aliases', Array.from({ length: 2_000 }, (_, i) => `- &a${i} x\n- *a${i}`).join('\n'), 'there are more than 1000'],
    ['a value that holds itself', 'id: &a [*a]', 'm.yaml:1:1 is nested too deeply'],
    ['an alias that leads nowhere', 'id: *nowhere', 'an alias (*name) cannot be followed'],
    ['deep nesting', nested(20), 'm.yaml:1:1 is nested too deeply'],
    ['the deepest nesting', nested(100_000), 'm.yaml:1:1 is nested too deeply'],
    ['U+0000', 'id: x\nname: a\0b', 'm.yaml:2:8 holds U+0000'],
    ['nothing', '', 'm.yaml:1:1 must be a model'],
    ['a list', '- id: x', 'm.yaml:1:1 must be a model'],
    ['two documents', 'id: x\n---\nid: y', 'm.yaml:2:1 there must be one document'],
    ['a key twice', 'id: x\nid: y', 'm.yaml:2:1 Map keys must be unique'],
  ])('%s', (_, text, said) => {
    const faults = faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(said);
  });

  it('in few lines that steer no terminal', () => {
    const faults = faultsOf(`${Array.from({ length: 900 }, (_, i) => `"k${i}\\e[2J\\u202e": 1`).join('\n')}`);
    expect(faults).toHaveLength(201);
    expect(faults.at(-1)).toMatch(/ and \d+ more faults from here on$/);
    expect(faults.join('')).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });

  it('without touching what all objects share', () => {
    expect(faultsOf(`__proto__: { polluted: yes }\nconstructor: 1\n${sound}`).join('\n')).toContain('"constructor": unknown key');
    expect('polluted' in {}).toBe(false);
  });
});
