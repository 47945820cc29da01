/** What the readers of single objects are lent, and how far each object has been read. */

import { z } from 'zod';
import type { CollectContext, CoveredDays, RawItem } from '../source.ts';
import type { Client } from './client.ts';
import type { PagerdutySettings } from './settings.ts';
import type { Span } from './windows.ts';

export type Reading = {
  readonly settings: PagerdutySettings;
  readonly context: CollectContext;
  readonly client: Client;
  /** PagerDuty has no repositories: everything belongs to the source itself. */
  readonly repositoryId: string;
};

const cursor = z.object({
  /** Where the first reading began; an earlier one starts again. */
  from: z.string(),
  /** Everything before it has been read at least once. */
  complete: z.string(),
  /** The services whose incidents were read with their details; one more starts again. */
  services: z.array(z.string()),
});
export type Cursor = z.infer<typeof cursor>;

/** The stored cursor; null where there is none, or where more is asked for now than was then. */
export async function storedCursor(
  { context, repositoryId }: Reading,
  object: string,
  { from, services }: Pick<Cursor, 'services'> & { readonly from: Date },
): Promise<Cursor | null> {
  const parsed = cursor.safeParse(await context.cursor(repositoryId, object));
  if (!parsed.success || Date.parse(parsed.data.from) > from.getTime()) return null;
  return services.every((id) => parsed.data.services.includes(id)) ? parsed.data : null;
}

export const itemOf = ({ repositoryId }: Reading, kind: string, externalId: unknown, payload: unknown): RawItem => ({
  repositoryId,
  kind,
  externalId: String(externalId),
  payload,
});

const DAY = 86_400_000;

/** The days of a span: the last one too, unless the span ends with the day before it. */
export function coveredDays({ repositoryId }: Reading, object: string, span: Span, instants: readonly unknown[]): CoveredDays {
  const days = instants.flatMap((at) =>
    typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? [new Date(at).toISOString().slice(0, 10)] : [],
  );
  const until = new Date(Math.max(span.from.getTime(), span.to.getTime() - 1));
  return { repositoryId, object, from: startOfDay(span.from), until, state: 'fetched', daysWithItems: [...new Set(days)].sort() };
}

export const failedDays = ({ repositoryId }: Reading, object: string, { from, to }: Span): CoveredDays => ({
  repositoryId,
  object,
  from: startOfDay(from),
  until: to,
  state: 'failed',
  daysWithItems: [],
});

const startOfDay = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY) * DAY);

export const earlierBy = (at: Date, days: number): Date => new Date(at.getTime() - days * DAY);
