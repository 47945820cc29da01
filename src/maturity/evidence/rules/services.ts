/** Rules about services and what monitoring is told of them. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant, texts } from '../owned.ts';
import { type Asked, either, type Row, topic } from '../topic.ts';

/** Services of the incident provider that rules of the asked teams' services name, as they are owned at the end. */
const named = ({ teamIds, to }: Asked) => sql`select distinct o.team_id, o.service_id, p.id as provider_service
  from ownership o join service v on v.service_id = o.service_id
    cross join jsonb_array_elements(v.settings -> 'incidents') as i (rule)
    cross join jsonb_array_elements_text(coalesce(i.rule -> 'services', '[]')) as p (id)
  where o.team_id = any(${texts(teamIds)}) and ${instant(to)} > o.from_at and ${instant(to)} <= o.until_at and i.rule ->> 'from' = 'pagerduty'`;

type Owned = Row & { readonly watched: boolean };

async function loadServices(db: Db, asked: Asked): Promise<readonly Owned[]> {
  const { rows } = await sql<Owned>`with named as (${named(asked)})
    select o.team_id, v.service_id as key, ${instant(asked.to)} as at, v.name as title, null as url,
      exists (select from named n where n.service_id = v.service_id) as watched
    from ownership o join service v on v.service_id = o.service_id
    where o.team_id = any(${texts(asked.teamIds)}) and ${instant(asked.to)} > o.from_at and ${instant(asked.to)} <= o.until_at
    order by o.team_id, v.service_id`.execute(db);
  return rows;
}

export const services = topic<Owned>(['pagerduty'], loadServices, [
  {
    rule: 'obs-2a',
    part: 'inventory',
    judge: ({ watched }) =>
      either(watched, 'a service of the incident provider is read for it', 'no rule names a service of the incident provider'),
  },
]);

/** Changes the incident provider was told of for the asked teams' services. */
async function loadTold(db: Db, asked: Asked): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`with named as (${named(asked)})
    select distinct n.team_id, c.repository_id || ' ' || c.external_id as key, c.at, coalesce(c.summary, c.external_id) as title, c.url
    from named n join change_event c on n.provider_service = any(c.provider_services)
    where c.at >= ${instant(asked.from)} and c.at < ${instant(asked.to)} order by n.team_id, key`.execute(db);
  return rows;
}

export const told = topic<Row>(['pagerduty'], loadTold, [
  { rule: 'obs-5a', part: 'count', judge: () => ({ met: true, why: 'the incident provider was told of it' }) },
]);
