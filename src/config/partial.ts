/** What of a faulty file can still be checked: the entries that have their shape by themselves. Pure. */

import type { z } from 'zod';
import type { Fault } from '../yaml/faults.ts';
import { type ConfigFile, fileSchema, serviceSchema, sourceSchema, teamSchema } from './schema.ts';

type Part = 'sources' | 'teams' | 'services';

/** The sound entries, where each stood, and which parts have unsound ones. */
export type PartialFile = {
  readonly config: ConfigFile;
  readonly places: Readonly<Record<Part, readonly number[]>>;
  readonly broken: ReadonlySet<Part>;
};

function sound<T extends z.ZodType>(
  schema: T,
  list: unknown,
): { readonly entries: z.output<T>[]; readonly places: number[]; readonly broken: boolean } {
  const given = Array.isArray(list) ? list : [];
  const parsed = given.map((entry) => schema.safeParse(entry));
  const places = parsed.flatMap((one, i) => (one.success ? [i] : []));
  return { entries: parsed.flatMap((one) => (one.success ? [one.data] : [])), places, broken: places.length < given.length };
}

export function soundPart(value: unknown): PartialFile {
  const given: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  const parts = {
    sources: sound(sourceSchema, given.sources),
    teams: sound(teamSchema, given.teams),
    services: sound(serviceSchema, given.services),
  };
  const usual = fileSchema.parse({});
  const names: readonly Part[] = ['sources', 'teams', 'services'];
  return {
    config: { ...usual, sources: parts.sources.entries, teams: parts.teams.entries, services: parts.services.entries },
    places: { sources: parts.sources.places, teams: parts.teams.places, services: parts.services.places },
    broken: new Set(names.filter((name) => parts[name].broken)),
  };
}

/** Faults found among the sound entries, at the places where these stood; what an unsound entry may have meant is not held against others. */
export function placedFaults(found: readonly Fault[], { places, broken }: PartialFile): readonly Fault[] {
  const excused = (message: string): boolean =>
    (broken.has('sources') && /^(no source reads|there is no source)/.test(message)) ||
    (broken.has('teams') && message.startsWith('there is no team'));
  return found
    .filter((fault) => !excused(fault.message))
    .map((fault) => {
      const [part, index, ...rest] = fault.path;
      if (part !== 'sources' && part !== 'teams' && part !== 'services') return fault;
      return { ...fault, path: [part, places[part][Number(index)] ?? Number(index), ...rest] };
    });
}
