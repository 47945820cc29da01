/** One run: the services, then incidents span after span, open ones of any age, the log, and the changes the account was told of. */

import { sourceKey } from '../../domain/keys.ts';
import { HttpError, type HttpOptions } from '../http.ts';
import type { CollectContext, Page } from '../source.ts';
import { openClient, pagesOf, type Row } from './client.ts';
import { type Details, openDetails } from './details.ts';
import { leanChangeEvent, leanEntry, leanIncident, leanService, servicesOf } from './lean.ts';
import { isTold } from './normalize.ts';
import { earlierBy, itemOf, type Reading } from './reading.ts';
import type { PagerdutySettings } from './settings.ts';
import { type ListObject, readSpans } from './spans.ts';

/** Everything of the account that is new. */
export async function* collectPagerduty(settings: PagerdutySettings, options: HttpOptions, context: CollectContext): AsyncGenerator<Page> {
  const client = openClient(settings, options, context);
  const reading: Reading = { settings, context, client, repositoryId: sourceKey(settings.sourceId) };
  const oldest = yield* readServices(reading);
  const from = settings.since ?? oldest ?? earlierBy(context.now(), settings.rereadDays);
  const details = await openDetails(reading);
  yield* readSpans(reading, incidentList(reading, details), from);
  yield* readOpen(reading, details);
  yield* readSpans(reading, logList(reading), from);
  if (await hasChanges(reading)) yield* readSpans(reading, changeList(reading), from);
}

/** Answers when the oldest service was made: before that there are no incidents. */
async function* readServices(reading: Reading): AsyncGenerator<Page, Date | null> {
  const { settings, repositoryId, client } = reading;
  const account = itemOf(reading, 'account', settings.sourceId, { source_id: settings.sourceId, name: `PagerDuty: ${settings.sourceId}` });
  yield { repositoryId, object: 'services', items: [account] };
  let oldest = Number.POSITIVE_INFINITY;
  for await (const { rows } of pagesOf(client, '/services', 'services', {}, 'services')) {
    for (const { created_at: at } of rows) oldest = Math.min(oldest, Date.parse(String(at)) || Number.POSITIVE_INFINITY);
    yield { repositoryId, object: 'services', items: rows.map((row) => itemOf(reading, 'service', row.id, leanService(row))) };
  }
  return Number.isFinite(oldest) ? new Date(oldest) : null;
}

const incidentPage = (reading: Reading, rows: readonly Row[]): Page => ({
  repositoryId: reading.repositoryId,
  object: 'incidents',
  items: rows.map((row) => itemOf(reading, 'incident', row.id, leanIncident(row))),
});

const incidentList = (reading: Reading, details: Details): ListObject => ({
  object: 'incidents',
  path: '/incidents',
  instant: 'created_at',
  key: 'incidents',
  // From the oldest on, so that what opens meanwhile comes at the end and moves no row.
  query: { sort_by: 'created_at:asc', statuses: ['triggered', 'acknowledged', 'resolved'] },
  services: [...reading.settings.services].sort(),
  pagesOf: async function* (rows) {
    yield incidentPage(reading, rows);
    yield* details.read(rows);
  },
});

/** Incidents that are open and older than what is read again anyway. */
async function* readOpen(reading: Reading, details: Details): AsyncGenerator<Page> {
  const { context, settings, repositoryId, client } = reading;
  const open = await context.openIncidents(repositoryId, earlierBy(context.now(), settings.rereadDays));
  for (const [index, id] of open.entries()) {
    const incident = await incidentNow(client, id);
    if (incident !== null) {
      // Details first: once its resolution is stored it is asked for no more.
      yield* details.read([incident]);
      yield incidentPage(reading, [incident]);
    }
    context.progress({ repository: settings.sourceId, object: 'open_incidents', done: index + 1, total: open.length });
  }
}

/** Null for one that is gone: an account was cleaned up. */
async function incidentNow(client: Reading['client'], id: string): Promise<Row | null> {
  try {
    return await client.one(`/incidents/${encodeURIComponent(id)}`, 'incident', 'incident');
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return null;
    throw error;
  }
}

/** Newest first; what is written meanwhile lies after the span. */
const logList = (reading: Reading): ListObject => ({
  object: 'log_entries',
  path: '/log_entries',
  instant: 'created_at',
  key: 'log_entries',
  query: { is_overview: 'false', include: ['channels'] },
  services: [],
  pagesOf: async function* (rows) {
    const told = rows.filter((row) => isTold(row.type));
    const items = told.map((row) => itemOf(reading, 'log_entry', row.id, leanEntry(row)));
    yield { repositoryId: reading.repositoryId, object: 'log_entries', items };
  },
});

/** Accounts without the feature, or keys that may not use it, have no such list: nothing is missing then. */
async function hasChanges({ client, context, settings }: Reading): Promise<boolean> {
  if (settings.services.size === 0) return false;
  const now = context.now();
  const [since, until] = [earlierBy(now, 1).toISOString(), now.toISOString()];
  try {
    await client.list('/change_events', 'change_events', { since, until, limit: '1', offset: '0' }, 'change events');
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status !== null && [402, 403, 404].includes(error.status)) return false;
    throw error;
  }
}

/** Those of services that rules name: an account is told of far more than anybody asks for here. */
const changeList = (reading: Reading): ListObject => ({
  object: 'change_events',
  path: '/change_events',
  instant: 'timestamp',
  key: 'change_events',
  query: {},
  services: [...reading.settings.services].sort(),
  pagesOf: async function* (rows) {
    const wanted = rows.filter((row) => servicesOf(row).some((id) => reading.settings.services.has(id)));
    const items = wanted.map((row) => itemOf(reading, 'change_event', row.id, leanChangeEvent(row)));
    yield { repositoryId: reading.repositoryId, object: 'change_events', items };
  },
});
