/** What evidence said at the close of a campaign, kept with it. */

import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../database/open.ts';
import type { Found } from '../evidence/of-model.ts';
import type { Evidence } from '../evidence/verdict.ts';

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

const numbers = z.array(z.number());
const maybe = z.array(z.number().nullable());
/** Of one team; what stands at the same place of each list belongs together. */
const stored = z.object({
  teamId: z.string(),
  rules: z.array(z.string()),
  verdicts: z.array(z.enum(['supports', 'contradicts', 'unclear', 'no_source'])),
  values: maybe,
  thresholds: maybe,
  met: maybe,
  of: maybe,
  n: numbers,
});

function evidenceAt({ verdicts, values, thresholds, met, of, n }: z.output<typeof stored>, rule: string, i: number): Evidence {
  const [sum, all] = [met[i] ?? null, of[i] ?? null];
  return {
    rule,
    verdict: verdicts[i] ?? 'no_source',
    value: values[i] ?? null,
    threshold: thresholds[i] ?? null,
    share: sum === null || all === null ? null : { met: sum, of: all },
    n: n[i] ?? 0,
  };
}

/** What was stored, of these teams or all. */
export async function readEvidence(db: Db, campaignId: string, teamIds?: readonly string[]): Promise<Found> {
  const those = teamIds === undefined ? sql`true` : sql`team_id = any(${[...teamIds]}::text[])`;
  // A row for every team and rule would take four times as long to fetch.
  const { rows } = await sql`select team_id, json_agg(rule) as rules, json_agg(verdict) as verdicts, json_agg(value) as values,
      json_agg(threshold) as thresholds, json_agg(met) as met, json_agg(of) as of, json_agg(n) as n
    from campaign_evidence where campaign_id = ${campaignId} and ${those} group by team_id`.execute(db);
  return new Map(
    z
      .array(stored)
      .parse(rows)
      .map((team) => [team.teamId, new Map(team.rules.map((rule, i) => [rule, evidenceAt(team, rule, i)]))]),
  );
}
