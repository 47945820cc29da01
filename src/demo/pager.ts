/** Incidents of the Payments team as its PagerDuty account would have told them, with what such accounts have beside them. Pure. */

import { sourceKey } from '../domain/keys.ts';
import type { Page, RawItem } from '../sources/source.ts';
import type { Behaviour } from './behaviour.ts';
import { DAY, HOUR, later, MINUTE, midnight } from './calendar.ts';
import type { Life, SimulatedIncident } from './life.ts';
import { demoPagerSourceId } from './organisation.ts';

/** A page, and the source it comes from. */
export type DemoPage = Page & { readonly sourceId: string };

/** A PagerDuty service that no rule names: its incidents wait for somebody to claim them. */
const unclaimed = { id: 'PBATCH', name: 'Nightly batch' } as const;

type Paged = {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly details: string | null;
  readonly mergedInto: string | null;
};

const web = 'https://github.example/acme-demo/pagerduty';

function pagedOf(behaviour: Behaviour, service: string, incident: SimulatedIncident): Paged {
  const { title, openedAt, closedAt, body } = incident;
  // Whoever wrote the issue named a pull request; the alert links to it.
  const number = /#(\d+)/.exec(body ?? '')?.[1];
  const details = number === undefined ? null : `https://github.example/${behaviour.repository}/pull/${number}`;
  return { id: `${service}${incident.number}`, title, service, openedAt, closedAt, details, mergedInto: null };
}

/** Two alerts of one trouble: somebody merged the second into the first. */
function withMerged(incidents: readonly Paged[], now: Date): readonly Paged[] {
  const first = incidents.findLast(({ closedAt }) => closedAt !== null && closedAt < later(now, -3 * DAY));
  if (first === undefined) return incidents;
  const openedAt = later(first.openedAt, 3 * MINUTE);
  const title = `${first.title} (second alert)`;
  return [...incidents, { ...first, id: `${first.id}B`, title, openedAt, closedAt: later(openedAt, 5 * MINUTE), mergedInto: first.id }];
}

function unclaimedIncidents(now: Date): readonly Paged[] {
  return [12, 33, 61].map((daysAgo, i) => {
    const openedAt = later(later(midnight(now), -daysAgo * DAY), (3 + i) * HOUR);
    const closedAt = later(openedAt, 40 * MINUTE);
    return {
      id: `${unclaimed.id}${i + 1}`,
      title: 'Nightly batch is late',
      service: unclaimed.id,
      openedAt,
      closedAt,
      details: null,
      mergedInto: null,
    };
  });
}

/** Two to nine minutes after it opened, unless it is not over and younger than that. */
function acknowledgedAt({ id, openedAt, closedAt }: Paged, now: Date): Date | null {
  const minutes = 2 + ([...id].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 8);
  const at = later(openedAt, minutes * MINUTE);
  return at < (closedAt ?? now) ? at : null;
}

function incidentPayload(incident: Paged, now: Date) {
  const { id, title, service, openedAt, closedAt, mergedInto } = incident;
  const acknowledged = acknowledgedAt(incident, now);
  const changed = closedAt ?? acknowledged ?? openedAt;
  return {
    id,
    title,
    status: closedAt !== null ? 'resolved' : acknowledged !== null ? 'acknowledged' : 'triggered',
    urgency: 'high',
    created_at: openedAt.toISOString(),
    updated_at: changed.toISOString(),
    last_status_change_at: changed.toISOString(),
    resolved_at: closedAt?.toISOString() ?? null,
    html_url: `${web}/incidents/${id}`,
    service: { id: service },
    priority: { summary: 'P2' },
    people: 1 + (id.length % 2),
    ...(mergedInto !== null && { resolve_reason: { type: 'merge_resolve_reason', incident: { id: mergedInto } } }),
  };
}

/** Somebody turned a switch some hours before every third incident: no deployment, and worth knowing. */
function changePayloads(incidents: readonly Paged[]) {
  return incidents
    .filter(({ mergedInto }, i) => mergedInto === null && i % 3 === 0)
    .map(({ id, service, openedAt }, i) => ({
      id: `C${id}`,
      summary: `Switch "new-checkout" turned on for ${5 + ((i * 20) % 95)} % of users`,
      timestamp: later(openedAt, -(2 + (i % 5)) * HOUR).toISOString(),
      source: 'feature-switches',
      links: [{ href: `https://github.example/acme-demo/switches/new-checkout/history/${i + 1}` }],
      services: [{ id: service }],
    }));
}

type Entry = { readonly type: string; readonly at: Date; readonly channel?: object };

function entriesOf(incident: Paged, now: Date): readonly Entry[] {
  const { openedAt, closedAt, details } = incident;
  const acknowledged = acknowledgedAt(incident, now);
  return [
    { type: 'trigger_log_entry', at: openedAt, ...(details !== null && { channel: { type: 'api', details: { suspect: details } } }) },
    ...(acknowledged === null ? [] : [{ type: 'acknowledge_log_entry', at: acknowledged }]),
    ...(closedAt === null ? [] : [{ type: 'resolve_log_entry', at: closedAt }]),
  ];
}

/** The pages of the account, as a collection would have brought them. */
export function pagerPages(lives: readonly { readonly behaviour: Behaviour; readonly life: Life }[], now: Date): readonly DemoPage[] {
  const repositoryId = sourceKey(demoPagerSourceId);
  const paged = lives.flatMap(({ behaviour, life }) =>
    behaviour.pager === null ? [] : [{ behaviour, service: behaviour.pager, incidents: life.incidents }],
  );
  const incidents = [
    ...paged.flatMap(({ behaviour, service, incidents: all }) =>
      withMerged(
        all.map((one) => pagedOf(behaviour, service, one)),
        now,
      ),
    ),
    ...unclaimedIncidents(now),
  ];
  const item = (kind: string, externalId: string, payload: object): RawItem => ({ repositoryId, kind, externalId, payload });
  const services = [...paged.map(({ behaviour, service }) => ({ id: service, name: behaviour.parts[0].name })), unclaimed];
  const days = Math.max(...paged.map(({ behaviour }) => behaviour.days)) + 2;
  const from = later(now, -days * DAY);
  const cursor = { from: from.toISOString(), complete: now.toISOString() };
  const listed = (object: string, items: readonly (readonly [Date, RawItem])[]): DemoPage => {
    const daysWithItems = [...new Set(items.map(([at]) => at.toISOString().slice(0, 10)))].sort();
    const coverage = [{ repositoryId, object, from, until: now, state: 'fetched' as const, daysWithItems }];
    return { sourceId: demoPagerSourceId, repositoryId, object, items: items.map(([, one]) => one), coverage, cursor };
  };
  const entries = incidents.flatMap((incident) =>
    entriesOf(incident, now).map(({ type, at, channel }, i): readonly [Date, RawItem] => {
      const id = `R${incident.id}-${i}`;
      return [
        at,
        item('log_entry', id, { id, type, created_at: at.toISOString(), incident: { id: incident.id }, ...(channel && { channel }) }),
      ];
    }),
  );
  return [
    {
      sourceId: demoPagerSourceId,
      repositoryId,
      object: 'services',
      items: [
        item('account', demoPagerSourceId, { source_id: demoPagerSourceId, name: `PagerDuty: ${demoPagerSourceId}` }),
        ...services.map(({ id, name }) => item('service', id, { id, name, html_url: `${web}/services/${id}` })),
      ],
    },
    listed(
      'incidents',
      incidents.map((one) => [one.openedAt, item('incident', one.id, incidentPayload(one, now))]),
    ),
    listed('log_entries', entries),
    listed(
      'change_events',
      changePayloads(incidents).map((change) => [new Date(change.timestamp), item('change_event', change.id, change)]),
    ),
  ];
}
