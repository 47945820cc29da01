import { sql } from 'kysely';
import { consistently } from '../database/consistently.ts';
import type { Db } from '../database/open.ts';
import { serviceOfDeployment } from '../domain/keys.ts';
import { deliveredColumns, pullJoin } from './list-changes.ts';
import { deploymentColumns } from './list-deployments.ts';
import { incidentColumns } from './list-incidents.ts';
import { instant, ownerColumns } from './list-query.ts';
import type { ListedChange, ListedDeployment, ListedIncident } from './lists.ts';
import type { DeploymentName, DeploymentStory, ListedChild, NearDeployment } from './story.ts';
import { failuresOf, remediedBy, restoredBy } from './story-failures.ts';
import { deploymentsAfter, deploymentsBefore } from './story-names.ts';

const mostDelivered = 500;
const mostIncidents = 100;

type Found = ListedDeployment & Pick<DeploymentStory, 'previousDeploymentId' | 'commitsVisited' | 'unknownParents' | 'detectedAt'>;

/** Null when there is no such deployment. */
export async function readDeployment(db: Db, id: string): Promise<DeploymentStory | null> {
  return await consistently(db, (trx) => storyOf(trx, id));
}

async function storyOf(db: Db, id: string): Promise<DeploymentStory | null> {
  const found = await deploymentOf(db, id);
  if (found === null) return null;
  const { serviceId } = found;
  const at = found.finishedAt ?? found.startedAt;
  const failures = await failuresOf(db, found);
  const [previous] = await deploymentsBefore(db, { serviceId, at, id, limit: 1 });
  const [next] = await deploymentsAfter(db, { serviceId, at, id, limit: 1 });
  return {
    ...found,
    children: await childrenOf(db, found),
    delivered: await deliveredBy(db, found),
    failures,
    restoredBy: await restoredBy(db, found, found.restoredAt, failures),
    remediates: await remediedBy(db, found),
    incidents: found.tier === 'production' ? await incidentsAfter(db, found) : [],
    previous: nameOf(previous),
    next: nameOf(next),
  };
}

function nameOf(near: NearDeployment | undefined): DeploymentName | null {
  if (near === undefined) return null;
  const { fromOpening: _, ...name } = near;
  return name;
}

async function deploymentOf(db: Db, id: string): Promise<Found | null> {
  const at = sql`coalesce(f.finished_at, f.started_at)`;
  const { rows } = await sql<Found>`select ${deploymentColumns}, ${ownerColumns}, f.previous_deployment_id, f.commits_visited,
      f.unknown_parents, f.detected_at
    from deployment f left join service s on s.service_id = f.service_id
      left join ownership o on o.service_id = f.service_id and ${at} >= o.from_at and ${at} < o.until_at
      left join team t on t.team_id = o.team_id
    where f.service_id = ${serviceOfDeployment(id)} and f.deployment_id = ${id}`.execute(db);
  return rows[0] ?? null;
}

async function childrenOf(db: Db, { serviceId, id }: Found): Promise<readonly ListedChild[]> {
  const { rows } = await sql<ListedChild>`select f.repository_id, f.origin, f.external_id, f.place, f.outcome, f.kind, f.started_at,
      f.finished_at, f.inferred, f.url
    from deployment_child f where f.service_id = ${serviceId} and f.deployment_id = ${id}
    order by coalesce(f.finished_at, f.started_at), f.repository_id, f.origin, f.external_id`.execute(db);
  return rows;
}

/** Service and owner are those of the deployment. */
async function deliveredBy(db: Db, { serviceId, serviceName, team, id }: Found): Promise<readonly ListedChange[]> {
  const { rows } = await sql<Omit<ListedChange, 'serviceName' | 'team'>>`select ${deliveredColumns} from delivery f ${pullJoin}
    where f.service_id = ${serviceId} and f.deployment_id = ${id} order by f.authored_at, f.repository_id, f.sha limit ${mostDelivered}`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, serviceName, team }));
}

/** Opened from its start until the next forward deployment of its repository started. */
async function incidentsAfter(db: Db, { serviceId, repositoryId, startedAt }: Found): Promise<readonly ListedIncident[]> {
  const next = await sql<{ at: Date | null }>`select min(f.started_at) as at from deployment f
    where f.service_id = ${serviceId} and f.repository_id = ${repositoryId} and f.kind in ('forward', 'baseline')
      and f.started_at > ${instant(startedAt)}`.execute(db);
  const until = next.rows[0]?.at ?? null;
  const { rows } = await sql<ListedIncident>`select ${incidentColumns}, ${ownerColumns} from incident f
      left join service s on s.service_id = f.service_id
      left join ownership o on o.service_id = f.service_id and f.opened_at >= o.from_at and f.opened_at < o.until_at
      left join team t on t.team_id = o.team_id
    where f.service_id = ${serviceId} and f.opened_at >= ${instant(startedAt)}
      and ${until === null ? sql`true` : sql`f.opened_at < ${instant(until)}`}
    order by f.opened_at, f.incident_id limit ${mostIncidents}`.execute(db);
  return rows;
}
