import { sql } from 'kysely';
import { deployments, outside } from './facts.ts';
import type { MetricSpec } from './metric.ts';

export const deploymentFrequency: MetricSpec = {
  id: 'deployment-frequency',
  title: 'Deployment frequency',
  factor: 'throughput',
  unit: 'per_day',
  better: 'higher',
  statistic: 'frequency',
  noun: 'production deployments',
  needsStability: false,
  openReason: null,
  parts: [],
  evidenceKind: 'deployment',
  definition: () =>
    'Successful production deployments that moved a service forward (rollbacks and redeploys left out), per day of exposure, zero days included.',
  considered: (q) => deployments(q, { reason: outside(['forward', 'baseline']), amount: sql`1` }),
};
