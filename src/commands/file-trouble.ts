/** Files that people name: their trouble in words. */

import { readFileSync, writeFileSync } from 'node:fs';
import { AppError } from '../domain/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
};

/** Runs what touches a file. @throws AppError `invalid` that names it. */
export function withFile<T>(what: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new AppError('invalid', `The file ${path} cannot be ${what}: ${reasons[code] ?? (code || 'it is no JSON')}.`, undefined, cause);
  }
}

export const readText = (path: string): string => withFile('read', path, () => readFileSync(path, 'utf8'));

/** @throws AppError `invalid` when it cannot be read, or is no JSON. */
export const readJson = (path: string): unknown => withFile('read', path, (): unknown => JSON.parse(readFileSync(path, 'utf8')));

export const writeJson = (path: string, content: unknown): void =>
  withFile('written', path, () => writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`));
