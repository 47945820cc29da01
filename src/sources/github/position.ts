/** How far an object has been read: the cursors, as JSON. */

import { z } from 'zod';
import type { RepositoryReading } from './reading.ts';

/** A list that is read from its newest end. */
export const listCursor = z.object({
  /** The `since` it was read with; an earlier one starts again. */
  since: z.string().nullable(),
  /** Everything up to this instant of the list's own order has been read; null = the first reading is not over. */
  complete: z.string().nullable(),
  /** A reading that was cut short: its newest instant, and the page it goes on with. */
  walk: z.object({ top: z.string().nullable(), next: z.string() }).nullable(),
  /** The day coverage has reached. */
  day: z.string().nullable(),
});
export type ListCursor = z.infer<typeof listCursor>;

/**
 * The stored cursor, or null where there is none, where its format is another version's, or where `since` now reaches further back
 * than it did: then the object is read again from the start, which changes nothing that is already there.
 */
export async function storedCursor<T extends { readonly since: string | null }>(
  reading: RepositoryReading,
  object: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const parsed = schema.safeParse(await reading.context.cursor(reading.target.repositoryId, object));
  if (!parsed.success) return null;
  const { since } = reading.settings;
  const reachesFurther = parsed.data.since !== null && (since === null || since.getTime() < Date.parse(parsed.data.since));
  return reachesFurther ? null : parsed.data;
}

/** `since` for the next cursor: a stored one reaches at least as far back as the settings. */
export function sinceText(reading: RepositoryReading, stored: { readonly since: string | null } | null): string | null {
  return stored === null ? (reading.settings.since?.toISOString() ?? null) : stored.since;
}
