/**
 * Numbers, durations and dates as people speak them: words in English, digits and dates by the locale chosen. Zone and instants are
 * arguments; the locale is the one thing kept here.
 */

type Formats = {
  readonly locale: string;
  readonly numbers: Map<string, Intl.NumberFormat>;
  readonly dates: Map<string, Intl.DateTimeFormat>;
};

const formatsOf = (locale: string): Formats => ({ locale, numbers: new Map(), dates: new Map() });
let formats = formatsOf('en-GB');

/** Formats everything from now on in this locale, a BCP 47 tag such as `de-DE`. */
export function setLocale(locale: string): void {
  formats = formatsOf(locale);
}

export const chosenLocale = (): string => formats.locale;

/** Making a format costs far more than using one, and a long list needs thousands. */
function made<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const found = kept.get(key) ?? make();
  kept.set(key, found);
  return found;
}

/** Scripts that run from right to left, and digits of their own, must not turn round the English words beside them. */
const rightToLeft = /^(ar|fa|he|ur|ps|sd|ug|yi|dv|ckb)\b/;
const apart = (text: string): string => (rightToLeft.test(formats.locale) ? `\u2068${text}\u2069` : text);

function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  const format = made(formats.numbers, JSON.stringify(options), () => new Intl.NumberFormat(formats.locale, options));
  return apart(format.format(value));
}

/** Between a number and its unit: narrow, never broken. */
const thin = '\u202f';
const space = '\u00a0';
const dash = '–';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const unit = (amount: number, name: string): string => `${number(amount)}${thin}${name}`;
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
export const count = (n: number): string => number(n);

/** At most two significant digits below ten, whole numbers above: 3.4, 0.067, 12. */
export function decimal(value: number): string {
  const options = Math.abs(value) >= 10 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 2 };
  return number(value, options);
}

/** A quality score with the digit that may lie on the other side of a bound: 59.6 is below 60. */
export const grade = (score: number): string => number(score, { maximumFractionDigits: 1 });

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

type Parts = Intl.DateTimeFormatOptions;
const dated = (zone: string, options: Parts): Intl.DateTimeFormat =>
  made(formats.dates, zone + JSON.stringify(options), () => new Intl.DateTimeFormat(formats.locale, { timeZone: zone, ...options }));
const parts = (at: Date, zone: string, options: Parts): string => apart(dated(zone, options).format(at));

const dayParts = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const shortParts = { day: 'numeric', month: 'short' } as const;

/** "22 Nov 2026" in the zone. */
export const day = (at: Date, zone: string): string => parts(at, zone, dayParts);

/** "22 Nov" in the zone. */
export const shortDay = (at: Date, zone: string): string => parts(at, zone, shortParts);

/** "November 2026" in the zone. */
export const monthOf = (at: Date, zone: string): string => parts(at, zone, { month: 'long', year: 'numeric' });

/** "Nov" in the zone. */
export const shortMonth = (at: Date, zone: string): string => parts(at, zone, { month: 'short' });

/** "14:05" in the zone. */
export const timeOf = (at: Date, zone: string): string => parts(at, zone, { hour: '2-digit', minute: '2-digit' });

/** "22 Nov 2026, 14:05" in the zone. */
export const moment = (at: Date, zone: string): string => parts(at, zone, { ...dayParts, hour: '2-digit', minute: '2-digit' });

const yearOf = (at: Date, zone: string): string => dated(zone, { year: 'numeric' }).format(at);

/** Both ends inclusive. In English every end names its month, so that ends of one list line up; other languages know their own ways. */
function between(from: Date, last: Date, zone: string, options: Parts): string {
  if (parts(from, zone, options) === parts(last, zone, options)) return parts(last, zone, options);
  if (!formats.locale.startsWith('en')) return apart(dated(zone, options).formatRange(from, last));
  const sameYear = yearOf(from, zone) === yearOf(last, zone);
  return `${sameYear ? shortDay(from, zone) : parts(from, zone, options)} ${dash} ${parts(last, zone, options)}`;
}

/** A half-open range of instants as inclusive days: "25 Aug – 22 Nov 2026". */
export const days = (from: Date, to: Date, zone: string): string => between(from, new Date(to.getTime() - 1), zone, dayParts);

/** The same without years, for many rows of one window: "25 Aug – 31 Aug". */
export const shortDays = (from: Date, to: Date, zone: string): string => between(from, new Date(to.getTime() - 1), zone, shortParts);

/** How long ago: "3 min ago", "2 d ago"; "just now" below a minute. */
export function ago(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  if (seconds < MINUTE) return 'just now';
  const largest = seconds < HOUR ? MINUTE : seconds < DAY ? HOUR : DAY;
  return `${duration(Math.floor(seconds / largest) * largest)} ago`;
}

/** "1 change", "3 changes". */
export const some = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
