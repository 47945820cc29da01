/** Coverage: which UTC days of an object a run has learnt. */

import type { CoveredDays } from '../source.ts';
import type { RepositoryReading } from './reading.ts';

/** `YYYY-MM-DD` of an ISO instant. */
export function dayOf(instant: string): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Days with items, gathered while an object is read. */
export type Days = { readonly add: (instant: unknown) => void; readonly all: () => readonly string[] };

export function gatherDays(): Days {
  const days = new Set<string>();
  return {
    add: (instant) => {
      if (typeof instant === 'string' && !Number.isNaN(Date.parse(instant))) days.add(dayOf(instant));
    },
    all: () => [...days].sort(),
  };
}

/**
 * The range a complete reading covers: from the day the last one reached (null = the first reading: from `since`, else from the
 * repository's beginning) to today.
 */
export function covered(reading: RepositoryReading, object: string, reachedDay: string | null, days: readonly string[]): CoveredDays {
  return { ...range(reading, object, reachedDay, days[0]), state: 'fetched', daysWithItems: days };
}

/** The same range, when the object could not be read. */
export function failed(reading: RepositoryReading, object: string, reachedDay: string | null): CoveredDays {
  return { ...range(reading, object, reachedDay, undefined), state: 'failed', daysWithItems: [] };
}

function range(reading: RepositoryReading, object: string, reachedDay: string | null, firstDay: string | undefined) {
  const { context, settings, target } = reading;
  const until = context.now();
  const from =
    reachedDay ?? settings.since?.toISOString().slice(0, 10) ?? earliest(target.createdAt, firstDay) ?? until.toISOString().slice(0, 10);
  return { repositoryId: target.repositoryId, object, from: new Date(`${from}T00:00:00.000Z`), until };
}

/** A repository may hold items from before it was moved to GitHub. */
function earliest(createdAt: string | null, firstDay: string | undefined): string | undefined {
  const days = [createdAt === null ? undefined : dayOf(createdAt), firstDay].filter((day) => day !== undefined);
  return days.sort()[0];
}
