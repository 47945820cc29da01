/** What was asked of a source, day by day, as a strip and in words. Pure; days are UTC dates, both ends inclusive. */

import type { CoverageRow } from './api.ts';
import { addDays, daysBetween } from './calendar.ts';
import { count, some } from './format.ts';

type Range = { readonly from: string; readonly until: string };
export type Stretch = { readonly start: number; readonly length: number; readonly state: 'fetched' | 'empty' | 'failed' };

/** Days of a range, both ends counted. */
export const lengthOf = ({ from, until }: Range): number => daysBetween({ from, to: addDays(until, 1) });

/** Runs as days from the left end of the range. */
export function stretches(row: CoverageRow, range: Range): readonly Stretch[] {
  return row.runs.map(({ from, until, state }) => ({
    start: daysBetween({ from: range.from, to: from }),
    length: lengthOf({ from, until }),
    state,
  }));
}

/** "185 of 366 days asked: 162 with news, 23 empty, none failed; 181 never asked". */
export function coverageInWords(row: CoverageRow, range: Range): string {
  const { fetched, empty, failed } = row.days;
  const all = lengthOf(range);
  const asked = fetched + empty + failed;
  const never = all === asked ? '' : `; ${count(all - asked)} never asked`;
  return `${count(asked)} of ${some(all, 'day')} asked: ${count(fetched)} with news, ${count(empty)} empty, ${failed === 0 ? 'none' : count(failed)} failed${never}`;
}
