/** Puts the demonstration organisation into the database through the doorway every source uses, and takes it out again. */

import { sql } from 'kysely';
import { type Catalog, syncCatalog } from '../collection/catalog.ts';
import { ingest } from '../collection/ingest.ts';
import type { Db } from '../database/open.ts';
import { recordTables } from '../database/specs.ts';
import { normalizeGit } from '../sources/git/normalize.ts';
import { normalizeGithub } from '../sources/github/normalize.ts';
import { normalizePagerduty } from '../sources/pagerduty/normalize.ts';
import type { Normalize } from '../sources/source.ts';
import { demoCloneSourceId, demoPagerSourceId, demoServices, demoSourceId, demoSourceIds, demoTeams } from './organisation.ts';
import { demoPages } from './pages.ts';

/** The catalog while a demonstration made at `madeAt` is shown: what a configuration file would have said then. */
export const demoCatalogAt = (madeAt: Date): Catalog => ({
  sources: [
    { sourceId: demoSourceId, kind: 'github', url: null, demo: true, settingsHash: 'demo' },
    { sourceId: demoCloneSourceId, kind: 'git', url: null, demo: true, settingsHash: 'demo' },
    { sourceId: demoPagerSourceId, kind: 'pagerduty', url: null, demo: true, settingsHash: 'demo' },
  ],
  teams: demoTeams,
  services: demoServices(madeAt).map((service) => ({ ...service, demo: true })),
});

/** The same where it does not matter when a service changed hands. */
export const demoCatalog: Catalog = demoCatalogAt(new Date('2026-01-01T00:00:00Z'));

const normalizers: Readonly<Record<string, Normalize>> = {
  [demoSourceId]: normalizeGithub,
  [demoCloneSourceId]: normalizeGit,
  [demoPagerSourceId]: normalizePagerduty,
};
const normalizeOf = (sourceId: string): Normalize => normalizers[sourceId] ?? normalizeGithub;

/** Generates the demonstration, ending at `now`, and ingests it. Facts are derived afterwards, as for any source. */
export async function loadDemo(db: Db, now: Date, onProgress?: (done: number, total: number) => void): Promise<void> {
  await syncCatalog(db, demoCatalogAt(now));
  const pages = demoPages(now);
  for (const [index, page] of pages.entries()) {
    const { sourceId } = page;
    await ingest(db, { sourceId, normalize: normalizeOf(sourceId) }, page, now);
    onProgress?.(index + 1, pages.length);
  }
  await db
    .updateTable('source')
    .set({ state: 'idle', lastStartedAt: now, lastFinishedAt: now, lastSuccessAt: now })
    .where('sourceId', 'in', demoSourceIds)
    .execute();
}

/** True when any raw row of the demonstration is stored. */
export async function hasDemo(db: Db): Promise<boolean> {
  const row = await db.selectFrom('rawRecord').select('kind').where('sourceId', 'in', demoSourceIds).limit(1).executeTakeFirst();
  return row !== undefined;
}

const collectionTables = ['collection_cursor', 'http_validator', 'coverage', 'raw_record', 'webhook_delivery', 'source'] as const;

/** When the demonstration was made, or null when there is none or making it was cut short. It ends on that day, so it grows old. */
export async function demoMadeAt(db: Db): Promise<Date | null> {
  const row = await db.selectFrom('source').select('lastSuccessAt').where('sourceId', '=', demoSourceId).executeTakeFirst();
  return row?.lastSuccessAt ?? null;
}

const campaignTables = ['campaign_evidence', 'campaign_note', 'response', 'invitation', 'campaign_route', 'campaign_team'] as const;

async function removeAssessments(trx: Db): Promise<void> {
  for (const table of campaignTables)
    await sql`delete from ${sql.table(table)} where campaign_id in (select campaign_id from campaign where demo)`.execute(trx);
  await trx.deleteFrom('campaign').where('demo', '=', true).execute();
  await trx.deleteFrom('planEntry').where('demo', '=', true).execute();
}

/** Deletes the demonstration with everything made from it and said about it: raw rows, records, facts, decisions, assessments, teams, services, sources. */
export async function removeDemo(db: Db): Promise<void> {
  // A configured organisation and the demonstration are never in the catalog together.
  const shown = await db.selectFrom('service').select('serviceId').where('demo', '=', true).limit(1).executeTakeFirst();
  if (shown) await syncCatalog(db, { sources: [], teams: [], services: [] });
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('ledgerEntry').where('demo', '=', true).execute();
    await removeAssessments(trx);
    for (const sourceId of demoSourceIds) {
      const ownRepositories = sql`repository_id like ${`${sourceId}:%`}`;
      for (const table of collectionTables) await sql`delete from ${sql.table(table)} where source_id = ${sourceId}`.execute(trx);
      for (const table of [...Object.keys(recordTables), 'unmapped_incident'])
        await sql`delete from ${sql.table(table)} where ${ownRepositories}`.execute(trx);
    }
  });
}
