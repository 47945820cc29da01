/** The spread of services beside what each service answers by itself. */

import { expect } from 'vitest';
import type { Db } from '../../src/database/open.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import type { Metric, SpreadService } from '../../src/metrics/result.ts';
import { answerSpread } from '../../src/metrics/spread.ts';
import { quantile } from '../../src/statistics/quantile.ts';

/** What a row of the spread has of an answer. */
function rowOf(serviceId: string, metric: Metric): SpreadService {
  const {
    id,
    title,
    factor,
    unit,
    better,
    definition,
    counts,
    quality,
    points,
    needs,
    series,
    trend,
    limits,
    signals,
    parts,
    censored,
    benchmarks,
    ...rest
  } = metric;
  return { serviceId, ...rest, quality: quality.score };
}

/** Every row of the spread of a scope is, to the last digit, what its service answers by itself. */
export async function compareSpread(db: Db, scope: Scope): Promise<void> {
  const spread = await answerSpread(db, scope, { trend: true });
  const alone = new Map<string, readonly Metric[]>();
  for (const { serviceId } of spread.services)
    alone.set(serviceId, (await answerMetrics(db, { ...scope, serviceId }, undefined, { trend: true })).metrics);
  for (const metric of spread.metrics) {
    expect(metric.services).toHaveLength(spread.services.length);
    for (const found of metric.services) {
      const expected = alone.get(found.serviceId)?.find(({ id }) => id === metric.id);
      expect({ metric: metric.id, ...found }).toEqual({ metric: metric.id, ...(expected && rowOf(found.serviceId, expected)) });
    }
    const values = metric.services.flatMap(({ value }) => (value === null ? [] : [value]));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(metric.median).toBe(values.length === 0 ? null : quantile(values, 0.5));
  }
}
