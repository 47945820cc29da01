/** The shape of `plumbline.yaml` (contract). What a reader of the file may write; references are checked in resolve.ts. */

import { z } from 'zod';
import { industries, industryOf, sizeOf, sizes } from '../domain/benchmark.ts';
import { durationSeconds } from '../domain/duration.ts';
import { isLocalDate, isZone } from '../domain/zoned.ts';
import { known, storable } from '../yaml/shapes.ts';

const text = storable.min(1).max(500);
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, 'must be 1 to 80 letters, digits, dots, dashes or underscores');
const zone = z.string().refine(isZone, 'is no time zone of the IANA list, such as Europe/Berlin');
const date = z.string().refine(isLocalDate, 'is no date, such as 2026-01-31');
const webAddress = z.string().regex(/^https?:\/\/[^\s@]+$/, 'must be an http or https address without a user name or password');
const duration = z.string().transform((value, context) => {
  const seconds = durationSeconds(value);
  if (seconds !== null) return seconds;
  context.addIssue({ code: 'custom', message: `"${value}" is no duration, such as 15m, 24h or 30d` });
  return z.NEVER;
});

const names = (list: readonly { readonly id: string }[]): string => list.map((one) => one.id).join(', ');

const industry = z.string().transform((value, context) => {
  const message = `"${value}" is no industry with a benchmark; there are: ${names(industries)}`;
  const found = industryOf(value);
  if (found === null) context.addIssue({ code: 'custom', message });
  return found ?? z.NEVER;
});

/** YAML reads a bare 1200 as a number. */
const size = z.union([z.string(), z.number()]).transform((value, context) => {
  const message = `"${value}" is no number of employees, such as 1200, 500-1999 or 10000+; groups: ${names(sizes)}`;
  const found = sizeOf(String(value));
  if (found === null) context.addIssue({ code: 'custom', message });
  return found ?? z.NEVER;
});

const schedule = { id, since: date.optional(), every: duration.optional() };
const credentials = { url: webAddress, token: text.optional() };
/** Several while one is replaced by another. Below 8 characters anybody could guess one. */
const webhooks = { webhook_secrets: z.array(z.string().min(8, 'must be at least 8 characters long')).min(1).optional() };

export const sourceSchema = z.discriminatedUnion('kind', [
  known({
    ...schedule,
    kind: z.literal('github'),
    url: webAddress.default('https://api.github.com'),
    token: text.optional(),
    repositories: z.array(text).min(1),
    commits: z.enum(['api', 'git']).default('api'),
    reread: duration.optional(),
    ...webhooks,
  }),
  known({ ...schedule, kind: z.literal('git'), repositories: z.array(text).min(1) }),
  known({ ...schedule, kind: z.literal('gitlab'), ...credentials, repositories: z.array(text).min(1) }),
  known({
    ...schedule,
    kind: z.literal('pagerduty'),
    url: webAddress.default('https://api.pagerduty.com'),
    token: text.optional(),
    reread: duration.optional(),
    ...webhooks,
  }),
  known({ ...schedule, kind: z.literal('jenkins'), ...credentials, user: text.optional(), jobs: z.array(text).min(1) }),
  known({
    ...schedule,
    kind: z.literal('kubernetes'),
    url: webAddress.optional(),
    token: text.optional(),
    kubeconfig: text.optional(),
    namespaces: z.array(text),
  }),
  known({ ...schedule, kind: z.literal('registry'), ...credentials }),
]);

const environment = text.optional();

const deploymentRuleSchema = z.discriminatedUnion('from', [
  known({ from: z.literal('deployments'), environment }),
  known({ from: z.literal('workflow_runs'), workflow: text, branch: text.optional(), environment }),
  known({ from: z.literal('releases'), tag: text.optional(), environment }),
  known({ from: z.literal('tags'), tag: text.optional(), environment }),
  known({ from: z.literal('merges'), branch: text, environment }),
  known({ from: z.literal('builds'), job: text, environment }),
  known({ from: z.literal('rollouts'), namespace: text, name: text.optional(), environment }),
  known({ from: z.literal('events'), environment }),
]);

const labels = z.array(text).min(1);
const urgencies = z.array(z.string().regex(/^(high|low)$/i, 'is no urgency of PagerDuty; there are: high, low')).min(1);

const incidentRuleSchema = z.discriminatedUnion('from', [
  known({ from: z.literal('issues'), labels, window: duration.optional() }),
  known({ from: z.literal('pagerduty'), services: z.array(text).min(1), urgencies: urgencies.optional(), window: duration.optional() }),
  known({ from: z.literal('events'), window: duration.optional() }),
]);

const sourceCommit = storable.superRefine((pattern, context) => {
  try {
    new RegExp(pattern);
    if (!pattern.includes('(?<sha>'))
      context.addIssue({ code: 'custom', message: 'must have a group named sha, such as "@(?<sha>[0-9a-f]{40})"' });
  } catch {
    context.addIssue({ code: 'custom', message: 'is no regular expression' });
  }
});

const repositorySchema = z.union([text, known({ name: text, paths: z.array(text).min(1).optional(), source: id.optional() })], {
  error: 'must be a name such as acme/shop, or { name, paths, source }',
});

const ownershipSchema = z.union([id, z.array(known({ team: id, until: date.optional() })).min(1)], {
  error: 'must be a team id, or a list of { team, until }',
});

export const serviceSchema = known({
  id,
  name: text.optional(),
  team: ownershipSchema.optional(),
  repositories: z.array(repositorySchema).min(1),
  deployments: z.array(deploymentRuleSchema).default([]),
  incidents: z.array(incidentRuleSchema).default([]),
  failures: known({
    incident: z.boolean().default(true),
    rollback: z.boolean().default(true),
    revert: z.boolean().default(true),
    hotfix: z.boolean().default(true),
    failed_rollout: z.boolean().default(false),
  }).default({ incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: false }),
  fold: duration.default(3_600),
  hotfix_words: z.array(text).default(['hotfix']),
  revert_age: duration.default(30 * 86_400),
  source_commit: sourceCommit.optional(),
});

export const teamSchema = known({ id, name: text.optional() });

export const fileSchema = known({
  organisation: text.default('Organisation'),
  zone: zone.default('UTC'),
  environments: known({ production: z.array(text).min(1) }).optional(),
  sources: z.array(sourceSchema).default([]),
  teams: z.array(teamSchema).default([]),
  services: z.array(serviceSchema).default([]),
  bots: z.array(text).default([]),
  benchmark: known({ industry: industry.optional(), size: size.optional(), levels: z.boolean().default(false) }).optional(),
  labels: known({ self_service: labels.optional() }).optional(),
  assessment: known({ models: z.array(text).default([]) }).optional(),
  access: known({ oidc: known({ issuer: webAddress, client_id: text, client_secret: text }).optional() }).optional(),
});

export type ConfigFile = z.infer<typeof fileSchema>;
export type ServiceEntry = ConfigFile['services'][number];
export type SourceEntry = ConfigFile['sources'][number];
