/** `${NAME}` in a configuration file: values come from the environment only, and never become YAML. */

import type { Fault, Path } from '../yaml/faults.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const OPEN = '\uE000\uE000';
const CLOSE = '\uE001';
const mark = new RegExp(`${OPEN}([A-Z_a-z][A-Z_a-z0-9]*)${CLOSE}`, 'g');

/** The text with every `${NAME}` as a mark of the same length, so that flow mappings parse and columns stay true. */
export function markVariables(text: string): string {
  return text.replace(/\$\{([A-Z_a-z][A-Z_a-z0-9]*)\}/g, (_, name: string) => `${OPEN}${name}${CLOSE}`);
}

/** The value with marks filled in from the environment; every missing variable is a fault. */
export function fillVariables(value: unknown, environment: Environment, faults: Fault[], path: Path = []): unknown {
  if (typeof value === 'string') {
    return value.replace(mark, (_, name: string) => {
      const found = environment[name];
      if (found === undefined || found === '') faults.push({ path, message: `the environment variable ${name} is not set` });
      // Its own name keeps the value's shape, so that a missing variable is one fault and not two.
      return found || name;
    });
  }
  if (Array.isArray(value)) return value.map((item, i) => fillVariables(item, environment, faults, [...path, i]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillVariables(item, environment, faults, [...path, key])]));
}

/** The value as written: variables by their names, for showing the configuration without its secrets. */
export function showVariables(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(mark, (_, name: string) => `\${${name}}`);
  if (Array.isArray(value)) return value.map(showVariables);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, showVariables(item)]));
}

/** The names of the variables in a value as written, each once. */
export const variablesIn = (written: unknown): readonly string[] => [
  ...new Set([...JSON.stringify(written ?? null).matchAll(mark)].map((found) => found[1] ?? '')),
];

/** Text in which the values of variables are shown by their names: what was read from the environment is never repeated. */
export function withoutValues(text: string, written: unknown, environment: Environment): string {
  const values = variablesIn(written).flatMap((name) =>
    (environment[name] ?? '').length >= 4 ? [{ name, value: environment[name] ?? '' }] : [],
  );
  return values
    .sort((a, b) => b.value.length - a.value.length)
    .reduce((shown, { name, value }) => shown.replaceAll(value, `\${${name}}`), text);
}

/** True when a text as written is one variable and nothing else. */
export const isVariable = (text: unknown): boolean => typeof text === 'string' && new RegExp(`^${mark.source}$`).test(text);
