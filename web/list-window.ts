/** The window of a list: the one chosen, else the last 90 whole days, as every number has it. Pure. */

import type { WireScope } from './api.ts';
import { addDays, dateIn, type LocalDate } from './calendar.ts';
import type { Question } from './question.ts';
import { isZone } from './zones.ts';

export type ListScope = Pick<WireScope, 'window' | 'previous' | 'zone' | 'now'>;

const DAY = 86_400_000;

/** The first instant of a local date: of the instants at which its midnight could be, the one the zone shows as that date. */
export function startOfDate(date: LocalDate, zone: string): Date {
  const guess = Date.parse(`${date}T00:00:00Z`);
  const quarters = Array.from({ length: 2 * 14 * 4 + 1 }, (_, index) => new Date(guess + (index - 56) * 900_000));
  // Dates grow with instants, so the first one that shows the date is where it begins.
  return quarters.find((at) => dateIn(zone, at) >= date) ?? new Date(guess);
}

const isDate = (text: string | null): text is LocalDate => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text);

/** A date that is in the calendar, or an instant. */
function isInstant(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && (!isDate(text) || at.toISOString().startsWith(text));
}

/** The window as the server would understand the same question; null = an address that names no instants, or no zone. */
export function listScope(question: Question, zone: string, now: Date): ListScope | null {
  const given = [question.from, question.to].filter((text) => text !== null);
  if (!isZone(zone) || given.some((text) => !isInstant(text))) return null;
  const to = question.to ?? dateIn(zone, now);
  const from = question.from ?? (isDate(to) ? addDays(to, -90) : new Date(Date.parse(to) - 90 * DAY).toISOString());
  const instant = (text: string): string => (isDate(text) ? startOfDate(text, zone) : new Date(text)).toISOString();
  return { window: { from: instant(from), to: instant(to) }, previous: null, zone, now: now.toISOString() };
}
