/** UTC calendar days as text, the grain of coverage. */

/** `YYYY-MM-DD` of an instant; an instant outside four-digit years has no day that could be covered, and gives ''. */
export function dayOf(at: Date): string {
  const text = Number.isNaN(at.getTime()) ? '' : at.toISOString();
  return /^\d{4}-/.test(text) ? text.slice(0, 10) : '';
}

export function dayStart(day: string): Date {
  return new Date(`${day}T00:00:00.000Z`);
}
