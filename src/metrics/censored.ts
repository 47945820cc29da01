/** Change lead time with the changes that still wait counted as waiting (definitions §4). */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Clock, Scope } from '../domain/scope.ts';
import { productLimit } from '../statistics/kaplan-meier.ts';
import { instant, texts } from './facts.ts';
import type { Question } from './metric.ts';
import type { Censored } from './result.ts';
import type { Tally } from './tally.ts';

const DAY = 86_400_000;
/** As for the percentiles without them. */
const fewest = { p50: 6, p75: 11, p90: 29 } as const;

const starts: Readonly<Record<Clock, string>> = {
  authored: 'c.authored_at',
  committed: 'c.committed_at',
  first_commit_of_pull_request: 'c.first_commit_at',
  merged: 'c.merged_at',
};

/**
 * Delivered changes as they count for the metric, and those merged but not deployed by the end of the window as lasting at least so long.
 * What waits is known of the present only: null for windows that ended more than a day ago, or when nothing was delivered or waits.
 */
export async function readCensored(db: Db, question: Question, scope: Scope, { values }: Pick<Tally, 'values'>): Promise<Censored | null> {
  if (scope.window.to.getTime() < scope.now.getTime() - DAY) return null;
  const end = scope.window.to < scope.now ? scope.window.to : scope.now;
  const start = sql.ref(starts[question.clock]);
  const owned =
    question.teamId === null
      ? sql``
      : sql` join ownership o on o.service_id = c.service_id and o.team_id = ${question.teamId} and o.from_at <= ${instant(end)} and o.until_at > ${instant(end)}`;
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from ${instant(end)} - ${start})::double precision as seconds from undeployed_change c${owned}
    where c.service_id = any(${texts(question.serviceIds)}) and ${start} < ${instant(end)} and (${question.bots === 'included'} or not c.bot)`.execute(
    db,
  );
  if (values.length < fewest.p50) return null;
  const delivered = [...values].map((duration) => ({ duration, ended: true }));
  const waiting = rows.map(({ seconds }) => ({ duration: seconds, ended: false }));
  const [p50 = null, p75 = null, p90 = null] = productLimit([...delivered, ...waiting], [0.5, 0.75, 0.9]);
  const n = values.length + rows.length;
  return { p50, p75: n < fewest.p75 ? null : p75, p90: n < fewest.p90 ? null : p90, n, waiting: rows.length };
}
