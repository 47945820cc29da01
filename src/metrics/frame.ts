/** The periods an answer speaks of: the window, the one before, and the buckets of a series. */

import type { Scope, Window } from '../domain/scope.ts';
import { type Bucket, bucketsOf, previousWindow } from '../domain/zoned.ts';
import { countBefore } from './ordered.ts';
import { type Tally, together } from './tally.ts';

export type Frame = {
  readonly window: Window;
  readonly previous: Window | null;
  readonly buckets: readonly Bucket[];
  /** Where periods begin and end, ascending; tallies lie between neighbours. */
  readonly edges: readonly Date[];
};

export function frameOf(scope: Scope, series: boolean): Frame {
  const { window } = scope;
  const previous = scope.comparePrevious ? previousWindow(window, scope.zone) : null;
  const buckets = series ? bucketsOf(window, scope.bucket, scope.zone, scope.now) : [];
  const periods = [window, ...(previous === null ? [] : [previous]), ...buckets.map((bucket) => clipped(bucket, window))];
  const instants = new Set(periods.flatMap((period) => [period.from.getTime(), period.to.getTime()]));
  return { window, previous, buckets, edges: [...instants].sort((a, b) => a - b).map((at) => new Date(at)) };
}

/** The part of a bucket that lies in the window. */
export function clipped(bucket: Window, window: Window): Window {
  return { from: bucket.from < window.from ? window.from : bucket.from, to: bucket.to > window.to ? window.to : bucket.to };
}

/** What lies in a period that begins and ends at edges. */
export function tallyWithin(frame: Frame, list: readonly Tally[], period: Window): Tally {
  return together(list.slice(countBefore(frame.edges, period.from), countBefore(frame.edges, period.to)));
}
