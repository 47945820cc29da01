/** Takes what a world left out of a database. */

import { sql } from 'kysely';
import type { Db } from '../../src/database/open.ts';

const tables = [
  'deployment',
  'deployment_child',
  'delivery',
  'undeployed_change',
  'failure',
  'incident',
  'commit',
  'branch',
  'pull_request',
  'pull_request_commits',
  'deployment_event',
  'deployment_status',
  'incident_event',
  'coverage',
  'repository',
  'ownership',
  'service',
  'team',
  'source',
  'repository_service',
  'dirty_service',
];

/** Deleting a few rows is quicker than truncating. */
export async function emptyWorlds(db: Db): Promise<void> {
  for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(db);
}
