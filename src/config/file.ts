/** `plumbline.yaml`: text to checked values, with every fault at once. */

import { dirname, resolve } from 'node:path';
import { type Document, LineCounter } from 'yaml';
import type { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import { documentOf, tooDeep } from '../yaml/document.ts';
import { describeFaults, type Fault } from '../yaml/faults.ts';
import { schemaFaults } from '../yaml/schema-faults.ts';
import { originsOf } from './origins.ts';
import { placedFaults, soundPart } from './partial.ts';
import { duplicateIds } from './references.ts';
import { type ConfigFile, fileSchema } from './schema.ts';
import { hidden, saySecrets } from './secrets.ts';
import { resolveServices } from './services.ts';
import { resolveSources } from './sources.ts';
import type { Config } from './types.ts';
import { type Environment, fillVariables, markVariables, showVariables, withoutValues } from './variables.ts';

type FileConfig = Pick<
  Config,
  'organisation' | 'zone' | 'benchmark' | 'modelFiles' | 'sources' | 'teams' | 'services' | 'shown' | 'origins' | 'parsed'
>;

export const faultsOf = (error: z.ZodError): readonly Fault[] =>
  schemaFaults(error, 'is none of the kinds that are known here (see plumbline.example.yaml)');

/** Faults between the entries that are sound by themselves, so that one bad entry hides no other fault. */
function amongSound(filled: unknown, file: string): readonly Fault[] {
  const sound = soundPart(filled);
  const found: Fault[] = [];
  resolved(sound.config, file, found);
  return placedFaults(found, sound);
}

/** Checks what stands between the parts, and puts them together. */
function resolved(config: ConfigFile, file: string, faults: Fault[]): Omit<FileConfig, 'shown' | 'origins' | 'parsed'> {
  duplicateIds(config.sources, 'sources', faults);
  duplicateIds(config.teams, 'teams', faults);
  duplicateIds(config.services, 'services', faults);
  const services = resolveServices(config, faults);
  return {
    organisation: config.organisation,
    zone: config.zone,
    sources: resolveSources(config, file, services, faults),
    teams: config.teams.map((team) => ({ teamId: team.id, name: team.name ?? team.id })),
    services: services.map(({ references: _, ...service }) => service),
    benchmark: benchmarkOf(config.benchmark),
    modelFiles: (config.assessment?.models ?? []).map((path) => resolve(dirname(file), path)),
  };
}

/** The file as written, to be shown: variables by their names, and nothing that looks like a secret. */
function shownOf(written: unknown): unknown {
  return JSON.parse(JSON.stringify(showVariables(written)), (_, value: unknown) => (typeof value === 'string' ? hidden(value) : value));
}

const benchmarkOf = (given: ConfigFile['benchmark']): Config['benchmark'] => ({
  industry: given?.industry ?? null,
  size: given?.size ?? null,
  levels: given?.levels ?? false,
});

/** Without a file everything is a default. */
export const noFile: FileConfig = {
  organisation: 'Plumbline',
  zone: 'UTC',
  sources: [],
  teams: [],
  services: [],
  benchmark: benchmarkOf(undefined),
  modelFiles: [],
  shown: {},
  parsed: fileSchema.parse({ organisation: 'Plumbline' }),
  origins: originsOf(fileSchema.parse({ organisation: 'Plumbline' }), null),
};

/** The document's value. Aliases are followed only here, so one that leads nowhere, or multiplies itself, is found late. */
function followed(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (cause) {
    const said = `${file}:1:1 an alias (*name) cannot be followed: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new AppError('invalid', `The configuration has a fault:\n${said}`, [said], cause);
  }
}

/** @throws AppError `invalid` whose message lists every fault, one a line: `file:line:column path: what is wrong`. */
export function parseConfigFile(file: string, text: string, environment: Environment): FileConfig {
  const lines = new LineCounter();
  const refuse = (said: readonly string[]): never => {
    throw new AppError(
      'invalid',
      `The configuration has ${said.length === 1 ? 'a fault' : `${said.length} faults`}:\n${said.join('\n')}`,
      said,
    );
  };
  const document = documentOf(markVariables(text), lines);
  if (document === null) return refuse([`${file}:1:1 ${tooDeep}`]);
  const broken = document.errors.map((error) => {
    const at = lines.linePos(error.pos[0]);
    const message = error.code === 'MULTIPLE_DOCS' ? 'the file must hold one document: remove the line ---' : error.message;
    return `${file}:${at.line}:${at.col} ${message}`;
  });
  if (broken.length > 0) refuse(broken);
  const faults: Fault[] = [];
  const written = followed(document, file);
  saySecrets(written, faults);
  const filled = fillVariables(written, environment, faults);
  const parsed = fileSchema.safeParse(filled);
  if (!parsed.success) faults.push(...faultsOf(parsed.error), ...amongSound(filled, file));
  const config = parsed.success ? resolved(parsed.data, file, faults) : null;
  if (faults.length > 0 || config === null || !parsed.success) {
    return refuse(describeFaults(file, document, lines, faults).map((said) => withoutValues(said, written, environment)));
  }
  return { ...config, parsed: parsed.data, shown: shownOf(written), origins: originsOf(parsed.data, { document, lines, written }) };
}
