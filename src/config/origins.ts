/** Where every value of the configuration comes from: a line of the file, a variable of the environment, or the default. Pure. */

import type { LineCounter, Document as YamlDocument } from 'yaml';
import { defaultProductionWords } from '../domain/environment.ts';
import { offsetAt, type Path, textOfPath } from '../yaml/faults.ts';
import type { ConfigFile } from './schema.ts';
import { hidden } from './secrets.ts';
import { showVariables, variablesIn } from './variables.ts';

type Plain = string | number | boolean;

/** One value. Variables stand by their names: what they hold is never here. */
export type Origin = {
  /** `services[0].fold`; for the environment the name of the variable. */
  readonly path: string;
  /** A list of plain values is one value; null = not set. */
  readonly value: Plain | readonly Plain[] | null;
  readonly origin: 'file' | 'environment' | 'default';
  /** Of the file, from 1. */
  readonly line: number | null;
  /** The variables it is read from. */
  readonly variables: readonly string[];
};

/** What is said in the file in words of time; defaults are kept in seconds. */
const durations = new Set(['every', 'reread', 'fold', 'revert_age', 'window']);
const units = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
] as const;

/** Seconds as the file would say them: `15m`, `24h`, `30d`. */
export function durationText(seconds: number): string {
  const [size, unit] = units.find(([length]) => seconds >= length && seconds % length === 0 && (length !== 86_400 || seconds > length)) ?? [
    1,
    's',
  ];
  return `${seconds / size}${unit}`;
}

type Leaf = { readonly path: Path; readonly effective: unknown; readonly written: unknown };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldOf = (value: unknown, key: string | number): unknown =>
  Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;

/** Every value by itself; a list of plain values is one. */
function leavesOf(effective: unknown, written: unknown, path: Path): readonly Leaf[] {
  if (effective === undefined) return [];
  const inside =
    Array.isArray(effective) && effective.some(isObject)
      ? [...effective.entries()]
      : isObject(effective)
        ? Object.entries(effective)
        : null;
  if (inside === null) return [{ path, effective, written }];
  return inside.flatMap(([key, value]) => leavesOf(value, fieldOf(written, key), [...path, key]));
}

/** A default as the file would have said it. */
function plain(value: unknown, key: string | number | undefined): Origin['value'] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'number') return durations.has(String(key)) ? durationText(value) : value;
  return typeof value === 'boolean' ? value : value === null || value === undefined ? null : hidden(String(value));
}

/** What holds where nothing is said, and no schema says so because it follows from something else. */
function implied(config: ConfigFile): readonly Leaf[] {
  const leaf = (path: Path, written: unknown, effective: unknown): readonly Leaf[] =>
    written === undefined ? [{ path, effective, written }] : [];
  return [
    ...leaf(['environments', 'production'], config.environments, defaultProductionWords),
    ...leaf(['assessment', 'models'], config.assessment, []),
    ...config.sources.flatMap((source, i) => [
      ...leaf(['sources', i, 'since'], source.since, null),
      ...leaf(['sources', i, 'every'], source.every, '15m'),
      ...(source.kind === 'github' ? leaf(['sources', i, 'reread'], source.reread, '14d') : []),
    ]),
    ...config.teams.flatMap((team, i) => leaf(['teams', i, 'name'], team.name, team.id)),
    ...config.services.flatMap((service, i) => [
      ...leaf(['services', i, 'name'], service.name, service.id),
      ...service.incidents.flatMap((rule, j) => leaf(['services', i, 'incidents', j, 'window'], rule.window, '24h')),
    ]),
  ];
}

type File = { readonly document: YamlDocument; readonly lines: LineCounter; readonly written: unknown };

function originOf({ path, effective, written }: Leaf, file: File | null): Origin {
  const key = path.at(-1);
  if (written === undefined || file === null)
    return { path: textOfPath(path), value: plain(effective, key), origin: 'default', line: null, variables: [] };
  const variables = variablesIn(written);
  const { line } = file.lines.linePos(offsetAt(file.document, path));
  const value = plain(showVariables(written), undefined);
  return { path: textOfPath(path), value, origin: variables.length > 0 ? 'environment' : 'file', line, variables };
}

/** Every value of a file, in the order of the schema; `file` null = there is none, and everything is a default. */
export function originsOf(config: ConfigFile, file: File | null): readonly Origin[] {
  return [...leavesOf(config, file?.written, []), ...implied(config)].map((leaf) => originOf(leaf, file));
}

/** The settings that are environment variables themselves. `address` may hold a password: only whether it is set is told. */
export function environmentOrigins(values: Readonly<Record<string, Plain | null>>, set: ReadonlySet<string>): readonly Origin[] {
  return Object.entries(values).map(([name, value]) => ({
    path: name,
    value: typeof value === 'string' ? hidden(value) : value,
    origin: set.has(name) ? 'environment' : 'default',
    line: null,
    variables: set.has(name) ? [name] : [],
  }));
}
