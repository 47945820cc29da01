import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { readIncident } from '../../src/delivery/story-incident.ts';
import { readIncidentKey } from '../../src/domain/keys.ts';
import { demoDatabase } from '../support/demo-database.ts';

const now = new Date('2026-06-17T10:00:00Z');

let database: Database;
beforeAll(async () => {
  database = await demoDatabase(now);
});
afterAll(() => database.close());

/** The newest incident of the demonstration's pager, and what the pager calls it. */
async function paged() {
  const { incidentId, openedAt } = await database.db
    .selectFrom('incident')
    .where('incidentId', 'like', '%:pagerduty:%')
    .select(['incidentId', 'openedAt'])
    .orderBy('openedAt', 'desc')
    .executeTakeFirstOrThrow();
  const key = readIncidentKey(incidentId);
  if (key === null) throw new Error(`${incidentId} is no id of an incident`);
  const { providerService } = await database.db
    .selectFrom('incidentEvent')
    .where('repositoryId', '=', key.repositoryId)
    .where('externalId', '=', key.externalId)
    .select('providerService')
    .executeTakeFirstOrThrow();
  return { ...key, incidentId, openedAt, providerService };
}

it('an incident tells what its provider was told of in the day before, newest first, once, and only for its own service', async () => {
  const { db } = database;
  const { incidentId, openedAt, externalId, providerService, repositoryId } = await paged();
  await db.deleteFrom('changeEvent').execute();
  const tell = async (id: string, minutesBefore: number, service = providerService ?? ''): Promise<void> => {
    const at = new Date(openedAt.getTime() - minutesBefore * 60_000);
    await sql`insert into change_event (repository_id, origin, external_id, summary, source, provider_services, at, url, fetched_at)
      values (${repositoryId}, 'pagerduty', ${id}, ${`Change ${id}`}, 'switches', array['POTHER', ${service}], ${at}, null, ${now})`.execute(
      db,
    );
  };
  await tell('at the opening', 0);
  await tell('after it', -1);
  await tell('within the day', 1439);
  await tell('a day before', 1440);
  await tell('of another service', 5, 'PNONE');
  await tell('told in its course', 5);
  await sql`insert into incident_entry (repository_id, origin, external_id, entry_id, kind, at, text, fetched_at)
    values (${repositoryId}, 'pagerduty', ${externalId}, 'change told in its course', 'change', ${openedAt}, 'it', ${now})`.execute(db);
  const story = await readIncident(db, incidentId);
  expect(story?.changes.map(({ summary }) => summary)).toEqual(['Change at the opening', 'Change within the day']);
  expect(story?.course.map(({ kind }) => kind)).toContain('change');
  for (let i = 0; i < 30; i += 1) await tell(`more ${i}`, i + 1);
  expect((await readIncident(db, incidentId))?.changes).toHaveLength(20);
});
