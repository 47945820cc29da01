/** Payloads to records. Pure: a replay gives the same. */

import type { AnyRecord, IncidentEntry, IncidentEntryKind } from '../../domain/records.ts';
import type { Normalize, RawItem } from '../source.ts';
import {
  accountPayload,
  changeEventPayload,
  changePayload,
  entryPayload,
  fieldsPayload,
  incidentPayload,
  notePayload,
  servicePayload,
} from './payloads.ts';

const origin = 'pagerduty';

const kinds: Readonly<Record<string, IncidentEntryKind>> = {
  trigger_log_entry: 'opened',
  acknowledge_log_entry: 'acknowledged',
  unacknowledge_log_entry: 'unacknowledged',
  reach_ack_limit_log_entry: 'unacknowledged',
  escalate_log_entry: 'escalated',
  assign_log_entry: 'assigned',
  delegate_log_entry: 'assigned',
  resolve_log_entry: 'resolved',
  reopen_log_entry: 'reopened',
  merge_log_entry: 'merged',
};

/** Types of log entries that tell the course of an incident; who was notified how is nobody's business. */
export const isTold = (type: unknown): boolean => typeof type === 'string' && kinds[type] !== undefined;

/** Every text inside a value, one a line, with its field before it; deep structures are cut, for they may be anything. */
export function textsIn(value: unknown, name = '', depth = 0): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return value === '' ? [] : [name === '' ? `${value}` : `${name}: ${value}`];
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  // A person is no name of a deployment, and is not kept.
  if ('type' in value && /^user(_reference)?$/.test(String(value.type))) return [];
  if (Array.isArray(value)) return value.slice(0, 100).flatMap((one) => textsIn(one, name, depth + 1));
  return Object.entries(value)
    .slice(0, 200)
    .flatMap(([field, one]) => textsIn(one, field, depth + 1));
}

const longestText = 20_000;

/** Null where there is nothing to read. */
function textOf(lines: readonly string[]): string | null {
  const text = [...new Set(lines)].join('\n');
  return text === '' ? null : text.slice(0, longestText);
}

function accountRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const { source_id: sourceId, name, url } = accountPayload.parse(payload);
  return [{ table: 'repository', row: { repositoryId, sourceId, name, url: url ?? null, defaultBranch: null, createdAt: null } }];
}

function serviceRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const { id, name, summary, html_url: url } = servicePayload.parse(payload);
  return [{ table: 'incident_service', row: { repositoryId, origin, externalId: id, name: name ?? summary ?? id, url: url ?? null } }];
}

/** Where `resolved_at` is not told, the last change of a resolved incident's status is its resolution. */
function incidentRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const incident = incidentPayload.parse(payload);
  const resolved = incident.resolved_at ?? incident.last_status_change_at ?? null;
  const row = {
    repositoryId,
    origin,
    externalId: incident.id,
    title: incident.title,
    body: null,
    labels: [],
    providerService: incident.service?.id ?? null,
    urgency: incident.urgency ?? null,
    openedAt: incident.created_at,
    acknowledgedAt: null,
    resolvedAt: incident.status === 'resolved' ? resolved : null,
    url: incident.html_url ?? null,
    priority: incident.priority?.summary ?? incident.priority?.name ?? null,
    updatedAt: incident.updated_at ?? incident.last_status_change_at ?? null,
    responders: incident.people ?? null,
    mergedInto: incident.resolve_reason?.incident.id ?? null,
  } as const;
  return [{ table: 'incident_event', row }];
}

type Entry = Omit<IncidentEntry, 'repositoryId' | 'origin' | 'externalId'>;

const entryRecord = (repositoryId: string, incident: { readonly id: string }, entry: Entry): readonly AnyRecord[] => [
  { table: 'incident_entry', row: { repositoryId, origin, externalId: incident.id, ...entry } },
];

function logRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const { id, type, created_at: at, incident, channel, contexts, event_details } = entryPayload.parse(payload);
  const kind = kinds[type];
  if (kind === undefined) return [];
  const said = [...textsIn(channel), ...textsIn(contexts), ...textsIn(event_details)];
  return entryRecord(repositoryId, incident, { entryId: id, kind, at, text: kind === 'opened' ? textOf(said) : null });
}

function noteRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const { id, content, created_at: at, incident } = notePayload.parse(payload);
  return entryRecord(repositoryId, incident, { entryId: `note ${id}`, kind: 'note', at, text: textOf([content]) });
}

/** Custom fields are where teams that care write down the release or the deployment. */
function fieldsRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const { fields, at, incident } = fieldsPayload.parse(payload);
  return entryRecord(repositoryId, incident, { entryId: 'fields', kind: 'note', at, text: textOf(textsIn(fields)) });
}

/** That a change was the most recent one is no sign that it is the cause: this is the guess the ladder's last rung makes with care. */
function changeRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const { id, summary, timestamp: at, links, custom_details, correlation, incident } = changePayload.parse(payload);
  if (!correlation.some((reason) => reason !== 'most_recent')) return [];
  const text = textOf([...textsIn(summary), ...textsIn(links), ...textsIn(custom_details)]);
  return entryRecord(repositoryId, incident, { entryId: `change ${id}`, kind: 'change', at, text });
}

function changeEventRecords({ repositoryId, payload }: RawItem): readonly AnyRecord[] {
  const { id, summary, timestamp: at, source, links, services } = changeEventPayload.parse(payload);
  const url = links.find(({ href }) => href?.startsWith('http'))?.href ?? null;
  const providerServices = services.map((service) => service.id).sort();
  const row = {
    repositoryId,
    origin,
    externalId: id,
    summary: summary ?? null,
    source: source ?? null,
    providerServices,
    at,
    url,
  } as const;
  return [{ table: 'change_event', row }];
}

const normalizers: Readonly<Record<string, (item: RawItem) => readonly AnyRecord[]>> = {
  account: accountRecords,
  service: serviceRecords,
  incident: incidentRecords,
  log_entry: logRecords,
  note: noteRecords,
  fields: fieldsRecords,
  related_change: changeRecords,
  change_event: changeEventRecords,
};

export const normalizePagerduty: Normalize = (item) => {
  const normalize = normalizers[item.kind];
  if (normalize === undefined) throw new Error(`PagerDuty has no ${item.kind}`);
  return normalize(item);
};
