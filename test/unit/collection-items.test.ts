import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash, storable, storableJson } from '../../src/collection/canonical.ts';
import { judge, storedItems } from '../../src/collection/items.ts';
import { badItem, commit, item, normalizeMemory } from '../support/memory-source.ts';

describe('canonical JSON', () => {
  it('is the same text whatever order the keys came in, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text);
        const canonical = canonicalJson(value);
        expect(JSON.parse(canonical)).toEqual(value);
        expect(canonicalJson(reversedKeys(value))).toBe(canonical);
      }),
    );
  });

  it('treats instants and missing members as JSON does', () => {
    const at = new Date('2026-03-01T10:00:00Z');
    expect(canonicalJson({ b: undefined, at, a: [undefined, 1] })).toBe('{"a":[null,1],"at":"2026-03-01T10:00:00.000Z"}');
    expect(canonicalJson(undefined)).toBe('null');
  });

  it('hashes as SHA-256 of the UTF-8 text', () => {
    expect(contentHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('storable text', () => {
  it('has neither NUL nor lone surrogates, and leaves the rest alone', () => {
    expect(storable('a\0b\ud800c😀')).toBe('a\uFFFDb\uFFFDc😀');
    expect(storableJson({ 'k\0': ['v\0', 1, null] })).toEqual({ 'k\uFFFD': ['v\uFFFD', 1, null] });
  });
});

describe('items of a page', () => {
  it('has each object once, the last mention, in one order', () => {
    const items = [item('b', '1', [], { v: 1 }), item('a', '2', []), item('b', '1', [], { v: 2 })];
    expect(storedItems(items).map((each) => [each.kind, each.externalId, each.payload])).toEqual([
      ['a', '2', '{"records":[]}'],
      ['b', '1', '{"records":[],"v":2}'],
    ]);
    expect(storedItems([items[1], items[2]].flatMap((each) => each ?? []))).toEqual(storedItems(items));
  });

  it('keeps the reason of a payload that does not normalise, short and storable', () => {
    const judged = storedItems([badItem('a', '1', `bad\0${'x'.repeat(900)}`)]).map((each) => judge(normalizeMemory, each, false));
    expect(judged[0]?.rejected).toMatch(/^bad\uFFFDx+…$/);
    expect(judged[0]?.rejected?.length).toBe(501);
  });

  it('rejects records of another repository and instants that are none', () => {
    const stray = { table: 'boundary_commit', row: { repositoryId: 'memory:other', sha: 'a' } } as const;
    const never = commit('a', '2026-03-01T10:00:00Z');
    const reasons = storedItems([
      item('a', '1', [stray]),
      item('a', '2', [], { records: [{ ...never, row: { ...never.row, authoredAt: 'soon' } }] }),
    ]).map((each) => judge((raw) => (raw.externalId === '2' ? [bad()] : normalizeMemory(raw)), each, false).rejected);
    expect(reasons).toEqual(['boundary_commit belongs to another repository than its payload', 'commit.authoredAt is not a valid instant']);
  });
});

function bad(): ReturnType<typeof commit> {
  return commit('a', 'soon');
}

function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversedKeys(inner)]),
  );
}
