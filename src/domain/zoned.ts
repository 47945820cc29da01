/** Calendar arithmetic in a reporting zone. Instants go in and come out as ordinary UTC `Date`s; the machine's own zone is never used. */

import { tz, tzOffset } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { addMonths } from 'date-fns/addMonths';
import { addQuarters } from 'date-fns/addQuarters';
import { addWeeks } from 'date-fns/addWeeks';
import { startOfDay } from 'date-fns/startOfDay';
import { startOfISOWeek } from 'date-fns/startOfISOWeek';
import { startOfMonth } from 'date-fns/startOfMonth';
import { startOfQuarter } from 'date-fns/startOfQuarter';
import type { BucketSize, Window } from './scope.ts';

/** A calendar date, `YYYY-MM-DD`. */
export type LocalDate = string;

/** A bucket of a series: a whole calendar unit, and whether the window or now cuts it. Coverage is judged by the reader. */
export type Bucket = Window & { readonly partial: boolean; readonly settling: boolean };

const MINUTE = 60_000;
const DAY = 86_400_000;
const SETTLING = 48 * 60 * MINUTE;

/** Local dates are reckoned as days of UTC, which has no clock changes; only their first instants know the zone. */
const calendar = { in: tz('UTC') };
const begin = { day: startOfDay, week: startOfISOWeek, month: startOfMonth, quarter: startOfQuarter };
const step = { day: addDays, week: addWeeks, month: addMonths, quarter: addQuarters };

const textOf = (at: number): LocalDate => new Date(at).toISOString().slice(0, 10);
const epochOf = (date: LocalDate): number => Date.parse(`${date}T00:00:00Z`);

/** True for an IANA zone this machine knows, and for nothing else (no `+02:00`). */
export function isZone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

/** True for a date of the calendar: `2026-02-30` is none. Years 1970 to 2999. */
export function isLocalDate(text: string): boolean {
  if (!/^(19[7-9]\d|2\d{3})-\d{2}-\d{2}$/.test(text)) return false;
  const at = epochOf(text);
  return !Number.isNaN(at) && textOf(at) === text;
}

/** The local date of an instant. */
export function localDate(at: Date, zone: string): LocalDate {
  return textOf(at.getTime() + tzOffset(zone, at) * MINUTE);
}

/** The first instant of a local date: midnight, or what follows it where a clock change skips midnight. */
export function startOfDate(date: LocalDate, zone: string): Date {
  const wall = epochOf(date);
  const offsets = [tzOffset(zone, new Date(wall - DAY)), tzOffset(zone, new Date(wall + DAY))];
  const candidates = offsets.map((offset) => new Date(wall - offset * MINUTE)).sort((a, b) => a.getTime() - b.getTime());
  return candidates.find((at) => localDate(at, zone) === date) ?? new Date(wall - (offsets[1] ?? 0) * MINUTE);
}

/** The date `days` later (or earlier). */
export function addLocalDays(date: LocalDate, days: number): LocalDate {
  return textOf(addDays(epochOf(date), days, calendar).getTime());
}

function firstOf(date: LocalDate, size: BucketSize): LocalDate {
  return textOf(begin[size](epochOf(date), calendar).getTime());
}

function nextOf(date: LocalDate, size: BucketSize): LocalDate {
  return textOf(step[size](epochOf(date), 1, calendar).getTime());
}

/** The last local date a window touches. */
const lastDate = (window: Window, zone: string): LocalDate => localDate(new Date(window.to.getTime() - 1), zone);

/** The local days a window touches, whole, in order. */
export function localDays(window: Window, zone: string): readonly (Window & { readonly date: LocalDate })[] {
  if (window.to <= window.from) return [];
  const days: (Window & { date: LocalDate })[] = [];
  const last = lastDate(window, zone);
  let from = startOfDate(localDate(window.from, zone), zone);
  for (let date = localDate(window.from, zone); date <= last; date = addLocalDays(date, 1)) {
    const to = startOfDate(addLocalDays(date, 1), zone);
    days.push({ date, from, to });
    from = to;
  }
  return days;
}

/** Every whole bucket the window touches, in order; `partial` when the window or now cuts it, `settling` for 48 hours after it closed. */
export function bucketsOf(window: Window, size: BucketSize, zone: string, now: Date): readonly Bucket[] {
  if (window.to <= window.from) return [];
  const buckets: Bucket[] = [];
  const last = lastDate(window, zone);
  for (let date = firstOf(localDate(window.from, zone), size); date <= last; date = nextOf(date, size)) {
    const from = startOfDate(date, zone);
    const to = startOfDate(nextOf(date, size), zone);
    const partial = from < window.from || to > window.to || to > now;
    buckets.push({ from, to, partial, settling: to <= now && now.getTime() - to.getTime() < SETTLING });
  }
  return buckets;
}

/** The last `days` whole local days before now; 90 by default (definitions.md §1). */
export function defaultWindow(now: Date, zone: string, days = 90): Window {
  const today = localDate(now, zone);
  return { from: startOfDate(addLocalDays(today, -days), zone), to: startOfDate(today, zone) };
}

type Unit = BucketSize | 'year';

const firstOfUnit = (date: LocalDate, unit: Unit): LocalDate => (unit === 'year' ? `${date.slice(0, 4)}-01-01` : firstOf(date, unit));
const nextOfUnit = (date: LocalDate, unit: Unit): LocalDate =>
  unit === 'year' ? textOf(addMonths(epochOf(date), 12, calendar).getTime()) : nextOf(date, unit);

/** The unit a window is exactly one of, or null. */
function unitOf(window: Window, zone: string): Unit | null {
  const date = localDate(window.from, zone);
  const units: readonly Unit[] = ['week', 'month', 'quarter', 'year'];
  return units.find((unit) => isOne(window, date, unit, zone)) ?? null;
}

function isOne(window: Window, date: LocalDate, unit: Unit, zone: string): boolean {
  return (
    firstOfUnit(date, unit) === date &&
    startOfDate(date, zone).getTime() === window.from.getTime() &&
    startOfDate(nextOfUnit(date, unit), zone).getTime() === window.to.getTime()
  );
}

/** The clock on the wall at an instant, as if it were UTC. */
const wallClock = (at: Date, zone: string): number => at.getTime() + tzOffset(zone, at) * MINUTE;

/**
 * The previous calendar unit where the window is one (week, month, quarter, year), otherwise the same number of local days just
 * before. A window that is no whole number of days by the wall clock is preceded by one of the same length.
 */
export function previousWindow(window: Window, zone: string): Window {
  const date = localDate(window.from, zone);
  const unit = unitOf(window, zone);
  if (unit !== null) return { from: startOfDate(firstOfUnit(addLocalDays(date, -1), unit), zone), to: window.from };
  const days = (wallClock(window.to, zone) - wallClock(window.from, zone)) / DAY;
  if (!Number.isInteger(days) || days < 1) return { from: new Date(2 * window.from.getTime() - window.to.getTime()), to: window.from };
  const beside = window.from.getTime() - startOfDate(date, zone).getTime();
  return { from: new Date(startOfDate(addLocalDays(date, -days), zone).getTime() + beside), to: window.from };
}
