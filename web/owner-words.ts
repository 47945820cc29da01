/** Dated ownership in words. Pure: the zone is an argument. */

import type { Owned } from '../src/collection/owners.ts';
import type { Wire } from './api.ts';
import { day } from './format.ts';

export type WireOwned = Wire<Owned>;

/** "since 1 Jan 2026", "until 31 Dec 2025", nothing without an end; ends are midnights, so the day before one is the last. */
export function datesOf({ from, until }: Pick<WireOwned, 'from' | 'until'>, zone: string): string {
  const since = from === null ? null : day(new Date(from), zone);
  const last = until === null ? null : day(new Date(Date.parse(until) - 1), zone);
  if (since === null) return last === null ? '' : `until ${last}`;
  return last === null ? `since ${since}` : `${since} – ${last}`;
}

export const isNow = ({ from, until }: WireOwned, now: Date): boolean =>
  (from === null || Date.parse(from) <= now.getTime()) && (until === null || Date.parse(until) > now.getTime());
