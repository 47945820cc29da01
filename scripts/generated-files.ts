/** Every generated file of the repository: its path from the root and the text it must have. */

import type pg from 'pg';
import { openapiDocument } from '../src/api/openapi.ts';
import { readCatalog } from './catalog.ts';
import { schemaSource, tablesSource } from './generate-database.ts';

/** `pool` leads to a migrated, otherwise empty database. */
export async function generatedFiles(pool: pg.Pool): Promise<Readonly<Record<string, string>>> {
  const catalog = await readCatalog(pool);
  return {
    'src/database/tables.ts': tablesSource(catalog),
    'docs/schema.sql': schemaSource(catalog),
    'docs/openapi.json': `${JSON.stringify(openapiDocument(), null, 2)}\n`,
  };
}
