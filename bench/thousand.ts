/** An organisation of many services, made in the database itself: facts, ownership and coverage of a year that ends at `now`. */

import { sql } from 'kysely';
import type { Db } from '../src/database/open.ts';

export type Size = { readonly services: number; readonly deploymentsPerService: number; readonly changesPerDeployment: number };

const settings = (repositoryId: string) => ({
  repositories: [{ repositoryId, name: repositoryId, paths: null }],
  deployments: [{ from: 'deployments' }],
  incidents: [{ from: 'issues', labels: ['incident'], windowSeconds: 86_400 }],
  failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: false },
  foldSeconds: 3600,
  hotfixWords: ['hotfix'],
  revertAgeSeconds: 2_592_000,
  sourceCommit: null,
  productionWords: ['prod', 'production', 'live'],
  bots: [],
});

/** Deployments lie evenly over the year but for a wobble; services differ by decades in lead time and in how often they deploy. */
export async function makeOrganisation(db: Db, { services, deploymentsPerService, changesPerDeployment }: Size, now: Date): Promise<void> {
  const at = now.toISOString();
  await sql`insert into source (source_id, kind, settings_hash, last_success_at) values ('bench', 'github', '', ${at}::timestamptz)`.execute(
    db,
  );
  await sql`insert into team (team_id, name) select 'team-' || t, 'Team ' || t from generate_series(1, 40) as t`.execute(db);
  await sql`insert into service (service_id, name, settings, settings_hash, stability)
    select 'service-' || lpad(s::text, 4, '0'), 'Service ' || s,
      jsonb_set(${JSON.stringify(settings('?'))}::jsonb, '{repositories,0,repositoryId}', to_jsonb('bench:repo-' || s)), '', true
    from generate_series(1, ${services}::integer) as s`.execute(db);
  await sql`insert into ownership (service_id, team_id, from_at, until_at)
    select service_id, 'team-' || (1 + row_number() over (order by service_id) % 40), '-infinity', 'infinity' from service`.execute(db);
  await sql`insert into repository_service (repository_id, service_id)
    select settings #>> '{repositories,0,repositoryId}', service_id from service`.execute(db);
  await sql`insert into repository (repository_id, source_id, name, fetched_at)
    select repository_id, 'bench', repository_id, ${at}::timestamptz from repository_service`.execute(db);
  await sql`insert into coverage (source_id, repository_id, object, day, state, at)
    select 'bench', repository_id, object, (${at}::timestamptz at time zone 'UTC')::date - d, 'fetched', ${at}::timestamptz
    from repository_service, unnest(array['deployments', 'issues']) as object, generate_series(0, 560) as d`.execute(db);
  await sql`insert into deployment (service_id, deployment_id, repository_id, tier, places, version, sha, commit_known, started_at, finished_at, outcome,
      kind, inferred, title, changes, commits_visited, unknown_parents, failed, detected_at, restored_at, recovery, fetched_at)
    select service_id, service_id || ':' || d, repository_id, 'production', array['production'], 'v' || d, md5(service_id || d), true,
      finished - interval '6 minutes', finished, 'succeeded', 'forward', false, 'Release ' || d, ${changesPerDeployment}::integer, 2, 0, failed,
      case when failed then finished + interval '10 minutes' end, case when failed then finished + interval '10 minutes' * (1 + wobble * 20) end,
      case when failed then 'restored' end, ${at}::timestamptz
    from (select rs.service_id, rs.repository_id, d, wobble, wobble < 0.02 + 0.3 * share as failed,
        ${at}::timestamptz - (d + wobble) * (interval '365 days' / (${deploymentsPerService}::double precision * (0.1 + 0.9 * share))) as finished
      from repository_service rs,
        lateral (select ('x' || substr(md5(rs.service_id), 1, 6))::bit(24)::integer / 16777216.0 as share) as s,
        generate_series(1, (${deploymentsPerService}::double precision * (0.1 + 0.9 * share))::integer) as d,
        lateral (select ('x' || substr(md5(rs.service_id || d), 1, 6))::bit(24)::integer / 16777216.0 as wobble) as w) as made`.execute(db);
  await sql`insert into delivery (service_id, repository_id, sha, deployment_id, kind, finished_at, authored_at, committed_at, bot, originals_unknown,
      title, fetched_at)
    select d.service_id, d.repository_id, md5(d.deployment_id || c), d.deployment_id, 'forward', d.finished_at,
      d.finished_at - interval '1 hour' * exp(1 + 4 * (('x' || substr(md5(d.service_id), 7, 6))::bit(24)::integer / 16777216.0)
        + (('x' || substr(md5(d.deployment_id || c), 1, 6))::bit(24)::integer / 16777216.0)),
      d.finished_at, false, false, 'Change ' || c, ${at}::timestamptz
    from deployment d, generate_series(1, ${changesPerDeployment}::integer) as c`.execute(db);
  await sql`analyze`.execute(db);
}
