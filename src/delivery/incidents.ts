/** Which incident events are incidents of the service, and the attribution window their rule gives them. */

import type { IncidentEvent } from '../domain/records.ts';
import type { IncidentRule, ServiceSettings } from '../domain/service.ts';
import { byText } from './order.ts';
import type { Fetched } from './records.ts';

export type ServiceIncident = { readonly event: Fetched<IncidentEvent>; readonly windowMs: number };

const lower = (texts: readonly string[]): ReadonlySet<string> => new Set(texts.map((text) => text.toLowerCase()));

function takes(rule: IncidentRule, event: IncidentEvent, repositories: ReadonlySet<string>): boolean {
  if (rule.from !== event.origin) return false;
  if (rule.from === 'issues' && !repositories.has(event.repositoryId)) return false;
  const labels = lower(event.labels);
  if (rule.labels !== undefined && ![...lower(rule.labels)].some((label) => labels.has(label))) return false;
  if (rule.services !== undefined && (event.providerService === null || !rule.services.includes(event.providerService))) return false;
  return rule.urgencies === undefined || (event.urgency !== null && lower(rule.urgencies).has(event.urgency.toLowerCase()));
}

/** The service's incidents; the first matching rule wins. Issues count only in the service's own repositories. */
export function serviceIncidents(settings: ServiceSettings, events: readonly Fetched<IncidentEvent>[]): readonly ServiceIncident[] {
  const repositories = new Set(settings.repositories.map((r) => r.repositoryId));
  const found = events.flatMap((event) => {
    const rule = settings.incidents.find((r) => takes(r, event, repositories));
    return rule === undefined ? [] : [{ event, windowMs: rule.windowSeconds * 1000 }];
  });
  const key = (i: ServiceIncident): string => `${i.event.repositoryId} ${i.event.origin} ${i.event.externalId}`;
  return found.sort((a, b) => byText(key(a), key(b)));
}
