/** What was asked of a source, day by day, as a strip and in words. Pure; days are UTC dates, both ends inclusive. */

import type { CoverageRow } from './api.ts';
import { addDays, daysBetween } from './calendar.ts';
import { count, day, moment, shortMonth, some } from './format.ts';

export type Range = { readonly from: string; readonly until: string };
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

/** "185 of 366 days asked: 162 with news, 23 with nothing new, none failed; 181 never asked". */
export function coverageInWords(row: CoverageRow, range: Range): string {
  const { fetched, empty, failed } = row.days;
  const all = lengthOf(range);
  const asked = fetched + empty + failed;
  const never = all === asked ? '' : `; ${count(all - asked)} never asked`;
  return `${count(asked)} of ${some(all, 'day')} asked: ${count(fetched)} with news, ${count(empty)} with nothing new, ${failed === 0 ? 'none' : count(failed)} failed${never}`;
}

export type DayState = Stretch['state'] | 'never';
/** Days of one state, in a partition of the whole range. */
export type Segment = { readonly start: number; readonly length: number; readonly state: DayState };

/** The range cut where the state changes, days never asked for among them: what a keyboard walks through. */
export function segments(row: CoverageRow, range: Range): readonly Segment[] {
  const whole = lengthOf(range);
  const found: Segment[] = [];
  let at = 0;
  for (const stretch of stretches(row, range)) {
    if (stretch.start > at) found.push({ start: at, length: stretch.start - at, state: 'never' });
    found.push(stretch);
    at = stretch.start + stretch.length;
  }
  return at < whole ? [...found, { start: at, length: whole - at, state: 'never' }] : found;
}

export const stateWords: Readonly<Record<DayState, string>> = {
  fetched: 'with news',
  empty: 'asked, nothing new',
  failed: 'failed: what happened is not known',
  never: 'never asked',
};

/** "pull requests". */
export const objectName = (object: string): string => object.replaceAll('_', ' ');

const utc = (date: string): Date => new Date(`${date}T00:00:00Z`);

/** "3 Jan 2026 – 5 Jan 2026, 3 days: with news". */
export function segmentInWords({ start, length, state }: Segment, range: Range): string {
  const [first, last] = [addDays(range.from, start), addDays(range.from, start + length - 1)];
  const when = length === 1 ? day(utc(first), 'UTC') : `${day(utc(first), 'UTC')} – ${day(utc(last), 'UTC')}, ${some(length, 'day')}`;
  return `${when}: ${stateWords[state]}`;
}

export type MonthTick = {
  /** Share of the range's width, 0 to 1. */
  readonly at: number;
  readonly label: string;
  /** January, or the first one: the year is worth saying. */
  readonly year: string | null;
};

/** The first of every month in the range. */
export function monthTicks(range: Range): readonly MonthTick[] {
  const whole = lengthOf(range);
  const days = Array.from({ length: whole }, (_, at) => ({ at, date: addDays(range.from, at) }));
  return days
    .filter(({ date }) => date.endsWith('-01'))
    .map(({ at, date }, index) => ({
      at: at / whole,
      label: shortMonth(utc(date), 'UTC'),
      year: index === 0 || date.slice(5, 7) === '01' ? date.slice(0, 4) : null,
    }));
}

/** How far a list has been read, for people: "22 Nov 2026, 14:05", "first reading unfinished". Instants in the zone, dates as they are. */
export function readingInWords({ reading, runs }: Pick<CoverageRow, 'reading' | 'runs'>, zone: string): string {
  const known = runs.findLast(({ state }) => state !== 'failed')?.until ?? null;
  const to = reading?.to ?? known;
  const far = to === null ? null : to.length === 10 ? day(utc(to), 'UTC') : moment(new Date(to), zone);
  if (reading?.unfinished === true) return far === null ? 'first reading unfinished' : `to ${far}, unfinished`;
  return far === null ? 'nothing read yet' : `to ${far}`;
}
