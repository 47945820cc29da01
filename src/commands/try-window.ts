/** Which days `try` looks at when nobody says. */

import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { startOfDay } from 'date-fns/startOfDay';
import { AppError } from '../domain/errors.ts';

export type ChosenWindow = {
  readonly from: Date;
  readonly to: Date;
  readonly zone: string;
  /** Why these days, in words. */
  readonly because: string;
};

export type WindowRequest = { readonly from: string | null; readonly to: string | null; readonly zone: string };

const plain = (at: Date): Date => new Date(at.getTime());
const midnight = (at: Date, zone: string): Date => startOfDay(new TZDate(at.getTime(), zone));

function localMidnight(date: string, zone: string): Date {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return startOfDay(new TZDate(year, month - 1, day, 12, zone));
}

function asked(request: WindowRequest, now: Date): ChosenWindow {
  const { zone } = request;
  const to = request.to === null ? midnight(now, zone) : localMidnight(request.to, zone);
  const from = request.from === null ? addDays(to, -90) : localMidnight(request.from, zone);
  if (from >= to) throw new AppError('invalid', `The window ends before it begins: --from ${request.from ?? ''} --to ${request.to ?? ''}.`);
  return { from: plain(from), to: plain(to), zone, because: 'the days asked for' };
}

/**
 * The days asked for; else the last 90 whole days; where those have no release, the 365 days that end with the newest release.
 * Days are local days of the zone, the window is half-open.
 */
export function chooseWindow(request: WindowRequest, newest: Date | null, now: Date): ChosenWindow {
  if (request.from !== null || request.to !== null) return asked(request, now);
  const { zone } = request;
  const today = midnight(now, zone);
  const usual = addDays(today, -90);
  if (newest === null || newest >= usual) return { from: plain(usual), to: plain(today), zone, because: 'the last 90 days' };
  const to = addDays(midnight(newest, zone), 1);
  const because = 'the 365 days up to the newest release, because the last 90 days have none';
  return { from: plain(addDays(to, -365)), to: plain(to), zone, because };
}
