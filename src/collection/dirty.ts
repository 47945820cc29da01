/** Dirty marks: which services have to be derived again, and from when on. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { iso } from './state.ts';

/**
 * Marks the services made of these repositories from the earliest instant touched. A mark is a fresh text each time: derivation
 * removes only the mark it has read, so news that arrives meanwhile is not lost.
 */
export async function markDirty(db: Db, repositoryIds: readonly string[], from: Date, mark: string): Promise<void> {
  // In key order, so that two sources marking the same services cannot wait for each other in a circle.
  await sql`insert into dirty_service (service_id, from_at, mark)
    select distinct service_id, ${iso(from)}::timestamptz, ${mark} from repository_service
    where repository_id = any(${[...repositoryIds]}::text[]) order by service_id
    on conflict (service_id) do update set from_at = least(dirty_service.from_at, excluded.from_at), mark = excluded.mark`.execute(db);
}

/** Marks services by id, wholly. */
export async function markServicesDirty(db: Db, serviceIds: readonly string[], mark: string): Promise<void> {
  await sql`insert into dirty_service (service_id, from_at, mark)
    select service_id, ${iso(new Date(0))}::timestamptz, ${mark} from unnest(${[...serviceIds]}::text[]) as service_id
    order by service_id
    on conflict (service_id) do update set from_at = least(dirty_service.from_at, excluded.from_at), mark = excluded.mark`.execute(db);
}
