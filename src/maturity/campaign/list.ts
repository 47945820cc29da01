/** Campaigns in a list. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { decodeTimeCursor, pageOf } from '../../domain/cursor.ts';
import { type CampaignState, stateOf } from './campaign.ts';

export type ListedCampaign = {
  readonly id: string;
  readonly name: string;
  readonly model: { readonly id: string; readonly name: string; readonly version: string };
  readonly state: CampaignState;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly closedAt: Date | null;
  readonly teams: number;
  /** Links that were not taken back. */
  readonly invited: number;
  readonly demo: boolean;
};

type Row = Omit<ListedCampaign, 'state'>;
type Paging = { readonly limit: number; readonly after?: string | undefined };
type Listed = { readonly items: readonly ListedCampaign[]; readonly next: string | null; readonly total: number | null };

/** Campaigns, the one that opened last first. */
export async function listCampaigns(db: Db, now: Date, paging: Paging): Promise<Listed> {
  const [at, id] = paging.after === undefined ? [] : decodeTimeCursor(paging.after, 2);
  const later = at === undefined ? sql`true` : sql`(c.opens_at, c.campaign_id) < (${at}::timestamptz, ${id})`;
  const { rows } = await sql<Row>`with listed as materialized (select * from campaign c where ${later}
        order by c.opens_at desc, c.campaign_id desc limit ${paging.limit + 1}),
      of_teams as (select campaign_id, count(*)::integer as n from campaign_team group by campaign_id),
      of_links as (select campaign_id, count(*)::integer as n from invitation where state <> 'revoked' group by campaign_id)
    select l.campaign_id as id, l.name, l.opens_at, l.closes_at, l.closed_at, l.demo,
      jsonb_build_object('id', l.model->>'id', 'name', l.model->>'name', 'version', l.model->>'version') as model,
      coalesce(t.n, 0) as teams, coalesce(i.n, 0) as invited
    from listed l left join of_teams t using (campaign_id) left join of_links i using (campaign_id)
    order by l.opens_at desc, l.campaign_id desc`.execute(db);
  const listed = rows.map((row) => ({ ...row, state: stateOf(row, now) }));
  return { ...pageOf(listed, paging.limit, (row) => [row.opensAt.toISOString(), row.id]), total: await total(db, paging) };
}

async function total(db: Db, { after }: Paging): Promise<number | null> {
  if (after !== undefined) return null;
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from campaign`.execute(db);
  return rows[0]?.n ?? 0;
}
