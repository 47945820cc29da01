/** Looks at the database: version, safety, size, clock, schema; and at the disk it lies on. */

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import { schemaState } from '../database/migrate.ts';
import type { Database } from '../database/open.ts';
import { clockFinding } from '../sources/ask-once.ts';
import type { Finding } from '../sources/source.ts';
import { fault, look, ok, sizeOf } from './line.ts';

/** Settings without which a crash of the machine may lose or damage what was written. */
const safety = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

type Told = { readonly version: string; readonly size: number; readonly at: Date } & Record<(typeof safety)[number], string>;

/** That a connection exists means that the version is one that is supported. */
export async function examineDatabase({ db }: Database, now: () => Date): Promise<readonly Finding[]> {
  const before = now().getTime();
  const { rows } = await sql<Told>`select current_setting('server_version') as version, current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as synchronous_commit, current_setting('full_page_writes') as full_page_writes,
    pg_database_size(current_database()) as size, clock_timestamp() as at`.execute(db.withoutPlugins());
  const [told] = rows;
  if (told === undefined) return [];
  const clock = clockFinding('the database', (before + now().getTime()) / 2 - told.at.getTime());
  const off = safety.filter((name) => told[name] === 'off');
  const safe =
    off.length === 0
      ? ok('safety', 'What is written survives a crash of the machine.')
      : look(
          'safety',
          `${off.join(', ')} ${off.length === 1 ? 'is' : 'are'} off: a crash may lose or damage data.`,
          'Switch on again, except for trials.',
        );
  return [ok('version', `PostgreSQL ${told.version}, ${sizeOf(told.size)}.`), safe, ...(clock === null ? [] : [clock])];
}

/** Says what a start would change, and changes nothing. */
export async function examineSchema(database: Database): Promise<readonly Finding[]> {
  const { pending, unknown } = await schemaState(database);
  if (unknown.length > 0)
    return [fault('schema', `A newer Plumbline has changed the database (${unknown.join(', ')}).`, 'Use that version or newer.')];
  if (pending.length === 0) return [ok('schema', 'The schema is up to date.')];
  const advice = 'Back up, then `plumbline migrate`; `serve` and `work` do it when they start.';
  return [
    look('schema', `${pending.length} of its migrations ${pending.length === 1 ? 'is' : 'are'} pending: ${pending.join(', ')}.`, advice),
  ];
}

/** Bytes below which collection will soon stop, and below which somebody should make room. */
const least = 1e9;
const little = 5e9;

/** `folder` may not be there yet: then the first one above it that is. */
export async function examineDisk(folder: string, holds: string): Promise<readonly Finding[]> {
  const disk = await statfs(folder).catch((error: unknown) => {
    if (dirname(folder) === folder || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return null;
  });
  if (disk === null) return examineDisk(dirname(folder), holds);
  const free = disk.bavail * disk.bsize;
  const what = `${sizeOf(free)} of ${sizeOf(disk.blocks * disk.bsize)} free where ${holds} (${folder}).`;
  if (free < least) return [fault('disk', what, 'Make room now: a database on a full disk stops.')];
  return [free < little ? look('disk', what, 'Make room before it is full.') : ok('disk', what)];
}
