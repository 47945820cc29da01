/** Puts a world into a database as records and coverage, then derives its facts with the product's own code. */

import { syncCatalog } from '../../src/collection/catalog.ts';
import { upsert } from '../../src/database/bulk.ts';
import type { Db } from '../../src/database/open.ts';
import { recordTables } from '../../src/database/specs.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import type { AnyRecord } from '../../src/domain/records.ts';
import { repositoryIdOf, sourceId, type World, worldRecords, worldService } from './world.ts';

/** The UTC days a world says were covered. */
export function coveredDays(world: World): readonly string[] {
  const days: string[] = [];
  const until = Date.parse(`${world.covered.until}T00:00:00Z`);
  for (let at = Date.parse(`${world.covered.from}T00:00:00Z`); at <= until; at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days.filter((day) => !world.covered.missing.includes(day));
}

export async function loadRecords(db: Db, rows: readonly AnyRecord[], fetchedAt: Date): Promise<void> {
  for (const [table, spec] of Object.entries(recordTables)) {
    const own = rows.filter((r) => r.table === table).map((r) => ({ ...r.row, fetchedAt }));
    if (own.length > 0) await upsert(db, spec, own);
  }
}

export async function loadWorld(db: Db, world: World): Promise<void> {
  await loadWorlds(db, [world], world.now);
}

/** Several at once, as services of one organisation; their services and repositories must have names of their own. */
export async function loadWorlds(db: Db, worlds: readonly World[], at: string): Promise<void> {
  const now = new Date(at);
  await syncCatalog(db, {
    sources: [{ sourceId, kind: 'github', url: null, demo: false, settingsHash: 'world' }],
    teams: [...new Set(worlds.flatMap((world) => world.owners.map((o) => o.team)))].map((teamId) => ({ teamId, name: teamId })),
    services: worlds.map((world) => ({ ...worldService(world), demo: false })),
  });
  for (const world of worlds) await loadRecords(db, worldRecords(world), now);
  const cells = worlds.flatMap((world) =>
    world.repositories.flatMap((r) =>
      ['deployments', 'workflow_runs'].flatMap((object) =>
        coveredDays(world).map((day) => ({ sourceId, repositoryId: repositoryIdOf(r.name), object, day, state: 'fetched', at: now })),
      ),
    ),
  );
  for (let i = 0; i < cells.length; i += 1000)
    await db
      .insertInto('coverage')
      .values(cells.slice(i, i + 1000))
      .execute();
  await db.updateTable('source').set({ state: 'idle', lastSuccessAt: now }).execute();
  await deriveDirty(db, { now, rebuild: true });
}
