/** What the facts of a window lack: commits, parents, originals; and payloads that could not be read. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Window } from '../domain/scope.ts';
import { inQuestion, instant, texts } from './facts.ts';
import { idsOf, type ScopeService } from './services.ts';

/** Shares of what there is; null = there is nothing it could be a share of. */
export type Gaps = {
  /** Production deployments whose commit was never collected. */
  readonly unknownCommits: number | null;
  /** Commits with a parent that was never collected and is no boundary, among those first visited. */
  readonly unknownParents: number | null;
  /** Delivered pull requests whose original commits are unknown after a squash. */
  readonly unknownOriginals: number | null;
  readonly rejected: { readonly count: number; readonly of: number } | null;
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export async function readGaps(
  db: Db,
  services: readonly ScopeService[],
  { teamId, window, now }: { readonly teamId: string | null; readonly window: Window; readonly now: Date },
): Promise<Gaps> {
  const to = window.to < now ? window.to : now;
  const question = {
    serviceIds: idsOf(services),
    stableIds: [],
    teamId,
    from: window.from,
    to,
    clock: 'authored',
    bots: 'included',
  } as const;
  const deployed = await sql<{ all: number; unknown: number; visited: number; orphans: number }>`
    select count(*) as all, count(*) filter (where not f.commit_known) as unknown, coalesce(sum(f.commits_visited), 0) as visited,
      coalesce(sum(f.unknown_parents), 0) as orphans
    ${inQuestion('deployment', question)} and f.tier = 'production'`.execute(db);
  const squashed = await sql<{ pulls: number; unknown: number }>`
    select count(*) as pulls, count(*) filter (where p.unknown) as unknown from (
      select f.service_id, f.repository_id, f.pull_number, bool_or(f.originals_unknown) as unknown
      ${inQuestion('delivery', question)} and f.kind = 'forward' and f.pull_number is not null
      group by f.service_id, f.repository_id, f.pull_number) as p`.execute(db);
  const counts = deployed.rows[0];
  const pulls = squashed.rows[0];
  return {
    unknownCommits: share(counts?.unknown ?? 0, counts?.all ?? 0),
    unknownParents: share(counts?.orphans ?? 0, counts?.visited ?? 0),
    unknownOriginals: share(pulls?.unknown ?? 0, pulls?.pulls ?? 0),
    rejected: await readRejected(db, services, window),
  };
}

/** Payloads read since the window began (no earlier one can tell of it), and how many could not be understood. */
async function readRejected(db: Db, services: readonly ScopeService[], window: Window): Promise<Gaps['rejected']> {
  if (services.length === 0) return null;
  const those = sql`from raw_record where fetched_at >= ${instant(window.from)}
    and repository_id in (select r.repository_id from repository_service r where r.service_id = any(${texts(idsOf(services))}))`;
  const rejected = await sql<{ n: number }>`select count(*) as n ${those} and rejected is not null`.execute(db);
  const count = rejected.rows[0]?.n ?? 0;
  if (count === 0) return { count, of: 0 };
  const all = await sql<{ n: number }>`select count(*) as n ${those}`.execute(db);
  return { count, of: all.rows[0]?.n ?? 0 };
}
