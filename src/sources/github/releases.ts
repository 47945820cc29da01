/** Releases with the commits their tags name. */

import { z } from 'zod';
import type { Page, RawItem } from '../source.ts';
import { covered, gatherDays } from './days.ts';
import { address, type Row, readWhole, subjectOf, textOf } from './lists.ts';
import { sinceText, storedCursor } from './position.ts';
import type { RepositoryReading } from './reading.ts';
import { lean, shapes } from './scrub.ts';
import type { TagNames } from './tags.ts';

const object = 'releases';

const releasesCursor = z.object({
  since: z.string().nullable(),
  day: z.string().nullable(),
  /** What was listed last time, by id: one that is missing now was deleted. */
  listed: z.record(z.string(), z.object({ tag: z.string(), at: z.string() })),
});
type Listed = z.infer<typeof releasesCursor>['listed'];

/** The whole list when anything in it, or any tag, changed. Drafts are left out. */
export async function* readReleases(reading: RepositoryReading, tags: TagNames): AsyncGenerator<Page> {
  const { context, settings, target } = reading;
  const { repositoryId } = target;
  const stored = await storedCursor(reading, object, releasesCursor);
  const url = address(reading, '/releases', { per_page: '100' });
  const list = await readWhole(reading, url, subjectOf(reading, object), stored !== null && !tags.changed);
  const days = gatherDays();
  let listed: Listed = stored?.listed ?? {};
  const items: RawItem[] = [];
  if (list !== null) {
    const rows = list.rows.filter(
      (row) => row.draft !== true && !(settings.since !== null && Date.parse(publishedAt(row)) < settings.since.getTime()),
    );
    items.push(...rows.map((row) => releaseItem(repositoryId, row, tags)));
    for (const row of rows) days.add(publishedAt(row));
    const now = Object.fromEntries(rows.map((row) => [String(row.id), { tag: textOf(row, 'tag_name') ?? '', at: publishedAt(row) }]));
    for (const [id, { tag, at }] of Object.entries(listed)) {
      const payload = { id: Number(id), tag_name: tag, created_at: at, removed: true };
      if (now[id] === undefined) items.push({ repositoryId, kind: 'release', externalId: id, payload });
    }
    listed = now;
  }
  const coverage = [covered(reading, object, stored?.day ?? null, days.all())];
  const cursor = { since: sinceText(reading, stored), day: context.now().toISOString().slice(0, 10), listed };
  yield { repositoryId, object, items, coverage, cursor, validators: list?.validators ?? [] };
}

function publishedAt(row: Row): string {
  return textOf(row, 'published_at') ?? textOf(row, 'created_at') ?? '';
}

function releaseItem(repositoryId: string, row: Row, tags: TagNames): RawItem {
  const tagSha = tags.shas.get(textOf(row, 'tag_name') ?? '') ?? null;
  return { repositoryId, kind: 'release', externalId: String(row.id), payload: { ...lean(row, shapes.release), tag_sha: tagSha } };
}
