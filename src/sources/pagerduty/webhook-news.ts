/** What PagerDuty's events say, as the same items that reading gives. Pure. */

import type { PushedNews, RawItem } from '../source.ts';
import { leanFields, leanIncident, leanNote, leanService } from './lean.ts';

type News = Pick<PushedNews, 'items' | 'collect' | 'ignored'>;
type Data = Readonly<Record<string, unknown>>;

const ignored = (reason: string, collect = false): News => ({ items: [], collect, ignored: reason });

/** Lists tell instants in whole seconds: told more finely, an event would count as newer than the list that holds it. */
const wholeSecond = (instant: string): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;

function incidentOf(data: Data): Data {
  const { incident } = data;
  return typeof incident === 'object' && incident !== null ? (incident as Data) : {}; // an object has fields by name
}

/** How much earlier than the event PagerDuty's own instant of the change may be: a list that holds the change must not count as older. */
const slackMs = 5_000;

/** An event carries the incident as it was then; when that was stands beside it. */
function incidentNews(repositoryId: string, event: string, data: Data, at: string): News {
  const isResolution = event === 'incident.resolved';
  // When it was resolved is not said, and the instant of a later change is not it.
  if (data.status === 'resolved' && !isResolution) return ignored('a change after the resolution is read, not taken from the event', true);
  const version = wholeSecond(new Date(Date.parse(at) - slackMs).toISOString());
  const changed = { updated_at: version, last_status_change_at: at, ...(isResolution && { resolved_at: at }) };
  const item = { repositoryId, kind: 'incident', externalId: String(data.id), payload: leanIncident({ ...data, ...changed }) };
  // Who acknowledged and what was escalated when stands in the log, which has ids of its own.
  return { items: [item], collect: true, ignored: null };
}

function noteNews(repositoryId: string, data: Data, at: string, content: unknown): News {
  const { id } = incidentOf(data);
  if (typeof id !== 'string' || typeof content !== 'string') return ignored('names no incident, or says nothing', true);
  const payload = leanNote({ id: data.id, content, created_at: at }, id);
  const item: RawItem = { repositoryId, kind: 'note', externalId: String(data.id), payload };
  // Long notes are cut in events.
  return { items: [item], collect: data.trimmed === true, ignored: null };
}

function fieldsNews(repositoryId: string, data: Data, at: string): News {
  const { id } = incidentOf(data);
  if (typeof id !== 'string') return ignored('names no incident', true);
  const payload = leanFields(Array.isArray(data.custom_fields) ? data.custom_fields : [], id, at);
  return { items: [{ repositoryId, kind: 'fields', externalId: id, payload }], collect: false, ignored: null };
}

/** Reads one event. `occurredAt` is when it happened, whenever it was delivered. */
export function readNews(repositoryId: string, event: string, data: Data, occurredAt: string): News {
  const at = wholeSecond(occurredAt);
  if (event === 'pagey.ping') return ignored('a test');
  if (data.type === 'incident') return incidentNews(repositoryId, event, data, at);
  if (data.type === 'incident_note') return noteNews(repositoryId, data, at, data.content);
  if (data.type === 'incident_status_update') return noteNews(repositoryId, data, at, data.message);
  if (data.type === 'incident_field_values') return fieldsNews(repositoryId, data, at);
  if (event === 'service.created' || event === 'service.updated') {
    const item = { repositoryId, kind: 'service', externalId: String(data.id), payload: leanService(data) };
    return { items: [item], collect: false, ignored: null };
  }
  if (event.startsWith('incident.responder')) return ignored('people are counted when the incident is read', true);
  return ignored(`${event} tells nothing that is kept`);
}
