/** Incidents that no service claims: whose they are is not known, so they may be any team's. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant } from '../owned.ts';
import { type Asked, type Row, topic } from '../topic.ts';

async function loadUnclaimed(db: Db, asked: Asked): Promise<readonly Row[]> {
  const { rows } = await sql<Omit<Row, 'teamId'>>`
    select repository_id || ':' || origin || ':' || external_id as key, opened_at as at, title, url from unmapped_incident
    where origin = 'pagerduty' and opened_at >= ${instant(asked.from)} and opened_at < ${instant(asked.to)} order by key`.execute(db);
  return asked.teamIds.flatMap((teamId) => rows.map((row) => ({ ...row, teamId })));
}

export const unclaimed = topic<Row>(['pagerduty'], loadUnclaimed, [
  { rule: 'plt-3b', part: 'incidents', judge: () => ({ met: null, why: 'no service claims it: it may be one of the team' }) },
]);
