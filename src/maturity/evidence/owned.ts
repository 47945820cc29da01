/** What teams own, as fragments of SQL and as lists. Ownership is dated: a record belongs to who owned its service at that instant. */

import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { SourceKind } from './rule.ts';
import type { Asked } from './topic.ts';

export const instant = (at: Date): RawBuilder<Date> => sql`${at.toISOString()}::timestamptz`;
export const texts = (list: readonly string[]): RawBuilder<unknown> => sql`${[...list]}::text[]`;
export const numbers = (list: readonly number[]): RawBuilder<unknown> => sql`${[...list]}::integer[]`;

/** Joins `f` (with a `service_id`) to the asked teams that owned it at the instant `at`. */
export function ownedAt(at: RawBuilder<unknown>, { teamIds }: Asked): RawBuilder<unknown> {
  return sql`join ownership o on o.service_id = f.service_id and o.team_id = any(${texts(teamIds)})
    and ${at} >= o.from_at and ${at} < o.until_at`;
}

/** A repository a team owns a service of at the end of the window. */
export type OwnedRepository = {
  readonly teamId: string;
  readonly repositoryId: string;
  readonly name: string;
  readonly url: string | null;
  readonly defaultBranch: string | null;
  readonly createdAt: Date | null;
};

/** Those of GitHub only: nothing else tells of practices yet. */
export async function ownedRepositories(db: Db, { teamIds, to }: Asked): Promise<readonly OwnedRepository[]> {
  const { rows } = await sql<OwnedRepository>`
    select distinct o.team_id, r.repository_id, r.name, r.url, r.default_branch, r.created_at
    from ownership o join repository_service l on l.service_id = o.service_id join repository r on r.repository_id = l.repository_id
      join source s on s.source_id = r.source_id and s.kind = 'github'
    where o.team_id = any(${texts(teamIds)}) and ${instant(to)} > o.from_at and ${instant(to)} <= o.until_at
    order by o.team_id, r.repository_id`.execute(db);
  return rows;
}

/**
 * Which kinds of sources could tell of each team's services within the window, by team: those its repositories are read from, and PagerDuty
 * where a rule of a service reads it. Every team there is has an entry.
 */
export async function sourcesByTeam(db: Db, from: Date, to: Date): Promise<ReadonlyMap<string, ReadonlySet<SourceKind>>> {
  const owned = sql`o.from_at < ${instant(to)} and o.until_at > ${instant(from)}`;
  const { rows } = await sql<{ teamId: string; kind: SourceKind | null }>`
    select t.team_id, s.kind from team t left join ownership o on o.team_id = t.team_id and ${owned}
      left join repository_service l on l.service_id = o.service_id left join repository r on r.repository_id = l.repository_id
      left join source s on s.source_id = r.source_id
    union
    select o.team_id, 'pagerduty' from ownership o join service v on v.service_id = o.service_id
    where ${owned} and v.settings -> 'incidents' @> '[{"from": "pagerduty"}]' and exists (select from source s where s.kind = 'pagerduty')
    order by 1, 2`.execute(db);
  const found = new Map<string, Set<SourceKind>>();
  for (const { teamId, kind } of rows) {
    const own = found.get(teamId) ?? new Set();
    if (kind !== null) own.add(kind);
    found.set(teamId, own);
  }
  return found;
}
