/** What the git source remembers of a repository between two runs, parsed back leniently: an unreadable cursor reads everything again. */

import { z } from 'zod';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const commitsCursor = z.object({
  /** The commits every reference named; their history is stored. */
  tips: z.array(z.string()),
  since: z.string().nullable(),
  withPaths: z.boolean(),
  /** The last UTC day that was read. */
  until: day,
});

const refsCursor = z.object({
  /** Fingerprint by reference name: what was last said about it. */
  refs: z.record(z.string(), z.string()),
  since: z.string().nullable(),
  until: day,
});

export type CommitsCursor = z.infer<typeof commitsCursor>;
export type RefsCursor = z.infer<typeof refsCursor>;

export function parseCommitsCursor(value: unknown): CommitsCursor | null {
  return commitsCursor.safeParse(value).data ?? null;
}

export function parseRefsCursor(value: unknown): RefsCursor | null {
  return refsCursor.safeParse(value).data ?? null;
}

/**
 * Where history begins for a run: the configured day, or the earlier one that is stored already (null = the very beginning).
 * So a day asked for once, with `collect --since`, stays; and only an earlier day makes everything be read again.
 */
export function effectiveSince(stored: { readonly since: string | null } | null, wanted: Date | null): Date | null {
  if (stored === null) return wanted;
  if (stored.since === null || wanted === null) return null;
  return new Date(Math.min(Date.parse(stored.since), wanted.getTime()));
}
