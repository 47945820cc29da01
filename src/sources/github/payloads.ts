/** The fields of GitHub's objects that records are made of. Anything more is ignored; anything less is refused with its path. */

import { z } from 'zod';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const id = z.number().int().nonnegative();
/** Null for an account that was deleted. */
const person = z.object({ login: z.string(), type: z.string().nullish() }).nullish();
const optional = z.string().nullish();

export type Person = z.infer<typeof person>;

export const repositoryPayload = z.object({
  source_id: z.string(),
  name: z.string(),
  html_url: optional,
  default_branch: optional,
  created_at: instant.nullish(),
});

export const branchPayload = z.object({ name: z.string(), commit: z.object({ sha }), is_default: z.boolean() });

const signature = z.object({ name: optional, date: instant });

export const commitPayload = z.object({
  sha,
  parents: z.array(z.object({ sha })),
  html_url: optional,
  author: z.object({ login: z.string().optional(), type: z.string().nullish() }).nullish(),
  commit: z.object({ author: signature, committer: signature, message: z.string() }),
  /** Only where the commits come from a clone. */
  paths: z.array(z.string()).nullish(),
});

export const boundaryPayload = z.object({ sha });

const labels = z.array(z.union([z.string(), z.object({ name: z.string() }).transform((label) => label.name)]));

export const pullPayload = z.object({
  number: id,
  draft: z.boolean().nullish(),
  title: z.string(),
  body: optional,
  html_url: optional,
  user: person,
  labels: labels.nullish(),
  created_at: instant,
  updated_at: instant,
  closed_at: instant.nullish(),
  merged_at: instant.nullish(),
  merge_commit_sha: sha.nullish(),
  head: z.object({ ref: optional, sha: sha.nullish() }).nullish(),
  base: z.object({ ref: optional }).nullish(),
});

export const pullCommitsPayload = z.object({ number: id, shas: z.array(sha), complete: z.boolean() });

export const reviewPayload = z.object({
  id,
  pull_number: id,
  user: person,
  state: z.string(),
  submitted_at: instant.nullish(),
});

export const deploymentPayload = z.object({
  id,
  task: optional,
  environment: optional,
  production_environment: z.boolean().nullish(),
  description: optional,
  created_at: instant,
  updated_at: instant.nullish(),
  sha: sha.nullish(),
  ref: optional,
  html_url: optional,
  /** No longer there. */
  removed: z.boolean().optional(),
});

export const statusPayload = z.object({ id, deployment_id: id, state: z.string(), created_at: instant });

export const runPayload = z.object({
  id,
  run_attempt: id.nullish(),
  name: optional,
  display_title: optional,
  path: optional,
  status: optional,
  conclusion: optional,
  head_branch: optional,
  head_sha: sha.nullish(),
  html_url: optional,
  created_at: instant,
  run_started_at: instant.nullish(),
  updated_at: instant,
  /** Was seen running and then turned out to be no deployment. */
  removed: z.boolean().optional(),
});

export const releasePayload = z.object({
  id,
  tag_name: z.string(),
  name: optional,
  draft: z.boolean().nullish(),
  prerelease: z.boolean().nullish(),
  created_at: instant,
  published_at: instant.nullish(),
  target_commitish: optional,
  html_url: optional,
  /** The commit its tag names, from the list of tags. */
  tag_sha: sha.nullish(),
  /** No longer listed. */
  removed: z.boolean().optional(),
});

export const tagPayload = z.object({
  name: z.string(),
  commit: z.object({ sha }),
  /** The tagger's date of an annotated tag. */
  tagged_at: instant.nullish(),
  /** The committer date of the commit. */
  committed_at: instant,
  html_url: optional,
  removed: z.boolean().optional(),
});

export const issuePayload = z.object({
  number: id,
  title: z.string(),
  body: optional,
  labels: labels.nullish(),
  created_at: instant,
  updated_at: instant.nullish(),
  closed_at: instant.nullish(),
  state: optional,
  html_url: optional,
});

export const readyPayload = z.object({ number: id, ready_at: instant });
