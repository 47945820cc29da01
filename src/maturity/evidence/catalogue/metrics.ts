/** The five metrics as evidence for DORA's quick check: shown beside the answers. There is no bar they would have to reach. */

import type { Part, Rule, Unit } from '../rule.ts';
import { rule } from './build.ts';

const shown = (statistic: 'median' | 'rate', unit: Unit, better: 'lower' | 'higher', minimum: number): Part => {
  return { id: statistic, kind: 'quantity', statistic, unit, better, threshold: null, minimum };
};
const sources = 'github gitlab jenkins kubernetes registry';

export const metrics: readonly Rule[] = [
  rule('metric-change-lead-time', 'C', sources, 'Median hours from writing a change to running it in production.', [
    shown('median', 'hours', 'lower', 6),
  ]),
  rule('metric-deployment-frequency', 'C', sources, 'Production deployments per day.', [shown('rate', 'per_day', 'higher', 1)]),
  rule('metric-failed-deployment-recovery-time', 'C', sources, 'Median hours until service was restored after a failed deployment.', [
    shown('median', 'hours', 'lower', 6),
  ]),
  rule('metric-change-fail-rate', 'C', sources, 'Share of production deployments that failed.', [shown('rate', 'number', 'lower', 5)]),
  rule(
    'metric-deployment-rework-rate',
    'C',
    sources,
    'Share of production deployments that were unplanned.',
    [shown('rate', 'number', 'lower', 5)],
    180,
  ),
];
