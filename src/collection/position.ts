/** Where a source stands in its provider: cursors and what conditional requests need. */

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Page, Validator } from '../sources/source.ts';
import { storable, storableJson } from './canonical.ts';
import { iso } from './state.ts';

/** Stores the page's cursor for its (repository, object); an equal cursor is not written again. */
export async function writeCursor(db: Db, sourceId: string, page: Page, at: Date): Promise<void> {
  const cursor = JSON.stringify(storableJson(page.cursor)) ?? 'null';
  await sql`insert into collection_cursor (source_id, repository_id, object, cursor, updated_at)
    values (${sourceId}, ${page.repositoryId}, ${page.object}, ${cursor}::jsonb, ${iso(at)}::timestamptz)
    on conflict (source_id, repository_id, object) do update set cursor = excluded.cursor, updated_at = excluded.updated_at
    where collection_cursor.cursor is distinct from excluded.cursor`.execute(db);
}

/** Stores validators by URL; the last of a page wins, an equal one is not written again. */
export async function writeValidators(db: Db, sourceId: string, validators: readonly Validator[], at: Date): Promise<void> {
  for (const validator of validators) {
    const { etag, lastModified, nextUrl } = validator;
    await sql`insert into http_validator (source_id, url, etag, last_modified, next_url, updated_at)
      values (${sourceId}, ${storable(validator.url)}, ${etag}, ${lastModified}, ${nextUrl}, ${iso(at)}::timestamptz)
      on conflict (source_id, url) do update set etag = excluded.etag, last_modified = excluded.last_modified,
        next_url = excluded.next_url, updated_at = excluded.updated_at
      where (http_validator.etag, http_validator.last_modified, http_validator.next_url)
        is distinct from (excluded.etag, excluded.last_modified, excluded.next_url)`.execute(db);
  }
}
