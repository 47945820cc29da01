/** Which days a question is about: those asked for, or a default that says why. */

import { AppError } from '../domain/errors.ts';
import type { Window } from '../domain/scope.ts';
import { addLocalDays, defaultWindow, localDate, startOfDate } from '../domain/zoned.ts';

export type ChosenWindow = Window & {
  readonly zone: string;
  /** Why these days, in words. */
  readonly because: string;
};

export type WindowRequest = { readonly from: string | null; readonly to: string | null; readonly zone: string };

const usualDays = 90;
const longestDays = 366 * 20;

/** The days asked for; a missing start is 90 days before the end, a missing end the midnight that began today. */
export function askedWindow({ from, to, zone }: WindowRequest, now: Date): Window {
  const end = to ?? localDate(now, zone);
  const start = from ?? addLocalDays(end, -usualDays);
  if (start >= end) throw new AppError('invalid', `The window ends before it begins: from ${start} to ${end} (the end is exclusive).`);
  if (start < addLocalDays(end, -longestDays)) throw new AppError('invalid', `The window from ${start} to ${end} is longer than 20 years.`);
  return { from: startOfDate(start, zone), to: startOfDate(end, zone) };
}

/**
 * The days asked for; else the last 90 whole days; where those have no release, the 365 days that end with the newest release.
 * Days are local days of the zone, the window is half-open.
 */
export function chooseWindow(request: WindowRequest, newest: Date | null, now: Date): ChosenWindow {
  const { zone } = request;
  if (request.from !== null || request.to !== null) return { ...askedWindow(request, now), zone, because: 'the days asked for' };
  const usual = defaultWindow(now, zone, usualDays);
  if (newest === null || newest >= usual.from) return { ...usual, zone, because: 'the last 90 days' };
  const end = addLocalDays(localDate(newest, zone), 1);
  const because = 'the 365 days up to the newest release, because the last 90 days have none';
  return { from: startOfDate(addLocalDays(end, -365), zone), to: startOfDate(end, zone), zone, because };
}
