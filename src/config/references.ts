/** Finds which source a service's repository comes from, and says so when none or several fit. Pure. */

import picomatch from 'picomatch';
import { repositoryKey } from '../domain/keys.ts';
import type { RepositoryReference } from '../domain/service.ts';
import type { Fault, Path } from '../yaml/faults.ts';
import type { ServiceEntry, SourceEntry } from './schema.ts';

export type Reference = RepositoryReference & { readonly sourceId: string };

const offers = (source: SourceEntry, name: string): boolean =>
  'repositories' in source &&
  source.repositories.some((r) => r === name || (source.kind !== 'git' && picomatch.isMatch(name, r, { nocase: true })));

function validGlobs(paths: readonly string[]): boolean {
  try {
    for (const glob of paths) picomatch(glob);
    return true;
  } catch {
    return false;
  }
}

/** One repository of a service, or null with the fault said. */
function referenceOf(
  entry: ServiceEntry['repositories'][number],
  sources: readonly SourceEntry[],
  path: Path,
  faults: Fault[],
): Reference | null {
  const { name, paths, source } = typeof entry === 'string' ? { name: entry, paths: undefined, source: undefined } : entry;
  const say = (message: string): null => {
    faults.push({ path, message });
    return null;
  };
  if (source !== undefined && !sources.some((s) => s.id === source)) return say(`there is no source "${source}"`);
  const fitting = sources.filter((s) => (source === undefined || s.id === source) && offers(s, name));
  const [found, other] = fitting;
  if (!found) return say(`no source reads the repository "${name}"; add it to the repositories of a source`);
  if (other)
    return say(`"${name}" is read by ${fitting.map((s) => s.id).join(' and ')}; say which with { name: ${name}, source: ${found.id} }`);
  if (paths && !validGlobs(paths)) return say('paths must be globs, such as "services/shop/**"');
  if (paths && found.kind === 'github' && found.commits === 'api')
    return say(`path globs need changed paths: set "commits: git" on the source ${found.id}`);
  return { repositoryId: repositoryKey(found.id, name), name, paths: paths ?? null, sourceId: found.id };
}

/** The repositories of a service; those with faults are left out. */
export function referencesOf(service: ServiceEntry, sources: readonly SourceEntry[], path: Path, faults: Fault[]): readonly Reference[] {
  return service.repositories.flatMap((entry, i) => referenceOf(entry, sources, [...path, 'repositories', i], faults) ?? []);
}

/** Every id that stands twice in a list. */
export function duplicateIds(list: readonly { readonly id: string }[], name: string, faults: Fault[]): void {
  list.forEach((item, i) => {
    if (list.findIndex((other) => other.id === item.id) < i)
      faults.push({ path: [name, i, 'id'], message: `the id "${item.id}" stands twice` });
  });
}
