/** Decisions on where an incident belongs. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { readIncidentKey } from '../domain/keys.ts';
import { blamable, deploymentOf } from './decide-deployment.ts';
import { type Checked, type Draft, refuse } from './decision.ts';

type Seen = { readonly serviceId: string; readonly deploymentId: string | null };

async function servicesSeeing(db: Db, incidentId: string): Promise<readonly Seen[]> {
  const { rows } =
    await sql<Seen>`select service_id, deployment_id from incident where incident_id = ${incidentId} order by service_id`.execute(db);
  return rows;
}

async function isCollected(db: Db, incidentId: string): Promise<boolean> {
  const id = readIncidentKey(incidentId);
  if (id === null) return false;
  const { rows } = await sql`select from incident_event where repository_id = ${id.repositoryId} and origin = ${id.origin}
    and external_id = ${id.externalId}`.execute(db);
  return rows.length > 0;
}

export async function onIncident(db: Db, { subject, action, target, serviceId }: Draft): Promise<Checked> {
  const seen = await servicesSeeing(db, subject.key);
  const linking = action === 'link' || action === 'move';
  if (seen.length === 0 && !(linking && (await isCollected(db, subject.key))))
    throw new AppError('not_found', `There is no incident "${subject.key}". GET /api/v1/incidents lists them.`);
  const views = serviceId === null ? seen : seen.filter((view) => view.serviceId === serviceId);
  if (serviceId !== null && views.length === 0 && !linking)
    throw new AppError('not_found', `Service "${serviceId}" has no incident "${subject.key}".`);
  if (action === 'not_change_related') return { subject, action, target: null, serviceId, concerns: views.map((view) => view.serviceId) };
  if (linking) {
    const known = await blamable(db, target ?? refuse(`target: ${action} needs the deployment to link to, as { kind: deployment, key }.`));
    const leaves = action === 'move' ? leftService(seen, known.serviceId, serviceId) : undefined;
    const concerns = [known.serviceId, ...(leaves === undefined ? [] : [leaves])];
    return { subject, action, target: known.deploymentId, serviceId: known.serviceId, concerns, leaves };
  }
  const [view, ...more] = target === null ? views : views.filter((one) => target.startsWith(`${one.serviceId}:`));
  if (view === undefined) return refuse(`target: deployment "${target}" belongs to no service that has this incident.`);
  if (more.length > 0)
    return refuse(
      `service: several services have this incident (${views.map((one) => one.serviceId).join(', ')}); say which one is meant.`,
    );
  const deploymentId = target === null ? view.deploymentId : (await deploymentOf(db, target)).deploymentId;
  if (deploymentId === null) return refuse('It is attributed to no deployment: link it to one instead.');
  return { subject, action, target: deploymentId, serviceId: view.serviceId, concerns: [view.serviceId] };
}

/** Which service an incident leaves when it goes to a deployment of another one: the one that is meant, or the only one that has it. */
function leftService(seen: readonly Seen[], to: string, meant: string | null): string | undefined {
  if (meant !== null) return meant === to ? undefined : meant;
  if (seen.some((view) => view.serviceId === to)) return undefined;
  const [only, ...more] = seen;
  if (more.length > 0)
    refuse(`service: several services have this incident (${seen.map((one) => one.serviceId).join(', ')}); say which one it leaves.`);
  return only?.serviceId;
}
