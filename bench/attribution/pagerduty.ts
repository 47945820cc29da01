/** An incident as PagerDuty's interface gives it, through the source's own reader: what is left out there does not count here. */

import { sourceKey } from '../../src/domain/keys.ts';
import type { IncidentEntry, IncidentEvent } from '../../src/domain/records.ts';
import { leanChange, leanEntry, leanIncident, leanNote } from '../../src/sources/pagerduty/lean.ts';
import { normalizePagerduty } from '../../src/sources/pagerduty/normalize.ts';
import type { Life, LifeIncident } from './life.ts';
import { DAY } from './plan.ts';
import { commitUrl, type Said } from './texts.ts';

export const pagerdutyId = (incident: LifeIncident): string => `Q${incident.number}${incident.service.slice(-2)}`;
const iso = (at: number): string => new Date(Math.round(at)).toISOString();

/** The incident's own object, its log of trigger, acknowledgement and resolution, its notes and related changes. */
function payloads(life: Life, incident: LifeIncident, said: Said): readonly (readonly [string, unknown])[] {
  const id = pagerdutyId(incident);
  const { openedAt, resolvedAt } = incident;
  const end = resolvedAt ?? openedAt + DAY;
  const object = {
    id,
    incident_number: incident.number,
    title: said.title,
    status: resolvedAt === null ? 'triggered' : 'resolved',
    urgency: 'high',
    service: { id: `P-${life.plan.name}`, type: 'service_reference', summary: life.plan.name },
    created_at: iso(openedAt),
    updated_at: iso(end),
    ...(resolvedAt !== null && { resolved_at: iso(resolvedAt), last_status_change_at: iso(resolvedAt) }),
  };
  const entry = (type: string, at: number, more: object = {}) =>
    ['log_entry', leanEntry({ id: `${id}-${type}`, type, created_at: iso(at), incident: { id }, ...more })] as const;
  return [
    ['incident', leanIncident(object)],
    entry('trigger_log_entry', openedAt, { channel: { type: 'api', description: said.title, details: said.details } }),
    entry('acknowledge_log_entry', openedAt + 0.1 * (end - openedAt)),
    ...(resolvedAt === null ? [] : [entry('resolve_log_entry', resolvedAt)]),
    ...said.notes.map((content, i) => {
      const at = iso(openedAt + 0.8 * (end - openedAt) + i);
      return ['note', leanNote({ id: `${id}-${i}`, content, created_at: at }, id)] as const;
    }),
    ...said.changes.map(({ rollout, reasons }) => {
      const links = [{ href: commitUrl(life.plan.name, rollout.sha), text: 'commit' }];
      const correlation_reasons = reasons.map((reason) => ({ reason }));
      const summary = `Deployed ${life.plan.name} ${rollout.tag ?? rollout.sha.slice(0, 7)}`;
      const change = {
        id: `${id}-c${rollout.number}`,
        summary,
        timestamp: iso(rollout.finishedAt),
        custom_details: {},
        links,
        correlation_reasons,
      };
      return ['related_change', leanChange(change, id)] as const;
    }),
  ];
}

export function pagerdutyRecords(
  life: Life,
  incident: LifeIncident,
  said: Said,
): { readonly event: IncidentEvent; readonly entries: readonly IncidentEntry[] } {
  const records = payloads(life, incident, said).flatMap(([kind, payload]) =>
    normalizePagerduty({ repositoryId: sourceKey('pager'), kind, externalId: pagerdutyId(incident), payload }),
  );
  const event = records.find((r) => r.table === 'incident_event');
  if (event === undefined) throw new Error(`PagerDuty's incident ${incident.number} gave no record`);
  return { event: event.row, entries: records.flatMap((r) => (r.table === 'incident_entry' ? [r.row] : [])) };
}
