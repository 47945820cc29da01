/** Windows as a reader picks them: local dates in, local dates out. Dates are reckoned as days of UTC, which has no clock changes. */

/** `YYYY-MM-DD`. */
export type LocalDate = string;
/** Half-open: `to` is the first day that no longer belongs to it. */
export type Dates = { readonly from: LocalDate; readonly to: LocalDate };

const DAY = 86_400_000;

export const presets = [
  { id: '30', name: 'Last 30 days' },
  { id: '90', name: 'Last 90 days' },
  { id: '180', name: 'Last 180 days' },
  { id: '365', name: 'Last 365 days' },
  { id: 'this-month', name: 'This month' },
  { id: 'last-month', name: 'Last month' },
  { id: 'this-quarter', name: 'This quarter' },
  { id: 'last-quarter', name: 'Last quarter' },
  { id: 'this-year', name: 'This year' },
] as const;
export type PresetId = (typeof presets)[number]['id'];

const zones = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs far more than using one. */
function datesIn(zone: string): Intl.DateTimeFormat {
  const format = zones.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  zones.set(zone, format);
  return format;
}

/** The local date of an instant. */
export const dateIn = (zone: string, at: Date): LocalDate => datesIn(zone).format(at);

/** True for a date of the calendar, and for nothing else an address may hold. */
export function isDate(text: string | null): text is LocalDate {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DDTHH:mm` of an instant, as the zone's clocks show it. */
export function clockIn(zone: string, at: Date): string {
  const options = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format = clocks.get(zone) ?? new Intl.DateTimeFormat('en-CA', { ...options, hourCycle: 'h23' });
  clocks.set(zone, format);
  return format.format(at).replace(', ', 'T');
}

/**
 * The instant at which the zone's clocks show `YYYY-MM-DDTHH:mm`; the first of two where they are put back, null where they are put
 * forward over it or the text is none.
 */
export function instantIn(zone: string, clock: string): Date | null {
  const guess = Date.parse(`${clock}Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(clock) || Number.isNaN(guess)) return null;
  // Offsets of zones are quarters of an hour between −14 and 14 hours.
  const quarters = Array.from({ length: 2 * 14 * 4 + 1 }, (_, index) => new Date(guess + (index - 56) * 900_000));
  return quarters.find((at) => clockIn(zone, at) === clock) ?? null;
}

export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

export const daysBetween = ({ from, to }: Dates): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);

function monthsFrom(year: number, month: number): LocalDate {
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

const monthsOf = { month: 1, quarter: 3, year: 12 } as const;
type Months = keyof typeof monthsOf;

/** The month, quarter or year a date lies in, or so many before (`back`). */
function unitOf(date: LocalDate, unit: Months, back: number): Dates {
  const [year, size] = [Number(date.slice(0, 4)), monthsOf[unit]];
  const first = Math.floor((Number(date.slice(5, 7)) - 1) / size) * size - size * back;
  return { from: monthsFrom(year, first), to: monthsFrom(year, first + size) };
}

/** The dates of a preset: whole days before today, or a unit of the calendar, with what of it is still to come. */
export function datesOf(preset: PresetId, today: LocalDate): Dates {
  const named = /^(this|last)-(month|quarter|year)$/.exec(preset);
  // The expression allows these three units alone.
  if (named) return unitOf(today, named[2] as Months, named[1] === 'last' ? 1 : 0);
  return { from: addDays(today, -Number(preset)), to: today };
}

/** The preset that means these dates today, or null for any others. */
export function presetOf(dates: Dates, today: LocalDate): PresetId | null {
  const same = ({ id }: { readonly id: PresetId }): boolean => {
    const meant = datesOf(id, today);
    return meant.from === dates.from && meant.to === dates.to;
  };
  return presets.find(same)?.id ?? null;
}

export type CalendarUnit = 'year' | 'quarter' | 'month' | 'week';

/** What a window is exactly one of: a year, a quarter, a month or an ISO week; else null. */
export function calendarUnit(dates: Dates): CalendarUnit | null {
  for (const unit of ['year', 'quarter', 'month'] as const) {
    const whole = unitOf(dates.from, unit, 0);
    if (whole.from === dates.from && whole.to === dates.to) return unit;
  }
  const monday = new Date(`${dates.from}T00:00:00Z`).getUTCDay() === 1;
  return monday && daysBetween(dates) === 7 ? 'week' : null;
}

/** The window just before (-1) or after (1): the neighbouring unit of the calendar where it is one, else as many days. */
export function shifted(dates: Dates, by: -1 | 1): Dates {
  const unit = calendarUnit(dates);
  if (unit !== null && unit !== 'week') return unitOf(dates.from, unit, -by);
  const length = daysBetween(dates);
  return { from: addDays(dates.from, by * length), to: addDays(dates.to, by * length) };
}

/** "the quarter", "the 90 days", "the day": a window by its length, to be followed by "before" or "after". */
export function lengthInWords(dates: Dates): string {
  const length = daysBetween(dates);
  return `the ${calendarUnit(dates) ?? (length === 1 ? 'day' : `${length} days`)}`;
}
