/** Who owned what, and since when: ownership is dated (definitions.md §1). */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { sinceEver, untilFurtherNotice } from './catalog.ts';

/** A stretch of ownership, half-open; `from` null = since ever, `until` null = until further notice. */
export type Owned = {
  readonly service: { readonly id: string; readonly name: string };
  readonly team: { readonly id: string; readonly name: string };
  readonly from: Date | null;
  readonly until: Date | null;
};

/** Every stretch of a service or of a team: by service, the newest first. */
export async function listOwnership(db: Db, of: { readonly serviceId: string } | { readonly teamId: string }): Promise<readonly Owned[]> {
  const whose = 'serviceId' in of ? sql`o.service_id = ${of.serviceId}` : sql`o.team_id = ${of.teamId}`;
  const { rows } = await sql<Owned>`select json_build_object('id', s.service_id, 'name', s.name) as service,
      json_build_object('id', o.team_id, 'name', coalesce(t.name, o.team_id)) as team,
      nullif(o.from_at, ${sinceEver}::timestamptz) as "from", nullif(o.until_at, ${untilFurtherNotice}::timestamptz) as until
    from ownership o join service s on s.service_id = o.service_id left join team t on t.team_id = o.team_id
    where ${whose} order by s.service_id, o.from_at desc`.execute(db);
  return rows;
}
