/** When people work in the demonstration: an office in Berlin, a few early and late, nobody on holidays, a freeze at the year's end. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Whole seconds, as providers state them. */
export const later = (at: Date, ms: number): Date => new Date(Math.round((at.getTime() + ms) / 1000) * 1000);

const holidays: readonly string[] = ['01-01', '05-01', '10-03', '12-24', '12-25', '12-26', '12-31'];
const monthDay = (at: Date): string => at.toISOString().slice(5, 10);

/** Nothing planned is deployed from 20 December to 2 January. */
export const isFrozen = (at: Date): boolean => monthDay(at) >= '12-20' || monthDay(at) <= '01-02';

const isWeekend = (at: Date): boolean => at.getUTCDay() === 0 || at.getUTCDay() === 6;

export const isWorkday = (at: Date): boolean => !isWeekend(at) && !holidays.includes(monthDay(at));

/** Midnight of the UTC day. */
export const midnight = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY) * DAY);

/** Hours Berlin is ahead of UTC, near enough: whole months. */
const ahead = (at: Date): number => (at.getUTCMonth() >= 3 && at.getUTCMonth() <= 9 ? 2 : 1);

/** An hour of Berlin's day (fractions allowed) on a UTC day. */
export const atHour = (day: Date, hour: number): Date => later(midnight(day), (hour - ahead(day)) * HOUR);

/** Number of the week (Monday to Sunday) since 1970. */
export const weekOf = (at: Date): number => Math.floor((at.getTime() / DAY + 3) / 7);

/**
 * 1 in one week, -1 in the next. Weeks that take turns differ from their neighbours more than from the average, so that what is meant
 * as noise stays inside the limits of a process-behaviour chart.
 */
export const turn = (at: Date): 1 | -1 => (weekOf(at) % 2 === 0 ? 1 : -1);

/** The longest somebody is awake before work begins, in minutes. */
export const dawn = 110;

const firstHour = 5;
const lastHour = 21;

/** The waking instant (5–21 UTC, Monday to Friday) nearest to another, off by some minutes so that they do not pile up. */
export function awake(at: Date, minutes: number): Date {
  const day = at.getUTCDay();
  const start = midnight(at);
  if (day === 6) return later(start, -DAY + lastHour * HOUR - minutes * 3 * MINUTE);
  if (day === 0) return later(start, DAY + firstHour * HOUR + minutes * 3 * MINUTE);
  const hour = (at.getTime() - start.getTime()) / HOUR;
  if (hour < firstHour) return later(start, firstHour * HOUR + minutes * MINUTE);
  if (hour < lastHour) return at;
  return later(start, lastHour * HOUR - minutes * MINUTE);
}
