/** Which incident events are incidents of the service, and what its rules and people say of each. */

import { incidentKey } from '../domain/keys.ts';
import type { IncidentEntry, IncidentEvent } from '../domain/records.ts';
import type { IncidentRule } from '../domain/service.ts';
import { decisionsOf, type IncidentDecision, undecided } from './ledger.ts';
import { byInstant, byText, groupBy } from './order.ts';
import type { Fetched, ServiceRecords } from './records.ts';

export type ServiceIncident = {
  /** With the times that hold: of a merged incident those of the one it went into. */
  readonly event: Fetched<IncidentEvent>;
  readonly incidentId: string;
  /** By a rule of the service; else a person linked it. */
  readonly taken: boolean;
  /** Attribution window of rung 4. */
  readonly windowMs: number;
  /** Where it may name a deployment beside title and body: details, notes, related changes. */
  readonly texts: readonly string[];
  readonly decision: IncidentDecision;
};

const lower = (texts: readonly string[]): ReadonlySet<string> => new Set(texts.map((text) => text.toLowerCase()));

/** Why a rule does not take an event: the first condition that fails; null = it takes it. */
export function refusedBy(rule: IncidentRule, event: IncidentEvent, repositories: ReadonlySet<string>): string | null {
  if (rule.from !== event.origin) return 'another kind of source';
  if (rule.from === 'issues' && !repositories.has(event.repositoryId)) return 'another repository';
  const labels = lower(event.labels);
  if (rule.labels !== undefined && ![...lower(rule.labels)].some((label) => labels.has(label))) return 'none of the labels';
  if (rule.services !== undefined && (event.providerService === null || !rule.services.includes(event.providerService)))
    return 'another service of the provider';
  const urgent = rule.urgencies === undefined || (event.urgency !== null && lower(rule.urgencies).has(event.urgency.toLowerCase()));
  return urgent ? null : 'another urgency';
}

/** The incident an event ended in after merges; itself where it was not merged, null where that one was never collected. */
function survivor(event: Fetched<IncidentEvent>, byId: ReadonlyMap<string, Fetched<IncidentEvent>>): Fetched<IncidentEvent> | null {
  const seen = new Set<string>();
  let at: Fetched<IncidentEvent> | undefined = event;
  while (at !== undefined && at.mergedInto !== null && !seen.has(at.externalId)) {
    seen.add(at.externalId);
    at = byId.get(incidentKey({ ...at, externalId: at.mergedInto }));
  }
  return at ?? null;
}

function acknowledgedAt(event: IncidentEvent, entries: readonly IncidentEntry[]): Date | null {
  if (event.acknowledgedAt !== null) return event.acknowledgedAt;
  const [first] = entries.flatMap((entry) => (entry.kind === 'acknowledged' ? [entry.at] : [])).sort(byInstant);
  return first ?? null;
}

type Event = Fetched<IncidentEvent>;
type Records = Pick<ServiceRecords, 'service' | 'incidentEvents' | 'incidentEntries' | 'ledger'>;

const entryOrder = (a: IncidentEntry, b: IncidentEntry): number => byInstant(a.at, b.at) || byText(a.entryId, b.entryId);

/**
 * The service's incidents: those that a rule takes (the first wins), and those a person linked to it. Issues count only in the service's
 * own repositories. Of incidents merged into one another the last is left where the service sees it, with what people decided on any of
 * them; else the merge is no end, and the incident lasts as long as the one it went into.
 */
export function serviceIncidents({ service, incidentEvents: events, incidentEntries, ledger }: Records): readonly ServiceIncident[] {
  const { settings, serviceId } = service;
  const repositories = new Set(settings.repositories.map((r) => r.repositoryId));
  const byId = new Map(events.map((event) => [incidentKey(event), event]));
  const ruleOf = new Map(events.map((event) => [event, settings.incidents.find((rule) => refusedBy(rule, event, repositories) === null)]));
  const single = decisionsOf(serviceId, ledger).incidents;
  const isOurs = (event: Event): boolean => ruleOf.get(event) !== undefined || (single.get(incidentKey(event))?.linked.size ?? 0) > 0;
  const last = new Map(events.map((event) => [event, survivor(event, byId)]));
  const into = new Map<string, string>();
  for (const [event, end] of last) if (end !== null && end !== event && isOurs(end)) into.set(incidentKey(event), incidentKey(end));
  const decisions = into.size === 0 ? single : decisionsOf(serviceId, ledger, into).incidents;
  const course = groupBy(incidentEntries, incidentKey);
  return events
    .filter((event) => isOurs(event) && !into.has(incidentKey(event)))
    .map((event): ServiceIncident => {
      const end = last.get(event) ?? null;
      const incidentId = incidentKey(event);
      const own = (course.get(incidentId) ?? []).toSorted(entryOrder);
      const resolvedAt = end === null ? event.resolvedAt : end.resolvedAt;
      return {
        event: { ...event, acknowledgedAt: acknowledgedAt(event, own), resolvedAt },
        incidentId,
        taken: ruleOf.get(event) !== undefined,
        windowMs: (ruleOf.get(event)?.windowSeconds ?? 0) * 1000,
        texts: own.flatMap((entry) => (entry.text === null ? [] : [entry.text])),
        decision: decisions.get(incidentId) ?? undecided,
      };
    })
    .sort((a, b) =>
      byText(
        `${a.event.repositoryId} ${a.event.origin} ${a.event.externalId}`,
        `${b.event.repositoryId} ${b.event.origin} ${b.event.externalId}`,
      ),
    );
}
