/** What collection lends to a running source: stored state, read only. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { CollectContext, Validator } from '../sources/source.ts';
import { iso } from './state.ts';

/** The context without its live parts (clock, signal, progress). Every query is bound to one repository or one source. */
export type StoredState = Pick<
  CollectContext,
  | 'cursor'
  | 'validator'
  | 'knownCommits'
  | 'missingParents'
  | 'missingDeployedCommits'
  | 'deploymentEventsSince'
  | 'openIncidents'
  | 'knownIncidents'
  | 'uncheckedPulls'
>;

export function storedState(db: Db, sourceId: string): StoredState {
  return {
    cursor: (repositoryId, object) => cursor(db, sourceId, repositoryId, object),
    validator: (url) => validator(db, sourceId, url),
    knownCommits: (repositoryId, shas) => knownCommits(db, repositoryId, shas),
    missingParents: (repositoryId) => missingParents(db, repositoryId),
    missingDeployedCommits: (repositoryId) => missingDeployedCommits(db, repositoryId),
    deploymentEventsSince: (repositoryId, origin, since) => deploymentEventsSince(db, repositoryId, origin, since),
    openIncidents: (repositoryId, before) => openIncidents(db, repositoryId, before),
    knownIncidents: (repositoryId) => knownIncidents(db, repositoryId),
    uncheckedPulls: (repositoryId, since, pendingSince) => uncheckedPulls(db, repositoryId, since, pendingSince),
  };
}

async function cursor(db: Db, sourceId: string, repositoryId: string, object: string): Promise<unknown> {
  const answer = await sql<{ cursor: unknown }>`select cursor from collection_cursor
    where source_id = ${sourceId} and repository_id = ${repositoryId} and object = ${object}`.execute(db);
  return answer.rows[0]?.cursor ?? null;
}

async function validator(db: Db, sourceId: string, url: string): Promise<Validator | null> {
  const answer = await sql<Validator>`select url, etag, last_modified, next_url from http_validator
    where source_id = ${sourceId} and url = ${url}`.execute(db);
  return answer.rows[0] ?? null;
}

async function knownCommits(db: Db, repositoryId: string, shas: readonly string[]): Promise<ReadonlySet<string>> {
  const answer = await sql<{ sha: string }>`select sha from commit
    where repository_id = ${repositoryId} and sha = any(${shas}::text[])`.execute(db);
  return new Set(answer.rows.map((row) => row.sha));
}

async function missingParents(db: Db, repositoryId: string): Promise<readonly string[]> {
  const answer = await sql<{ sha: string }>`select distinct parent as sha from commit c cross join unnest(c.parents) as parent
    where c.repository_id = ${repositoryId}
      and not exists (select from commit k where k.repository_id = ${repositoryId} and k.sha = parent)
      and not exists (select from boundary_commit b where b.repository_id = ${repositoryId} and b.sha = parent)
    order by sha`.execute(db);
  return answer.rows.map((row) => row.sha);
}

async function missingDeployedCommits(db: Db, repositoryId: string): Promise<readonly string[]> {
  const answer = await sql<{ sha: string }>`select distinct e.sha from deployment_event e
    where e.repository_id = ${repositoryId} and e.sha is not null
      and not exists (select from commit k where k.repository_id = ${repositoryId} and k.sha = e.sha)
    order by e.sha`.execute(db);
  return answer.rows.map((row) => row.sha);
}

async function deploymentEventsSince(db: Db, repositoryId: string, origin: string, since: Date): Promise<readonly string[]> {
  const answer = await sql<{ externalId: string }>`select external_id from deployment_event
    where repository_id = ${repositoryId} and origin = ${origin} and created_at >= ${iso(since)}::timestamptz
    order by created_at, external_id`.execute(db);
  return answer.rows.map((row) => row.externalId);
}

async function openIncidents(db: Db, repositoryId: string, before: Date): Promise<readonly string[]> {
  const answer = await sql<{ externalId: string }>`select external_id from incident_event
    where repository_id = ${repositoryId} and resolved_at is null and opened_at < ${iso(before)}::timestamptz
    order by opened_at, external_id`.execute(db);
  return answer.rows.map((row) => row.externalId);
}

async function knownIncidents(db: Db, repositoryId: string): Promise<ReadonlySet<string>> {
  const answer = await sql<{ externalId: string }>`select external_id from incident_event
    where repository_id = ${repositoryId}`.execute(db);
  return new Set(answer.rows.map((row) => row.externalId));
}

async function uncheckedPulls(
  db: Db,
  repositoryId: string,
  since: Date,
  pendingSince: Date,
): Promise<Awaited<ReturnType<CollectContext['uncheckedPulls']>>> {
  const answer = await sql<{ number: number; headSha: string; mergedAt: Date }>`select p.number, p.head_sha, p.merged_at
    from pull_request p left join pull_request_checks c on c.repository_id = p.repository_id and c.number = p.number
    where p.repository_id = ${repositoryId} and p.head_sha is not null and p.merged_at >= ${iso(since)}::timestamptz
      and (c.number is null or (c.pending and p.merged_at >= ${iso(pendingSince)}::timestamptz))
    order by p.merged_at desc, p.number desc`.execute(db);
  return answer.rows;
}
