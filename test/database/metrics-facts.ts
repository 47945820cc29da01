/** Facts written straight into the tables, so that metrics are tested by themselves. */

import { sql } from 'kysely';
import { upsert } from '../../src/database/bulk.ts';
import type { Db } from '../../src/database/open.ts';
import { factTables } from '../../src/database/specs.ts';
import type { Delivery, Deployment } from '../../src/domain/facts.ts';
import type { Scope } from '../../src/domain/scope.ts';

const hour = 3_600_000;
export const at = (text: string): Date => new Date(text);

export type TestService = {
  readonly serviceId: string;
  readonly stability?: boolean;
  readonly rules?: readonly string[];
  readonly owners?: readonly { readonly team: string; readonly from?: string; readonly until?: string }[];
  /** UTC days, both inclusive, on which everything was collected. */
  readonly covered?: readonly [string, string];
  readonly missing?: readonly string[];
  readonly collectedAt?: string | null;
};

const repositoryOf = (serviceId: string): string => `github:acme~${serviceId}`;

/** A service with one repository of its own, read by a source of its own. */
export async function addService(db: Db, service: TestService): Promise<void> {
  const { serviceId } = service;
  const rules = service.rules ?? ['deployments'];
  const repositoryId = repositoryOf(serviceId);
  const settings = { repositories: [{ repositoryId, name: serviceId, paths: null }], deployments: rules.map((from) => ({ from })) };
  const last = service.collectedAt === undefined ? '2026-03-20T10:00:00Z' : service.collectedAt;
  await sql`insert into source (source_id, kind, settings_hash, last_success_at) values (${`s-${serviceId}`}, 'github', '', ${last})`.execute(
    db,
  );
  await sql`insert into service (service_id, name, settings, settings_hash, stability)
    values (${serviceId}, ${serviceId.toUpperCase()}, ${JSON.stringify(settings)}::jsonb, '', ${service.stability ?? true})`.execute(db);
  await sql`insert into repository (repository_id, source_id, name, fetched_at)
    values (${repositoryId}, ${`s-${serviceId}`}, ${serviceId}, '2026-03-20Z')`.execute(db);
  await sql`insert into repository_service values (${repositoryId}, ${serviceId})`.execute(db);
  for (const owner of service.owners ?? []) {
    const [from, until] = [owner.from ?? '0001-01-01T00:00:00Z', owner.until ?? '9999-01-01T00:00:00Z'];
    await sql`insert into ownership values (${serviceId}, ${owner.team}, ${from}, ${until})`.execute(db);
  }
  const [first, last2] = service.covered ?? ['2026-01-01', '2026-12-31'];
  for (const object of rules) {
    await sql`insert into coverage (source_id, repository_id, object, day, state, at)
      select ${`s-${serviceId}`}, ${repositoryId}, ${object}, ${first}::date + n,
        case when (${first}::date + n)::text = any(${[...(service.missing ?? [])]}::text[]) then 'failed' else 'empty' end, '2026-03-20Z'
      from generate_series(0, ${last2}::date - ${first}::date) as n`.execute(db);
  }
}

export function deployment(id: string, finished: string, more: Partial<Deployment> = {}): Deployment {
  const finishedAt = at(finished);
  const serviceId = more.serviceId ?? 'shop';
  return {
    serviceId,
    deploymentId: `${serviceId}:${id}`,
    repositoryId: repositoryOf(serviceId),
    tier: 'production',
    places: ['production'],
    version: id,
    sha: id,
    commitKnown: true,
    startedAt: new Date(finishedAt.getTime() - hour / 12),
    finishedAt,
    outcome: 'succeeded',
    kind: 'forward',
    inferred: false,
    title: null,
    url: `https://example.com/${id}`,
    previousDeploymentId: null,
    changes: 0,
    commitsVisited: 1,
    unknownParents: 0,
    unplanned: null,
    failed: false,
    detectedAt: null,
    restoredAt: null,
    recovery: null,
    fetchedAt: at('2026-03-20T00:00:00Z'),
    ...more,
  };
}

export function delivery(sha: string, authored: string, finished: string, more: Partial<Delivery> = {}): Delivery {
  const serviceId = more.serviceId ?? 'shop';
  return {
    serviceId,
    repositoryId: repositoryOf(serviceId),
    sha,
    deploymentId: `${serviceId}:x`,
    kind: 'forward',
    finishedAt: at(finished),
    authoredAt: at(authored),
    committedAt: at(authored),
    firstCommitAt: null,
    mergedAt: null,
    pullNumber: null,
    bot: false,
    originalsUnknown: false,
    title: `change ${sha}`,
    url: null,
    fetchedAt: at('2026-03-20T00:00:00Z'),
    ...more,
  };
}

/** A failed deployment has evidence that says so. */
export async function addDeployments(db: Db, rows: readonly Deployment[], confidence = 0.9): Promise<void> {
  await upsert(db, factTables.deployment, rows);
  const failed = rows.filter((row) => row.failed || confidence < 0.5);
  const failures = failed.map(({ serviceId, deploymentId, startedAt }) => ({
    serviceId,
    deploymentId,
    evidence: 'incident',
    evidenceId: `of ${deploymentId}`,
    confidence,
    reason: 'opened after it',
    at: startedAt,
  }));
  await upsert(db, factTables.failure, failures);
}
export const addDeliveries = (db: Db, rows: readonly Delivery[]): Promise<number> => upsert(db, factTables.delivery, rows);

export function scopeOf(from: string, to: string, more: Partial<Scope> = {}): Scope {
  return {
    window: { from: at(from), to: at(to) },
    zone: 'UTC',
    bucket: 'week',
    serviceId: null,
    teamId: null,
    clock: 'authored',
    bots: 'included',
    comparePrevious: false,
    now: at('2026-03-20T12:00:00Z'),
    ...more,
  };
}

export async function emptied(db: Db): Promise<void> {
  await sql`truncate source, service, repository, repository_service, ownership, coverage, deployment, delivery, failure, raw_record`.execute(
    db,
  );
}
