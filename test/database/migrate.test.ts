import { afterEach, describe, expect, it } from 'vitest';
import { migrate, migrationStatements } from '../../src/database/migrate.ts';
import { connect, type Database } from '../../src/database/open.ts';
import { splitStatements } from '../../src/database/statements.ts';
import { emptyDatabase } from '../support/database.ts';

const open: Database[] = [];
afterEach(async () => {
  for (const database of open.splice(0).reverse()) await database.close();
});
const empty = async () => {
  const database = await emptyDatabase();
  open.push(database);
  return database;
};
const names = [...migrationStatements().keys()];

describe('migrate', () => {
  it('applies everything once, in order', async () => {
    const database = await empty();
    expect(await migrate(database)).toEqual(names);
    expect(await migrate(database)).toEqual([]);
    expect(await database.db.selectFrom('deployment').selectAll().execute()).toEqual([]);
  });

  it('may be called by several processes at once', async () => {
    const first = await empty();
    const others = await Promise.all([1, 2, 3].map(() => connect(first.connection)));
    open.push(...others);
    const applied = await Promise.all([first, ...others].map((database) => migrate(database)));
    expect(applied.flat()).toEqual(names);
  });

  it('says which migration failed, and keeps nothing of it', async () => {
    const database = await empty();
    await database.pool.query('create table team (other integer)');
    await expect(migrate(database)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/0001_spine.*team/) });
    const answer = await database.pool.query("select count(*) as tables from pg_tables where tablename = 'source'");
    expect(answer.rows).toEqual([{ tables: 0 }]);
  });

  it('has everything derived anew that was derived without the flow of pull requests', async () => {
    const database = await empty();
    const statements = migrationStatements();
    for (const statement of statements.get('0001_spine') ?? []) await database.pool.query(statement);
    await database.pool.query("insert into service values ('a', 'A', false, '{}', '', true), ('b', 'B', false, '{}', '', true)");
    await database.pool.query("insert into dirty_service values ('b', '2026-01-01Z', 'news')");
    for (const statement of statements.get('0002_flow') ?? []) await database.pool.query(statement);
    const answer = await database.pool.query('select service_id, mark from dirty_service order by service_id');
    expect(answer.rows).toEqual([
      { service_id: 'a', mark: 'migration 0002' },
      { service_id: 'b', mark: 'migration 0002' },
    ]);
  });

  it('refuses a database that a newer version has changed', async () => {
    const database = await empty();
    await migrate(database);
    await database.pool.query("insert into kysely_migration values ('9999_future', '2030-01-01')");
    await expect(migrate(database)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/another version of Plumbline/),
    });
  });
});

describe('splitStatements', () => {
  it.each([
    ['a; b;', ['a', 'b']],
    ["insert into t values (';''; x'); b", ["insert into t values (';''; x')", 'b']],
    ['-- one; two\na; /* ; */ b', ['-- one; two\na', '/* ; */ b']],
    ['do $$ begin; end $$; do $x$ ; $$ ; $x$', ['do $$ begin; end $$', 'do $x$ ; $$ ; $x$']],
    ['create table "a;b" (x int);', ['create table "a;b" (x int)']],
    ['; ;\n-- nothing\n', []],
  ])('%j', (script, statements) => {
    expect(splitStatements(script)).toEqual(statements);
  });
});
