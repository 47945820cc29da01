/** Pages and deliveries of one GitHub source as they come in over some days, the same ones for every process. */

import { ingest } from '../../src/collection/ingest.ts';
import { receivePush } from '../../src/collection/webhook.ts';
import type { Database } from '../../src/database/open.ts';
import { normalizeGithub } from '../../src/sources/github/normalize.ts';
import { lean, shapes } from '../../src/sources/github/scrub.ts';
import { openGithubReceive } from '../../src/sources/github/webhook.ts';
import type { Page } from '../../src/sources/source.ts';
import { lifeSteps, lifeWorld } from './github-life.ts';
import type { Row } from './github-world.ts';
import { memoryService } from './memory-source.ts';
import { githubHeaders } from './webhook.ts';

export type Delivery = { readonly kind: 'delivery'; readonly headers: Readonly<Record<string, string>>; readonly body: string };
export type News = Delivery | { readonly kind: 'page'; readonly page: Page };

export const newsSource = 'gh';
const secret = 'secret of the news';
const repositories = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `acme/app${n}`);
const idOf = (name: string): string => `${newsSource}:${name.replace('/', '~')}`;
const receive = openGithubReceive({
  sourceId: newsSource,
  repositories: ['acme/*'],
  since: null,
  issueLabels: ['incident'],
  workflowRuns: true,
  objects: new Set(['deployments', 'releases', 'tags']),
  secrets: [secret],
});

export const newsReceiver = { sourceId: newsSource, normalize: normalizeGithub, receive };

/** One service made of all repositories. */
export function newsCatalog(count: number) {
  return {
    sources: [{ sourceId: newsSource, kind: 'github', url: null, demo: false, settingsHash: '1' }],
    teams: [{ teamId: 'web', name: 'Web' }],
    services: [
      memoryService('app', {
        repositories: repositories(count).map((name) => ({ repositoryId: idOf(name), name, paths: null })),
        incidents: [{ from: 'issues', labels: ['incident'], windowSeconds: 86_400 }],
        failures: { incident: true, rollback: true, revert: true, hotfix: true, failed_rollout: true },
      }),
    ],
  };
}

/** Some 45 a repository: every delivery of its life, and after each third one a page with what a reading finds then. */
export function manyNews(count: number): readonly News[] {
  return repositories(count).flatMap((name, n) => {
    const world = lifeWorld(name);
    const news: News[] = [];
    for (const step of lifeSteps) {
      for (const { event, body } of step(world)) {
        const id = `${n}-${news.length}`;
        news.push({ kind: 'delivery', headers: githubHeaders(body, event, id, secret), body });
        if (news.length % 4 === 3)
          news.push({ kind: 'page', page: pageOf(idOf(name), [...world.commits.values()], world.pulls, news.length) });
      }
    }
    return news;
  });
}

function pageOf(repositoryId: string, commits: readonly Row[], pulls: readonly Row[], position: number): Page {
  const items = [
    ...commits.map((row) => ({ repositoryId, kind: 'commit', externalId: String(row.sha), payload: lean(row, shapes.commit) })),
    ...pulls.map((row) => ({
      repositoryId,
      kind: 'pull_request',
      externalId: String(row.number),
      payload: lean(row, shapes.pull_request),
    })),
    // One that is never understood.
    { repositoryId, kind: 'release', externalId: 'odd', payload: { id: 'odd', seen: position } },
  ];
  const day = new Date('2026-02-10');
  const coverage = [{ repositoryId, object: 'commits', from: day, until: day, state: 'fetched', daysWithItems: [] } as const];
  const validators = [{ url: `${repositoryId}/commits`, etag: `"${position}"`, lastModified: null, nextUrl: null }];
  return { repositoryId, object: 'commits', items, coverage, validators, cursor: position };
}

/** Takes news in as the program does, at `at`. */
export async function takeNews(database: Database, news: News, at: Date): Promise<void> {
  if (news.kind === 'page') await ingest(database.db, newsReceiver, news.page, at);
  else await receivePush(database.db, newsReceiver, await receive({ headers: news.headers, body: Buffer.from(news.body) }, at), at);
}
