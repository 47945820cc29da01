/** Taking a person's decision: checked against what is known, written to the ledger, its services marked to be derived again. */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { readIncidentKey } from '../domain/keys.ts';
import { actionsOf, failureKey, type LedgerEntry, readFailureKey } from '../domain/ledger.ts';
import { append, findEntries, findEntry, findUndo, takeLedger } from './ledger-store.ts';

/** A decision as a person states it. */
export type Draft = Pick<LedgerEntry, 'subject' | 'action' | 'note' | 'restoredAt'> & {
  /** A deployment id; of confirm and reject absent = the deployment the incident is attributed to now. */
  readonly target: string | null;
  /** Whose view of an incident is meant; null = all, or the one there is. */
  readonly serviceId: string | null;
};

export type Decided = { readonly entry: LedgerEntry; readonly serviceIds: readonly string[] };

type Seen = { readonly serviceId: string; readonly deploymentId: string | null };
type Known = {
  readonly serviceId: string;
  readonly deploymentId: string;
  readonly kind: string | null;
  readonly unplanned: string | null;
  readonly finishedAt: Date | null;
};
/** A checked decision, and the services it concerns. */
type Checked = Pick<LedgerEntry, 'subject' | 'serviceId' | 'action' | 'target'> & {
  readonly concerns: readonly string[];
  /** Moved to a deployment of another service, the incident leaves this one. */
  readonly leaves?: string | undefined;
  /** Undoing such a move takes this back with it. */
  readonly left?: LedgerEntry | undefined;
};

const refuse = (message: string): never => {
  throw new AppError('invalid', message);
};

/** @throws AppError `not_found`. */
async function deploymentOf(db: Db, id: string): Promise<Known> {
  const { rows } = await sql<Known>`select d.service_id, d.deployment_id, d.kind, d.unplanned, d.finished_at from deployment d
    where d.deployment_id = ${id}`.execute(db);
  const [known] = rows;
  if (known === undefined) throw new AppError('not_found', `There is no deployment "${id}". GET /api/v1/deployments lists them.`);
  return known;
}

/** A deployment that can be blamed. */
async function blamable(db: Db, id: string): Promise<Known> {
  const known = await deploymentOf(db, id);
  const counts = await sql`select from failure where service_id = ${known.serviceId} and deployment_id = ${known.deploymentId}
    and evidence = 'failed_rollout'`.execute(db);
  if (known.kind === null && counts.rows.length === 0)
    refuse(
      `Deployment "${id}" did not succeed in production, so nothing ran that could fail. Choose the deployment that was running; failed rollouts count where failures: { failed_rollout: true } says so.`,
    );
  return known;
}

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

async function onIncident(db: Db, { subject, action, target, serviceId }: Draft): Promise<Checked> {
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

/** The end a person states lies after the deployment and not ahead. */
function checkEnd(restoredAt: Date | null, { finishedAt }: Known, now: Date): void {
  if (restoredAt === null) return;
  if (restoredAt > now) refuse(`restoredAt: ${restoredAt.toISOString()} lies ahead.`);
  if (finishedAt !== null && restoredAt < finishedAt)
    refuse(`restoredAt: ${restoredAt.toISOString()} is before the deployment finished (${finishedAt.toISOString()}).`);
}

async function onDeployment(db: Db, { subject, action, restoredAt }: Draft, now: Date): Promise<Checked> {
  const known = action === 'failed' ? await blamable(db, subject.key) : await deploymentOf(db, subject.key);
  checkEnd(restoredAt, known, now);
  if (action === 'unplanned' && known.unplanned !== null)
    throw new AppError('conflict', `Deployment "${subject.key}" is unplanned already (${known.unplanned}).`);
  if (action === 'unplanned' && known.kind !== 'forward' && known.kind !== 'baseline')
    refuse(`Only a deployment that moved production forward can be marked as unplanned; "${subject.key}" did not.`);
  const { serviceId, deploymentId } = known;
  return { subject: { kind: 'deployment', key: deploymentId }, action, target: null, serviceId, concerns: [serviceId] };
}

/** Evidence that is an incident is decided on the incident; a person's own mark is taken back by undoing it. */
async function onFailure(db: Db, draft: Draft): Promise<Checked> {
  const { key } = draft.subject;
  const parts = readFailureKey(key) ?? refuse(`subject.key: "${key}" names no evidence; it is <deployment>!<evidence>!<evidence id>.`);
  const { rows } = await sql<{ serviceId: string }>`select service_id from failure where deployment_id = ${parts.deploymentId}
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

async function onEntry(db: Db, { subject }: Draft): Promise<Checked> {
  const entry = await findEntry(db, subject.key);
  if (entry === null) throw new AppError('not_found', `There is no ledger entry "${subject.key}". GET /api/v1/ledger lists them.`);
  const undo = await findUndo(db, entry.entryId);
  if (undo !== null) throw new AppError('conflict', `That entry was undone already, by "${undo.entryId}". Undo that one to bring it back.`);
  const left = entry.action === 'move' ? await leftBy(db, entry) : undefined;
  const concerns = [...(await concernedBy(db, [entry])), ...(left?.serviceId ? [left.serviceId] : [])];
  return { subject, action: 'undo', target: null, serviceId: entry.serviceId, concerns, left };
}

/** The entry by which the incident left another service when it was moved; it names where it went. */
async function leftBy(db: Db, { subject, target, at }: LedgerEntry): Promise<LedgerEntry | undefined> {
  const row = await db
    .selectFrom('ledgerEntry')
    .select('entryId')
    .where('action', '=', 'not_change_related')
    .where('subjectKey', '=', subject.key)
    .where('targetKey', '=', target)
    .where('at', '<', at)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const entry = row === undefined ? null : await findEntry(db, row.entryId);
  return entry !== null && (await findUndo(db, entry.entryId)) === null ? entry : undefined;
}

/** The services whose facts entries touch; an undo touches those of what it takes back. */
export async function concernedBy(db: Db, entries: readonly LedgerEntry[]): Promise<readonly string[]> {
  const serviceIds = new Set<string>();
  const incidentIds = new Set<string>();
  const looked = new Set<string>();
  let open = entries;
  while (open.length > 0) {
    const undone = new Set<string>();
    for (const { entryId, serviceId, subject } of open) {
      looked.add(entryId);
      if (serviceId !== null) serviceIds.add(serviceId);
      else if (subject.kind === 'incident') incidentIds.add(subject.key);
      else if (subject.kind === 'entry') undone.add(subject.key);
    }
    open = (await findEntries(db, [...undone])).filter((entry) => !looked.has(entry.entryId));
  }
  const { rows } = await sql<{ serviceId: string }>`select distinct service_id from incident
    where incident_id = any(${[...incidentIds]}::text[])`.execute(db);
  for (const row of rows) serviceIds.add(row.serviceId);
  return [...serviceIds].sort();
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

/** Marks services so that the decision shows in their facts. */
export async function markDecided(trx: Db, serviceIds: readonly string[]): Promise<void> {
  const sinceEver = new Date(0).toISOString();
  await sql`insert into dirty_service (service_id, from_at, mark)
    select service_id, ${sinceEver}::timestamptz, ${randomUUID()} from service where service_id = any(${[...serviceIds]}::text[]) order by service_id
    on conflict (service_id) do update set from_at = least(dirty_service.from_at, excluded.from_at), mark = excluded.mark`.execute(trx);
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
