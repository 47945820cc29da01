/** Trials of rules as they leave and as they are asked for. */

import { z } from 'zod';
import { deploymentOrigins } from '../domain/records.ts';
import { clocks } from '../domain/scope.ts';
import { idText } from './paging.ts';
import { windowQuery } from './scope.ts';
import { count, instant, maybe, maybeNumber, state, text } from './shapes.ts';
import { metric, metricId, scopeAnswer } from './shapes-metrics.ts';

export const trialQuestion = z
  .strictObject({
    service: idText.describe('The service the rules are for; need not be configured yet.'),
    rules: z.record(z.string(), z.unknown()).optional().describe('Its entry as in plumbline.yaml, or a part of a file that holds it.'),
    yaml: z.string().max(200_000).optional().describe('The same as text; faults are told with their lines.'),
    ...windowQuery,
    clock: z.enum(clocks).default('authored'),
    bots: z.enum(['included', 'excluded']).default('included'),
  })
  .refine(({ rules, yaml }) => (rules === undefined) !== (yaml === undefined), {
    path: ['rules'],
    message: 'give the proposed rules either as `rules` or as `yaml`',
  });

const item = { id: text, title: text, at: instant, url: maybe, reason: text.describe('Which rule takes it, or the first reason why not.') };
const origins = z.enum(deploymentOrigins);
const incidentOrigins = z.enum(['issues', 'pagerduty', 'events']);
const evidence = z.enum(['incident', 'rollback', 'revert', 'hotfix', 'failed_rollout']);

const deploymentVerdict = z.enum([
  'counts',
  'rollback',
  'redeploy',
  'failed_rollout',
  'removed',
  'pre_release',
  'no_rule',
  'rule_misses',
  'not_production',
  'failed',
  'cancelled',
  'running',
  'unknown_outcome',
]);
const incidentVerdict = z.enum(['counted', 'proposed', 'not_change_related', 'merged', 'no_rule', 'rule_misses']);

const groups = <V extends z.ZodType, I extends z.ZodType>(verdict: V, listed: I) =>
  z.array(z.strictObject({ verdict, reason: text, total: count, items: z.array(listed).describe('The newest, at most 50.') }));

const differences = z.strictObject({
  total: count,
  items: z
    .array(z.strictObject({ id: text, title: text, at: instant, url: maybe, before: text, after: text }))
    .describe('The newest, at most 50.'),
});

const variant = z.strictObject({
  vary: z.enum(['incident_window', 'clock', 'bots']),
  variant: text,
  current: z.boolean().describe('The one that holds under the proposed rules.'),
  metrics: z.array(
    z.strictObject({
      id: metricId,
      title: text,
      unit: z.enum(['seconds', 'per_day', 'share']),
      state,
      value: maybeNumber,
      n: count,
      interval: z.strictObject({ low: z.number(), high: z.number(), level: z.number() }).nullable(),
      provisional: z.boolean(),
    }),
  ),
});

export const trial = z
  .strictObject({
    service: z.strictObject({ id: text, name: text }),
    known: z.boolean().describe('False: the service is not configured, so there is no side before.'),
    changed: z.array(text).describe('Settings that differ from those in force.'),
    scope: scopeAnswer,
    warnings: z.array(
      z.strictObject({
        code: z.enum([
          'not_collected',
          'takes_everything',
          'takes_nothing',
          'shadowed',
          'no_production',
          'all_production',
          'no_incidents',
          'news',
        ]),
        path: maybe,
        message: text,
      }),
    ),
    metrics: z.array(z.strictObject({ id: metricId, before: metric.nullable(), after: metric })),
    deployments: z.strictObject({
      considered: count.describe('Records of the window.'),
      counted: z.strictObject({ before: count.nullable(), after: count }).describe('Deployments the frequency counts.'),
      groups: groups(deploymentVerdict, z.strictObject({ ...item, origin: origins, repository: text, deploymentId: maybe })),
      newlyCounted: differences,
      noLongerCounted: differences,
    }),
    incidents: z.strictObject({
      considered: count,
      groups: groups(incidentVerdict, z.strictObject({ ...item, origin: incidentOrigins })),
      changed: differences,
    }),
    evidence: z.array(
      z.strictObject({
        evidence,
        before: z.boolean().nullable(),
        after: z.boolean(),
        found: count.describe('What there is, or would be if it were switched on.'),
        deployments: count,
      }),
    ),
    sensitivity: z.array(variant),
  })
  .meta({ id: 'Trial' });

export const presentRules = z.strictObject({
  service: text,
  yaml: text.describe('The rules in force as a part of plumbline.yaml.'),
  file: z.boolean().describe('False: there is no configuration file; the demonstration is shown.'),
});
