/** Coverage: which UTC days of an object are known. A cell only ever gets better: failed, then empty, then fetched. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { CoveredDays } from '../sources/source.ts';
import { iso } from './state.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Writes the cells of these ranges. A failure does not make known days unknown, and a quiet re-read does not empty a day that had
 * items. `coverage.at` is the last successful asking for as long as the day was not over when it was asked before.
 */
export async function writeCoverage(db: Db, sourceId: string, ranges: readonly CoveredDays[], at: Date): Promise<void> {
  for (const range of ranges) await writeRange(db, sourceId, range, at);
}

/** The UTC date of an instant, `YYYY-MM-DD`. */
function utcDate(at: Date): string {
  return iso(at).slice(0, 10);
}

async function writeRange(db: Db, sourceId: string, range: CoveredDays, at: Date): Promise<void> {
  const first = utcDate(range.from);
  const days = Math.round((Date.parse(utcDate(range.until)) - Date.parse(first)) / dayMilliseconds);
  if (!(days >= 0)) return;
  await sql`insert into coverage (source_id, repository_id, object, day, state, at)
    select ${sourceId}, ${range.repositoryId}, ${range.object}, ${first}::date + n,
      case when ${range.state} = 'failed' then 'failed'
        when ${first}::date + n = any(${[...range.daysWithItems]}::date[]) then 'fetched' else 'empty' end,
      ${iso(at)}::timestamptz
    from generate_series(0, ${days}::integer) as n
    on conflict (repository_id, object, day, source_id) do update set
      state = case when coverage.state = 'fetched' then 'fetched' else excluded.state end, at = excluded.at
    where (coverage.state = 'failed' and excluded.state <> 'failed')
      or (coverage.state = 'empty' and excluded.state = 'fetched')
      or (excluded.state <> 'failed' and coverage.at < excluded.at
        and coverage.at < ((coverage.day + 1)::timestamp at time zone 'UTC'))`.execute(db);
}
