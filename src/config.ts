/** The configuration: `plumbline.yaml` and the environment, read once, checked whole, frozen. The only reader of the environment. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { noFile, parseConfigFile } from './config/file.ts';
import { environmentOrigins } from './config/origins.ts';
import { fileSchema } from './config/schema.ts';
import type { Config } from './config/types.ts';
import type { Environment } from './config/variables.ts';
import { AppError } from './domain/errors.ts';

export type { Config, SourceConfig } from './config/types.ts';

/** The environment of this process, for the program to hand on: this file is the only one that touches it. */
export const processEnvironment: Environment = process.env;

const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  PLUMBLINE_DATA: z.string().min(1).default('./.plumbline'),
  PLUMBLINE_CONFIG: z.string().min(1).optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number, 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number, 0 to 65535')
    .default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

/** Unset and empty are the same: compose files and shells cannot always unset. */
function readEnvironment(environment: Environment): z.infer<typeof environmentSchema> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(set);
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new AppError(
    'invalid',
    `The environment has ${said.length === 1 ? 'a fault' : `${said.length} faults`}:\n${said.join('\n')}`,
    said,
  );
}

/** The file that is meant: named ones must be there, the one in the working directory may be missing. */
function findFile(cwd: string, named: string | undefined): string | null {
  if (named !== undefined) return resolve(cwd, named);
  const usual = resolve(cwd, 'plumbline.yaml');
  return existsSync(usual) ? usual : null;
}

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new AppError('invalid', `The configuration file ${file} cannot be read: ${unreadable[code] ?? code}.`, undefined, cause);
  }
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Date || Object.isFrozen(value)) return value;
  for (const item of Object.values(value)) frozen(item);
  return Object.freeze(value);
}

/** Of the address of the database, which may hold a password, only whether it is set. */
function originsOfEnvironment(
  set: z.infer<typeof environmentSchema>,
  environment: Environment,
  options: { readonly cwd: string; readonly file?: string },
): Config['origins'] {
  const named = Object.keys(set).filter((name) => environment[name] !== undefined && environment[name] !== '');
  const values = {
    DATABASE_URL: set.DATABASE_URL === undefined ? null : 'set',
    PLUMBLINE_DATA: resolve(options.cwd, set.PLUMBLINE_DATA),
    PLUMBLINE_CONFIG: options.file === undefined ? (set.PLUMBLINE_CONFIG ?? null) : null,
    HOST: set.HOST,
    PORT: set.PORT,
    LOG_LEVEL: set.LOG_LEVEL,
  };
  return environmentOrigins(values, new Set(named));
}

/** A file made of plain values by this program, with the defaults filled in. */
export const inForceOf = (values: unknown): Config['parsed'] => fileSchema.parse(values);

/**
 * Reads the configuration: `options.file`, else `PLUMBLINE_CONFIG`, else `plumbline.yaml` in the working directory, else none.
 * @throws AppError `invalid` naming every fault at once, with file, line and column; never the value of a variable.
 */
export function loadConfig(environment: Environment, options: { readonly cwd: string; readonly file?: string }): Config {
  const set = readEnvironment(environment);
  const file = findFile(options.cwd, options.file ?? set.PLUMBLINE_CONFIG);
  const parsed = file === null ? noFile : parseConfigFile(file, readFile(file), environment);
  return frozen({
    ...parsed,
    origins: [...parsed.origins, ...originsOfEnvironment(set, environment, options)],
    file,
    databaseUrl: set.DATABASE_URL ?? null,
    dataFolder: resolve(options.cwd, set.PLUMBLINE_DATA),
    host: set.HOST,
    port: set.PORT,
    logLevel: set.LOG_LEVEL,
  });
}
