import { sql } from 'kysely';
import { deployments, failedRollout, outside, unstable } from './facts.ts';
import type { MetricSpec } from './metric.ts';

export const changeFailRate: MetricSpec = {
  id: 'change-fail-rate',
  title: 'Change fail rate',
  factor: 'instability',
  unit: 'share',
  better: 'lower',
  statistic: 'share',
  noun: 'production deployments',
  needsStability: true,
  openReason: null,
  parts: [],
  evidenceKind: 'deployment',
  definition: () =>
    'Failed deployments divided by successful production deployments that moved a service forward. Failed: evidence of confidence 0.5 or more that it needed intervention.',
  considered: (q) =>
    deployments(q, {
      reason: sql`coalesce(case when not ${failedRollout} then ${outside(['forward', 'baseline'])} end, ${unstable(q)})`,
      amount: sql`f.failed::integer`,
    }),
};
