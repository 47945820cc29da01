import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { decideDemo } from '../../src/commands/demo-decisions.ts';
import type { Database } from '../../src/database/open.ts';
import { demoDatabase } from '../support/demo-database.ts';

const now = new Date('2026-11-20T10:00:00Z');
let database: Database;
afterEach(() => database.close());

const marked = async (): Promise<string | undefined> => {
  const { rows } = await sql<{ subject: string }>`select subject_key as subject from ledger_entry where action = 'unplanned'`.execute(
    database.db,
  );
  return rows[0]?.subject;
};

describe("the demonstration's decisions", () => {
  it('mark a quiet deployment as unplanned, whatever else was unplanned by itself', async () => {
    database = await demoDatabase(now);
    // On some days the newest one that comes into question is a hotfix: there is nothing to mark then.
    const { rows } = await sql<{ id: string }>`update deployment set unplanned = 'hotfix' where deployment_id = (
      select deployment_id from deployment d where service_id = 'checkout' and kind = 'forward' and unplanned is null
        and finished_at < '2026-10-31T10:00:00Z'
        and not exists (select from failure f where f.service_id = d.service_id and f.deployment_id = d.deployment_id)
      order by finished_at desc limit 1) returning deployment_id as id`.execute(database.db);
    expect(rows).toHaveLength(1);
    expect(await decideDemo(database.db, now)).not.toEqual([]);
    expect(await marked()).not.toBe(rows[0]?.id);
    expect(await marked()).toMatch(/^checkout:/);
  });
});
