/** Proposed rules of a service, read beside the configuration in force: an entry of `services`, a part of a file, or a whole one. */

import { isMap, isSeq } from 'yaml';
import type { Service } from '../domain/service.ts';
import { type Fault, locatedFaults, type Path, textOfPath } from '../yaml/faults.ts';
import { atTop, readYaml } from '../yaml/read.ts';
import { faultsOf } from './file.ts';
import { type ConfigFile, fileSchema } from './schema.ts';
import { resolveServices } from './services.ts';

/** What is wrong, and where: `line` and `column` from 1, null where there is no text. */
export type ProposalFault = {
  readonly line: number | null;
  readonly column: number | null;
  readonly path: string;
  readonly message: string;
};
export type Proposal = { readonly service: Service } | { readonly faults: readonly ProposalFault[] };

type Wrapped = { readonly file: unknown; readonly prefix: Path };

/** As a part of a file: an entry alone, or a list of entries, stands under `services`. */
function wrapped(value: unknown): Wrapped {
  if (Array.isArray(value)) return { file: { services: value }, prefix: ['services'] };
  if (typeof value !== 'object' || value === null || 'services' in value) return { file: value, prefix: [] };
  return { file: { services: [value] }, prefix: ['services', 0] };
}

/** The path in what was given. */
const without = (prefix: Path, path: Path): Path => (prefix.every((part, i) => path[i] === part) ? path.slice(prefix.length) : path);

type Checked = { readonly service: Service | null; readonly faults: readonly Fault[] };

/** What the given part does not say is as in force; one with sources of its own stands for itself. */
function check({ file, prefix }: Wrapped, serviceId: string, inForce: ConfigFile): Checked {
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) return { service: null, faults: faultsOf(parsed.error) };
  const given = parsed.data;
  const says = (key: string): boolean => typeof file === 'object' && file !== null && key in file;
  const index = given.services.findIndex(({ id }) => id === serviceId);
  if (index < 0) {
    const alone = prefix.length === 2;
    const message = alone ? `must be "${serviceId}", the service it is tried for` : `there is no service "${serviceId}" among them`;
    return { service: null, faults: [{ path: ['services', ...(alone ? [0, 'id'] : [])], message }] };
  }
  const whole = says('sources');
  const faults: Fault[] = [];
  const services = resolveServices(
    {
      ...(whole ? given : inForce),
      environments: says('environments') || whole ? given.environments : inForce.environments,
      bots: says('bots') || whole ? given.bots : inForce.bots,
      teams: says('teams') || whole ? given.teams : inForce.teams,
      zone: says('zone') || whole ? given.zone : inForce.zone,
      services: given.services,
    },
    faults,
  );
  const found = services[index];
  if (found === undefined || faults.length > 0) return { service: null, faults };
  const { references: _, ...service } = found;
  return { service, faults: [] };
}

/** Rules as YAML text. Variables of the environment are not looked into: they stand as they are written. */
export function proposalFromText(text: string, serviceId: string, inForce: ConfigFile): Proposal {
  const read = readYaml(text);
  if ('faults' in read) return read;
  const { document, lines, value } = read;
  if (!isMap(document.contents) && !isSeq(document.contents))
    return { faults: [atTop(`must be the entry of a service: begin with "id: ${serviceId}"`)] };
  const part = wrapped(value);
  const { service, faults } = check(part, serviceId, inForce);
  if (service !== null) return { service };
  return {
    faults: locatedFaults(
      document,
      lines,
      faults.map((fault) => ({ ...fault, path: without(part.prefix, fault.path) })),
    ),
  };
}

/** Rules as plain values, in the same forms. */
export function proposalFromValue(value: unknown, serviceId: string, inForce: ConfigFile): Proposal {
  const part = wrapped(value);
  const { service, faults } = check(part, serviceId, inForce);
  if (service !== null) return { service };
  const said = ({ path, key, message }: Fault): ProposalFault => {
    const at = without(part.prefix, path);
    return { line: null, column: null, path: textOfPath(key === undefined ? at : [...at, key]), message };
  };
  return { faults: faults.map(said) };
}
