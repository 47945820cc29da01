/**
 * Bulk writing against its yardstick, PostgreSQL's own fastest way: COPY into a temporary table, then one INSERT … ON CONFLICT.
 * Both write the same objects into the same tables in transactions of 50,000 rows, in turns, on a durable server of their own.
 * Prints rows per second and the ratio for a fresh load and for a re-sync in which a tenth of the rows changed.
 *
 *   npx tsx bench/ingest.ts [rows=100000] [rounds=3]
 */

import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { upsert } from '../src/database/bulk.ts';
import { migrate } from '../src/database/migrate.ts';
import { snakeCase } from '../src/database/names.ts';
import { type Database, openDatabase } from '../src/database/open.ts';
import { recordTables } from '../src/database/specs.ts';
import type { TableSpec } from '../src/database/table-spec.ts';

type Row = Readonly<Record<string, unknown>>;
type Way = (database: Database, table: TableSpec, rows: readonly Row[]) => Promise<void>;

const batch = 50_000;
const goal = 0.5;
const fetchedAt = new Date('2026-07-01T00:00:00Z');
const sha = (text: string) => createHash('sha1').update(text).digest('hex');
const instant = (i: number) => new Date(1_720_000_000_000 + i * 7_000);

function commit(i: number, changed: boolean): Row {
  const message = `Adjust the handler of request ${i}${changed ? ' again' : ''}`;
  return {
    ...{ repositoryId: `github:acme~repository-${(i * 7919) % 300}`, sha: sha(`c${i}`), parents: [sha(`c${i - 1}`)] },
    ...{ authoredAt: instant(i), committedAt: instant(i + 1), author: `person-${i % 900}`, bot: i % 20 === 0, message },
    ...{ paths: null, url: `https://github.example/acme/repository/commit/${i}`, fetchedAt },
  };
}

function deploymentEvent(i: number, changed: boolean): Row {
  return {
    ...{ repositoryId: `github:acme~repository-${i % 200}`, origin: 'deployments', externalId: String(1_000_000 + i), name: 'deploy' },
    ...{ environment: i % 2 ? 'production' : 'staging', branch: 'main', sha: sha(`d${i}`), productionHint: i % 2 ? true : null },
    ...{ preRelease: false, createdAt: instant(i), title: changed ? 'edited' : null, inferred: false, removed: false, fetchedAt },
    url: `https://github.example/acme/repository/deployments/${i}`,
  };
}

const ours: Way = async (database, table, rows) => {
  await database.db.transaction().execute((trx) => upsert(trx, table, rows));
};

const copyAndMerge: Way = async (database, table, rows) => {
  const columns = Object.keys(table.columns);
  const names = columns.map(snakeCase);
  const rest = names.filter((name) => !table.key.map(snakeCase).includes(name));
  const compared = rest.filter((name) => !(table.uncompared ?? []).map(snakeCase).includes(name));
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query(`create temp table if not exists staged_${table.name} (like ${table.name}) on commit delete rows`);
    await pipeline(Readable.from(copyLines(columns, rows)), client.query(copyFrom(`copy staged_${table.name} (${names}) from stdin`)));
    await client.query(`insert into ${table.name} (${names}) select ${names} from staged_${table.name}
      on conflict (${table.key.map(snakeCase)}) do update set ${rest.map((name) => `${name} = excluded.${name}`)}
      where (${compared.map((name) => `${table.name}.${name}`)}) is distinct from (${compared.map((name) => `excluded.${name}`)})`);
    await client.query('commit');
  } finally {
    client.release();
  }
};

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function copyValue(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (value instanceof Date) return value.toISOString();
  const text = Array.isArray(value)
    ? `{${value.map((member) => `"${String(member).replace(/["\\]/g, '\\$&')}"`).join(',')}}`
    : String(value);
  return text.replace(/[\\\t\n\r]/g, (char) => escapes[char] ?? char);
}

function* copyLines(columns: readonly string[], rows: readonly Row[]): Generator<string> {
  for (let from = 0; from < rows.length; from += 2_000) {
    let text = '';
    for (const row of rows.slice(from, from + 2_000)) text += `${columns.map((column) => copyValue(row[column])).join('\t')}\n`;
    yield text;
  }
}

/** Rows per second of a whole load. */
async function measure(database: Database, way: Way, table: TableSpec, rows: readonly Row[]): Promise<number> {
  const start = performance.now();
  for (let from = 0; from < rows.length; from += batch) await way(database, table, rows.slice(from, from + batch));
  return (rows.length / (performance.now() - start)) * 1000;
}

async function round(
  database: Database,
  way: Way,
  table: TableSpec,
  fresh: readonly Row[],
  again: readonly Row[],
): Promise<[number, number]> {
  await database.pool.query(`truncate ${table.name}`);
  await database.pool.query('checkpoint');
  return [await measure(database, way, table, fresh), await measure(database, way, table, again)];
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function compare(database: Database, table: TableSpec, make: typeof commit, count: number, rounds: number): Promise<boolean> {
  const fresh = Array.from({ length: count }, (_, i) => make(i, false));
  const again = fresh.map((row, i) => (i % 10 === 0 ? make(i, true) : row));
  const results: { ours: [number, number]; copy: [number, number] }[] = [];
  for (let i = 0; i < rounds; i += 1)
    results.push({
      ours: await round(database, ours, table, fresh, again),
      copy: await round(database, copyAndMerge, table, fresh, again),
    });
  const ratios = (['fresh', 're-sync'] as const).map((phase, at) => {
    const [own, copy] = [median(results.map((r) => r.ours[at] ?? 0)), median(results.map((r) => r.copy[at] ?? 0))];
    const ratio = own / copy;
    console.log(
      `${table.name.padEnd(17)} ${phase.padEnd(8)} ${own.toFixed(0).padStart(8)} rows/s, COPY ${copy.toFixed(0).padStart(8)} rows/s, ratio ${ratio.toFixed(2)}`,
    );
    return ratio;
  });
  return ratios.every((ratio) => ratio >= goal);
}

const [count = 100_000, rounds = 3] = process.argv.slice(2).map(Number);
const dataFolder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
chmodSync(dataFolder, 0o711);
const database = await openDatabase({ databaseUrl: null, dataFolder });
try {
  await migrate(database);
  const passed = [
    await compare(database, recordTables.commit, commit, count, rounds),
    await compare(database, recordTables.deployment_event, deploymentEvent, count, rounds),
  ];
  console.log(`goal: at least ${goal} of COPY: ${passed.every(Boolean) ? 'met' : 'missed'}`);
  process.exitCode = passed.every(Boolean) ? 0 : 1;
} finally {
  await database.close();
  rmSync(dataFolder, { recursive: true, force: true });
}
