/** Numbers, durations and dates as people speak them. Pure: zone and instants are arguments. */

const locale = 'en-GB';
/** Between a number and its unit: narrow, never broken. */
const thin = '\u202f';
const space = '\u00a0';
const dash = '–';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const unit = (amount: number, name: string): string => `${amount.toLocaleString(locale)}${thin}${name}`;
const two = (first: string, rest: number, name: string): string => (rest === 0 ? first : `${first}${space}${unit(rest, name)}`);

/** Seconds as "45 s", "12 min", "9 h 20 min", "2 d 17 h", "41 d". Negative durations carry a minus sign. */
export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? '−' : '';
  if (Math.round(size) < MINUTE) return `${sign}${unit(Math.round(size), 's')}`;
  const minutes = Math.round(size / MINUTE);
  if (minutes < 60) return `${sign}${unit(minutes, 'min')}`;
  if (minutes < 24 * 60) return `${sign}${two(unit(Math.floor(minutes / 60), 'h'), minutes % 60, 'min')}`;
  const hours = Math.round(size / HOUR);
  if (hours < 10 * 24) return `${sign}${two(unit(Math.floor(hours / 24), 'd'), hours % 24, 'h')}`;
  return `${sign}${unit(Math.round(size / DAY), 'd')}`;
}

/** A count with its thousands apart. */
export const count = (n: number): string => n.toLocaleString(locale);

/** At most two significant digits below ten, whole numbers above: 3.4, 0.067, 12. */
export function decimal(value: number): string {
  const options = Math.abs(value) >= 10 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 2 };
  return value.toLocaleString(locale, options);
}

/** The period a frequency is spoken in: the day, or the week or the month (30 days) where that is at least about once. */
export function periodOf(perDay: number): { readonly times: number; readonly period: 'day' | 'week' | 'month' } {
  if (perDay >= 1 || perDay === 0) return { times: 1, period: 'day' };
  return perDay * 7 >= 1 ? { times: 7, period: 'week' } : { times: 30, period: 'month' };
}

/** Per day as "3.4 a day", "2.1 a week", "1.5 a month". */
export function frequency(perDay: number): string {
  if (perDay === 0) return 'none';
  const { times, period } = periodOf(perDay);
  return `${decimal(perDay * times)} a${space}${period}`;
}

/** A share of 0 to 1 as "12 %"; below one per cent with a digit more. */
export function share(value: number): string {
  const percent = value * 100;
  return unit(Number(percent.toFixed(percent > 0 && percent < 1 ? 1 : 0)), '%');
}

/** "12 % (6 of 50)". */
export const shareOf = (numerator: number, denominator: number): string =>
  `${share(numerator / denominator)} (${count(numerator)} of ${count(denominator)})`;

export type Unit = 'seconds' | 'per_day' | 'share';

/** A metric's value in its unit. */
export function amount(value: number, of: Unit): string {
  return of === 'seconds' ? duration(value) : of === 'per_day' ? frequency(value) : share(value);
}

/** "7 % – 19 %". Both ends of a frequency are spoken in the period of `like`, the value they belong to: "0.73 – 4.4 a month". */
export function range(low: number, high: number | null, of: Unit, like: number | null = null): string {
  if (of === 'per_day') {
    const { times, period } = periodOf(like ?? high ?? low);
    const most = high === null ? ' or more' : ` ${dash} ${decimal(high * times)}`;
    return `${decimal(low * times)}${most} a${space}${period}`;
  }
  return high === null ? `at least ${amount(low, of)}` : `${amount(low, of)} ${dash} ${amount(high, of)}`;
}

const parts = (zone: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });

/** "22 Nov 2026" in the zone. */
export const day = (at: Date, zone: string): string => parts(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(at);

/** "22 Nov" in the zone. */
export const shortDay = (at: Date, zone: string): string => parts(zone, { day: 'numeric', month: 'short' }).format(at);

/** "November 2026" in the zone. */
export const monthOf = (at: Date, zone: string): string => parts(zone, { month: 'long', year: 'numeric' }).format(at);

/** "22 Nov 2026, 14:05" in the zone. */
export const moment = (at: Date, zone: string): string =>
  parts(zone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at);

/** A half-open range of instants as inclusive days: "25 Aug – 22 Nov 2026". */
export function days(from: Date, to: Date, zone: string): string {
  const last = new Date(to.getTime() - 1);
  const first = day(from, zone).slice(-4) === day(last, zone).slice(-4) ? shortDay(from, zone) : day(from, zone);
  return day(from, zone) === day(last, zone) ? day(last, zone) : `${first} ${dash} ${day(last, zone)}`;
}

/** The same without years, for many rows of one window: "25 Aug – 31 Aug". */
export function shortDays(from: Date, to: Date, zone: string): string {
  const [first, last] = [shortDay(from, zone), shortDay(new Date(to.getTime() - 1), zone)];
  return first === last ? first : `${first} ${dash} ${last}`;
}

/** How long ago: "3 min ago", "2 d ago"; "just now" below a minute. */
export function ago(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  if (seconds < MINUTE) return 'just now';
  const largest = seconds < HOUR ? MINUTE : seconds < DAY ? HOUR : DAY;
  return `${duration(Math.floor(seconds / largest) * largest)} ago`;
}

/** "1 change", "3 changes". */
export const some = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
