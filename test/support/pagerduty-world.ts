/** Incidents as PagerDuty's interface tells them, written by us. */

import type { Row } from './pagerduty-server.ts';

const reference = (type: string, id: string, summary: string): Row => ({
  id,
  type: `${type}_reference`,
  summary,
  self: `https://api.pagerduty.example/${type}s/${id}`,
  html_url: `https://acme.pagerduty.example/${type}s/${id}`,
});

/** A person whose name must never be stored. */
export const person = (n: number): Row => reference('user', `PUSER${n}`, `Secret Person ${n}`);

export const service = (id: string, created = '2025-01-01T00:00:00Z'): Row => ({
  ...reference('service', id, `Service ${id}`),
  type: 'service',
  name: `Service ${id}`,
  status: 'active',
  created_at: created,
});

export type Told = {
  readonly opened: string;
  readonly acknowledged?: string;
  readonly resolved?: string;
  readonly service?: string;
  readonly urgency?: 'high' | 'low';
  readonly priority?: string;
  readonly mergedInto?: string;
  readonly people?: number;
  /** Answers of older accounts have no `resolved_at`. */
  readonly withoutResolvedAt?: boolean;
};

export function incident(id: string, told: Told): Row {
  const status = told.resolved !== undefined ? 'resolved' : told.acknowledged !== undefined ? 'acknowledged' : 'triggered';
  const changed = told.resolved ?? told.acknowledged ?? told.opened;
  const people = Array.from({ length: told.people ?? 1 }, (_, i) => person(i));
  return {
    id,
    type: 'incident',
    summary: `[#1] Incident ${id}`,
    self: `https://api.pagerduty.example/incidents/${id}`,
    html_url: `https://acme.pagerduty.example/incidents/${id}`,
    incident_number: 1,
    title: `Incident ${id}`,
    created_at: told.opened,
    updated_at: changed,
    status,
    incident_key: `key-${id}`,
    service: reference('service', told.service ?? 'PSHOP', 'Shop'),
    // Empty once it is resolved, as documented.
    assignments: status === 'resolved' ? [] : people.map((assignee) => ({ at: told.opened, assignee })),
    acknowledgements: status === 'acknowledged' ? [{ at: told.acknowledged, acknowledger: people[0] }] : [],
    last_status_change_at: changed,
    last_status_change_by: people[0],
    ...(told.withoutResolvedAt ? {} : { resolved_at: told.resolved ?? null }),
    urgency: told.urgency ?? 'high',
    priority: told.priority === undefined ? null : { id: 'PPRIO', type: 'priority', summary: told.priority, name: told.priority },
    resolve_reason:
      told.mergedInto === undefined ? null : { type: 'merge_resolve_reason', incident: reference('incident', told.mergedInto, 'other') },
    teams: [],
    escalation_policy: reference('escalation_policy', 'PPOLICY', 'Default'),
  };
}

/** An entry of the log; a trigger may say something. */
export function entry(id: string, incidentId: string, type: string, at: string, said?: Row): Row {
  return {
    id,
    type: `${type}_log_entry`,
    summary: 'Done by Secret Person 0.',
    self: `https://api.pagerduty.example/log_entries/${id}`,
    html_url: null,
    created_at: at,
    agent: person(0),
    channel: { type: 'api', ...said },
    incident: reference('incident', incidentId, `[#1] Incident ${incidentId}`),
    service: reference('service', 'PSHOP', 'Shop'),
    teams: [],
    contexts: [],
    event_details: {},
  };
}

/** A change the account was told of, with the key it was sent with. */
export const change = (id: string, at: string, services: readonly string[]): Row => ({
  id,
  type: 'change_event',
  summary: `Change ${id}`,
  timestamp: at,
  source: 'switches',
  integration: reference('inbound_integration', 'PINT', 'Switches'),
  routing_key: 'secret-routing-key',
  services: services.map((one) => reference('service', one, `Service ${one}`)),
  links: [{ href: `https://switches.example/${id}`, text: 'Secret Person 0 did it' }],
  images: [],
  custom_details: { by: 'Secret Person 0' },
});

/** What the log says of an incident. */
export function logOf(id: string, told: Told): readonly Row[] {
  return [
    entry(`R${id}T`, id, 'trigger', told.opened),
    entry(`R${id}N`, id, 'notify', told.opened),
    ...(told.acknowledged === undefined ? [] : [entry(`R${id}A`, id, 'acknowledge', told.acknowledged)]),
    ...(told.resolved === undefined ? [] : [entry(`R${id}R`, id, 'resolve', told.resolved)]),
  ];
}
