/** One text for one content: what is hashed, stored and normalised, so that a replay sees exactly what collection saw. */

import { createHash } from 'node:crypto';

/**
 * JSON with object keys sorted by code unit and no white space. Follows `JSON.stringify` otherwise: `toJSON` is honoured,
 * `undefined` and functions vanish from objects and become `null` in arrays and at the top.
 */
export function canonicalJson(value: unknown): string {
  return canonical(value) ?? 'null';
}

/** SHA-256 of a canonical text, lower-case hex. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Text as Postgres can hold it: NUL characters and lone surrogates become U+FFFD. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The same for every string inside a JSON value, keys included. */
export function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storableJson(inner)]));
}

function canonical(value: unknown): string | undefined {
  if (!isObject(value)) return JSON.stringify(value);
  if (typeof value.toJSON === 'function') return canonical(value.toJSON());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = canonical(value[key]);
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${member}`);
  }
  return `{${members.join(',')}}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
