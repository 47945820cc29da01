/** The catalog a process works with: what the configuration says, else the demonstration once it is loaded. */

import { createHash } from 'node:crypto';
import type { Catalog } from '../collection/catalog.ts';
import type { Config, SourceConfig } from '../config.ts';
import type { Db } from '../database/open.ts';
import { demoCatalogAt, demoMadeAt } from '../demo/load.ts';

const secrets = ['token', 'webhookSecrets'];

/** Changes when the source has to be read again because its settings did; a new token alone is no reason. */
function settingsHash(source: SourceConfig): string {
  const settings = JSON.stringify(source, (key, value: unknown) => (secrets.includes(key) ? undefined : value));
  return createHash('sha256').update(settings).digest('hex').slice(0, 16);
}

export async function catalogOf(config: Config, db: Db): Promise<Catalog> {
  if (config.file === null) {
    const madeAt = await demoMadeAt(db);
    return madeAt === null ? { sources: [], teams: [], services: [] } : demoCatalogAt(madeAt);
  }
  return {
    sources: config.sources.map((source) => ({
      sourceId: source.id,
      kind: source.kind,
      url: 'url' in source ? source.url : null,
      demo: false,
      settingsHash: settingsHash(source),
    })),
    teams: config.teams,
    services: config.services.map((service) => ({ ...service, demo: false })),
  };
}
