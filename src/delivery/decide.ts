/** Taking a person's decision: checked against what is known, written to the ledger, its services marked to be derived again. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { serviceOfDeployment } from '../domain/keys.ts';
import { actionsOf, failureKey, type LedgerEntry, readFailureKey } from '../domain/ledger.ts';
import { markDecided } from './concerned.ts';
import { onDeployment } from './decide-deployment.ts';
import { onEntry } from './decide-entry.ts';
import { onIncident } from './decide-incident.ts';
import { type Checked, type Draft, refuse } from './decision.ts';
import { append, takeLedger } from './ledger-store.ts';

export type Decided = { readonly entry: LedgerEntry; readonly serviceIds: readonly string[] };

/** Evidence that is an incident is decided on the incident; a person's own mark is taken back by undoing it. */
async function onFailure(db: Db, draft: Draft): Promise<Checked> {
  const { key } = draft.subject;
  const parts = readFailureKey(key) ?? refuse(`subject.key: "${key}" names no evidence; it is <deployment>!<evidence>!<evidence id>.`);
  const { rows } = await sql<{ serviceId: string }>`select service_id from failure
    where service_id = ${serviceOfDeployment(parts.deploymentId)} and deployment_id = ${parts.deploymentId}
    and evidence = ${parts.evidence} and evidence_id = ${parts.evidenceId}`.execute(db);
  const [found] = rows;
  if (found === undefined) throw new AppError('not_found', `There is no such evidence: "${key}".`);
  const { serviceId } = found;
  if (parts.evidence === 'incident')
    return await onIncident(db, { ...draft, subject: { kind: 'incident', key: parts.evidenceId }, target: parts.deploymentId, serviceId });
  if (parts.evidence === 'person') {
    if (draft.action === 'confirm') refuse('A person marked it already; there is nothing to confirm.');
    return await onEntry(db, { ...draft, subject: { kind: 'entry', key: parts.evidenceId } });
  }
  return { subject: { kind: 'failure', key: failureKey(parts) }, action: draft.action, target: null, serviceId, concerns: [serviceId] };
}

async function checked(db: Db, draft: Draft, now: Date): Promise<Checked> {
  const { subject, action } = draft;
  if (!actionsOf[subject.kind].includes(action))
    refuse(
      `action: "${action}" is nothing to do with ${subject.kind === 'incident' || subject.kind === 'entry' ? 'an' : 'a'} ${subject.kind}; there are: ${actionsOf[subject.kind].join(', ')}.`,
    );
  if (draft.restoredAt !== null && action !== 'failed') refuse('restoredAt: only a deployment marked as failed has it.');
  if (subject.kind === 'incident') return await onIncident(db, draft);
  if (subject.kind === 'deployment') return await onDeployment(db, draft, now);
  return subject.kind === 'failure' ? await onFailure(db, draft) : await onEntry(db, draft);
}

async function concernDemo(trx: Db, serviceIds: readonly string[]): Promise<boolean> {
  const { rows } = await sql`select from service where demo and service_id = any(${[...serviceIds]}::text[]) limit 1`.execute(trx);
  return rows.length > 0;
}

/**
 * Writes a decision as the newest of the ledger, all or nothing; the services it concerns are marked and shown by it once derived.
 * @throws AppError `invalid`, `not_found`, `conflict` with what is wrong and what to do.
 */
export async function decide(db: Db, draft: Draft, author: string, now: Date): Promise<Decided> {
  return await db.transaction().execute(async (trx) => {
    await takeLedger(trx);
    const { concerns, leaves, left, ...entry } = await checked(trx, draft, now);
    const demo = await concernDemo(trx, concerns);
    const whole = { ...entry, author, note: draft.note, restoredAt: draft.restoredAt };
    if (leaves !== undefined) await append(trx, { ...whole, serviceId: leaves, action: 'not_change_related' }, now, demo);
    if (left !== undefined)
      await append(trx, { ...whole, subject: { kind: 'entry', key: left.entryId }, serviceId: left.serviceId }, now, demo);
    const written = await append(trx, whole, now, demo);
    await markDecided(trx, concerns);
    return { entry: written, serviceIds: concerns };
  });
}
