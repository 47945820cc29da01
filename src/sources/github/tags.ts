/** Tags: which commit each names, and when it was made. */

import { z } from 'zod';
import type { Page, RawItem } from '../source.ts';
import { committedAtOf, nothingThere, shaOf } from './commits.ts';
import { covered, type Days, gatherDays } from './days.ts';
import { address, type Row, readWhole, rowCheck, rowsCheck, subjectOf, textOf } from './lists.ts';
import { sinceText, storedCursor } from './position.ts';
import type { RepositoryReading } from './reading.ts';

const object = 'tags';
/** Tags a page: one or two requests each. */
const batch = 50;

const tagsCursor = z.object({
  since: z.string().nullable(),
  day: z.string().nullable(),
  /** Whether instants were asked for; a rule that needs tags may come later. */
  dated: z.boolean(),
  /** By name; `at` null = left out (older than `since`, or not asked for). */
  tags: z.record(z.string(), z.object({ sha: z.string(), at: z.string().nullable() })),
});
type TagsCursor = z.infer<typeof tagsCursor>;
type Tags = TagsCursor['tags'];

/** Commit by tag name, and whether that changed in this run. */
export type TagNames = { readonly shas: ReadonlyMap<string, string>; readonly changed: boolean };

/** Every listed tag that is new or moved, with its instant; a tag that is no longer listed says so. */
export async function* readTags(reading: RepositoryReading): AsyncGenerator<Page, TagNames> {
  const { context, settings, target } = reading;
  const dated = settings.objects?.has('tags') ?? true;
  const found = await storedCursor(reading, object, tagsCursor);
  const stored = found?.dated === dated ? found : null;
  const url = address(reading, '/tags', { per_page: '100' });
  const list = await readWhole(reading, url, subjectOf(reading, object), stored !== null);
  const base: TagsCursor = { since: sinceText(reading, found), day: stored?.day ?? null, dated, tags: stored?.tags ?? {} };
  const today = context.now().toISOString().slice(0, 10);
  const days = gatherDays();
  let { tags } = base;
  if (list !== null) {
    const listed = new Map(list.rows.map((row) => [textOf(row, 'name') ?? '', commitOf(row)]));
    const news = [...listed].filter(([name, sha]) => name !== '' && sha !== '' && tags[name]?.sha !== sha);
    for await (const step of datedBatches(reading, news, dated, days)) {
      tags = { ...tags, ...step.tags };
      if (step.items.length > 0) yield { repositoryId: target.repositoryId, object, items: step.items, cursor: { ...base, tags } };
    }
    const gone = Object.entries(tags).filter(([name]) => !listed.has(name));
    tags = Object.fromEntries(Object.entries(tags).filter(([name]) => listed.has(name)));
    const items = gone.flatMap(([name, { sha, at }]) =>
      at === null ? [] : [tagItem(reading, { name, commit: { sha }, committed_at: at, removed: true })],
    );
    yield { repositoryId: target.repositoryId, object, items, validators: list.validators, cursor: { ...base, tags } };
  }
  const coverage = dated ? [covered(reading, object, base.day, days.all())] : [];
  yield { repositoryId: target.repositoryId, object, items: [], coverage, cursor: { ...base, tags, day: today } };
  return { shas: new Map(Object.entries(tags).map(([name, { sha }]) => [name, sha])), changed: list !== null };
}

function commitOf(row: Row): string {
  const { commit } = row;
  return typeof commit === 'object' && commit !== null && 'sha' in commit && typeof commit.sha === 'string' ? commit.sha : '';
}

async function* datedBatches(reading: RepositoryReading, news: readonly (readonly [string, string])[], dated: boolean, days: Days) {
  if (!dated) {
    yield { items: [], tags: Object.fromEntries(news.map(([name, sha]) => [name, { sha, at: null }])) };
    return;
  }
  const annotated = news.length === 0 ? new Map<string, string>() : await annotatedTags(reading);
  for (let start = 0; start < news.length; start += batch) {
    const items: RawItem[] = [];
    const tags: Tags = {};
    for (const [name, sha] of news.slice(start, start + batch)) {
      reading.context.progress({ repository: reading.target.name, object, done: start + Object.keys(tags).length, total: news.length });
      const dates = await datesOf(reading, sha, annotated.get(name));
      tags[name] = { sha, at: dates?.committed_at ?? null };
      if (dates === null) continue;
      days.add(dates.tagged_at ?? dates.committed_at);
      items.push(tagItem(reading, { name, commit: { sha }, ...dates }));
    }
    yield { items, tags };
  }
}

/** Null for a tag of something else than a commit, and for one that lies before `since`. */
async function datesOf(reading: RepositoryReading, sha: string, tagObject: string | undefined) {
  const { since } = reading.settings;
  const committedAt = await commitDate(reading, sha);
  if (committedAt === null || (since !== null && Date.parse(committedAt) < since.getTime())) return null;
  return { committed_at: committedAt, tagged_at: tagObject === undefined ? null : await taggerDate(reading, tagObject) };
}

function tagItem(reading: RepositoryReading, tag: Row): RawItem {
  const { repositoryId, htmlUrl } = reading.target;
  const name = String(tag.name);
  const page = htmlUrl === null ? null : `${htmlUrl}/releases/tag/${encodeURIComponent(name)}`;
  return { repositoryId, kind: 'tag', externalId: name, payload: { ...tag, html_url: page } };
}

/** The committer date; a page of ancestors answers for many older tags at once. */
async function commitDate(reading: RepositoryReading, sha: string): Promise<string | null> {
  const known = reading.commitDates.get(sha);
  if (known !== undefined) return known;
  const url = address(reading, '/commits', { sha, per_page: '100' });
  const answer = await reading.client.get(url, subjectOf(reading, object), rowsCheck).catch(nothingThere);
  for (const row of answer?.data ?? []) reading.commitDates.set(shaOf(row), committedAtOf(row) ?? '');
  return reading.commitDates.get(sha) || null;
}

/** Tag objects by tag name: one question for a hundred tags. Servers without it leave every tag's instant to its commit. */
async function annotatedTags(reading: RepositoryReading): Promise<ReadonlyMap<string, string>> {
  const url = address(reading, '/git/matching-refs/tags/', { per_page: '100' });
  const list = await readWhole(reading, url, subjectOf(reading, object), false).catch(nothingThere);
  const tags = new Map<string, string>();
  for (const { ref, object: target } of list?.rows ?? []) {
    if (typeof ref !== 'string' || typeof target !== 'object' || target === null) continue;
    if ('type' in target && target.type === 'tag' && 'sha' in target && typeof target.sha === 'string')
      tags.set(ref.replace('refs/tags/', ''), target.sha);
  }
  return tags;
}

async function taggerDate(reading: RepositoryReading, tagObject: string): Promise<string | null> {
  const url = address(reading, `/git/tags/${tagObject}`);
  const answer = await reading.client.get(url, subjectOf(reading, object), rowCheck).catch(nothingThere);
  const tagger = answer?.data?.tagger;
  return typeof tagger === 'object' && tagger !== null && 'date' in tagger && typeof tagger.date === 'string' ? tagger.date : null;
}
