/** Where instants lie on a time line, and which dates its axis names. Pure. */

import { addDays, dateIn, daysBetween, type LocalDate } from '../calendar.ts';
import { shortDay, shortMonth } from '../format.ts';
import { startOfDate } from '../list-window.ts';

export type Span = { readonly from: string; readonly to: string };

/** Pixels from the left for an instant; what lies outside the window is at its end. */
export function placesOf({ from, to }: Span, width: number): (at: string) => number {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return (at) => (Math.min(1, Math.max(0, (Date.parse(at) - start) / (end - start))) || 0) * width;
}

export type Unit = 'day' | 'week' | 'month';

/** The first date of the calendar unit a date lies in; weeks begin on Mondays. */
export function unitStart(date: LocalDate, unit: Unit): LocalDate {
  if (unit === 'day') return date;
  if (unit === 'month') return `${date.slice(0, 7)}-01`;
  return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** So many calendar units later than the first date of one. */
export function unitsLater(date: LocalDate, unit: Unit, units: number): LocalDate {
  if (unit !== 'month') return addDays(date, units * (unit === 'week' ? 7 : 1));
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1 + units, 1)).toISOString().slice(0, 10);
}

const daysOf: Readonly<Record<Unit, number>> = { day: 1, week: 7, month: 30 };

/** Pixels of a day, a week, a month. */
export function widthOf(span: Span, unit: Unit, width: number): number {
  return (daysOf[unit] * 86_400_000 * width) / (Date.parse(span.to) - Date.parse(span.from));
}

export type Tick = { readonly x: number; readonly label: string };

const steps = [
  { unit: 'day', units: 1 },
  { unit: 'day', units: 2 },
  { unit: 'week', units: 1 },
  { unit: 'week', units: 2 },
  { unit: 'month', units: 1 },
  { unit: 'month', units: 2 },
  { unit: 'month', units: 3 },
  { unit: 'month', units: 6 },
  { unit: 'month', units: 12 },
  { unit: 'month', units: 60 },
] as const;

/** A label and the space beside it. */
const room = 64;

const coarsest = { unit: 'month', units: 60 } as const;

/** Dates of the axis: local midnights of a step so wide that labels keep apart. A January is its year. */
export function ticksOf(span: Span, zone: string, width: number): readonly Tick[] {
  const { unit, units } = steps.find((step) => widthOf(span, step.unit, width) * step.units >= room) ?? coarsest;
  const place = placesOf(span, width);
  const first = dateIn(zone, new Date(span.from));
  const last = dateIn(zone, new Date(Date.parse(span.to) - 1));
  const start = unit === 'month' ? yearly(first, units) : unitStart(first, unit);
  const most = Math.ceil(daysBetween({ from: start, to: last }) / (daysOf[unit] * units)) + 2;
  const dates = Array.from({ length: most }, (_, index) => unitsLater(start, unit, index * units));
  return dates.flatMap((date) => {
    const at = startOfDate(date, zone);
    if (at.getTime() < Date.parse(span.from) || at.getTime() >= Date.parse(span.to)) return [];
    return [{ x: place(at.toISOString()), label: labelOf(date, at, unit, zone) }];
  });
}

/** Steps of several months are counted from January, so that they are quarters and halves. */
function yearly(date: LocalDate, months: number): LocalDate {
  const month = Math.floor((Number(date.slice(5, 7)) - 1) / months) * months + 1;
  return `${date.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
}

function labelOf(date: LocalDate, at: Date, unit: Unit, zone: string): string {
  if (unit !== 'month') return shortDay(at, zone);
  return date.slice(5, 7) === '01' ? date.slice(0, 4) : shortMonth(at, zone);
}
