/** Which incidents were merged into which, by their ids. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { incidentKey, readIncidentKey } from '../domain/keys.ts';
import { groupBy } from './order.ts';

type Merge = { readonly from: string; readonly into: string };

/** The merges of these incidents (`external_id`), or into them (`merged_into`). */
async function mergesBy(db: Db, column: 'external_id' | 'merged_into', ids: readonly string[]): Promise<readonly Merge[]> {
  const keys = ids.flatMap((id) => readIncidentKey(id) ?? []);
  const merges: Merge[] = [];
  for (const group of groupBy(keys, ({ repositoryId, origin }) => JSON.stringify([repositoryId, origin])).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { rows } = await sql<{ externalId: string; mergedInto: string }>`select external_id, merged_into from incident_event
      where repository_id = ${first.repositoryId} and origin = ${first.origin} and merged_into is not null
        and ${sql.ref(column)} = any(${group.map(({ externalId }) => externalId)}::text[]) order by external_id`.execute(db);
    for (const { externalId, mergedInto } of rows)
      merges.push({ from: incidentKey({ ...first, externalId }), into: incidentKey({ ...first, externalId: mergedInto }) });
  }
  return merges;
}

/** For each of these incidents that was merged, those it went into, the last one last. */
export async function mergedInto(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const next = new Map<string, string>();
  for (let wanted = ids; wanted.length > 0; ) {
    const merges = (await mergesBy(db, 'external_id', [...new Set(wanted)])).filter(({ from }) => !next.has(from));
    for (const { from, into } of merges) next.set(from, into);
    wanted = merges.map(({ into }) => into);
  }
  const wayOf = (id: string): readonly string[] => {
    const way = new Set<string>();
    for (let at = next.get(id); at !== undefined && at !== id && !way.has(at); at = next.get(at)) way.add(at);
    return [...way];
  };
  return new Map(ids.flatMap((id) => (next.has(id) ? [[id, wayOf(id)] as const] : [])));
}

/** All incidents that went into this one, by whatever way. */
export async function mergedFrom(db: Db, id: string): Promise<readonly string[]> {
  const found = new Set([id]);
  for (let wanted: readonly string[] = [id]; wanted.length > 0; ) {
    const merges = (await mergesBy(db, 'merged_into', wanted)).filter(({ from }) => !found.has(from));
    for (const { from } of merges) found.add(from);
    wanted = merges.map(({ from }) => from);
  }
  found.delete(id);
  return [...found];
}
