/** What evidence said at the close of a campaign, kept with it. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { Found } from '../evidence/of-model.ts';
import type { Evidence, Verdict } from '../evidence/verdict.ts';

export async function storeEvidence(trx: Db, campaignId: string, found: Found, at: Date): Promise<void> {
  const rows = [...found].flatMap(([team, rules]) => [...rules.values()].map((evidence) => ({ team, ...evidence })));
  const texts = (pick: (row: (typeof rows)[number]) => string) => sql`${rows.map(pick)}::text[]`;
  const numbers = (pick: (row: (typeof rows)[number]) => number | null) => sql`${rows.map(pick)}::double precision[]`;
  await sql`insert into campaign_evidence (campaign_id, team_id, rule, verdict, value, threshold, met, of, n)
    select ${campaignId}, * from unnest(${texts(({ team }) => team)}, ${texts(({ rule }) => rule)}, ${texts(({ verdict }) => verdict)},
      ${numbers(({ value }) => value)}, ${numbers(({ threshold }) => threshold)}, ${numbers(({ share }) => share?.met ?? null)},
      ${numbers(({ share }) => share?.of ?? null)}, ${numbers(({ n }) => n)})`.execute(trx);
  await sql`update campaign set evidence_at = ${at}::timestamptz where campaign_id = ${campaignId}`.execute(trx);
}

type Row = Omit<Evidence, 'share' | 'verdict'> & {
  readonly teamId: string;
  readonly verdict: Verdict;
  readonly met: number | null;
  readonly of: number | null;
};

/** What was stored, of these teams or all. */
export async function readEvidence(db: Db, campaignId: string, teamIds?: readonly string[]): Promise<Found> {
  const those = teamIds === undefined ? sql`true` : sql`team_id = any(${[...teamIds]}::text[])`;
  const { rows } = await sql<Row>`select team_id, rule, verdict, value, threshold, met, of, n from campaign_evidence
    where campaign_id = ${campaignId} and ${those}`.execute(db);
  const found = new Map<string, Map<string, Evidence>>();
  for (const { teamId, met, of, ...rest } of rows) {
    const own = found.get(teamId) ?? new Map<string, Evidence>();
    own.set(rest.rule, { ...rest, share: met === null || of === null ? null : { met, of } });
    found.set(teamId, own);
  }
  return found;
}
