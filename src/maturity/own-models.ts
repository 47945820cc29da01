/** Models an organisation wrote itself: files that the configuration names. One that is broken or missing holds up nothing but itself. */

import { readFile } from 'node:fs/promises';
import { textOfFault } from '../yaml/faults.ts';
import { catalogue } from './evidence/catalogue.ts';
import type { Model } from './model.ts';
import { readModel } from './model-file.ts';
import { bundledModels } from './models.ts';

/** `faults`: one sentence each, with file, line and column. */
export type UnusableModel = { readonly file: string; readonly faults: readonly string[] };

export type OwnModels = { readonly models: readonly Model[]; readonly unusable: readonly UnusableModel[] };

const rules: ReadonlySet<string> = new Set(catalogue.keys());

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

/** The line of the model's id, where it stands at the beginning of one; else the first. */
function placeOfId(text: string): { readonly line: number; readonly column: number } {
  const before = text.split('\n').findIndex((line) => /^["']?id["']?\s*:/.test(line));
  return { line: before < 0 ? 1 : before + 1, column: 1 };
}

type Read = { readonly model: Model } | UnusableModel;

async function textOf(file: string): Promise<string | UnusableModel> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    return { file, faults: [`${file}:1:1 cannot be read: ${unreadable[code] ?? code}`] };
  }
}

/** Reads one file. `taken`: ids that other models have, with whose they are. Never throws for what the file holds. */
export async function readOwnModel(file: string, taken: ReadonlyMap<string, string>): Promise<Read> {
  const text = await textOf(file);
  if (typeof text !== 'string') return text;
  const read = readModel(text, rules);
  if ('faults' in read) return { file, faults: read.faults.map((fault) => textOfFault(file, fault)) };
  const whose = taken.get(read.model.id);
  if (whose === undefined) return read;
  const message = `"${read.model.id}" is the id of ${whose}: give yours another`;
  return { file, faults: [textOfFault(file, { ...placeOfId(text), path: 'id', message })] };
}

/** Ids that no model of one's own may have. */
export async function bundledIds(): Promise<ReadonlyMap<string, string>> {
  return new Map((await bundledModels()).map(({ id }) => [id, 'a model that comes with the program']));
}

/** Reads these files in their order; of two with the same id the first is taken. */
export async function readOwnModels(files: readonly string[]): Promise<OwnModels> {
  const taken = new Map(await bundledIds());
  const models: Model[] = [];
  const unusable: UnusableModel[] = [];
  for (const file of files) {
    const read = await readOwnModel(file, taken);
    if ('faults' in read) unusable.push(read);
    else {
      models.push(read.model);
      taken.set(read.model.id, `the model of ${file}`);
    }
  }
  return { models, unusable };
}
