/** Notes and custom fields of an incident, and the changes PagerDuty brought together with it: a request each, so only where a rule asks. */

import { z } from 'zod';
import { HttpError } from '../http.ts';
import type { Page, RawItem } from '../source.ts';
import type { Row } from './client.ts';
import { leanChange, leanFields, leanNote } from './lean.ts';
import { earlierBy, itemOf, type Reading } from './reading.ts';

const object = 'incident_details';
/** After its resolution people still write what it was. */
const afterwardsMs = 86_400_000;

/** By incident: the version whose details are stored, beginning with when it was opened. Only of incidents that are listed again. */
const cursor = z.object({ versions: z.record(z.string(), z.string()) });

export type Details = {
  /** The details of these incidents, where they are new or may have changed. */
  readonly read: (incidents: readonly Row[]) => AsyncGenerator<Page>;
};

const textAt = (row: Row, field: string): string | null => (typeof row[field] === 'string' ? row[field] : null);

/** What of an incident tells that its details may have changed. */
function versionOf(incident: Row, now: Date): string | null {
  const ended = Date.parse(textAt(incident, 'resolved_at') ?? textAt(incident, 'last_status_change_at') ?? '');
  const settled = incident.status === 'resolved' && now.getTime() - ended > afterwardsMs;
  // What goes on, or has just ended, is always asked again.
  return settled ? ['created_at', 'updated_at', 'last_status_change_at'].map((field) => textAt(incident, field) ?? '').join(' ') : null;
}

export async function openDetails(reading: Reading): Promise<Details> {
  const { context, settings, repositoryId } = reading;
  const now = context.now();
  const stored = cursor.safeParse(await context.cursor(repositoryId, object));
  const versions = new Map(Object.entries(stored.success ? stored.data.versions : {}));
  const forgotten = earlierBy(now, settings.rereadDays + 1).getTime();
  const isListedAgain = (version: string): boolean => Date.parse(version.split(' ')[0] ?? '') >= forgotten;
  const isWanted = (incident: Row): boolean => {
    const { service } = incident;
    const id = typeof service === 'object' && service !== null && 'id' in service ? service.id : null;
    return typeof id === 'string' && settings.services.has(id);
  };
  return {
    read: async function* (incidents) {
      let changed = false;
      for (const incident of incidents) {
        const id = textAt(incident, 'id');
        const version = versionOf(incident, now);
        if (id === null || !isWanted(incident) || (version !== null && versions.get(id) === version)) continue;
        yield { repositoryId, object, items: await detailsOf(reading, id, incident.created_at) };
        if (version !== null && isListedAgain(version)) {
          versions.set(id, version);
          changed = true;
        }
      }
      const kept = [...versions].filter(([, version]) => isListedAgain(version));
      if (changed) yield { repositoryId, object, items: [], cursor: { versions: Object.fromEntries(kept) } };
    },
  };
}

async function detailsOf(reading: Reading, id: string, openedAt: unknown): Promise<readonly RawItem[]> {
  const path = `/incidents/${encodeURIComponent(id)}`;
  const notes = await rowsOf(reading, `${path}/notes`, 'notes', 'notes of an incident');
  const changes = await rowsOf(reading, `${path}/related_change_events`, 'change_events', 'related change events');
  const fields = await rowsOf(reading, `${path}/custom_fields/values`, 'custom_fields', 'custom fields');
  return [
    ...(fields.length === 0 ? [] : [itemOf(reading, 'fields', id, leanFields(fields, id, openedAt))]),
    ...notes.map((note) => itemOf(reading, 'note', note.id, leanNote(note, id))),
    // One change may be brought together with several incidents.
    ...changes.map((change) => itemOf(reading, 'related_change', `${id} ${String(change.id)}`, leanChange(change, id))),
  ];
}

/** Accounts without a feature have no such address, or may not use it: then there is nothing. Notes there are always. */
async function rowsOf({ client }: Reading, path: string, key: string, what: string): Promise<readonly Row[]> {
  const without = key === 'notes' ? [404] : [402, 403, 404];
  try {
    return (await client.list(path, key, {}, what)).rows;
  } catch (error) {
    if (error instanceof HttpError && error.status !== null && without.includes(error.status)) return [];
    throw error;
  }
}
