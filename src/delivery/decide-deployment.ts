/** Decisions on a deployment: it failed though no incident tells, or it was not planned. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { serviceOfDeployment } from '../domain/keys.ts';
import { type Checked, type Draft, refuse } from './decision.ts';

type Known = {
  readonly serviceId: string;
  readonly deploymentId: string;
  readonly kind: string | null;
  readonly unplanned: string | null;
  readonly finishedAt: Date | null;
};

/** @throws AppError `not_found`. */
export async function deploymentOf(db: Db, id: string): Promise<Known> {
  const { rows } = await sql<Known>`select d.service_id, d.deployment_id, d.kind, d.unplanned, d.finished_at from deployment d
    where d.service_id = ${serviceOfDeployment(id)} and d.deployment_id = ${id}`.execute(db);
  const [known] = rows;
  if (known === undefined) throw new AppError('not_found', `There is no deployment "${id}". GET /api/v1/deployments lists them.`);
  return known;
}

/** A deployment that can be blamed. */
export async function blamable(db: Db, id: string): Promise<Known> {
  const known = await deploymentOf(db, id);
  const counts = await sql`select from failure where service_id = ${known.serviceId} and deployment_id = ${known.deploymentId}
    and evidence = 'failed_rollout'`.execute(db);
  if (known.kind === null && counts.rows.length === 0)
    refuse(
      `Deployment "${id}" did not succeed in production, so nothing ran that could fail. Choose the deployment that was running; failed rollouts count where failures: { failed_rollout: true } says so.`,
    );
  return known;
}

/** The end a person states lies after the deployment and not ahead. */
function checkEnd(restoredAt: Date | null, { finishedAt }: Known, now: Date): void {
  if (restoredAt === null) return;
  if (restoredAt > now) refuse(`restoredAt: ${restoredAt.toISOString()} lies ahead.`);
  if (finishedAt !== null && restoredAt < finishedAt)
    refuse(`restoredAt: ${restoredAt.toISOString()} is before the deployment finished (${finishedAt.toISOString()}).`);
}

export async function onDeployment(db: Db, { subject, action, restoredAt }: Draft, now: Date): Promise<Checked> {
  const known = action === 'failed' ? await blamable(db, subject.key) : await deploymentOf(db, subject.key);
  checkEnd(restoredAt, known, now);
  if (action === 'unplanned' && known.unplanned !== null)
    throw new AppError('conflict', `Deployment "${subject.key}" is unplanned already (${known.unplanned}).`);
  if (action === 'unplanned' && known.kind !== 'forward' && known.kind !== 'baseline')
    refuse(`Only a deployment that moved production forward can be marked as unplanned; "${subject.key}" did not.`);
  const { serviceId, deploymentId } = known;
  return { subject: { kind: 'deployment', key: deploymentId }, action, target: null, serviceId, concerns: [serviceId] };
}
