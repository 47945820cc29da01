/** Incidents that the rules of no service take: kept beside the facts, so that quality can count them and pages can name them. */

import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../database/open.ts';
import { readIncidentKey } from '../domain/keys.ts';
import { pagerAccounts } from './accounts.ts';

/** What all incident rules of all services together claim. */
export type Claimed = {
  /** Origins of which some rule takes everything. */
  readonly whole: readonly string[];
  /** Services of providers that rules name. */
  readonly named: readonly { readonly origin: string; readonly name: string }[];
  /** Labels that rules name, in lower case: an issue that carries one is meant to be an incident. */
  readonly labels: readonly string[];
  /** Repositories whose issues some rule looks at: what it leaves there, it left on purpose. */
  readonly repositories: readonly string[];
};

const settingsDoor = z.object({
  repositories: z.array(z.object({ repositoryId: z.string() })),
  incidents: z
    .array(z.object({ from: z.string(), labels: z.array(z.string()).optional(), services: z.array(z.string()).optional() }))
    .default([]),
});
export type Claiming = z.infer<typeof settingsDoor>;

/** What the rules of these services claim together. A rule's urgencies are not asked: it looked at the incident and chose. */
export function claimedBy(services: readonly Claiming[]): Claimed {
  const rules = services.flatMap(({ incidents }) => incidents);
  const others = rules.filter(({ from }) => from !== 'issues');
  const issues = services.filter(({ incidents }) => incidents.some(({ from }) => from === 'issues'));
  return {
    whole: [...new Set(others.flatMap((rule) => (rule.services === undefined ? [rule.from] : [])))],
    named: others.flatMap(({ from, services: names = [] }) => names.map((name) => ({ origin: from, name }))),
    labels: [...new Set(rules.flatMap(({ from, labels = [] }) => (from === 'issues' ? labels.map((label) => label.toLowerCase()) : [])))],
    repositories: [...new Set(issues.flatMap(({ repositories }) => repositories.map(({ repositoryId }) => repositoryId)))],
  };
}

const texts = (list: readonly string[]) => sql`${[...list]}::text[]`;

/** Incidents that a person linked to a deployment belong to its service, whatever the rules say. */
async function linkedByPeople(db: Db): Promise<readonly NonNullable<ReturnType<typeof readIncidentKey>>[]> {
  const { rows } = await sql<{ incidentId: string }>`select distinct incident_id from incident where entry_id is not null
    order by incident_id`.execute(db);
  return rows.flatMap(({ incidentId }) => readIncidentKey(incidentId) ?? []);
}

/** One writer at a time; a signed 64-bit number as decimal text. */
const lockNumber = createHash('sha256').update('plumbline unmapped incidents').digest().readBigInt64BE(0).toString();

/**
 * Makes `unmapped_incident` what records, rules and decisions say now, writing only what differs: incidents of providers whose service
 * no rule names, and issues with a label that some rule names, in repositories that no issue rule looks at. What was merged into
 * another incident is none of its own, and so is what an account told that is no longer read. Answers how many rows were written or removed.
 */
export async function refreshUnmapped(db: Db): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${lockNumber}::bigint)`.execute(trx);
    return await writeUnmapped(trx);
  });
}

/** The same within a transaction that no other writer can meet. */
export async function writeUnmapped(db: Db): Promise<number> {
  const services = await sql<{ settings: unknown }>`select settings from service order by service_id`.execute(db);
  const { whole, named, labels, repositories } = claimedBy(services.rows.map(({ settings }) => settingsDoor.parse(settings)));
  const linked = await linkedByPeople(db);
  const columns = sql`repository_id, origin, external_id, provider_service, title, urgency, opened_at, url`;
  const key = (a: string, b: string) =>
    sql.raw(`${a}.repository_id = ${b}.repository_id and ${a}.origin = ${b}.origin and ${a}.external_id = ${b}.external_id`);
  const { rows } = await sql<{ n: number }>`
    with named as (select * from unnest(${texts(named.map(({ origin }) => origin))}, ${texts(named.map(({ name }) => name))}) as n (origin, name)),
      linked as (select * from unnest(${texts(linked.map((one) => one.repositoryId))}, ${texts(linked.map((one) => one.origin))},
        ${texts(linked.map((one) => one.externalId))}) as l (repository_id, origin, external_id)),
      wanted as materialized (select ${columns} from incident_event e
        where e.merged_into is null and case when e.origin = 'issues'
            then e.repository_id <> all(${texts(repositories)})
              and exists (select from unnest(e.labels) as label where lower(label) = any(${texts(labels)}))
            else (e.origin <> 'pagerduty' or e.repository_id = any(${texts(await pagerAccounts(db))})) and e.origin <> all(${texts(whole)})
              and not exists (select from named n where n.origin = e.origin and n.name = e.provider_service) end
          and not exists (select from linked l where ${key('l', 'e')})),
      gone as (delete from unmapped_incident u where not exists (select from wanted w where ${key('w', 'u')}) returning 1),
      written as (insert into unmapped_incident (${columns}) select ${columns} from wanted order by repository_id, origin, external_id
        on conflict (repository_id, origin, external_id) do update set provider_service = excluded.provider_service,
          title = excluded.title, urgency = excluded.urgency, opened_at = excluded.opened_at, url = excluded.url
        where (unmapped_incident.provider_service, unmapped_incident.title, unmapped_incident.urgency, unmapped_incident.opened_at,
          unmapped_incident.url) is distinct from (excluded.provider_service, excluded.title, excluded.urgency, excluded.opened_at, excluded.url)
        returning 1)
    select ((select count(*) from gone) + (select count(*) from written))::integer as n`.execute(db);
  return rows[0]?.n ?? 0;
}
