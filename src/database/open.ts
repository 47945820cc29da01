/** Opens the database: the one DATABASE_URL names, else the embedded one in the data folder. */

import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { oldestMajor } from './binaries.ts';
import { launch } from './launcher.ts';
import type { Tables } from './tables.ts';
import { errorCode, unavailable } from './trouble.ts';

export type Db = Kysely<Tables>;

export type Database = {
  readonly db: Db;
  readonly pool: pg.Pool;
  /** For a connection of one's own (locks, LISTEN, COPY). */
  readonly connection: pg.ClientConfig;
  /** Ends all connections; the embedded server stops with its last user. Twice is once. */
  close(): Promise<void>;
};

export type OpenOptions = {
  /** A running PostgreSQL; null = the embedded one. */
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  /** False gives up safety against power loss; for tests. Embedded only. Default true. */
  readonly durable?: boolean;
  /** Sessions the embedded server accepts; default 100. */
  readonly maxConnections?: number;
  /** False ignores the PostgreSQL installed on the machine in favour of the bundled one; default true. */
  readonly installed?: boolean;
  /** Receives lines worth telling the person who started the program. */
  readonly report?: (line: string) => void;
};

/** Optional parts of a connection to a database that is already there. */
export type ConnectOptions = {
  readonly report?: (line: string) => void;
  /** Sees every statement sent through `db`. */
  readonly onQuery?: (sql: string) => void;
  /** Called after the pool has ended. */
  readonly afterClose?: () => Promise<void>;
  readonly poolSize?: number;
};

const databaseName = 'plumbline';
const connectTimeout = 10_000;

/** Throws AppError `unavailable`, saying what is wrong and what to do. The schema is `migrate`'s business. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const report = options.report ?? (() => undefined);
  if (options.databaseUrl !== null) return await connect({ connectionString: options.databaseUrl }, { report });
  const { connection, leave } = await launch({
    dataFolder: options.dataFolder,
    durable: options.durable ?? true,
    maxConnections: options.maxConnections ?? 100,
    installed: options.installed ?? true,
    report,
  });
  try {
    await ensureDatabase(connection);
    return await connect({ ...connection, database: databaseName }, { report, afterClose: leave });
  } catch (error) {
    await leave();
    throw error;
  }
}

async function ensureDatabase(connection: pg.ClientConfig): Promise<void> {
  const admin = new pg.Client({ ...connection, database: 'postgres' });
  await admin.connect();
  try {
    await admin.query(`create database ${databaseName}`);
  } catch (error) {
    // 42P04: it is there; 23505: another process is making it this very moment.
    if (!['42P04', '23505'].includes(errorCode(error))) throw error;
  } finally {
    await admin.end();
  }
}

/** Connects to a database that is already there and checks that it can serve. */
export async function connect(connection: pg.ClientConfig, options: ConnectOptions = {}): Promise<Database> {
  // Instants are sent as UTC, whatever the machine's zone; some old zones even have offsets of odd seconds.
  pg.defaults.parseInputDatesAsUTC = true;
  const own = { ...connection, types, connectionTimeoutMillis: connectTimeout };
  const pool = new pg.Pool({ ...own, max: options.poolSize ?? 10 });
  pool.on('error', (error) => options.report?.(`A database connection was lost: ${error.message}`));
  // A connection that dies between two statements of a transaction says so to nobody, and that would end the process. The next
  // statement reports the loss.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await checkServer(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  let closing: Promise<void> | null = null;
  const close = async () => {
    await pool.end();
    await options.afterClose?.();
  };
  return {
    db: kysely(pool, options.onQuery),
    pool,
    connection: own,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function kysely(pool: pg.Pool, onQuery: ((sql: string) => void) | undefined): Db {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    ...(onQuery === undefined ? {} : { log: (event) => onQuery(event.query.sql) }),
  });
}

/** Whole numbers of SQL (counts) as numbers, calendar days as `YYYY-MM-DD`; everything else as `pg` does by itself. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.DATE) return String;
    return format === undefined ? pg.types.getTypeParser(oid) : pg.types.getTypeParser(oid, format as 'text');
  },
};

// An address that is none is noticed before anything is asked.
async function askServer(pool: pg.Pool) {
  return await pool.query<{ version: string; encoding: string }>(
    "select current_setting('server_version') as version, current_setting('server_encoding') as encoding",
  );
}

async function checkServer(pool: pg.Pool): Promise<void> {
  const answer = await askServer(pool).catch((error: unknown) => {
    throw unreachable(error);
  });
  const { version, encoding } = answer.rows[0] ?? { version: '0', encoding: '' };
  if (Number.parseInt(version, 10) < oldestMajor)
    throw unavailable(`DATABASE_URL leads to PostgreSQL ${version}; version ${oldestMajor} or newer is needed.`);
  if (encoding !== 'UTF8') throw unavailable(`DATABASE_URL leads to a database encoded in ${encoding}; UTF8 is needed.`);
}

function unreachable(error: unknown): Error {
  if (errorCode(error) === 'ERR_INVALID_URL')
    return unavailable('DATABASE_URL cannot be read. In its password @ is written as %40, / as %2F, # as %23 and % as %25.', error);
  const message = error instanceof Error && error.message ? error.message : errorCode(error) || String(error);
  return unavailable(`The database cannot be reached: ${message}. Check DATABASE_URL and that the server runs.`, error);
}
