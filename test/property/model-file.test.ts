import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readModel } from '../../src/maturity/model-file.ts';
import { parseStoredModel } from '../../src/maturity/stored-model.ts';

const plain = { scale: 'coverage', roles: ['developer'], why: 'It counts', next: 'Do it' };
const dimension = (id: string) => ({
  id,
  name: id,
  group: 'g',
  improvised: 'By hand',
  statements: [2, 3, 4, 5].flatMap((level) =>
    ['a', 'b'].map((letter) => ({ ...plain, id: `${id}-${level}${letter}`, level, text: 'It is done' })),
  ),
});
const sound = {
  id: 'm',
  version: '1',
  name: 'M',
  licence: 'CC-BY-4.0',
  scored: 'levels',
  groups: [{ id: 'g', name: 'G' }],
  dimensions: [dimension('AAA'), dimension('BBB')],
};
const text = stringify(sound);

/** Every place in a value, as a path. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesOf(part, [...path, key]))];
}

const replaced = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown => {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((part: unknown, i) => (String(i) === key ? replaced(part, rest, by) : part));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, name === key ? replaced(part, rest, by) : part]));
};

function check(given: string): boolean {
  const read = readModel(given, new Set());
  if ('model' in read) {
    expect(parseStoredModel(read.model)).toEqual(read.model);
    return true;
  }
  const lines = given.split(/\r\n|\r|\n/);
  expect(read.faults.length).toBeGreaterThan(0);
  for (const { line, column, message } of read.faults) {
    expect(message).toMatch(/\S/);
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
  }
  return false;
}

describe('a model file', () => {
  it('that anything was done to is read or refused, never a crash, and faults lie inside the text', () => {
    expect(check(text)).toBe(true);
    const edit = fc.record({
      at: fc.nat(text.length),
      cut: fc.nat(40),
      put: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.constantFrom('&a ', '*a', '\n  - ', ': ', '!!binary ', '<<: ', '"', '[', '{'),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        check(edits.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), text));
      }),
    );
  });

  it('with any value in any place is read or refused', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...placesOf(sound)),
        fc.anything({
          maxDepth: 2,
          values: [fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constantFrom(2, 5, 'lead', 'BBB')],
        }),
        (path, by) => {
          check(stringify(replaced(sound, path, by)) ?? '');
        },
      ),
    );
  });
});
