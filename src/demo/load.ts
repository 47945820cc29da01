/** Puts the demonstration organisation into the database through the doorway every source uses, and takes it out again. */

import { sql } from 'kysely';
import { type Catalog, syncCatalog } from '../collection/catalog.ts';
import { ingest } from '../collection/ingest.ts';
import type { Db } from '../database/open.ts';
import { recordTables } from '../database/specs.ts';
import { normalizeGithub } from '../sources/github/normalize.ts';
import { demoServiceOf, demoServices, demoSourceId, demoTeams } from './organisation.ts';
import { demoPages } from './pages.ts';

/** The catalog while the demonstration is shown: what a configuration file would have said. */
export const demoCatalog: Catalog = {
  sources: [{ sourceId: demoSourceId, kind: 'github', url: null, demo: true, settingsHash: 'demo' }],
  teams: demoTeams,
  services: demoServices.map((behaviour) => ({ ...demoServiceOf(behaviour), demo: true })),
};

/** Generates the demonstration, ending at `now`, and ingests it. Facts are derived afterwards, as for any source. */
export async function loadDemo(db: Db, now: Date, onProgress?: (done: number, total: number) => void): Promise<void> {
  await syncCatalog(db, demoCatalog);
  const pages = demoPages(now);
  for (const [index, page] of pages.entries()) {
    await ingest(db, { sourceId: demoSourceId, normalize: normalizeGithub }, page, now);
    onProgress?.(index + 1, pages.length);
  }
  await db
    .updateTable('source')
    .set({ state: 'idle', lastStartedAt: now, lastFinishedAt: now, lastSuccessAt: now })
    .where('sourceId', '=', demoSourceId)
    .execute();
}

/** True when any raw row of the demonstration is stored. */
export async function hasDemo(db: Db): Promise<boolean> {
  const row = await db.selectFrom('rawRecord').select('kind').where('sourceId', '=', demoSourceId).limit(1).executeTakeFirst();
  return row !== undefined;
}

const collectionTables = ['collection_cursor', 'http_validator', 'coverage', 'raw_record', 'source'] as const;

/** When the demonstration was made, or null when there is none. It ends on that day, so it grows old. */
export async function demoMadeAt(db: Db): Promise<Date | null> {
  const row = await db.selectFrom('source').select('lastSuccessAt').where('sourceId', '=', demoSourceId).executeTakeFirst();
  return row?.lastSuccessAt ?? null;
}

/** Deletes the demonstration with everything made from it: raw rows, records, facts, teams, services, the source itself. */
export async function removeDemo(db: Db): Promise<void> {
  // A configured organisation and the demonstration are never in the catalog together.
  const shown = await db.selectFrom('service').select('serviceId').where('demo', '=', true).limit(1).executeTakeFirst();
  if (shown) await syncCatalog(db, { sources: [], teams: [], services: [] });
  const ownRepositories = sql`repository_id like ${`${demoSourceId}:%`}`;
  await db.transaction().execute(async (trx) => {
    for (const table of collectionTables) await sql`delete from ${sql.table(table)} where source_id = ${demoSourceId}`.execute(trx);
    for (const table of Object.keys(recordTables)) await sql`delete from ${sql.table(table)} where ${ownRepositories}`.execute(trx);
  });
}
