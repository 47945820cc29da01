/** Reads proposed rules beside what is in force: the configuration file, or the demonstration where there is none. */

import type { Catalog } from '../collection/catalog.ts';
import { entryOf, partText } from '../config/entry.ts';
import { type Proposal, proposalFromText, proposalFromValue } from '../config/proposal.ts';
import { type Config, inForceOf } from '../config.ts';
import type { Db } from '../database/open.ts';
import { catalogOf } from './catalog.ts';

/** The demonstration as a file would have described it. */
function demoFile(config: Config, catalog: Catalog): Config['parsed'] {
  const names = (sourceId: string): readonly string[] => [
    ...new Set(
      catalog.services.flatMap(({ settings }) =>
        settings.repositories.flatMap(({ repositoryId, name }) => (repositoryId.startsWith(`${sourceId}:`) ? [name] : [])),
      ),
    ),
  ];
  const services = catalog.services.map(({ settings }) => settings);
  return inForceOf({
    zone: config.zone,
    sources: catalog.sources.map(({ sourceId, kind }) => {
      const repositories = names(sourceId);
      // Sources of incidents have none.
      return { id: sourceId, kind, ...(repositories.length > 0 && { repositories }), ...(kind === 'github' && { commits: 'git' }) };
    }),
    teams: catalog.teams.map(({ teamId, name }) => ({ id: teamId, name })),
    bots: [...new Set(services.flatMap(({ bots }) => bots))],
  });
}

const entriesOf = (shown: unknown): readonly unknown[] => {
  const list = typeof shown === 'object' && shown !== null && 'services' in shown ? shown.services : [];
  return Array.isArray(list) ? list : [];
};
const idOf = (entry: unknown): unknown => (typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined);

export type Proposing = {
  /** Rules as text, or as plain values. */
  readonly proposed: (serviceId: string, given: { readonly yaml: string } | { readonly value: unknown }) => Promise<Proposal>;
  /** The rules in force, as text to change; null = there is no such service. */
  readonly present: (serviceId: string) => Promise<string | null>;
};

export function proposing(config: Config, db: Db): Proposing {
  const inForce = async (): Promise<Config['parsed']> =>
    config.file === null ? demoFile(config, await catalogOf(config, db)) : config.parsed;
  return {
    proposed: async (serviceId, given) =>
      'yaml' in given
        ? proposalFromText(given.yaml, serviceId, await inForce())
        : proposalFromValue(given.value, serviceId, await inForce()),
    present: async (serviceId) => {
      const { services } = await catalogOf(config, db);
      const service = services.find((one) => one.serviceId === serviceId);
      if (service === undefined) return null;
      // As it is written, where it is: what a person did not say is not put into their mouth.
      const written = entriesOf(config.shown).find((entry) => idOf(entry) === serviceId);
      return partText(written ?? entryOf(service, config.zone), service.settings.productionWords);
    },
  };
}
