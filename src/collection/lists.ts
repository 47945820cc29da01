/** What is known of sources, services and teams, for people: state, last error, coverage, owners. */

import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { holds } from '../database/search.ts';
import { decodeCursor, pageOf } from '../domain/cursor.ts';

export type ListedSource = {
  readonly id: string;
  readonly kind: string;
  readonly url: string | null;
  readonly demo: boolean;
  readonly state: string;
  readonly stateReason: string | null;
  readonly progress: unknown;
  readonly lastStartedAt: Date | null;
  readonly lastFinishedAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastError: string | null;
  readonly lastErrorAt: Date | null;
  readonly nextRunAt: Date | null;
  readonly repositories: number;
  readonly rejected: number;
};

/** Every source with its state; payloads that could not be read are counted. */
export async function listSources(db: Db): Promise<readonly ListedSource[]> {
  const { rows } = await sql<ListedSource>`
    with counted as (select source_id, count(*) as repositories from repository group by source_id),
      refused as (select source_id, count(*) as rejected from raw_record where rejected is not null group by source_id)
    select s.source_id as id, s.kind, s.url, s.demo, s.state, s.state_reason, s.progress, s.last_started_at, s.last_finished_at, s.last_success_at,
      s.last_error, s.last_error_at, s.next_run_at, coalesce(c.repositories, 0) as repositories, coalesce(r.rejected, 0) as rejected
    from source s left join counted c using (source_id) left join refused r using (source_id) order by s.source_id`.execute(db);
  return rows.map((row) => ({ ...row, repositories: Number(row.repositories), rejected: Number(row.rejected) }));
}

export type ListedService = {
  readonly id: string;
  readonly name: string;
  readonly demo: boolean;
  readonly stability: boolean;
  readonly settings: unknown;
  readonly team: { readonly id: string; readonly name: string } | null;
  readonly undeployed: number;
  readonly lastDeploymentAt: Date | null;
  readonly derivedAt: Date | null;
};

export type ListedTeam = { readonly id: string; readonly name: string; readonly services: readonly string[] };

type Paging = { readonly limit: number; readonly after?: string | undefined };
/** `total` = how many rows the filter finds; told with the first page only. */
type Counted<T> = { readonly items: readonly T[]; readonly next: string | null; readonly total: number | null };

export type ServiceFilter = {
  readonly serviceId?: string | undefined;
  /** Owned now by this team. */
  readonly teamId?: string | undefined;
  /** Text in the name or the id. */
  readonly q?: string | undefined;
};

const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> => sql.join([sql`true`, ...conditions], sql` and `);
const asked = (columns: readonly RawBuilder<unknown>[], q: string | undefined): readonly RawBuilder<unknown>[] =>
  q === undefined ? [] : [sql`(${sql.join(holds(columns, q), sql` or `)})`];

/** Services by id, with who owns them now. */
export async function listServices(db: Db, filter: ServiceFilter, now: Date, paging: Paging): Promise<Counted<ListedService>> {
  const [after = ''] = paging.after === undefined ? [] : decodeCursor(paging.after, 1);
  const from = sql`from service s
    left join ownership o on o.service_id = s.service_id and o.from_at <= ${now}::timestamptz and o.until_at > ${now}::timestamptz
    left join team t on t.team_id = o.team_id`;
  const conditions = [
    ...(filter.serviceId === undefined ? [] : [sql`s.service_id = ${filter.serviceId}`]),
    ...(filter.teamId === undefined ? [] : [sql`o.team_id = ${filter.teamId}`]),
    ...asked([sql`s.name`, sql`s.service_id`], filter.q),
  ];
  // The page first: deployments are looked at for its services alone.
  const { rows } = await sql<ListedService & { teamId: string | null; teamName: string | null }>`
    with listed as materialized (select s.service_id, s.name, s.demo, s.stability, s.settings, t.team_id, t.name as team_name ${from}
        where ${all([...conditions, sql`s.service_id > ${after}`])} order by s.service_id limit ${paging.limit + 1}),
      waiting as (select service_id, count(*)::integer as undeployed from undeployed_change
        where service_id in (select l.service_id from listed l) group by service_id),
      newest as (select service_id, max(finished_at) as last_deployment_at from deployment
        where service_id in (select l.service_id from listed l) and tier = 'production' and outcome = 'succeeded' group by service_id)
    select l.service_id as id, l.name, l.demo, l.stability, l.settings, l.team_id, l.team_name, coalesce(w.undeployed, 0) as undeployed,
      n.last_deployment_at, st.derived_at
    from listed l left join waiting w on w.service_id = l.service_id left join newest n on n.service_id = l.service_id
      left join service_state st on st.service_id = l.service_id
    order by l.service_id`.execute(db);
  const listed = rows.map(({ teamId, teamName, ...row }) => ({
    ...row,
    team: teamId === null ? null : { id: teamId, name: teamName ?? teamId },
  }));
  const total = paging.after === undefined ? await countOf(db, sql`${from} where ${all(conditions)}`) : null;
  return { ...pageOf(listed, paging.limit, (row) => [row.id]), total };
}

export type TeamFilter = { readonly teamId?: string | undefined; readonly q?: string | undefined };

/** Teams by id, with the services they own now. */
export async function listTeams(db: Db, filter: TeamFilter, now: Date, paging: Paging): Promise<Counted<ListedTeam>> {
  const [after = ''] = paging.after === undefined ? [] : decodeCursor(paging.after, 1);
  const conditions = [
    ...(filter.teamId === undefined ? [] : [sql`t.team_id = ${filter.teamId}`]),
    ...asked([sql`t.name`, sql`t.team_id`], filter.q),
  ];
  const { rows } = await sql<ListedTeam>`
    select t.team_id as id, t.name, coalesce(json_agg(o.service_id order by o.service_id) filter (where o.service_id is not null), '[]') as services
    from team t left join ownership o on o.team_id = t.team_id and o.from_at <= ${now}::timestamptz and o.until_at > ${now}::timestamptz
    where ${all([...conditions, sql`t.team_id > ${after}`])}
    group by t.team_id, t.name order by t.team_id limit ${paging.limit + 1}`.execute(db);
  const total = paging.after === undefined ? await countOf(db, sql`from team t where ${all(conditions)}`) : null;
  return { ...pageOf(rows, paging.limit, (row) => [row.id]), total };
}

async function countOf(db: Db, from: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n ${from}`.execute(db);
  return rows[0]?.n ?? 0;
}
