import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byTable, readCatalog } from '../../scripts/catalog.ts';
import { generatedFiles } from '../../scripts/generated-files.ts';
import { snakeCase } from '../../src/database/names.ts';
import type { Database } from '../../src/database/open.ts';
import { factTables, recordTables } from '../../src/database/specs.ts';
import type { TableSpec } from '../../src/database/table-spec.ts';
import { testDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const written: Readonly<Record<string, string>> = { 'timestamp with time zone': 'timestamptz' };

describe('generated files', () => {
  it('are current (else: npm run generate)', async () => {
    for (const [path, text] of Object.entries(await generatedFiles(database.pool))) {
      const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
      expect({ path, text: existsSync(file) ? readFileSync(file, 'utf8') : null }).toEqual({ path, text });
    }
  });
});

describe('bulk tables', () => {
  it.each(Object.entries<TableSpec>({ ...recordTables, ...factTables }))('%s says what the schema says', async (name, spec) => {
    const catalog = await readCatalog(database.pool);
    const columns = byTable(catalog.columns).get(name) ?? [];
    const described = Object.fromEntries(Object.entries(spec.columns).map(([column, type]) => [snakeCase(column), type]));
    expect(described).toEqual(Object.fromEntries(columns.map(({ column, type }) => [column, written[type] ?? type])));
    const key = catalog.constraints.find((constraint) => constraint.table === name && constraint.definition.startsWith('PRIMARY KEY'));
    expect(`PRIMARY KEY (${spec.key.map(snakeCase).join(', ')})`).toBe(key?.definition);
    expect(spec.name).toBe(name);
  });
});

describe('values', () => {
  it('come back as the types say: counts as numbers, days as text, instants as dates', async () => {
    const answer = await sql<{ whole: unknown; dayOfIt: unknown; instant: unknown; list: unknown }>`select count(*) as whole,
      ${'2026-03-04'}::date as day_of_it, ${'2026-03-04T05:06:07Z'}::timestamptz as instant, array['a']::text[] as list`.execute(
      database.db,
    );
    expect(answer.rows).toEqual([{ whole: 1, dayOfIt: '2026-03-04', instant: new Date('2026-03-04T05:06:07Z'), list: ['a'] }]);
  });

  it('are sent as the instants they are, whatever the zone of the machine', async () => {
    const instant = new Date('0001-01-01T00:00:00Z');
    await database.db.insertInto('ownership').values({ serviceId: 's', teamId: 't', fromAt: instant, untilAt: instant }).execute();
    const answer = await database.pool.query("select to_char(from_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as text from ownership");
    expect(answer.rows).toEqual([{ text: '0001-01-01 00:00:00' }]);
    expect(await database.db.selectFrom('ownership').select('fromAt').execute()).toEqual([{ fromAt: instant }]);
  });

  it('of JSON keep their own spelling', async () => {
    const settings = { 'as-is': 1, snake_case: { deep_er: [1] } };
    const row = { serviceId: 's', name: 'S', settings: JSON.stringify(settings), settingsHash: 'h', stability: true };
    await database.db.insertInto('service').values(row).execute();
    expect(await database.db.selectFrom('service').select(['settings', 'settingsHash']).execute()).toEqual([
      { settings, settingsHash: 'h' },
    ]);
  });
});
