/** Option values that several commands read in the same way. */

import { type Command, InvalidArgumentError } from 'commander';

export type GlobalOptions = { readonly config?: string };

/** Options given before the command's name. */
export function globalOptions(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

/** A calendar date `YYYY-MM-DD`; anything else is refused with the reason. */
export function parseDate(value: string): string {
  const at = new Date(`${value}T00:00:00Z`);
  const valid = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === value;
  if (!valid) throw new InvalidArgumentError('Write a date as YYYY-MM-DD, for example 2026-03-31.');
  return value;
}

/** An IANA zone name. */
export function parseZone(value: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
  } catch {
    throw new InvalidArgumentError('Write a zone by its IANA name, for example Europe/Berlin.');
  }
  return value;
}
