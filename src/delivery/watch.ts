/** How new the facts are, for whoever watches. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

/** Changes whenever any service is derived, added or removed; `derivedAt` = the newest derivation, null = none yet. */
export type FactsMark = { readonly mark: string; readonly derivedAt: Date | null };

/**
 * One row whatever the number of services. The sum beside the newest instant notices a derivation that began earlier and was
 * committed later; `extract` is exact, so the order of adding does not matter.
 */
export async function factsMark(db: Db): Promise<FactsMark> {
  const { rows } = await sql<FactsMark>`select count(*) || '-' || coalesce(sum(extract(epoch from derived_at)), 0) as mark,
    max(derived_at) as derived_at from service_state`.execute(db);
  return rows[0] ?? { mark: '0-0', derivedAt: null };
}

/** When each service was last derived. */
export async function derivations(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ serviceId: string; derivedAt: Date }>`select service_id, derived_at from service_state`.execute(db);
  return new Map(rows.map(({ serviceId, derivedAt }) => [serviceId, derivedAt.getTime()]));
}
