/** Deployments, newest first, each with all of its statuses; those without an outcome are asked for again. */

import { z } from 'zod';
import type { Page, RawItem, Validator } from '../source.ts';
import { covered, gatherDays } from './days.ts';
import { deploymentPage } from './items.ts';
import { address, type News, newestFirst, numberOf, pageSize, type Row, readWhole, subjectOf, textOf } from './lists.ts';
import { isTerminal } from './normalize-deployments.ts';
import { listCursor, sinceText, storedCursor } from './position.ts';
import type { RepositoryReading } from './reading.ts';
import { lean, shapes } from './scrub.ts';
import { GithubError } from './trouble.ts';

const object = 'deployments';
const day = 24 * 60 * 60 * 1000;

const openDeployment = z.object({ createdAt: z.string(), askedAt: z.string(), superseded: z.boolean() });
const deploymentsCursor = listCursor.extend({
  /** Deployments without a terminal status, by id. */
  open: z.record(z.string(), openDeployment),
});
type OpenDeployment = z.infer<typeof openDeployment>;
type DeploymentsCursor = z.infer<typeof deploymentsCursor>;

/** What the list of statuses says now; `open` null = it has ended. */
type Statuses = { readonly items: readonly RawItem[]; readonly validators: readonly Validator[]; readonly open: OpenDeployment | null };

/** Open deployments first, then the new ones. */
export async function* readDeployments(reading: RepositoryReading): AsyncGenerator<Page> {
  const { context, target } = reading;
  const { repositoryId } = target;
  const stored = await storedCursor(reading, object, deploymentsCursor);
  const start: DeploymentsCursor = {
    ...(stored ?? { complete: null, walk: null, day: null, open: {} }),
    since: sinceText(reading, stored),
  };
  let cursor = yield* rereadOpen(reading, start);
  const days = gatherDays();
  for await (const news of newestFirst(walkOf(reading), cursor)) {
    const page = await withStatuses(reading, news, cursor);
    for (const row of news.rows) days.add(row.created_at);
    cursor = { ...cursor, ...news.position, open: page.open };
    yield { repositoryId, object, items: page.items, validators: page.validators, cursor };
  }
  const coverage = [covered(reading, object, cursor.day, days.all())];
  yield { repositoryId, object, items: [], coverage, cursor: { ...cursor, day: context.now().toISOString().slice(0, 10) } };
}

function walkOf(reading: RepositoryReading) {
  // Small pages: one page is one transaction, with a request for each of its deployments.
  const firstUrl = address(reading, '/deployments', { per_page: '30' });
  const stamp = (row: Row) => textOf(row, 'created_at');
  return { reading, firstUrl, subject: subjectOf(reading, object), stamp, floor: reading.settings.since };
}

/**
 * The first terminal status decides, so a finished deployment is never asked for again. An open one is asked for in every run while
 * it is younger than the re-read window, and daily after that until it ends or is superseded.
 */
async function* rereadOpen(reading: RepositoryReading, start: DeploymentsCursor): AsyncGenerator<Page, DeploymentsCursor> {
  const { repositoryId } = reading.target;
  const now = reading.context.now();
  let cursor = start;
  for (const [id, known] of Object.entries(start.open)) {
    const young = now.getTime() - Date.parse(known.createdAt) < reading.settings.rereadDays * day;
    if (!young && (known.superseded || now.getTime() - Date.parse(known.askedAt) < day)) continue;
    const statuses = await statusesOf(reading, id, known.createdAt, true);
    if (statuses === null && young) continue;
    const open = statuses === null ? { ...known, askedAt: now.toISOString() } : statuses.open;
    cursor = { ...cursor, open: withOpen(cursor.open, id, open) };
    yield { repositoryId, object, items: statuses?.items ?? [], validators: statuses?.validators ?? [], cursor };
  }
  return cursor;
}

async function withStatuses(reading: RepositoryReading, news: News, cursor: DeploymentsCursor) {
  const items: RawItem[] = [];
  const validators = [...news.validators];
  let open = cursor.open;
  let done = 0;
  for (const row of news.rows) {
    reading.context.progress({ repository: reading.target.name, object, done, total: null });
    const id = numberOf(row, 'id');
    items.push(deploymentItem(reading, row));
    // Not conditional: whether it is still open has to be seen.
    const statuses = id === null ? null : await statusesOf(reading, String(id), textOf(row, 'created_at') ?? '', false);
    if (statuses !== null) {
      items.push(...statuses.items);
      validators.push(...statuses.validators);
      open = withOpen(open, String(id), statuses.open);
    }
    done += 1;
  }
  return { items, validators, open };
}

function deploymentItem(reading: RepositoryReading, row: Row): RawItem {
  const { repositoryId, htmlUrl } = reading.target;
  const page = deploymentPage(htmlUrl, row);
  return { repositoryId, kind: 'deployment', externalId: String(row.id), payload: { ...lean(row, shapes.deployment), html_url: page } };
}

/** Null when nothing changed. A deployment that was deleted meanwhile says so. */
async function statusesOf(reading: RepositoryReading, id: string, createdAt: string, conditional: boolean): Promise<Statuses | null> {
  const { repositoryId } = reading.target;
  const url = address(reading, `/deployments/${id}/statuses`, { per_page: String(pageSize) });
  try {
    const list = await readWhole(reading, url, subjectOf(reading, object), conditional);
    if (list === null) return null;
    const items = list.rows.map((row) => {
      const payload = { ...lean(row, shapes.deployment_status), deployment_id: Number(id) };
      return { repositoryId, kind: 'deployment_status', externalId: `${id}/${String(row.id)}`, payload };
    });
    return { items, validators: list.validators, open: stillOpen(list.rows, createdAt, reading.context.now()) };
  } catch (error) {
    if (!(error instanceof GithubError) || error.status !== 404) throw error;
    const payload = { id: Number(id), created_at: createdAt, updated_at: reading.context.now().toISOString(), removed: true };
    return { items: [{ repositoryId, kind: 'deployment', externalId: id, payload }], validators: [], open: null };
  }
}

function stillOpen(rows: readonly Row[], createdAt: string, now: Date): OpenDeployment | null {
  const states = rows.map((row) => textOf(row, 'state') ?? '');
  if (states.some(isTerminal)) return null;
  return { createdAt, askedAt: now.toISOString(), superseded: states.includes('inactive') };
}

function withOpen(all: DeploymentsCursor['open'], id: string, open: OpenDeployment | null): DeploymentsCursor['open'] {
  const { [id]: _, ...others } = all;
  return open === null ? others : { ...others, [id]: open };
}
