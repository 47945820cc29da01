/** What a metric file gives: its heading, and the one fragment of SQL that says what is considered and what counts. */

import type { RawBuilder } from 'kysely';
import type { Clock, Scope } from '../domain/scope.ts';
import type { EvidenceItem, MetricId } from './result.ts';

/** What a fragment is asked for: the records that finished in `[from, to)` of these services. */
export type Question = {
  readonly serviceIds: readonly string[];
  /** Of these, the ones that can answer about stability. */
  readonly stableIds: readonly string[];
  /** Only what this team owned when it finished; null = whoever owned it. */
  readonly teamId: string | null;
  readonly from: Date;
  readonly to: Date;
  readonly clock: Clock;
  readonly bots: 'included' | 'excluded';
};

/**
 * One row for every record considered: `service_id`, `id`, `at` (finished), `reason` (text, null = included), `value` (double
 * precision, null unless included), `title`, `url`, `fetched_at`, and a double precision column for each of the metric's `parts`.
 * Aggregates, series, comparison and evidence are all made of it, so they cannot disagree.
 */
export type Considered = RawBuilder<unknown>;

/** How records become a number: quantiles of times, hits per record, or records per day of exposure. */
export type StatisticName = 'times' | 'share' | 'frequency';

export type MetricSpec = {
  readonly id: MetricId;
  readonly title: string;
  readonly factor: 'throughput' | 'instability';
  readonly unit: 'seconds' | 'per_day' | 'share';
  readonly better: 'lower' | 'higher';
  readonly statistic: StatisticName;
  /** What is counted, in the plural, for sentences. */
  readonly noun: string;
  /** Answers *no source* for services without an incident rule. */
  readonly needsStability: boolean;
  /** The reason under which records are counted apart as open; null = the metric knows none. */
  readonly openReason: string | null;
  readonly parts: readonly string[];
  readonly evidenceKind: EvidenceItem['kind'];
  readonly definition: (scope: Scope) => string;
  readonly considered: (question: Question) => Considered;
};
