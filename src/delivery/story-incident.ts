import { sql } from 'kysely';
import { consistently } from '../database/consistently.ts';
import type { Db } from '../database/open.ts';
import { readIncidentKey } from '../domain/keys.ts';
import { incidentColumns } from './list-incidents.ts';
import { ownerColumns } from './list-query.ts';
import type { ListedIncident } from './lists.ts';
import { mergedInto } from './merged.ts';
import type { CourseEntry, IncidentOfService, IncidentStory, ToldChange } from './story.ts';
import { deploymentsAfter, deploymentsBefore, namedDeployments } from './story-names.ts';

/** How many deployments are shown on either side of the opening. */
const around = 3;
const mostEntries = 200;
const mostChanges = 20;

/**
 * One incident as each of its services sees it, with what was deployed around its opening; of one that was merged into another, that
 * other one, under its own id. Null when there is none of that id.
 */
export async function readIncident(db: Db, id: string): Promise<IncidentStory | null> {
  return await consistently(db, async (trx) => {
    const own = await storyOf(trx, id);
    if (own !== null) return own;
    const survivor = (await mergedInto(trx, [id])).get(id)?.at(-1);
    return survivor === undefined ? null : await storyOf(trx, survivor);
  });
}

async function storyOf(db: Db, id: string): Promise<IncidentStory | null> {
  const { rows } = await sql<ListedIncident>`select ${incidentColumns}, ${ownerColumns} from incident f
      left join service s on s.service_id = f.service_id
      left join ownership o on o.service_id = f.service_id and f.opened_at >= o.from_at and f.opened_at < o.until_at
      left join team t on t.team_id = o.team_id
    where f.incident_id = ${id} order by f.service_id`.execute(db);
  const services: IncidentOfService[] = [];
  for (const row of rows) services.push(await seenBy(db, row));
  if (services.length === 0) return null;
  return { id, services, course: await courseOf(db, id), changes: await changesBefore(db, id), merged: await whatWasMerged(db, id) };
}

/** Texts of notes and details stay out: they are what people wrote to each other. */
async function courseOf(db: Db, id: string): Promise<IncidentStory['course']> {
  const key = readIncidentKey(id);
  if (key === null) return [];
  const { rows } = await sql<CourseEntry>`select kind, at, case when kind = 'change' then left(text, 500) end as text from incident_entry
    where repository_id = ${key.repositoryId} and origin = ${key.origin} and external_id = ${key.externalId}
    order by at, entry_id limit ${mostEntries}`.execute(db);
  return rows;
}

/** Changes told for the incident's own service of the provider: a day is what the ladder looks back, too. */
async function changesBefore(db: Db, id: string): Promise<IncidentStory['changes']> {
  const key = readIncidentKey(id);
  if (key === null) return [];
  const { rows } = await sql<ToldChange>`select c.at, left(c.summary, 500) as summary, left(c.source, 200) as source, c.url
    from incident_event i join change_event c on c.repository_id = i.repository_id and c.origin = i.origin
      and i.provider_service = any(c.provider_services)
      and c.at <= i.opened_at and c.at > i.opened_at - interval '24 hours'
    where i.repository_id = ${key.repositoryId} and i.origin = ${key.origin} and i.external_id = ${key.externalId}
      and not exists (select from incident_entry e where e.repository_id = i.repository_id and e.origin = i.origin
        and e.external_id = i.external_id and e.entry_id = 'change ' || c.external_id)
    order by c.at desc, c.external_id limit ${mostChanges}`.execute(db);
  return rows;
}

async function whatWasMerged(db: Db, id: string): Promise<IncidentStory['merged']> {
  const key = readIncidentKey(id);
  if (key === null) return [];
  return await db
    .selectFrom('incidentEvent')
    .where('repositoryId', '=', key.repositoryId)
    .where('origin', '=', key.origin)
    .where('mergedInto', '=', key.externalId)
    .select(['title', 'openedAt', 'url'])
    .orderBy('openedAt')
    .orderBy('externalId')
    .limit(mostEntries)
    .execute();
}

async function seenBy(db: Db, incident: ListedIncident): Promise<IncidentOfService> {
  const { serviceId, openedAt, deploymentId } = incident;
  const side = { serviceId, at: openedAt, limit: around };
  const names = await namedDeployments(db, serviceId, deploymentId === null ? [] : [deploymentId]);
  return {
    ...incident,
    deployment: names.get(deploymentId ?? '') ?? null,
    before: await deploymentsBefore(db, side),
    after: await deploymentsAfter(db, side),
  };
}
