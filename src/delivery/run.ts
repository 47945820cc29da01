/** Derivation against the database: services with news, one transaction each, writing only what differs. */

import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { replaceRows } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { factTables } from '../database/specs.ts';
import { deriveService } from './derive.ts';
import { loadRecords, lockService } from './load.ts';
import type { ServiceFacts } from './records.ts';
import { refreshUnmapped } from './unmapped.ts';

export type DeriveOptions = {
  /** Stored as the instant of derivation; has no influence on facts. */
  readonly now: Date;
  /** Derive services without news as well. */
  readonly rebuild?: boolean;
  /** Only these services; default all. */
  readonly serviceIds?: readonly string[];
  /** Stops between two services; what is left stays marked. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: { readonly serviceId: string; readonly done: number; readonly total: number }) => void;
};

export type DeriveResult = { readonly services: number; readonly rowsChanged: number };

type Changed = { readonly rowsChanged: number };

async function markAll(db: Db, serviceIds: readonly string[] | null): Promise<void> {
  const sinceEver = new Date(0).toISOString();
  await sql`insert into dirty_service (service_id, from_at, mark)
    select service_id, ${sinceEver}::timestamptz, ${randomUUID()} from service
    where ${serviceIds === null}::boolean or service_id = any(${serviceIds ?? []}::text[]) order by service_id
    on conflict (service_id) do update set from_at = least(dirty_service.from_at, excluded.from_at), mark = excluded.mark`.execute(db);
}

async function dirtyServices(db: Db, serviceIds: readonly string[] | null): Promise<readonly string[]> {
  const answer = await sql<{ serviceId: string }>`select service_id from dirty_service
    where ${serviceIds === null}::boolean or service_id = any(${serviceIds ?? []}::text[]) order by service_id`.execute(db);
  return answer.rows.map((row) => row.serviceId);
}

/** A signed 64-bit number as decimal text: the lock of one service's facts. */
function lockNumber(serviceId: string): string {
  return createHash('sha256').update(`plumbline derive ${serviceId}`).digest().readBigInt64BE(0).toString();
}

/** Makes these the only facts of the service, writing what differs; answers how many rows. */
export async function writeFacts(db: Db, serviceId: string, facts: ServiceFacts): Promise<number> {
  const within = { service_id: serviceId };
  const writes = [
    await replaceRows(db, factTables.deployment, within, facts.deployments),
    await replaceRows(db, factTables.deployment_child, within, facts.children),
    await replaceRows(db, factTables.delivery, within, facts.deliveries),
    await replaceRows(db, factTables.undeployed_change, within, facts.undeployed),
    await replaceRows(db, factTables.pull_request_flow, within, facts.pullRequests),
    await replaceRows(db, factTables.failure, within, facts.failures),
    await replaceRows(db, factTables.incident, within, facts.incidents),
  ];
  return writes.reduce((sum, w) => sum + w.inserted + w.updated + w.deleted, 0);
}

/** Facts of equal content have equal versions, also after a rebuild on another machine. */
function contentVersion(facts: ServiceFacts): string {
  const hash = createHash('sha256');
  for (const rows of Object.values(facts)) for (const row of rows) hash.update(JSON.stringify(row));
  return hash.digest('hex').slice(0, 16);
}

async function noteState(db: Db, serviceId: string, now: Date, version: string): Promise<void> {
  await sql`insert into service_state (service_id, derived_at, version) values (${serviceId}, ${now.toISOString()}::timestamptz, ${version})
    on conflict (service_id) do update set derived_at = excluded.derived_at, version = excluded.version`.execute(db);
}

/**
 * Derives one service if it still carries a mark. The mark goes with the facts in one transaction, and only if no news arrived since
 * it was read. Null when another process was faster.
 */
async function deriveOne(db: Db, serviceId: string, now: Date): Promise<Changed | null> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${lockNumber(serviceId)}::bigint)`.execute(trx);
    const service = await lockService(trx, serviceId);
    const marks = await sql<{ mark: string }>`select mark from dirty_service where service_id = ${serviceId}`.execute(trx);
    const mark = marks.rows[0]?.mark;
    if (mark === undefined) return null;
    let rowsChanged = 0;
    if (service !== null) {
      const facts = deriveService(await loadRecords(trx, service));
      rowsChanged = await writeFacts(trx, serviceId, facts);
      await noteState(trx, serviceId, now, contentVersion(facts));
    }
    await sql`delete from dirty_service where service_id = ${serviceId} and mark = ${mark}`.execute(trx);
    return { rowsChanged };
  });
}

/**
 * Derives the facts of every service with news, in the order of their ids; several processes may do so at once. Facts are a pure
 * function of the records, so a rebuild ends with the same rows. Then says which incidents no service takes. Answers how many services
 * were derived and how many of their rows changed.
 */
export async function deriveDirty(db: Db, options: DeriveOptions): Promise<DeriveResult> {
  const only = options.serviceIds ?? null;
  if (options.rebuild === true) await markAll(db, only);
  const todo = await dirtyServices(db, only);
  let services = 0;
  let rowsChanged = 0;
  for (const [index, serviceId] of todo.entries()) {
    if (options.signal?.aborted) break;
    options.onProgress?.({ serviceId, done: index, total: todo.length });
    const changed = await deriveOne(db, serviceId, options.now);
    if (changed === null) continue;
    services += 1;
    rowsChanged += changed.rowsChanged;
  }
  if (!options.signal?.aborted) await refreshUnmapped(db);
  return { services, rowsChanged };
}
