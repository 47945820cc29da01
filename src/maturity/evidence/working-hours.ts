/** Working hours between two instants: Monday to Friday, 9 to 17 o'clock, in a zone. Holidays are not known. */

import { tzOffset } from '@date-fns/tz';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONDAY = 4 * DAY;
const opens = 9 * HOUR;
const length = 8 * HOUR;

const offsets = new Map<string, number>();

/** Milliseconds the clocks of a zone are ahead of UTC. Asking is slow, and they change at full hours of UTC or half ones. */
function offsetAt(zone: string, at: number): number {
  const half = Math.floor(at / (HOUR / 2));
  const key = `${zone} ${half}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = tzOffset(zone, new Date(half * (HOUR / 2))) * 60_000;
  if (offsets.size > 20_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** Working time since a Monday long ago, by what the clocks show. */
function worked(local: number): number {
  const days = Math.floor((local - MONDAY) / DAY);
  const weekday = ((days % 7) + 7) % 7;
  const today = weekday < 5 ? Math.min(Math.max(local - MONDAY - days * DAY - opens, 0), length) : 0;
  return Math.floor(days / 7) * 5 * length + Math.min(weekday, 5) * length + today;
}

const localOf = (at: Date, zone: string): number => at.getTime() + offsetAt(zone, at.getTime());

/** Hours, fractions included; 0 when `to` is before `from`. */
export function workingHours(from: Date, to: Date, zone: string): number {
  return Math.max(0, worked(localOf(to, zone)) - worked(localOf(from, zone))) / HOUR;
}

/** Whether an instant is outside working hours. */
export function isOutOfHours(at: Date, zone: string): boolean {
  const local = localOf(at, zone);
  return worked(local + 1) === worked(local);
}
