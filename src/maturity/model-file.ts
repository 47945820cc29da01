/** A maturity model's file: text to a model, or every fault at once with its place. */

import { type LocatedFault, locatedFaults } from '../yaml/faults.ts';
import { atTop, readYaml } from '../yaml/read.ts';
import { schemaFaults } from '../yaml/schema-faults.ts';
import type { Model } from './model.ts';
import { crossFaults } from './model-checks.ts';
import { draftOf } from './model-draft.ts';
import { modelSchema } from './model-schema.ts';

/** The largest model one could want has a tenth of this. */
const mostCharacters = 400_000;
const mostValues = 20_000;
const deepest = 12;
/** More than these nobody reads: they have a common cause. */
const mostFaults = 200;

/** Everything that YAML itself forbids as it stands, in quotes or not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

function textFault(text: string): LocatedFault | null {
  if (text.length > mostCharacters) return atTop(`has more than ${mostCharacters.toLocaleString('en')} characters: no model needs that`);
  const found = unprintable.exec(text);
  if (found === null) return null;
  const lines = text.slice(0, found.index).split('\n');
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return {
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    path: '',
    message: `holds U+${code}, which no text has: is this a text file?`,
  };
}

/** Walks no further than it must: aliases can make a small file endless. */
function sizeFault(value: unknown): LocatedFault | null {
  let values = 0;
  const isFine = (one: unknown, depth: number): boolean => {
    values += 1;
    if (values > mostValues || depth > deepest) return false;
    return typeof one !== 'object' || one === null || Object.values(one).every((part) => isFine(part, depth + 1));
  };
  if (isFine(value, 0)) return null;
  return atTop(
    values > mostValues
      ? `holds more than ${mostValues.toLocaleString('en')} values: no model needs that`
      : 'is nested too deeply for a model',
  );
}

/** What a file holds is repeated in faults: it must not steer a terminal, nor fill it. */
const calm = (message: string): string => message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd').slice(0, 400);

function shown(faults: readonly LocatedFault[]): readonly LocatedFault[] {
  return shortened(faults).map((fault) => ({ ...fault, message: calm(fault.message) }));
}

function shortened(faults: readonly LocatedFault[]): readonly LocatedFault[] {
  const next = faults[mostFaults];
  if (next === undefined) return faults;
  return [...faults.slice(0, mostFaults), { ...next, path: '', message: `and ${faults.length - mostFaults} more faults from here on` }];
}

/**
 * Reads a model. `rules` = the ids of the evidence rules there are.
 * @returns the model, or what is wrong with the text in its order, lines and columns from 1.
 */
export function readModel(
  text: string,
  rules: ReadonlySet<string>,
): { readonly model: Model } | { readonly faults: readonly LocatedFault[] } {
  const refused = textFault(text);
  if (refused !== null) return { faults: [refused] };
  const read = readYaml(text);
  if ('faults' in read) return { faults: shown(read.faults) };
  const tooMuch = sizeFault(read.value);
  if (tooMuch !== null) return { faults: [tooMuch] };
  if (typeof read.value !== 'object' || read.value === null || Array.isArray(read.value))
    return { faults: [atTop('must be a model: begin with "id: " and its name')] };
  const parsed = modelSchema.safeParse(read.value);
  const faults = [...(parsed.success ? [] : schemaFaults(parsed.error)), ...crossFaults(draftOf(read.value), rules)];
  if (parsed.success && faults.length === 0) return { model: parsed.data };
  return { faults: shown(locatedFaults(read.document, read.lines, faults)) };
}
