/** The fields of PagerDuty's objects that records are made of. Anything more is ignored; anything less is refused with its path. */

import { z } from 'zod';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const id = z.string().min(1);
const optional = z.string().nullish();

export const accountPayload = z.object({ source_id: z.string(), name: z.string(), url: optional });

export const servicePayload = z.object({ id, name: optional, summary: optional, html_url: optional });

export const incidentPayload = z.object({
  id,
  title: z.string(),
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  urgency: optional,
  priority: z.object({ summary: optional, name: optional }).nullish(),
  service: z.object({ id }).nullish(),
  created_at: instant,
  updated_at: instant.nullish(),
  resolved_at: instant.nullish(),
  last_status_change_at: instant.nullish(),
  html_url: optional,
  people: z.number().int().nonnegative().nullish(),
  resolve_reason: z.object({ type: optional, incident: z.object({ id }) }).nullish(),
});

export const entryPayload = z.object({
  id,
  type: z.string(),
  created_at: instant,
  incident: z.object({ id }),
  channel: z.record(z.string(), z.unknown()).nullish(),
  contexts: z.array(z.object({ href: optional, text: optional })).nullish(),
  event_details: z.object({ description: optional }).nullish(),
});

export const notePayload = z.object({ id, content: z.string(), created_at: instant, incident: z.object({ id }) });

export const changePayload = z.object({
  id,
  summary: optional,
  timestamp: instant,
  source: optional,
  links: z.array(z.object({ href: optional, text: optional })),
  custom_details: z.unknown().optional(),
  correlation: z.array(z.string()),
  incident: z.object({ id }),
});

export const changeEventPayload = z.object({
  id,
  summary: optional,
  timestamp: instant,
  source: optional,
  links: z.array(z.object({ href: optional })),
  services: z.array(z.object({ id })),
});

export const fieldsPayload = z.object({ fields: z.record(z.string(), z.unknown()), at: instant, incident: z.object({ id }) });
