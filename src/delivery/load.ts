/** The records of one service, read repository by repository and no wider than derivation needs. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import {
  type DeploymentEvent,
  type DeploymentState,
  type DeploymentStatus,
  deploymentOrigins,
  type Review,
  type ReviewState,
} from '../domain/records.ts';
import type { Service } from '../domain/service.ts';
import { loadIncidents } from './load-incidents.ts';
import type { Fetched, ServiceRecords } from './records.ts';
import { parseSettings } from './settings.ts';

/** The service as configured, locked against removal until the transaction ends; null when it is gone. */
export async function lockService(db: Db, serviceId: string): Promise<Service | null> {
  const answer = await sql<{ name: string; settings: unknown }>`select name, settings from service
    where service_id = ${serviceId} for share`.execute(db);
  const row = answer.rows[0];
  if (row === undefined) return null;
  return { serviceId, name: row.name, ownership: [], settings: parseSettings(serviceId, row.settings) };
}

async function commits(db: Db, repositoryId: string, withPaths: boolean): Promise<ServiceRecords['commits']> {
  const columns = ['repositoryId', 'sha', 'parents', 'authoredAt', 'committedAt', 'author', 'bot', 'message', 'url', 'fetchedAt'] as const;
  const query = db.selectFrom('commit').where('repositoryId', '=', repositoryId).select(columns);
  if (withPaths) return await query.select('paths').execute();
  return (await query.execute()).map((row) => ({ ...row, paths: null }));
}

const isOrigin = (origin: string): origin is DeploymentEvent['origin'] => (deploymentOrigins as readonly string[]).includes(origin);

const reviewStates = new Set<string>(['approved', 'changes_requested', 'commented', 'dismissed'] satisfies readonly ReviewState[]);
const isReviewState = (state: string): state is ReviewState => reviewStates.has(state);

async function reviews(db: Db, repositoryId: string): Promise<readonly Review[]> {
  const rows = await db.selectFrom('review').where('repositoryId', '=', repositoryId).selectAll().execute();
  return rows.flatMap(({ state, ...row }) => (isReviewState(state) ? [{ ...row, state }] : []));
}

const states: readonly string[] = [
  'pending',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'inactive',
] satisfies readonly DeploymentState[];
const isState = (state: string): state is DeploymentState => states.includes(state);

async function events(db: Db, repositoryId: string): Promise<readonly Fetched<DeploymentEvent>[]> {
  const rows = await db.selectFrom('deploymentEvent').where('repositoryId', '=', repositoryId).selectAll().execute();
  return rows.flatMap(({ origin, productionHint, ...row }) =>
    isOrigin(origin) ? [{ ...row, origin, productionHint: productionHint === true ? true : null }] : [],
  );
}

async function statuses(db: Db, repositoryId: string): Promise<readonly DeploymentStatus[]> {
  const rows = await db.selectFrom('deploymentStatus').where('repositoryId', '=', repositoryId).selectAll().execute();
  return rows.flatMap(({ origin, state, ...row }) => (isOrigin(origin) && isState(state) ? [{ ...row, origin, state }] : []));
}

/** Everything `deriveService` reads. Each query is bound to one repository, so it also runs where records are distributed. */
export async function loadRecords(db: Db, service: Service): Promise<ServiceRecords> {
  const { settings } = service;
  const parts: Omit<ServiceRecords, 'service' | 'incidentEvents' | 'incidentEntries' | 'ledger'>[] = [];
  for (const { repositoryId, paths } of settings.repositories) {
    const pulls = db.selectFrom('pullRequest').where('repositoryId', '=', repositoryId);
    const lists = db.selectFrom('pullRequestCommits').where('repositoryId', '=', repositoryId);
    parts.push({
      commits: await commits(db, repositoryId, paths !== null),
      boundary: await db.selectFrom('boundaryCommit').where('repositoryId', '=', repositoryId).select(['repositoryId', 'sha']).execute(),
      branches: await db
        .selectFrom('branch')
        .where('repositoryId', '=', repositoryId)
        .select(['repositoryId', 'name', 'sha', 'isDefault'])
        .execute(),
      pullRequests: await pulls.selectAll().execute(),
      pullRequestCommits: await lists.select(['repositoryId', 'number', 'shas', 'complete']).execute(),
      pullRequestReady: await db
        .selectFrom('pullRequestReady')
        .where('repositoryId', '=', repositoryId)
        .select(['repositoryId', 'number', 'at'])
        .execute(),
      reviews: await reviews(db, repositoryId),
      deploymentEvents: await events(db, repositoryId),
      deploymentStatuses: await statuses(db, repositoryId),
    });
  }
  return {
    service,
    commits: parts.flatMap((p) => p.commits),
    boundary: parts.flatMap((p) => p.boundary),
    branches: parts.flatMap((p) => p.branches),
    pullRequests: parts.flatMap((p) => p.pullRequests),
    pullRequestCommits: parts.flatMap((p) => p.pullRequestCommits),
    pullRequestReady: parts.flatMap((p) => p.pullRequestReady),
    reviews: parts.flatMap((p) => p.reviews),
    deploymentEvents: parts.flatMap((p) => p.deploymentEvents),
    deploymentStatuses: parts.flatMap((p) => p.deploymentStatuses),
    ...(await loadIncidents(db, service)),
  };
}
