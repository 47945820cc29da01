/** Exposure: the local days on which deployments could have been seen, because everything a service's rules need was collected. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Window } from '../domain/scope.ts';
import { localDays } from '../domain/zoned.ts';
import { texts } from './facts.ts';
import type { Needed, ScopeService } from './services.ts';

/** What a question rests on: what deployments are read from, or what incidents are read from as well. */
export type Needing = 'deployments' | 'incidents as well';

/** A local day, cut by now, its whole length, and how many services were covered on it. */
export type CoveredDay = { readonly from: Date; readonly to: Date; readonly length: number; readonly services: number };

/** A day as one service has it: covered or not. */
type Day = { readonly alone: CoveredDay; readonly none: CoveredDay };

/** By service and index of the local day, whether what is needed was collected. */
type CoveredServices = ReadonlyMap<string, readonly boolean[]>;

/** The local days of a range, and which of them each service has everything for: its deployments, and its incidents as well. */
export type Covered = { readonly days: readonly Day[]; readonly services: CoveredServices; readonly withIncidents: CoveredServices };

const utcDay = 24 * 60 * 60 * 1000;
const nameOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The local days that touch the window and began before now. Coverage is kept per UTC day: every one a local day touches must be covered. */
export async function readCovered(db: Db, services: readonly ScopeService[], window: Window, zone: string, now: Date): Promise<Covered> {
  const days = localDays(window, zone)
    .filter((day) => day.from < now)
    .map((day) => ({ from: day.from, to: day.to < now ? day.to : now, length: day.to.getTime() - day.from.getTime() }));
  const read = await coveredServices(db, services, days.map(utcDaysOf));
  return { days: days.map((day) => ({ alone: { ...day, services: 1 }, none: { ...day, services: 0 } })), ...read };
}

/** Of what was read, the days of these services taken together. Deployments alone make exposure; incidents are asked of quality. */
export function coveredDays(
  { days, services: all, withIncidents }: Covered,
  services: readonly Pick<ScopeService, 'serviceId'>[],
  needing: Needing = 'deployments',
): readonly CoveredDay[] {
  const covered = needing === 'deployments' ? all : withIncidents;
  const lists = services.map(({ serviceId }) => covered.get(serviceId)).filter((list) => list !== undefined);
  const [only] = lists;
  // A spread asks for one service after the other: they share the days.
  if (lists.length === 1 && only !== undefined) return days.map(({ alone, none }, index) => (only[index] ? alone : none));
  const counts = days.map(() => 0);
  for (const list of lists)
    list.forEach((is, index) => {
      if (is) counts[index] = (counts[index] ?? 0) + 1;
    });
  return days.map(({ none }, index) => ({ ...none, services: counts[index] ?? 0 }));
}

function utcDaysOf({ from, to }: Window): readonly string[] {
  const names: string[] = [];
  for (let at = Math.floor(from.getTime() / utcDay) * utcDay; at < to.getTime(); at += utcDay) names.push(nameOf(at));
  return names;
}

/** By index of the local day, whether a service has everything it needs on all its UTC days. */
async function coveredServices(
  db: Db,
  services: readonly ScopeService[],
  days: readonly (readonly string[])[],
): Promise<Pick<Covered, 'services' | 'withIncidents'>> {
  const first = days[0]?.[0];
  const last = days.at(-1)?.at(-1);
  if (first === undefined || last === undefined) return { services: new Map(), withIncidents: new Map() };
  const cells = await coveredCells(db, services, first, last);
  const spans = days.map((utc) => utc.map((name) => (Date.parse(name) - Date.parse(first)) / utcDay));
  const whole = (needed: readonly Needed[]): readonly boolean[] => {
    const known = needed.map((need) => cells.get(keyOf(need)));
    return spans.map((span) => known.every((cell) => span.every((day) => cell?.has(day))));
  };
  const deployed = new Map(
    services.map(({ serviceId, needed }) => [serviceId, needed.length > 0 ? whole(needed) : spans.map(() => false)]),
  );
  const both = services.map(({ serviceId, neededForIncidents }) => {
    const own = deployed.get(serviceId) ?? [];
    if (neededForIncidents.length === 0) return [serviceId, own] as const;
    const incidents = whole(neededForIncidents);
    return [serviceId, own.map((is, index) => is && incidents[index] === true)] as const;
  });
  return { services: deployed, withIncidents: new Map(both) };
}

const keyOf = ({ repositoryId, object }: Needed): string => JSON.stringify([repositoryId, object]);

/** The covered UTC days of each object of each repository, counted from `first`; packed, because there are many. */
async function coveredCells(
  db: Db,
  services: readonly ScopeService[],
  first: string,
  last: string,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const needs = services.flatMap(({ needed, neededForIncidents }) => [...needed, ...neededForIncidents]);
  const repositories = [...new Set(needs.map(({ repositoryId }) => repositoryId))];
  const { rows } = await sql<Needed & { days: Buffer }>`
    select repository_id, object, string_agg(int4send(day - ${first}::date), ''::bytea) as days from coverage
    where repository_id = any(${texts(repositories)}) and day between ${first}::date and ${last}::date and state <> 'failed'
    group by repository_id, object order by repository_id, object`.execute(db);
  return new Map(rows.map((row) => [keyOf(row), new Set(unpacked(row.days))]));
}

const unpacked = (days: Buffer): readonly number[] => Array.from({ length: days.length / 4 }, (_, index) => days.readInt32BE(index * 4));

/** The part of a day that lies in the window, as a share of its whole length: a day of 23 or 25 hours counts 1. */
function shareOf(day: CoveredDay, window: Window): number {
  const from = Math.max(day.from.getTime(), window.from.getTime());
  const to = Math.min(day.to.getTime(), window.to.getTime());
  return to <= from ? 0 : (to - from) / day.length;
}

/** Days of exposure in a window: those on which at least one service was covered, the running day by what has elapsed of it. */
export function exposedDays(days: readonly CoveredDay[], window: Window): number {
  return days.reduce((total, day) => total + (day.services > 0 ? shareOf(day, window) : 0), 0);
}

/** Days of a window before now, covered or not. */
export function daysOf(days: readonly CoveredDay[], window: Window): number {
  return days.reduce((total, day) => total + shareOf(day, window), 0);
}

/** The share of (service, day) cells of a window before now that are not covered; null when there are none. */
export function uncoveredShare(days: readonly CoveredDay[], window: Window, services: number): number | null {
  const all = daysOf(days, window) * services;
  const covered = days.reduce((total, day) => total + shareOf(day, window) * day.services, 0);
  return all <= 0 ? null : Math.max(0, 1 - covered / all);
}
