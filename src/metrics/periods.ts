import { tz } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { addMonths } from 'date-fns/addMonths';
import { addQuarters } from 'date-fns/addQuarters';
import { addWeeks } from 'date-fns/addWeeks';
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays';
import { startOfDay } from 'date-fns/startOfDay';
import { startOfISOWeek } from 'date-fns/startOfISOWeek';
import { startOfMonth } from 'date-fns/startOfMonth';
import { startOfQuarter } from 'date-fns/startOfQuarter';
import type { BucketSize, Window } from '../domain/scope.ts';
export type Bucket = Window & { readonly partial: boolean; readonly settling: boolean };
const plain = (d: Date) => new Date(d.getTime());
export function localDays(w: Window, zone: string): Window[] {
  const out: Window[] = [];
  let at = startOfDay(w.from, { in: tz(zone) });
  while (at.getTime() < w.to.getTime()) {
    const next = startOfDay(addDays(at, 1, { in: tz(zone) }), { in: tz(zone) });
    out.push({ from: plain(at), to: plain(next) });
    at = next;
  }
  return out;
}
export function bucketsOf(w: Window, size: BucketSize, zone: string, now: Date): Bucket[] {
  const o = { in: tz(zone) };
  const start = { day: startOfDay, week: startOfISOWeek, month: startOfMonth, quarter: startOfQuarter }[size];
  const add = { day: addDays, week: addWeeks, month: addMonths, quarter: addQuarters }[size];
  const out: Bucket[] = [];
  let at = plain(start(w.from, o));
  while (at < w.to) {
    const next = plain(start(add(at, 1, o), o));
    out.push({
      from: at,
      to: next,
      partial: at < w.from || next > w.to || next > now,
      settling: next <= now && now.getTime() - next.getTime() < 48 * 3600e3,
    });
    at = next;
  }
  return out;
}
export function previousWindow(w: Window, zone: string): Window {
  const o = { in: tz(zone) };
  const n = differenceInCalendarDays(w.to, w.from, o);
  return { from: plain(addDays(w.from, -n, o)), to: w.from };
}
