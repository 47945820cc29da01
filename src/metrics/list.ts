/** The metrics there are, in the order in which they are shown. A new one is a file, a line here and a heading in docs/metrics.md. */

import { changeFailRate } from './change-fail-rate.ts';
import { changeLeadTime } from './change-lead-time.ts';
import { deploymentFrequency } from './deployment-frequency.ts';
import { deploymentReworkRate } from './deployment-rework-rate.ts';
import { failedDeploymentRecoveryTime } from './failed-deployment-recovery-time.ts';
import type { MetricSpec } from './metric.ts';

export const metricList: readonly MetricSpec[] = [
  changeLeadTime,
  deploymentFrequency,
  failedDeploymentRecoveryTime,
  changeFailRate,
  deploymentReworkRate,
];
