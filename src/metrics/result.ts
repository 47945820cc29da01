/** The answer to a metric question (contract.md "Metric"): one of three states, never a bare number. */

import type { BucketSize, Clock, Window } from '../domain/scope.ts';
import type { Interval } from '../statistics/interval.ts';

export const metricIds = [
  'change-lead-time',
  'deployment-frequency',
  'failed-deployment-recovery-time',
  'change-fail-rate',
  'deployment-rework-rate',
] as const;
export type MetricId = (typeof metricIds)[number];

export type MetricState = 'value' | 'too_little_data' | 'no_source';

/** One record listed instead of a value while there is too little data. */
export type Point = { readonly at: Date; readonly value: number; readonly id: string; readonly title: string };

export type SeriesPoint = {
  readonly from: Date;
  readonly to: Date;
  /** Cut by the window, by now, or by missing coverage. */
  readonly partial: boolean;
  /** Closed less than 48 hours ago. */
  readonly settling: boolean;
  readonly state: MetricState;
  readonly value: number | null;
  readonly n: number;
  readonly interval: Interval | null;
  /** Where a point is one record (recovery: one dot per failure): the deployment it belongs to. */
  readonly id?: string;
};

/**
 * The points a process-behaviour chart is made of, independent of the length of the window: whole calendar units up to its end (26 weeks;
 * a rate in the smallest unit whose median n is at least 5), or one point per failed deployment.
 */
export type Trend = { readonly unit: 'week' | 'month' | 'quarter' | 'failure'; readonly points: readonly SeriesPoint[] };

/** Limits of a process-behaviour (XmR) chart; `locked` once they rest on the first 12 points, before that they are trial limits. */
export type Limits = { readonly mean: number; readonly low: number; readonly high: number; readonly locked: boolean };

/** `outside`: beyond a limit; `run`: eight in a row on one side of the mean; `near_limit`: three of four nearer a limit than the mean. */
export type SignalRule = 'outside' | 'run' | 'near_limit';
/** `at` = `from` of the point that completes the pattern. */
export type Signal = { readonly rule: SignalRule; readonly at: Date; readonly direction: 'up' | 'down' };

/**
 * What the trend says of the window: its newest signal there; `mixed` when signals point both ways and the newest is no run of eight; or
 * that there is none, or that there are too few points to tell.
 */
export type Movement = { readonly verdict: 'better' | 'worse' | 'mixed' | 'no_signal' | 'unknown'; readonly signal: Signal | null };

/** Position on the 0–10 scale of DORA's Quick Check beside what respondents said of themselves. Higher is better on every metric. */
export type Benchmark = {
  readonly edition: number;
  readonly group: { readonly by: 'industry' | 'size'; readonly id: string; readonly name: string };
  /** Lowest and highest score of the answer options the interval touches; null while they cannot be told. */
  readonly score: { readonly low: number; readonly high: number } | null;
  readonly mean: number;
  readonly sd: number;
  readonly position: 'below' | 'around' | 'above' | 'unknown';
};

/** Kaplan–Meier: the median when changes still waiting are counted as waiting. Null percentiles were not reached. */
export type Censored = {
  readonly p50: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
  readonly n: number;
  readonly waiting: number;
};

export type Verdict = 'better' | 'worse' | 'no_difference' | 'unknown';

export type Previous = {
  readonly from: Date;
  readonly to: Date;
  readonly state: MetricState;
  readonly value: number | null;
  readonly n: number;
  /** Interval of the difference this period minus the previous one: Newcombe (rates), ratio of rates (counts), Hodges–Lehmann shift (times). `high` is null when it has no upper end (a ratio against a count of 0). */
  readonly difference: { readonly low: number; readonly high: number | null } | null;
  readonly verdict: Verdict;
};

export type Deduction = { readonly part: string; readonly points: number; readonly fix: string };

export type Quality = {
  /** 0–100; null when nothing can be assessed (no source). */
  readonly score: number | null;
  readonly deductions: readonly Deduction[];
  /** Parts that do not apply or are not assessed yet, by name. */
  readonly notAssessed: readonly string[];
};

/** Durations in seconds, frequency per day, rates 0–1. `null` where unknown, never 0 for missing. */
export type Metric = {
  readonly id: MetricId;
  readonly title: string;
  readonly factor: 'throughput' | 'instability';
  readonly unit: 'seconds' | 'per_day' | 'share';
  readonly better: 'lower' | 'higher';
  readonly state: MetricState;
  readonly value: number | null;
  readonly n: number;
  readonly interval: Interval | null;
  /** Quality below 60. */
  readonly provisional: boolean;
  readonly numerator?: number;
  readonly denominator?: number;
  readonly percentiles?: { readonly p50: number | null; readonly p75: number | null; readonly p90: number | null };
  readonly parts?: readonly { readonly id: string; readonly p50: number | null; readonly n: number }[];
  /** Recovery: failed deployments not yet restored. */
  readonly open?: number;
  /** Frequency: mean days with a deployment per week of exposure. */
  readonly activeDaysPerWeek?: number | null;
  /** Only while there is too little data: the points there are. */
  readonly points?: readonly Point[];
  /** Only when there is no value: what is needed, one sentence. */
  readonly needs?: string;
  readonly counts: Counts;
  readonly quality: Quality;
  /** The definition with the settings used, one sentence. */
  readonly definition: string;
  readonly series?: readonly SeriesPoint[];
  readonly trend?: Trend;
  /** Null while there are fewer than six points. With `trend` only. */
  readonly limits?: Limits | null;
  readonly signals?: readonly Signal[];
  readonly movement?: Movement;
  readonly previous?: Previous;
  /** Change lead time only. */
  readonly censored?: Censored;
  readonly benchmarks?: readonly Benchmark[];
};

/** One record considered for a number; `reason` says why it does not count (null = included). */
export type EvidenceItem = {
  readonly kind: 'change' | 'deployment' | 'failure' | 'pull_request';
  readonly id: string;
  readonly serviceId: string;
  readonly title: string;
  readonly at: Date;
  readonly included: boolean;
  readonly reason: string | null;
  /** What it adds: seconds, 1 or 0; null when excluded. */
  readonly contributes: number | null;
  /** Of a stage of flow: it was taken to be ready when it was opened, because the provider did not tell. */
  readonly inferred?: boolean;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

/** How many records were considered: everything listed as evidence is in exactly one of these numbers. */
export type Counts = { readonly included: number; readonly excluded: Readonly<Record<string, number>> };

export type EvidencePage = { readonly items: readonly EvidenceItem[]; readonly next: string | null; readonly totals: Counts };

/** A service that cannot answer some of the metrics, so that a roll-up leaves it out of them. */
export type LeftOut = {
  readonly serviceId: string;
  readonly name: string;
  readonly reason: 'no deployment rules' | 'no incident source';
  readonly metrics: readonly MetricId[];
};

/** The question as it was understood. */
export type ScopeAnswer = {
  readonly window: Window;
  /** Null when no comparison was asked for. */
  readonly previous: Window | null;
  readonly zone: string;
  readonly bucket: BucketSize;
  readonly serviceId: string | null;
  readonly teamId: string | null;
  readonly clock: Clock;
  readonly bots: 'included' | 'excluded';
  readonly now: Date;
  /** Days of the window that are covered and before now: what a frequency is divided by. */
  readonly exposureDays: number;
  /** Services in scope, those left out of some metrics included. */
  readonly services: number;
  readonly leftOut: readonly LeftOut[];
};

export type Answer = { readonly scope: ScopeAnswer; readonly metrics: readonly Metric[] };

/** One service among the others: the same answer as by itself, without lists. */
export type SpreadService = Pick<
  Metric,
  | 'state'
  | 'value'
  | 'n'
  | 'interval'
  | 'provisional'
  | 'numerator'
  | 'denominator'
  | 'percentiles'
  | 'open'
  | 'activeDaysPerWeek'
  | 'movement'
  | 'previous'
> & {
  readonly serviceId: string;
  /** Quality score, 0–100. */
  readonly quality: number | null;
};

/** A metric as the spread of services: by value, unknown ones last. */
export type SpreadMetric = Pick<Metric, 'id' | 'title' | 'factor' | 'unit' | 'better'> & {
  /** Median of the services that have a value; null when none has. */
  readonly median: number | null;
  readonly services: readonly SpreadService[];
};

export type Spread = {
  readonly scope: ScopeAnswer;
  readonly services: readonly {
    readonly serviceId: string;
    readonly name: string;
    readonly team: { readonly id: string; readonly name: string } | null;
    readonly undeployed: number;
    readonly oldestUndeployedAt: Date | null;
    readonly lastDeploymentAt: Date | null;
  }[];
  readonly metrics: readonly SpreadMetric[];
};

export const stageIds = ['coding', 'pickup', 'review', 'deploy'] as const;
export type StageId = (typeof stageIds)[number];

/** One stage of flow, in seconds; a percentile is null while there are too few pull requests to say it (6, 11, 29). */
export type FlowStage = {
  readonly id: StageId;
  readonly state: 'value' | 'too_little_data';
  readonly p50: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
  readonly n: number;
  readonly interval: Interval | null;
  /** Of n, those whose `ready for review` was taken to be the instant they were opened, because the provider did not tell it. */
  readonly inferred: number;
  readonly excluded: Readonly<Record<string, number>>;
  /** What the stage lasts from and to, one sentence. */
  readonly definition: string;
};

/** How pull requests delivered in the window came to production, and what waits now. */
export type Flow = {
  readonly scope: ScopeAnswer;
  readonly pullRequests: number;
  readonly stages: readonly FlowStage[];
  /** Undeployed changes now, by how long they have been merged. Ages in seconds, half-open; `to` null = and older. */
  readonly waiting: {
    readonly n: number;
    readonly oldestAt: Date | null;
    readonly ages: readonly { readonly from: number; readonly to: number | null; readonly n: number }[];
  };
};
