/** The models that come with the product: the files of `models/`, which the build puts beside this one. */

import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../domain/errors.ts';
import { textOfFault } from '../yaml/faults.ts';
import { catalogue } from './evidence/catalogue.ts';
import type { Model } from './model.ts';
import { readModel } from './model-file.ts';

const folder = new URL('./models/', import.meta.url);
const rules: ReadonlySet<string> = new Set(catalogue.keys());

/** @throws AppError `internal`: whoever changed the file has to mend it. */
async function readBundled(file: URL): Promise<Model> {
  const read = readModel(await readFile(file, 'utf8'), rules);
  if ('model' in read) return read.model;
  const said = read.faults.map((fault) => textOfFault(basename(file.pathname), fault));
  throw new AppError('internal', `A model that comes with the program has faults:\n${said.join('\n')}`, said);
}

async function readAll(): Promise<readonly Model[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const models = await Promise.all(files.map((name) => readBundled(new URL(name, folder))));
  return models.sort((a, b) => a.scored.localeCompare(b.scored));
}

let known: Promise<readonly Model[]> | undefined;

/** All of them, those with levels first. Read once: they change with the program alone. */
export function bundledModels(): Promise<readonly Model[]> {
  known ??= readAll();
  return known;
}

/** Those of the program, then an organisation's own. */
export const allModels = async (own: readonly Model[] = []): Promise<readonly Model[]> => [...(await bundledModels()), ...own];

/** `own` = the models the organisation wrote itself. @throws AppError `not_found`, naming those there are. */
export async function findModel(id: string, own: readonly Model[] = []): Promise<Model> {
  const models = await allModels(own);
  const found = models.find((model) => model.id === id);
  if (found !== undefined) return found;
  throw new AppError('not_found', `There is no maturity model "${id}"; there are: ${models.map((model) => model.id).join(', ')}.`);
}
