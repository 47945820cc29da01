import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byTable, readCatalog } from '../../scripts/catalog.ts';
import { replaceRows } from '../../src/database/bulk.ts';
import { migrationStatements } from '../../src/database/migrate.ts';
import { connect, type Database } from '../../src/database/open.ts';
import { factTables, recordTables } from '../../src/database/specs.ts';
import { testDatabase } from '../support/database.ts';
import { forbiddenSql } from '../support/sql-lint.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Where each table goes when one machine is outgrown. A new table must be given its place here. */
const places = {
  service_id: Object.keys(factTables),
  repository_id: [...Object.keys(recordTables).filter((table) => table !== 'repository'), 'raw_record', 'unmapped_incident'],
  /** Small, the same on every node. */
  everywhere: ['source', 'team', 'service', 'ownership', 'repository', 'repository_service'],
  /** On the coordinator alone. */
  local: [
    ...['collection_cursor', 'http_validator', 'coverage', 'dirty_service', 'service_state', 'ledger_entry', 'webhook_delivery'],
    ...['campaign', 'campaign_team', 'campaign_route', 'invitation', 'response', 'campaign_note', 'campaign_evidence', 'plan_entry'],
  ],
};

/** Recreates a table hash-partitioned by a column, with all its keys and unique indexes. PostgreSQL refuses what would not distribute. */
async function recreatePartitioned(table: string, column: string): Promise<void> {
  const catalog = await readCatalog(database.pool);
  const run = (sql: string) => database.pool.query(sql);
  await run('create schema if not exists parted');
  await run(`create table parted.${table} (like public.${table} including defaults including generated including identity)
    partition by hash (${column})`);
  for (let i = 0; i < 4; i += 1)
    await run(`create table parted.${table}_${i} partition of parted.${table} for values with (modulus 4, remainder ${i})`);
  for (const { name, definition } of byTable(catalog.constraints).get(table) ?? [])
    await run(`alter table parted.${table} add constraint ${name} ${definition}`);
  for (const { definition } of byTable(catalog.indexes).get(table) ?? [])
    await run(definition.replace(` ON public.${table} `, ` ON parted.${table} `));
}

describe('the schema distributes', () => {
  it('has a place for every table', async () => {
    const tables = [...byTable((await readCatalog(database.pool)).columns).keys()].sort();
    expect(Object.values(places).flat().sort()).toEqual(tables);
  });

  it.each(places.service_id)('%s by service_id, with all its keys', async (table) => {
    await recreatePartitioned(table, 'service_id');
  });

  it.each(places.repository_id)('%s by repository_id, with all its keys', async (table) => {
    await recreatePartitioned(table, 'repository_id');
  });

  it('and a key without the column is refused, so the guard bites', async () => {
    await database.pool.query('create table public.wrong (id text primary key, service_id text not null)');
    await expect(recreatePartitioned('wrong', 'service_id')).rejects.toThrow(
      /unique constraint on partitioned table must include all partitioning columns/,
    );
    await database.pool.query('drop table public.wrong');
  });

  it('has one type and collation of the distribution column, never null', async () => {
    for (const column of ['service_id', 'repository_id'] as const) {
      const answer = await database.pool.query(
        `select distinct format_type(atttypid, atttypmod) as type, attcollation::regcollation::text as collation, attnotnull as required
          from pg_attribute where attname = $1 and attrelid = any($2::regclass[])`,
        [column, places[column].map((table) => `public.${table}`)],
      );
      expect(answer.rows).toEqual([{ type: 'text', collation: '"default"', required: true }]);
    }
  });

  it('takes facts in bulk when they are partitioned', async () => {
    const parted = await connect({ ...database.connection, options: '-c search_path=parted' });
    const at = new Date('2026-01-02T03:04:05Z');
    const failure = (deploymentId: string, reason: string) => {
      return { serviceId: 's', deploymentId, evidence: 'incident', evidenceId: 'i', confidence: 1, reason, at };
    };
    const write = (...rows: readonly object[]) => replaceRows(parted.db, factTables.failure, { service_id: 's' }, rows);
    expect(await write(failure('a', 'x'), failure('b', 'x'))).toEqual({ inserted: 2, updated: 0, deleted: 0 });
    expect(await write(failure('b', 'y'), failure('c', 'x'))).toEqual({ inserted: 1, updated: 1, deleted: 1 });
    await parted.close();
  });
});

describe('the migrations distribute', () => {
  it.each([...migrationStatements()])('%s', (_, statements) => {
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.flatMap((statement) => forbiddenSql(statement))).toEqual([]);
    expect(statements.filter((statement) => /on delete set (null|default)/i.test(statement))).toEqual([]);
  });
});

describe('the lint finds', () => {
  it.each([
    ['insert into delivery (sha) values ($1) on conflict (sha) do update set fetched_at = now()', 'the current time in DO UPDATE SET'],
    [
      'insert into service_state (a) values ($1) on conflict (a) do update set derived_at = current_timestamp',
      'the current time in DO UPDATE SET',
    ],
    ['select count(*) from "delivery" where finished_at < now()', 'the current time instead of a parameter'],
    ["select date_trunc('week', finished_at) from deployment", 'a calendar without its zone'],
    ['select finished_at::date from deployment', 'a calendar without its zone'],
    ['select (finished_at + $1)::date from deployment', 'a calendar without its zone'],
    ['select cast(finished_at as date) from deployment', 'a calendar without its zone'],
    ['select extract(hour from finished_at) from deployment', 'a calendar without its zone'],
    ['select 1 from deployment for update skip locked', 'FOR UPDATE over several services'],
    ['with recursive x as (select 1 from deployment) select * from x', 'WITH RECURSIVE over several services'],
    ['select count(*) from deployment group by rollup (service_id)', 'grouping sets'],
    ['merge into team using given on true when matched then delete', 'MERGE'],
    ['create trigger t after insert on team', 'a trigger'],
    ['create index a on team (name); create index b on team (name)', 'several statements in one call'],
    [
      'select * from service s, lateral (select * from deployment d where d.service_id = s.service_id limit 1) l',
      'LATERAL over a fact table',
    ],
    ['select * from delivery d join commit c on c.sha = d.sha', 'a fact table joined with a record table'],
    ['select * from delivery d, commit c where c.sha = d.sha', 'a fact table joined with a record table'],
    ['select sum(confidence) from failure', 'a sum of floating numbers'],
  ])('%s', (sql, finding) => {
    expect(forbiddenSql(sql)).toContain(finding);
  });

  it.each([
    "select date_trunc('week', finished_at at time zone $1) from deployment",
    'select (finished_at at time zone $1)::date, $2::date from deployment',
    'select extract(epoch from finished_at - authored_at) from delivery',
    "select 'now() ; for update' from deployment -- rollup (",
    'select 1 from deployment where service_id = $1 for update',
    'select sha from commit where repository_id = $1',
    'insert into deployment (service_id) select * from unnest($1::text[]) on conflict (service_id) do update set title = excluded.title',
    'select title, branch, commit from deployment order by title, branch',
    'update source set last_error_at = now()',
    'delete from dirty_service where service_id in (select service_id from dirty_service for update skip locked) returning *',
  ])('nothing in: %s', (sql) => {
    expect(forbiddenSql(sql)).toEqual([]);
  });

  it('what a test sends, and says so when it closes', async () => {
    const careless = await testDatabase();
    await careless.db.selectFrom('deployment').select('serviceId').forUpdate().execute();
    await expect(careless.close()).rejects.toThrow(/FOR UPDATE over several services: select/);
  });
});
