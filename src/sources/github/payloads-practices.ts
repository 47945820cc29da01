/** The fields of what GitHub tells of practices that records are made of. Anything more is ignored; anything less is refused with its path. */

import { z } from 'zod';
import { practiceObjects } from '../../domain/practices.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const count = z.number().int().nonnegative();
const optional = z.string().nullish();
const names = z.array(z.string());

export const accessPayload = z.object({ object: z.enum(practiceObjects), state: z.enum(['readable', 'off', 'refused']), reason: optional });

const setting = z.object({ status: optional }).nullish();
export const repositoryFactsPayload = z.object({
  archived: z.boolean().nullish(),
  is_template: z.boolean().nullish(),
  visibility: optional,
  security_and_analysis: z
    .object({ secret_scanning: setting, secret_scanning_push_protection: setting, dependabot_security_updates: setting })
    .nullish(),
});

export const checksPayload = z.object({
  number: count,
  head_sha: z.string(),
  known: z.boolean(),
  /** Of check runs; more than are listed where the list was cut. */
  total: count,
  check_runs: z.array(
    z.object({
      id: count,
      name: z.string(),
      app: z.object({ slug: optional }).nullish(),
      status: z.string(),
      conclusion: optional,
      started_at: instant.nullish(),
      completed_at: instant.nullish(),
    }),
  ),
  statuses: z
    .array(z.object({ context: z.string(), state: z.string(), created_at: instant.nullish(), updated_at: instant.nullish() }))
    .nullable(),
});

export const summaryPayload = z.object({
  name: z.string(),
  protected: z.boolean().nullish(),
  protection: z
    .object({ enabled: z.boolean().nullish(), required_status_checks: z.object({ contexts: names.nullish() }).nullish() })
    .nullish(),
});

const parameters = z.object({
  required_approving_review_count: count.nullish(),
  require_code_owner_review: z.boolean().nullish(),
  required_status_checks: z.array(z.object({ context: z.string() })).nullish(),
});
export const rulesPayload = z.object({
  name: z.string(),
  rules: z.array(z.object({ type: z.string(), parameters: parameters.nullish() })),
});

export const protectionPayload = z.object({
  name: z.string(),
  protection: z
    .object({
      required_status_checks: z
        .object({ contexts: names.nullish(), checks: z.array(z.object({ context: z.string() })).nullish() })
        .nullish(),
      required_pull_request_reviews: z
        .object({ required_approving_review_count: count.nullish(), require_code_owner_reviews: z.boolean().nullish() })
        .nullish(),
      allow_force_pushes: z.object({ enabled: z.boolean() }).nullish(),
    })
    .nullable(),
});

export const workflowDefaultPayload = z.object({ default_workflow_permissions: z.enum(['read', 'write']) });

export const environmentPayload = z.object({
  name: z.string(),
  created_at: instant.nullish(),
  protection_rules: z.array(z.object({ type: z.string(), wait_timer: count.nullish() })).nullish(),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean().nullish(), custom_branch_policies: z.boolean().nullish() })
    .nullish(),
  removed: z.boolean().optional(),
});

export const filesPayload = z.object({
  complete: z.boolean(),
  kinds: z.array(z.object({ kind: z.string(), files: count, paths: names })),
});

const file = { path: z.string(), sha: z.string(), removed: z.boolean() };
export const workflowFilePayload = z.object({
  ...file,
  broken: z.boolean().default(false),
  permissions: z.enum(['none', 'read', 'write']).nullable().default(null),
  id_token: z.boolean().default(false),
  triggers: names.default([]),
  uses: names.default([]),
  secrets: names.default([]),
  environments: names.default([]),
  tools: names.default([]),
});
export const ownerFilePayload = z.object({ ...file, rules: count.default(0), everything: z.boolean().default(false) });

const alert = {
  number: count,
  state: z.string(),
  created_at: instant,
  updated_at: instant.nullish(),
};
export const dependabotPayload = z.object({
  ...alert,
  fixed_at: instant.nullish(),
  dismissed_at: instant.nullish(),
  auto_dismissed_at: instant.nullish(),
  security_advisory: z.object({ severity: optional }).nullish(),
});
export const codeScanningPayload = z.object({
  ...alert,
  fixed_at: instant.nullish(),
  dismissed_at: instant.nullish(),
  rule: z.object({ security_severity_level: optional }).nullish(),
});
export const secretScanningPayload = z.object({ ...alert, resolution: optional, resolved_at: instant.nullish() });
