import { sql } from 'kysely';
import { deployments, outside, unstable } from './facts.ts';
import type { MetricSpec } from './metric.ts';

export const deploymentReworkRate: MetricSpec = {
  id: 'deployment-rework-rate',
  title: 'Deployment rework rate',
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
    'Unplanned deployments (rollbacks, reverts, hotfixes, or marked by a person) divided by successful production deployments, rollbacks included.',
  considered: (q) =>
    deployments(q, {
      reason: sql`coalesce(${outside(['forward', 'baseline', 'rollback'])}, ${unstable(q)})`,
      amount: sql`(f.unplanned is not null)::integer`,
    }),
};
