/** Exposure: the local days on which deployments could have been seen, because everything a service's rules need was collected. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Window } from '../domain/scope.ts';
import { localDays } from '../domain/zoned.ts';
import { texts } from './facts.ts';
import type { ScopeService } from './services.ts';

/** A local day, cut by now, and how many services were covered on it. */
export type CoveredDay = { readonly from: Date; readonly to: Date; readonly length: number; readonly services: number };

const utcDay = 24 * 60 * 60 * 1000;
const nameOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The local days that touch the window and began before now. Coverage is kept per UTC day: every one a local day touches must be covered. */
export async function readCoverage(
  db: Db,
  services: readonly ScopeService[],
  window: Window,
  zone: string,
  now: Date,
): Promise<readonly CoveredDay[]> {
  const days = localDays(window, zone)
    .filter((day) => day.from < now)
    .map((day) => ({ from: day.from, to: day.to < now ? day.to : now, length: day.to.getTime() - day.from.getTime() }));
  const pairs = days.flatMap((day, index) => utcDaysOf(day).map((utc) => ({ index, utc })));
  const covered = await coveredServices(db, services, pairs);
  return days.map((day, index) => ({ ...day, services: covered.get(index) ?? 0 }));
}

function utcDaysOf({ from, to }: Window): readonly string[] {
  const names: string[] = [];
  for (let at = Math.floor(from.getTime() / utcDay) * utcDay; at < to.getTime(); at += utcDay) names.push(nameOf(at));
  return names;
}

/** By index of the local day, how many services have everything they need on all its UTC days. */
async function coveredServices(
  db: Db,
  services: readonly ScopeService[],
  pairs: readonly { readonly index: number; readonly utc: string }[],
): Promise<ReadonlyMap<number, number>> {
  const needed = services.flatMap((service) => service.needed.map((need) => ({ serviceId: service.serviceId, ...need })));
  const first = pairs[0];
  const last = pairs.at(-1);
  if (needed.length === 0 || first === undefined || last === undefined) return new Map();
  const { rows } = await sql<{ index: number; services: number }>`
    with need as (select * from unnest(${texts(needed.map((n) => n.serviceId))}, ${texts(needed.map((n) => n.repositoryId))},
        ${texts(needed.map((n) => n.object))}) as n (service_id, repository_id, object)),
      needs as (select service_id, count(*) as size from need group by service_id),
      cell as (select distinct repository_id, object, day from coverage where repository_id in (select repository_id from need)
        and day between ${first.utc}::date and ${last.utc}::date and state <> 'failed'),
      whole as (select need.service_id, cell.day from need join cell using (repository_id, object) join needs using (service_id)
        group by need.service_id, cell.day, needs.size having count(*) = needs.size),
      local as (select * from unnest(${pairs.map((p) => p.index)}::integer[], ${pairs.map((p) => p.utc)}::date[]) as l (index, day)),
      sizes as (select index, count(*) as size from local group by index),
      found as (select local.index, whole.service_id from local join whole using (day) join sizes using (index)
        group by local.index, whole.service_id, sizes.size having count(*) = sizes.size)
    select index, count(*) as services from found group by index order by index`.execute(db);
  return new Map(rows.map((row) => [row.index, row.services]));
}

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
