/** What a rule of evidence is: what it measures, and what it takes to say yes or no. */

import type { EvidenceClass } from '../model.ts';

/** What could tell: kinds of sources, and what people do in this product itself. */
export const sourceKinds = ['github', 'gitlab', 'pagerduty', 'jenkins', 'kubernetes', 'registry', 'own'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** Of a quantity; `minutes` and `hours` are fractions, `working_hours` those from Monday to Friday. */
export type Unit = 'minutes' | 'hours' | 'working_hours' | 'days' | 'lines' | 'per_week' | 'per_day' | 'number';

/**
 * One condition. `minimum` = fewest records before it says anything.
 * - `share`: at least `threshold` of a sample of events, read by its 80 % Wilson interval.
 * - `limit`: at most `threshold` of a sample of events, read the same way. What is counted as met are the others.
 * - `inventory`: at least `threshold` of all there are: a census has no interval.
 * - `quantity`: a median or 75th percentile, read by its 80 % order-statistic interval; a count or a rate, as it is. `better` says on
 *   which side of `threshold` it should be; a threshold of null says that the number is shown and nothing concluded.
 */
export type Part = { readonly id: string; readonly minimum: number } & (
  | { readonly kind: 'share' | 'limit' | 'inventory'; readonly threshold: number }
  | {
      readonly kind: 'quantity';
      readonly statistic: 'median' | 'p75' | 'count' | 'rate';
      readonly unit: Unit;
      readonly better: 'lower' | 'higher';
      readonly threshold: number | null;
    }
);

export type Rule = {
  /** That of its statement in lower case, or `metric-` and the metric. */
  readonly id: string;
  readonly class: EvidenceClass;
  /** One plain sentence, shown to readers. */
  readonly measures: string;
  /** Days before now that are looked at. */
  readonly days: number;
  /** Any of these could tell, once it is read. */
  readonly sources: readonly SourceKind[];
  /** All must hold; any that clearly does not says no. */
  readonly parts: readonly [Part, ...Part[]];
};
