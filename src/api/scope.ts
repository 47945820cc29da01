/** The question as HTTP asks it: query parameters to a `Scope`. */

import { z } from 'zod';
import { listServices, listTeams } from '../collection/lists.ts';
import { AppError } from '../domain/errors.ts';
import { bucketSizes, clocks, type Scope, type Window } from '../domain/scope.ts';
import { defaultWindow, isLocalDate, isZone, startOfDate } from '../domain/zoned.ts';
import type { ApiDeps } from './deps.ts';
import { idText } from './paging.ts';

const YEAR = 366 * 86_400_000;
const MOST_YEARS = 20;
/** More points than this cannot be read, and cost more than they say. */
const MOST_BUCKETS = 4_000;

const instant = z.iso.datetime({ offset: true });
/** An instant in years that every part of the program can reckon with. */
const isReckonable = (text: string): boolean => isLocalDate(new Date(text).toISOString().slice(0, 10));

const edge = z
  .string()
  .refine(
    (text) => isLocalDate(text) || instant.safeParse(text).success,
    'must be a date such as 2026-01-31, or an instant with an offset such as 2026-01-31T00:00:00Z',
  )
  .refine((text) => !instant.safeParse(text).success || isReckonable(text), 'must lie in the years 1970 to 2999');
const zone = z.string().refine(isZone, 'must be a time zone of the IANA list, such as Europe/Berlin');

export const windowQuery = {
  from: edge
    .optional()
    .describe('Begin of the window, inclusive: a date (midnight in the zone) or an instant. Default: 90 whole days before today.'),
  to: edge.optional().describe('End of the window, exclusive. Default: today’s midnight.'),
  zone: zone.optional().describe('Reporting zone. Default: the configured one.'),
};

export const whoseQuery = { service: idText.optional().describe('One service.'), team: idText.optional().describe('One team.') };

export const scopeQuery = z.strictObject({
  ...windowQuery,
  ...whoseQuery,
  bucket: z.enum(bucketSizes).default('week'),
  compare: z.enum(['previous', 'none']).default('none'),
  clock: z.enum(clocks).default('authored'),
  bots: z.enum(['included', 'excluded']).default('included'),
});

export type ScopeQuery = z.output<typeof scopeQuery>;
type WindowQuery = { readonly from?: string | undefined; readonly to?: string | undefined; readonly zone?: string | undefined };

const DAY = 86_400_000;
const bucketLength = { day: DAY, week: 7 * DAY, month: 28 * DAY, quarter: 90 * DAY };

const instantOf = (text: string, inZone: string): Date => (isLocalDate(text) ? startOfDate(text, inZone) : new Date(text));

/** The window asked for, in the zone asked for. @throws AppError `invalid` when it is inverted or longer than twenty years. */
export function windowOf(deps: ApiDeps, query: WindowQuery): { readonly window: Window; readonly zone: string } {
  const inZone = query.zone ?? deps.config.zone;
  const usual = defaultWindow(deps.now(), inZone);
  const to = query.to === undefined ? usual.to : instantOf(query.to, inZone);
  const from = query.from === undefined ? defaultWindow(to, inZone).from : instantOf(query.from, inZone);
  if (from >= to) throw new AppError('invalid', `from: must be before to (${from.toISOString()} is not before ${to.toISOString()})`);
  if (to.getTime() - from.getTime() > MOST_YEARS * YEAR)
    throw new AppError('invalid', `from, to: a window may be at most ${MOST_YEARS} years long`);
  return { window: { from, to }, zone: inZone };
}

/** Whom a question is about; services and teams that are not there are said. @throws AppError `not_found`, `invalid`. */
export async function whoseOf(deps: ApiDeps, query: { readonly service?: string | undefined; readonly team?: string | undefined }) {
  const { db } = deps.database;
  if (query.service !== undefined && query.team !== undefined) throw new AppError('invalid', 'service, team: give one of them, not both');
  if (query.service !== undefined && (await listServices(db, { serviceId: query.service }, deps.now(), { limit: 1 })).items.length === 0) {
    throw new AppError('not_found', `service: there is no service "${query.service}"`);
  }
  if (query.team !== undefined && (await listTeams(db, { teamId: query.team }, deps.now(), { limit: 1 })).items.length === 0) {
    throw new AppError('not_found', `team: there is no team "${query.team}"`);
  }
  return { serviceId: query.service ?? null, teamId: query.team ?? null };
}

export async function scopeOf(deps: ApiDeps, query: ScopeQuery): Promise<Scope> {
  const { window, zone: inZone } = windowOf(deps, query);
  const points = (window.to.getTime() - window.from.getTime()) / bucketLength[query.bucket];
  if (points > MOST_BUCKETS)
    throw new AppError('invalid', `bucket: a ${query.bucket} is too small for this window, it gives more than ${MOST_BUCKETS} points`);
  const whose = await whoseOf(deps, query);
  return {
    window,
    zone: inZone,
    bucket: query.bucket,
    ...whose,
    clock: query.clock,
    bots: query.bots,
    comparePrevious: query.compare === 'previous',
    now: deps.now(),
  };
}
