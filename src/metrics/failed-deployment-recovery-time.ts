import { sql } from 'kysely';
import { deployments, failedRollout, outside, unstable } from './facts.ts';
import type { Considered, MetricSpec, Question } from './metric.ts';

/** Every deployment of the period that any evidence points at, also below the confidence that counts. */
function considered(q: Question): Considered {
  const seconds = (from: string, to: string) => sql`extract(epoch from ${sql.ref(to)} - ${sql.ref(from)})::double precision`;
  const evidence = sql`select from failure e where e.service_id = f.service_id and e.deployment_id = f.deployment_id`;
  return deployments(q, {
    reason: sql`coalesce(case when not ${failedRollout} then ${outside(['forward', 'baseline'])} end, ${unstable(q)},
      case when not f.failed and exists (${evidence} and e.decision is distinct from 'rejected') then 'below confidence'
        when not f.failed then 'rejected evidence' when f.recovery = 'restored' then null
        when f.recovery = 'before_finish' then 'restored before it finished' else 'open' end)`,
    amount: seconds('f.finished_at', 'f.restored_at'),
    columns: sql`${seconds('f.finished_at', 'f.detected_at')} as detection, ${seconds('f.detected_at', 'f.restored_at')} as repair`,
    where: sql`exists (${evidence})`,
  });
}

export const failedDeploymentRecoveryTime: MetricSpec = {
  id: 'failed-deployment-recovery-time',
  title: 'Failed deployment recovery time',
  factor: 'throughput',
  unit: 'seconds',
  better: 'lower',
  statistic: 'times',
  noun: 'restored failed deployments',
  needsStability: true,
  openReason: 'open',
  parts: ['detection', 'repair'],
  evidenceKind: 'failure',
  definition: () =>
    'Median time from when a failed deployment finished until service was restored, over the failed deployments that finished in the window. Those not yet restored are open and counted apart.',
  considered,
};
