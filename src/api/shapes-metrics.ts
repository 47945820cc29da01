/** Answers about numbers as they leave: the zod side of the types the metrics return, instants as ISO text. */

import { z } from 'zod';
import { metricIds, stageIds } from '../metrics/result.ts';
import { count, idAndName, instant, maybe, maybeNumber, number, state, text } from './shapes.ts';

export const metricId = z.enum(metricIds);

const interval = z.strictObject({ low: number, high: number, level: number }).nullable();
const deduction = z.strictObject({ part: text, points: number, fix: text });
const quality = z.strictObject({
  score: maybeNumber.describe('0 to 100; null when nothing can be assessed.'),
  deductions: z.array(deduction),
  notAssessed: z.array(text),
});
export const counts = z.strictObject({ included: count, excluded: z.record(text, count).describe('By reason.') });

const seriesPoint = z.strictObject({
  from: instant,
  to: instant,
  partial: z.boolean(),
  settling: z.boolean(),
  state,
  value: maybeNumber,
  n: count,
  interval,
  id: text.optional().describe('Where a point is one record: the deployment it belongs to.'),
});

const signal = z.strictObject({ rule: z.enum(['outside', 'run', 'near_limit']), at: instant, direction: z.enum(['up', 'down']) });
const movement = z.strictObject({ verdict: z.enum(['better', 'worse', 'mixed', 'no_signal', 'unknown']), signal: signal.nullable() });
const previous = z.strictObject({
  from: instant,
  to: instant,
  state,
  value: maybeNumber,
  n: count,
  difference: z.strictObject({ low: number, high: maybeNumber }).nullable(),
  verdict: z.enum(['better', 'worse', 'no_difference', 'unknown']),
});
const percentiles = z.strictObject({ p50: maybeNumber, p75: maybeNumber, p90: maybeNumber });

const benchmark = z.strictObject({
  edition: count,
  group: z.strictObject({ by: z.enum(['industry', 'size']), id: text, name: text }),
  score: z.strictObject({ low: number, high: number }).nullable(),
  mean: number,
  sd: number,
  position: z.enum(['below', 'around', 'above', 'unknown']),
});

export const metric = z
  .object({
    id: metricId,
    title: text,
    factor: z.enum(['throughput', 'instability']),
    unit: z.enum(['seconds', 'per_day', 'share']),
    better: z.enum(['lower', 'higher']),
    state,
    value: maybeNumber.describe('Seconds, per day, or 0 to 1; null while there is too little data or no source.'),
    n: count,
    interval,
    provisional: z.boolean(),
    numerator: count.optional(),
    denominator: count.optional(),
    percentiles: percentiles.optional(),
    parts: z.array(z.strictObject({ id: text, p50: maybeNumber, n: count })).optional(),
    open: count.optional(),
    activeDaysPerWeek: maybeNumber.optional(),
    points: z.array(z.strictObject({ at: instant, value: number, id: text, title: text })).optional(),
    needs: text.optional(),
    counts,
    quality,
    definition: text,
    series: z.array(seriesPoint).optional(),
    trend: z.strictObject({ unit: z.enum(['week', 'month', 'quarter', 'failure']), points: z.array(seriesPoint) }).optional(),
    limits: z.strictObject({ mean: number, low: number, high: number, locked: z.boolean() }).nullable().optional(),
    signals: z.array(signal).optional(),
    movement: movement.optional(),
    previous: previous.optional(),
    censored: z
      .strictObject({ p50: maybeNumber, p75: maybeNumber, p90: maybeNumber, n: count, waiting: count })
      .optional()
      .describe('Kaplan–Meier, with what waits counted as waiting.'),
    benchmarks: z.array(benchmark).optional(),
  })
  .meta({ id: 'Metric' });

export const scopeAnswer = z
  .object({
    window: z.strictObject({ from: instant, to: instant }),
    previous: z.strictObject({ from: instant, to: instant }).nullable(),
    zone: text,
    bucket: text,
    serviceId: maybe,
    teamId: maybe,
    clock: text,
    bots: text,
    now: instant,
    exposureDays: number,
    services: count,
    leftOut: z.array(z.strictObject({ serviceId: text, name: text, reason: text, metrics: z.array(metricId) })),
  })
  .meta({ id: 'Scope' });

const head = { id: metricId, title: text, factor: z.enum(['throughput', 'instability']), unit: z.enum(['seconds', 'per_day', 'share']) };

const spreadService = z.strictObject({
  serviceId: text,
  state,
  value: maybeNumber,
  n: count,
  interval,
  provisional: z.boolean(),
  quality: maybeNumber,
  numerator: count.optional(),
  denominator: count.optional(),
  percentiles: percentiles.optional(),
  open: count.optional(),
  activeDaysPerWeek: maybeNumber.optional(),
  movement: movement.optional(),
  previous: previous.optional(),
});

export const spread = z
  .strictObject({
    scope: scopeAnswer,
    services: z.array(
      z.strictObject({
        serviceId: text,
        name: text,
        team: z.strictObject({ id: text, name: text }).nullable(),
        undeployed: count,
        oldestUndeployedAt: instant.nullable(),
        lastDeploymentAt: instant.nullable(),
      }),
    ),
    metrics: z.array(
      z.strictObject({
        ...head,
        better: z.enum(['lower', 'higher']),
        median: maybeNumber.describe('Of the services that have a value.'),
        services: z.array(spreadService).describe('By value; unknown ones last.'),
      }),
    ),
  })
  .meta({ id: 'Spread' });

const groups = z.array(z.strictObject({ id: text, name: text }));
export const benchmarksAnswer = z.strictObject({
  edition: count,
  source: text,
  chosen: z.object({ industry: maybe, size: maybe }),
  industries: groups,
  sizes: groups,
  levels: z.array(
    z.strictObject({
      year: count,
      note: text,
      levels: z.array(
        z.strictObject({
          name: text,
          respondents: number,
          deploymentFrequency: text,
          changeLeadTime: text,
          recoveryTime: text,
          changeFailRate: text,
        }),
      ),
    }),
  ),
});

export const evidenceItem = z
  .object({
    kind: z.enum(['change', 'deployment', 'failure', 'pull_request']),
    id: text,
    serviceId: text,
    title: text,
    at: instant,
    included: z.boolean(),
    reason: maybe,
    contributes: maybeNumber,
    inferred: z.boolean().optional().describe('Of a stage of flow: it was taken to be ready when it was opened.'),
    url: maybe,
    fetchedAt: instant,
  })
  .meta({ id: 'EvidenceItem' });
export const flow = z
  .strictObject({
    scope: scopeAnswer,
    pullRequests: count.describe('First deployed in the window, by bots only where they are included.'),
    stages: z.array(
      z.strictObject({
        id: z.enum(stageIds),
        state: z.enum(['value', 'too_little_data']),
        p50: maybeNumber.describe('Seconds.'),
        p75: maybeNumber,
        p90: maybeNumber,
        n: count,
        interval,
        inferred: count.describe('Of n, those taken to be ready when they were opened.'),
        excluded: z.record(text, count).describe('By reason.'),
        definition: text,
      }),
    ),
    waiting: z.strictObject({
      n: count,
      oldestAt: instant.nullable(),
      ages: z.array(z.strictObject({ from: number, to: maybeNumber, n: count })).describe('Seconds, half-open; to null = and older.'),
    }),
  })
  .meta({ id: 'Flow' });

const unmappedGroup = z.strictObject({
  origin: text,
  repositoryId: text.describe('Of issues their repository, else the key of the source.'),
  providerService: maybe.describe('The id a rule names it by.'),
  name: maybe,
  url: maybe,
  n: count,
});
export const serviceQualityAnswer = z
  .strictObject({
    quality,
    metrics: z.record(metricId, quality),
    incidents: z
      .strictObject({
        own: count,
        proposed: count.describe('Of its own, those that wait for a decision.'),
        unmapped: count.describe('That no service takes, where its own come from.'),
        of: count.describe('All incidents where its own come from; 0 while none is unmapped.'),
        groups: z.array(unmappedGroup).describe('The unmapped ones by service of the provider, most first.'),
      })
      .describe('Incidents that opened in the window.'),
  })
  .meta({ id: 'ServiceQuality' });

export const qualityRow = z
  .strictObject({
    serviceId: text,
    serviceName: text,
    team: idAndName.nullable(),
    score: maybeNumber,
    provisional: z.boolean().describe('The score, or that of one of its metrics, is below 60.'),
    biggest: deduction.nullable(),
    deductions: count,
    notAssessed: z.array(text),
    metrics: z.record(metricId, maybeNumber).describe('The score of each metric by itself.'),
  })
  .meta({ id: 'QualityRow' });
