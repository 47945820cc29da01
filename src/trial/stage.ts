/**
 * A stage beside the real tables: temporary ones of the same names, which hide the real ones from every statement of one transaction
 * that is always rolled back. What is tried there is asked by the same SQL as everywhere, no row of a real table is locked or written,
 * so readers and derivation go on undisturbed, and nothing is left however it ends.
 */

import { sql } from 'kysely';
import { replaceRows } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { factTables } from '../database/specs.ts';
import { errorCode, unavailable } from '../database/trouble.ts';
import type { ServiceFacts } from '../delivery/records.ts';
import { writeFacts } from '../delivery/run.ts';
import { writeUnmapped } from '../delivery/unmapped.ts';
import { hasStabilitySource, type Service } from '../domain/service.ts';

type Staged = { readonly name: string; readonly filled: boolean };

/**
 * What answers about metrics read and rules decide; everything else is read where it is. Facts are those of the tried service alone,
 * but quality asks of incidents whether any service takes them.
 */
const staged: readonly Staged[] = [
  ...['service', 'unmapped_incident'].map((name) => ({ name, filled: true })),
  ...Object.values(factTables).map(({ name }) => ({ name, filled: name === 'incident' })),
];

/** Under another name first: as long as it has that, the real table can be read. */
async function build(stage: Db, { name, filled }: Staged): Promise<void> {
  const built = sql.table(`staged_${name}`);
  const real = sql.table(name);
  await sql`create temporary table ${built} (like ${real} including all) on commit drop`.execute(stage);
  if (filled) await sql`insert into ${built} select * from ${real}`.execute(stage);
  await sql`alter table ${built} rename to ${real}`.execute(stage);
}

export type StageLimits = {
  /** Of one statement; default 60 s. */
  readonly statementMs?: number;
  /** For a lock, as a migration may hold; default 5 s. */
  readonly lockMs?: number;
  /** Of what is reckoned at one go; default 20 s. */
  readonly reckonMs?: number;
};

/** Thrown to leave the transaction: there is no way to its end but a rollback. */
const curtain = new Error('the trial is over');

const troubles: Readonly<Record<string, string>> = {
  '57014': 'The trial took too long for the database. Try a shorter window.',
  '55P03': 'The database is being changed just now (a migration, or its upkeep). Try again in a moment.',
  '42501': 'The trial needs temporary tables, and the database user may not make them: grant it TEMPORARY on the database.',
};

/** Runs `work` on the stage and rolls back. Throws AppError `unavailable` where the database does not let it. */
export async function onStage<T>(db: Db, work: (stage: Db) => Promise<T>, limits: StageLimits = {}): Promise<T> {
  const ended: { result: T }[] = [];
  try {
    await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (stage) => {
        await sql`select set_config('statement_timeout', ${String(limits.statementMs ?? 60_000)}, true),
          set_config('lock_timeout', ${String(limits.lockMs ?? 5_000)}, true)`.execute(stage);
        for (const table of staged) await build(stage, table);
        ended.push({ result: await work(stage) });
        throw curtain;
      });
  } catch (error) {
    if (error !== curtain) throw troubles[errorCode(error)] === undefined ? error : unavailable(troubles[errorCode(error)] ?? '', error);
  }
  const [only] = ended;
  if (only === undefined) throw new Error('the trial ended without a result');
  return only.result;
}

/** Puts a service on the stage, with its facts, in place of what stood there of it. */
export async function putOnStage(stage: Db, service: Service, facts: ServiceFacts): Promise<void> {
  const { serviceId, name, settings } = service;
  await sql`insert into service (service_id, name, demo, settings, settings_hash, stability)
    values (${serviceId}, ${name}, false, ${JSON.stringify(settings)}::jsonb, '', ${hasStabilitySource(settings)})
    on conflict (service_id) do update set name = excluded.name, settings = excluded.settings, stability = excluded.stability`.execute(
    stage,
  );
  await writeFacts(stage, serviceId, facts);
  await writeUnmapped(stage);
}

/** Of a service on the stage, only what failures and incidents decide: rules that see these otherwise move nothing else. */
export async function judgeOnStage(
  stage: Db,
  serviceId: string,
  facts: Pick<ServiceFacts, 'deployments' | 'failures' | 'incidents'>,
): Promise<void> {
  const within = { service_id: serviceId };
  await replaceRows(stage, factTables.deployment, within, facts.deployments);
  await replaceRows(stage, factTables.failure, within, facts.failures);
  await replaceRows(stage, factTables.incident, within, facts.incidents);
}

/** Lets the planner see how much stands on the stage. */
export async function measureStage(stage: Db): Promise<void> {
  for (const table of ['deployment', 'delivery', 'failure', 'incident']) await sql`analyze ${sql.table(table)}`.execute(stage);
}
