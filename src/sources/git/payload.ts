/** What the git source keeps raw, and its shapes. Everything a record needs is in the item, so that a replay gives the same. */

import { z } from 'zod';

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const instant = z.iso.datetime();

export const repositoryPayload = z.object({
  sourceId: z.string(),
  name: z.string(),
  url: z.string().nullable(),
  defaultBranch: z.string().nullable(),
});

export const commitPayload = z.object({
  sha,
  parents: z.array(sha),
  authoredAt: instant,
  committedAt: instant,
  author: z.string(),
  message: z.string(),
  /** Only where a service has path globs. */
  paths: z.array(z.string()).optional(),
  /** Parents known to lie before `since`. */
  boundary: z.array(sha).optional(),
});

export const branchPayload = z.object({ name: z.string(), sha, isDefault: z.boolean() });

export const tagPayload = z.object({
  name: z.string(),
  /** Null for a tag of a tree or a blob. */
  sha: sha.nullable(),
  at: instant.nullable(),
  inferred: z.boolean(),
  /** The tag is gone; the other fields are its last known state. */
  removed: z.literal(true).optional(),
});

export type CommitPayload = z.infer<typeof commitPayload>;
export type TagPayload = z.infer<typeof tagPayload>;
