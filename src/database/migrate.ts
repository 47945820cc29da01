/** Brings the schema up to date: the SQL files of `migrations/`, forward only, each once. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CompiledQuery, type Kysely, type Migration, Migrator, sql } from 'kysely';
import { AppError } from '../domain/errors.ts';
import type { Database } from './open.ts';
import { splitStatements } from './statements.ts';

/** The same distance from `src/database` and from `dist/database`. */
const folder = fileURLToPath(new URL('../../migrations/', import.meta.url));

/**
 * Applies what is missing, under Kysely's lock, so that several processes may start at once. Answers the names of the migrations
 * applied by this call. Throws AppError `unavailable` when one fails (none of them is kept then) or the database is newer than
 * this program.
 */
export async function migrate(database: Pick<Database, 'db'>): Promise<readonly string[]> {
  const migrations = readMigrations();
  const migrator = new Migrator({ db: database.db.withoutPlugins(), provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const message = error instanceof Error ? error.message : String(error);
    if (/corrupted migrations/.test(message))
      throw new AppError(
        'unavailable',
        `The database was changed by another version of Plumbline (${message}). Use that version or newer.`,
      );
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    throw new AppError('unavailable', `The database could not be brought up to date (${failed ?? 'start'}): ${message}`, undefined, error);
  }
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
}

/** What `migrate` would do, without doing it: what is missing, and what only a newer program knows. */
export async function schemaState(
  database: Pick<Database, 'db'>,
): Promise<{ readonly pending: readonly string[]; readonly unknown: readonly string[] }> {
  const db = database.db.withoutPlugins();
  const known = [...migrationStatements().keys()];
  const there = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(db);
  if (there.rows[0]?.there !== true) return { pending: known, unknown: [] };
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const done = new Set(rows.map(({ name }) => name));
  return { pending: known.filter((name) => !done.has(name)), unknown: [...done].filter((name) => !known.includes(name)) };
}

/** Every migration's statements by name, in order. */
export function migrationStatements(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return new Map(files.sort().map((file) => [file.slice(0, -'.sql'.length), splitStatements(readFileSync(`${folder}${file}`, 'utf8'))]));
}

function readMigrations(): Record<string, Migration> {
  return Object.fromEntries(
    [...migrationStatements()].map(([name, statements]) => [
      name,
      {
        async up(db: Kysely<unknown>) {
          for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement));
        },
      },
    ]),
  );
}
