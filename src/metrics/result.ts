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
  readonly previous?: Previous;
};

/** One record considered for a number; `reason` says why it does not count (null = included). */
export type EvidenceItem = {
  readonly kind: 'change' | 'deployment' | 'failure';
  readonly id: string;
  readonly serviceId: string;
  readonly title: string;
  readonly at: Date;
  readonly included: boolean;
  readonly reason: string | null;
  /** What it adds: seconds, 1 or 0; null when excluded. */
  readonly contributes: number | null;
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
