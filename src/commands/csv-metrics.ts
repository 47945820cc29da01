/** The five metrics as CSV: one row a metric, and one row a bucket where buckets were asked for. Raw units: seconds, per day, shares. */

import type { Metric } from '../metrics/result.ts';
import { csv } from './table.ts';

const head = [
  'metric',
  'unit',
  'from',
  'to',
  'bucket',
  'state',
  'value',
  'n',
  'low',
  'high',
  'numerator',
  'denominator',
  'p75',
  'p90',
  'partial',
  'provisional',
  'quality',
];

type Window = { readonly from: Date; readonly to: Date };

function headline(metric: Metric, { from, to }: Window) {
  const { id, unit, state, value, n, interval, numerator = null, denominator = null, percentiles } = metric;
  const spread = [percentiles?.p75 ?? null, percentiles?.p90 ?? null];
  return [
    id,
    unit,
    from.toISOString(),
    to.toISOString(),
    null,
    state,
    value,
    n,
    interval?.low ?? null,
    interval?.high ?? null,
    numerator,
    denominator,
    ...spread,
    null,
    metric.provisional,
    metric.quality.score,
  ];
}

export function metricsCsv(metrics: readonly Metric[], window: Window, bucket: string | null): string {
  const rows = metrics.flatMap((metric) => [
    headline(metric, window),
    ...(metric.series ?? []).map(({ from, to, state, value, n, interval, partial }) => [
      metric.id,
      metric.unit,
      from.toISOString(),
      to.toISOString(),
      bucket,
      state,
      value,
      n,
      interval?.low ?? null,
      interval?.high ?? null,
      null,
      null,
      null,
      null,
      partial,
      metric.provisional,
      metric.quality.score,
    ]),
  ]);
  return csv(head, rows);
}
