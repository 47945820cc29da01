/** Services, teams, sources and the configuration as read. */

import { z } from 'zod';
import { listCoverage } from '../collection/list-coverage.ts';
import { listRejected } from '../collection/list-rejected.ts';
import { listServices, listSources, listTeams } from '../collection/lists.ts';
import { listOwnership } from '../collection/owners.ts';
import { AppError } from '../domain/errors.ts';
import { isLocalDate } from '../domain/zoned.ts';
import { serviceQuality } from '../metrics/quality-services.ts';
import type { ApiDeps } from './deps.ts';
import { flag, idText, paging, searching } from './paging.ts';
import { type Route, route } from './route.ts';
import { windowOf } from './scope.ts';
import { countedPage, page } from './shapes.ts';
import { coverageRow, owned, rejectedPayload, service, settings, source, team } from './shapes-catalog.ts';
import { serviceQualityAnswer } from './shapes-metrics.ts';
import { sheets } from './sheets.ts';

const id = z.object({ id: idText });
const DAY = 86_400_000;
const day = z.string().refine(isLocalDate, 'must be a date such as 2026-01-31');

async function sourceOf(deps: ApiDeps, sourceId: string) {
  const sources = await listSources(deps.database.db);
  const found = sources.find((s) => s.id === sourceId);
  if (!found) throw new AppError('not_found', `There is no source "${sourceId}".`);
  return found;
}

/** The last year to today, in UTC days, unless asked otherwise. */
function daysOf(deps: ApiDeps, query: { from?: string | undefined; until?: string | undefined }) {
  const until = query.until ?? deps.now().toISOString().slice(0, 10);
  const from = query.from ?? new Date(Date.parse(until) - 365 * DAY).toISOString().slice(0, 10);
  if (from > until) throw new AppError('invalid', `from: must not be after until (${from} is after ${until})`);
  if (Date.parse(until) - Date.parse(from) > 20 * 366 * DAY) throw new AppError('invalid', 'from, until: at most 20 years');
  return { from, until };
}

export const catalogRoutes: readonly Route[] = [
  route({
    path: '/services',
    summary: 'Services by id, with their owner now and the rules in force.',
    query: z.strictObject({ ...paging, ...searching, team: idText.optional() }),
    answer: countedPage(service),
    csv: sheets.services,
    handle: async (deps, { query }) => listServices(deps.database.db, { teamId: query.team, q: query.q }, deps.now(), query),
  }),
  route({
    path: '/services/{id}',
    summary: 'One service, with its owners now and before, and the quality of its data in the last 90 days.',
    params: id,
    answer: service.extend({ owners: z.array(owned).describe('The newest first.'), quality: serviceQualityAnswer.nullable() }),
    handle: async (deps, { params }) => {
      const [found] = (await listServices(deps.database.db, { serviceId: params.id }, deps.now(), { limit: 1 })).items;
      if (!found) throw new AppError('not_found', `There is no service "${params.id}".`);
      const { window, zone } = windowOf(deps, {});
      const owners = await listOwnership(deps.database.db, { serviceId: params.id });
      return { ...found, owners, quality: await serviceQuality(deps.database.db, params.id, window, zone, deps.now()) };
    },
  }),
  route({
    path: '/teams',
    summary: 'Teams by id, with the services they own now.',
    query: z.strictObject({ ...paging, ...searching }),
    answer: countedPage(team),
    csv: sheets.teams,
    handle: async (deps, { query }) => listTeams(deps.database.db, { q: query.q }, deps.now(), query),
  }),
  route({
    path: '/teams/{id}',
    summary: 'One team, with the services it owns, owned or will own.',
    params: id,
    answer: team.extend({ owned: z.array(owned).describe('By service, the newest first.') }),
    handle: async (deps, { params }) => {
      const [found] = (await listTeams(deps.database.db, { teamId: params.id }, deps.now(), { limit: 1 })).items;
      if (!found) throw new AppError('not_found', `There is no team "${params.id}".`);
      return { ...found, owned: await listOwnership(deps.database.db, { teamId: params.id }) };
    },
  }),
  route({
    path: '/sources',
    summary: 'Sources with their state and last error.',
    answer: page(source),
    csv: sheets.sources,
    handle: async (deps) => ({ items: await listSources(deps.database.db), next: null }),
  }),
  route({
    path: '/sources/{id}/coverage',
    summary: 'What was asked of a source, day by day, as runs of equal state; a day in no run was never asked.',
    params: id,
    query: z.strictObject({
      ...paging,
      ...searching,
      from: day.optional(),
      until: day.optional(),
      failed: flag.optional().describe('true: only what has days that could not be read.'),
    }),
    answer: countedPage(coverageRow).extend({ from: z.string(), until: z.string() }),
    csv: sheets.coverage,
    handle: async (deps, { params, query }) => {
      await sourceOf(deps, params.id);
      const range = daysOf(deps, query);
      return { ...range, ...(await listCoverage(deps.database.db, params.id, { ...query, ...range }, query)) };
    },
  }),
  route({
    path: '/sources/{id}/rejected',
    summary: 'Payloads of a source that could not be understood, newest first: what and why, not what they hold.',
    params: id,
    query: z.strictObject(paging),
    answer: countedPage(rejectedPayload),
    csv: sheets.rejected,
    handle: async (deps, { params, query }) => {
      await sourceOf(deps, params.id);
      return listRejected(deps.database.db, params.id, query);
    },
  }),
  route({
    method: 'post',
    path: '/sources/{id}/collect',
    summary: 'Collects a source as soon as a worker is free.',
    params: id,
    status: 202,
    answer: z.object({ id: z.string() }),
    handle: async (deps, { params }) => {
      const found = await sourceOf(deps, params.id);
      if (found.demo) throw new AppError('conflict', 'Demo data is made once and not collected. Configure a source of your own.');
      await deps.collectNow(params.id);
      return { id: params.id };
    },
  }),
  route({
    path: '/settings',
    summary: 'The configuration as read and where each value comes from; variables by name, secrets never.',
    answer: settings,
    handle: async (deps) => {
      const { organisation, zone, file, shown, origins = [] } = deps.config;
      const demo = (await listSources(deps.database.db)).some((s) => s.demo);
      const state = deps.configState?.() ?? null;
      return {
        organisation: demo ? 'Acme' : organisation,
        zone,
        file,
        demo,
        version: deps.version,
        now: deps.now(),
        settings: shown,
        origins,
        state,
      };
    },
  }),
];
