/** Service settings as stored, parsed where they enter derivation. */

import { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import { deploymentOrigins } from '../domain/records.ts';
import type { ServiceSettings } from '../domain/service.ts';

const text = z.string();
const optional = text.exactOptional();

const deploymentRule = z.object({
  from: z.enum(deploymentOrigins),
  workflow: optional,
  job: optional,
  branch: optional,
  tag: optional,
  environment: optional,
  namespace: optional,
  name: optional,
});

const incidentRule = z.object({
  from: z.enum(['issues', 'pagerduty', 'events']),
  labels: z.array(text).exactOptional(),
  services: z.array(text).exactOptional(),
  urgencies: z.array(text).exactOptional(),
  windowSeconds: z.number(),
});

const serviceSettings = z.object({
  repositories: z.array(z.object({ repositoryId: text, name: text, paths: z.array(text).nullable() })),
  deployments: z.array(deploymentRule),
  incidents: z.array(incidentRule),
  failures: z.object({
    incident: z.boolean(),
    rollback: z.boolean(),
    revert: z.boolean(),
    hotfix: z.boolean(),
    failed_rollout: z.boolean(),
  }),
  foldSeconds: z.number(),
  hotfixWords: z.array(text),
  revertAgeSeconds: z.number(),
  sourceCommit: text.nullable(),
  productionWords: z.array(text),
  bots: z.array(text),
});

/** Throws AppError `internal` when the stored settings are not of this version's shape. */
export function parseSettings(serviceId: string, stored: unknown): ServiceSettings {
  const parsed = serviceSettings.safeParse(stored);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new AppError(
    'internal',
    `The stored settings of service ${serviceId} cannot be read (${issues}). Start once with the configuration to store them again.`,
  );
}
