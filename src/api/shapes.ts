/** Answers as they leave: the zod side of the types the capabilities return, instants as ISO text. */

import { z } from 'zod';
import { metricIds, stageIds } from '../metrics/result.ts';

const instant = z.iso.datetime({ offset: true });
const text = z.string();
const maybe = text.nullable();
const number = z.number();
const maybeNumber = number.nullable();
const count = z.number().int().nonnegative();
const state = z.enum(['value', 'too_little_data', 'no_source']);
export const metricId = z.enum(metricIds);

const interval = z.strictObject({ low: number, high: number, level: number }).nullable();
const quality = z.strictObject({
  score: maybeNumber.describe('0 to 100; null when nothing can be assessed.'),
  deductions: z.array(z.strictObject({ part: text, points: number, fix: text })),
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

export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: maybe.describe('The cursor of the next page, for `after`; null at the end.') });

/** A page of a list that tells how many rows its filter finds. */
export const countedPage = <T extends z.ZodType>(item: T) =>
  page(item).extend({ total: count.nullable().describe('Rows the filter finds; with the first page only, null afterwards.') });

export const source = z
  .object({
    id: text,
    kind: text,
    url: maybe,
    demo: z.boolean(),
    state: z.enum(['never', 'running', 'waiting', 'idle', 'failed']),
    stateReason: maybe,
    progress: z.unknown(),
    lastStartedAt: instant.nullable(),
    lastFinishedAt: instant.nullable(),
    lastSuccessAt: instant.nullable(),
    lastError: maybe,
    lastErrorAt: instant.nullable(),
    nextRunAt: instant.nullable(),
    repositories: count,
    rejected: count,
  })
  .meta({ id: 'Source' });

const plain = z.union([text, number, z.boolean()]);

export const settings = z
  .object({
    organisation: text,
    zone: text,
    file: maybe,
    demo: z.boolean().describe('Demonstration data is shown.'),
    version: text,
    now: instant.describe('The clock of the server.'),
    settings: z.unknown().describe('The file as written.'),
    origins: z
      .array(
        z.strictObject({
          path: text.describe('`services[0].fold`, or the name of an environment variable.'),
          value: z.union([plain, z.array(plain)]).nullable(),
          origin: z.enum(['file', 'environment', 'default']),
          line: count.nullable().describe('Of the file, from 1.'),
          variables: z.array(text).describe('The variables it is read from, by name.'),
        }),
      )
      .describe('Every value of the effective configuration.'),
    state: z
      .strictObject({
        changed: z.boolean().describe('The file says something else than when it was read: a restart would take it.'),
        faults: z.array(text).describe('What a restart would refuse.'),
      })
      .nullable(),
  })
  .meta({ id: 'Settings' });

export const coverageRow = z
  .object({
    repositoryId: text,
    repository: text,
    object: text,
    days: z.strictObject({ fetched: count, empty: count, failed: count }),
    runs: z.array(z.strictObject({ from: text, until: text, state: z.enum(['fetched', 'empty', 'failed']) })),
    reading: z
      .strictObject({
        to: maybe.describe('The newest instant or UTC date read without a gap.'),
        unfinished: z.boolean().describe('A reading was cut short; the next run goes on from there.'),
        since: maybe.describe('Where history begins; null = everything there is.'),
      })
      .nullable()
      .describe('How far the list has been read; null = the source keeps no place in it.'),
    askedAt: instant.nullable().describe('When the provider last answered about any of these days.'),
  })
  .meta({ id: 'Coverage' });

export const rejectedPayload = z
  .object({
    repositoryId: text,
    repository: text,
    kind: text,
    externalId: text,
    reason: text,
    fetchedAt: instant,
  })
  .meta({ id: 'RejectedPayload' });

export const service = z
  .object({
    id: text,
    name: text,
    demo: z.boolean(),
    stability: z.boolean(),
    settings: z.unknown(),
    team: z.strictObject({ id: text, name: text }).nullable(),
    undeployed: count,
    lastDeploymentAt: instant.nullable(),
    derivedAt: instant.nullable(),
  })
  .meta({ id: 'Service' });

export const team = z.strictObject({ id: text, name: text, services: z.array(text) }).meta({ id: 'Team' });

const idAndName = z.strictObject({ id: text, name: text });
export const owned = z
  .strictObject({
    service: idAndName,
    team: idAndName,
    from: instant.nullable().describe('Inclusive; null = since ever.'),
    until: instant.nullable().describe('Exclusive; null = until further notice.'),
  })
  .meta({ id: 'Owned' });

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

const teamName = z.strictObject({ id: text, name: text }).nullable();
const ownership = { serviceName: text, team: teamName.describe('The owner at that instant.') };
const seconds = maybeNumber;

export const deployment = z
  .object({
    id: text,
    serviceId: text,
    ...ownership,
    repositoryId: text,
    tier: text,
    places: z.array(text),
    version: maybe,
    sha: maybe,
    outcome: text,
    kind: maybe,
    startedAt: instant,
    finishedAt: instant.nullable(),
    inferred: z.boolean(),
    commitKnown: z.boolean(),
    changes: count,
    failed: z.boolean(),
    unplanned: maybe,
    recovery: maybe,
    restoredAt: instant.nullable(),
    title: maybe,
    url: maybe,
    fetchedAt: instant,
  })
  .meta({ id: 'Deployment' });

export const change = z
  .object({
    serviceId: text,
    ...ownership,
    repositoryId: text,
    sha: text,
    title: text,
    url: maybe,
    authoredAt: instant,
    committedAt: instant,
    mergedAt: instant.nullable(),
    pullNumber: maybeNumber,
    pullTitle: maybe,
    pullUrl: maybe,
    bot: z.boolean(),
    originalsUnknown: z.boolean(),
    deploymentId: maybe,
    deployedAt: instant.nullable(),
    leadTime: seconds.describe(
      'Seconds from authored to deployed; null while it waits, and where leadTimeReason says why it counts for nothing.',
    ),
    leadTimeReason: z.enum(['baseline', 'clock skew']).nullable(),
    waiting: seconds.describe('Seconds since it was merged or committed; null once deployed.'),
    fetchedAt: instant,
  })
  .meta({ id: 'Change' });

export const incident = z
  .object({
    id: text,
    serviceId: text,
    ...ownership,
    title: text,
    urgency: maybe,
    openedAt: instant,
    acknowledgedAt: instant.nullable(),
    resolvedAt: instant.nullable(),
    duration: seconds.describe('Seconds from opening to resolution; null while open.'),
    url: maybe,
    deploymentId: maybe,
    rung: maybeNumber,
    confidence: maybeNumber,
    state: z.enum(['counted', 'proposed', 'not_change_related']),
    reason: text,
    fetchedAt: instant,
  })
  .meta({ id: 'Incident' });

const deploymentName = z
  .strictObject({
    id: text,
    title: maybe,
    version: maybe,
    sha: maybe,
    kind: maybe,
    outcome: text,
    startedAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'DeploymentName' });

const incidentName = z
  .strictObject({ id: text, title: text, url: maybe, openedAt: instant, resolvedAt: instant.nullable() })
  .meta({ id: 'IncidentName' });

export const deploymentStory = deployment
  .extend({
    previousDeploymentId: maybe,
    commitsVisited: count,
    unknownParents: count,
    detectedAt: instant.nullable(),
    children: z.array(
      z.strictObject({
        repositoryId: text,
        origin: text,
        externalId: text,
        place: text,
        outcome: text,
        kind: maybe,
        startedAt: instant,
        finishedAt: instant.nullable(),
        inferred: z.boolean(),
        url: maybe,
      }),
    ),
    delivered: z.array(change),
    failures: z.array(
      z.strictObject({
        evidence: text,
        evidenceId: text,
        confidence: number,
        reason: text,
        at: instant,
        incident: incidentName.nullable(),
        remedy: deploymentName.nullable(),
      }),
    ),
    restoredBy: z
      .strictObject({
        how: z.enum(['incident', 'rollback', 'revert', 'hotfix', 'next_success']),
        at: instant,
        incident: incidentName.nullable(),
        deployment: deploymentName.nullable(),
      })
      .nullable(),
    remediates: z.array(z.strictObject({ evidence: text, reason: text, deployment: deploymentName })),
    incidents: z.array(incident).describe('Opened from its start until the next forward deployment of its repository started.'),
    previous: deploymentName.nullable().describe('Of the successful production deployments of the service.'),
    next: deploymentName.nullable(),
  })
  .meta({ id: 'DeploymentStory' });

const nearDeployment = deploymentName.extend({ fromOpening: number.describe('Seconds from the opening; negative before.') });

export const incidentStory = z
  .strictObject({
    id: text,
    services: z.array(
      incident.extend({
        deployment: deploymentName.nullable().describe('The deployment it is attributed to, also when only proposed.'),
        before: z.array(nearDeployment),
        after: z.array(nearDeployment),
      }),
    ),
  })
  .meta({ id: 'IncidentStory' });

export const serviceQualityAnswer = z.strictObject({ quality, metrics: z.record(metricId, quality) }).meta({ id: 'ServiceQuality' });
