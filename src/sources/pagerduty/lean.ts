/**
 * What of PagerDuty's objects is kept. Left out are people: an incident says how many were asked, never who. Left out is also what
 * changes while the object does not, so that an unchanged object hashes equal. Pure.
 */

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const rowOf = (value: unknown): Row => (isRow(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The fields of a row that are there. */
const picked = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));

const reference = (value: unknown): Row | null => (isRow(value) ? picked(value, ['id', 'summary', 'html_url']) : null);

/** Distinct people that are assigned, have acknowledged, or were asked to join; null = nobody is listed, as after the resolution. */
function peopleIn(incident: Row): number | null {
  const people = [
    ...listOf(incident.assignments).map((one) => rowOf(rowOf(one).assignee)),
    ...listOf(incident.assignees).map(rowOf),
    ...listOf(incident.acknowledgements).map((one) => rowOf(rowOf(one).acknowledger)),
    ...listOf(incident.incidents_responders).map((one) => rowOf(rowOf(one).user)),
  ].filter(({ type }) => type === undefined || String(type).startsWith('user'));
  const ids = new Set(people.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])));
  return ids.size === 0 ? null : ids.size;
}

const incidentFields = ['id', 'incident_number', 'number', 'title', 'status', 'urgency', 'created_at', 'updated_at', 'resolved_at'];

/** An incident as listed, or as a webhook carries it. */
export function leanIncident(incident: Row): Row {
  const reason = rowOf(incident.resolve_reason);
  return {
    ...picked(incident, [...incidentFields, 'last_status_change_at', 'html_url']),
    service: reference(incident.service),
    priority: isRow(incident.priority) ? picked(incident.priority, ['summary', 'name']) : null,
    people: peopleIn(incident),
    ...(isRow(reason.incident) && { resolve_reason: { type: reason.type, incident: { id: reason.incident.id } } }),
  };
}

/** An entry of the log: what happened and when; of a trigger also what it said, where a deployment may be named. */
export function leanEntry(entry: Row): Row {
  const channel = rowOf(entry.channel);
  const isTrigger = entry.type === 'trigger_log_entry';
  return {
    ...picked(entry, ['id', 'type', 'created_at']),
    incident: { id: rowOf(entry.incident).id },
    ...(isTrigger && {
      channel: picked(channel, ['type', 'details', 'client', 'client_url', 'subject', 'body', 'description', 'cef_details']),
      contexts: listOf(entry.contexts).map((context) => picked(rowOf(context), ['type', 'href', 'text'])),
      event_details: picked(rowOf(entry.event_details), ['description']),
    }),
  };
}

export const leanService = (service: Row): Row => picked(service, ['id', 'name', 'summary', 'html_url', 'created_at']);

/** `incident` is whose note it is. */
export const leanNote = (note: Row, incident: string): Row => ({
  ...picked(note, ['id', 'content', 'created_at']),
  incident: { id: incident },
});

/** The custom fields of an incident that have a value, by name. */
export function leanFields(fields: readonly unknown[], incident: string, at: unknown): Row {
  const values = fields.map(rowOf).flatMap(({ name, display_name: shown, value }): [string, unknown][] => {
    const field = typeof name === 'string' ? name : shown;
    return typeof field === 'string' && value !== null && value !== undefined ? [[field, value]] : [];
  });
  return { fields: Object.fromEntries(values), at, incident: { id: incident } };
}

/** Ids of the services a change was told for. */
export const servicesOf = (change: Row): readonly string[] =>
  listOf(change.services).flatMap((service) => {
    const { id } = rowOf(service);
    return typeof id === 'string' ? [id] : [];
  });

/** A change PagerDuty was told of. Left out is the key it was sent with. */
export function leanChangeEvent(change: Row): Row {
  return {
    ...picked(change, ['id', 'summary', 'timestamp', 'source']),
    links: listOf(change.links).map((link) => picked(rowOf(link), ['href'])),
    services: listOf(change.services).flatMap((service) => reference(service) ?? []),
  };
}

/** A change PagerDuty brought together with an incident, and why. */
export function leanChange(change: Row, incident: string): Row {
  return {
    ...picked(change, ['id', 'summary', 'timestamp', 'source', 'custom_details']),
    links: listOf(change.links).map((link) => picked(rowOf(link), ['href', 'text'])),
    // One reason as documented, several as answered by newer versions.
    correlation: [rowOf(change.correlation_reason), ...listOf(change.correlation_reasons).map(rowOf)].flatMap(({ reason }) => reason ?? []),
    incident: { id: incident },
  };
}
