import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { all } from './list-query.ts';
import type { DeploymentName, IncidentName, NearDeployment } from './story.ts';

const nameColumns = sql`f.deployment_id as id, f.title, f.version, f.sha, f.kind, f.outcome, f.started_at, f.finished_at`;

/** Deployments of a service by id. */
export async function namedDeployments(db: Db, serviceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, DeploymentName>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<DeploymentName>`select ${nameColumns} from deployment f
    where f.service_id = ${serviceId} and f.deployment_id = any(${[...new Set(ids)]}::text[]) order by f.deployment_id`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Incidents of a service by id. */
export async function namedIncidents(db: Db, serviceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, IncidentName>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<IncidentName>`select f.incident_id as id, f.title, f.url, f.opened_at, f.resolved_at from incident f
    where f.service_id = ${serviceId} and f.incident_id = any(${[...new Set(ids)]}::text[]) order by f.incident_id`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

type Side = {
  readonly serviceId: string;
  readonly at: Date;
  /** Of those that finished at the very instant: only ids beyond this one; absent = they count as before. */
  readonly id?: string;
  readonly limit: number;
};

const live = sql`f.tier = 'production' and f.outcome = 'succeeded'`;

async function beside(db: Db, { serviceId, at, limit }: Side, where: RawBuilder<unknown>, direction: 'asc' | 'desc') {
  const opened = sql`${at.toISOString()}::timestamptz`;
  const order = sql.raw(direction);
  const { rows } =
    await sql<NearDeployment>`select ${nameColumns}, extract(epoch from f.finished_at - ${opened})::double precision as from_opening
    from deployment f where ${all([sql`f.service_id = ${serviceId}`, live, where])}
    order by f.finished_at ${order}, f.deployment_id ${order} limit ${limit}`.execute(db);
  return rows;
}

/** Successful production deployments of a service that finished last before an instant (or another deployment), newest first. */
export async function deploymentsBefore(db: Db, side: Side): Promise<readonly NearDeployment[]> {
  const at = sql`${side.at.toISOString()}::timestamptz`;
  const where = side.id === undefined ? sql`f.finished_at <= ${at}` : sql`(f.finished_at, f.deployment_id) < (${at}, ${side.id}::text)`;
  return await beside(db, side, where, 'desc');
}

/** Those that finished first after it, oldest first. */
export async function deploymentsAfter(db: Db, side: Side): Promise<readonly NearDeployment[]> {
  const at = sql`${side.at.toISOString()}::timestamptz`;
  const where = side.id === undefined ? sql`f.finished_at > ${at}` : sql`(f.finished_at, f.deployment_id) > (${at}, ${side.id}::text)`;
  return await beside(db, side, where, 'asc');
}
