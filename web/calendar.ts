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
  { id: 'this-quarter', name: 'This quarter' },
  { id: 'last-quarter', name: 'Last quarter' },
] as const;
export type PresetId = (typeof presets)[number]['id'];

/** The local date of an instant. */
export function dateIn(zone: string, at: Date): LocalDate {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return format.format(at);
}

export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

export const daysBetween = ({ from, to }: Dates): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);

function monthsFrom(year: number, month: number): LocalDate {
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

/** The quarter a date lies in, or one before (`back` = 1). */
function quarterOf(date: LocalDate, back: number): Dates {
  const year = Number(date.slice(0, 4));
  const first = Math.floor((Number(date.slice(5, 7)) - 1) / 3) * 3 - 3 * back;
  return { from: monthsFrom(year, first), to: monthsFrom(year, first + 3) };
}

/** The dates of a preset: whole days before today, or a calendar quarter. */
export function datesOf(preset: PresetId, today: LocalDate): Dates {
  if (preset === 'this-quarter') return quarterOf(today, 0);
  if (preset === 'last-quarter') return quarterOf(today, 1);
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

/** What a window is exactly one of: a quarter, a month or an ISO week; else null. */
export function calendarUnit(dates: Dates): 'quarter' | 'month' | 'week' | null {
  const quarter = quarterOf(dates.from, 0);
  if (quarter.from === dates.from && quarter.to === dates.to) return 'quarter';
  const [year = 0, month = 0] = dates.from.split('-').map(Number);
  if (dates.from.endsWith('-01') && monthsFrom(year, month) === dates.to) return 'month';
  const monday = new Date(`${dates.from}T00:00:00Z`).getUTCDay() === 1;
  return monday && daysBetween(dates) === 7 ? 'week' : null;
}
