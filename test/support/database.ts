/** A database of one's own for a test: migrated, empty, gone when closed. */

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect, type Database } from '../../src/database/open.ts';
import { forbiddenSql } from './sql-lint.ts';

/** Clones the run's migrated database. `close()` drops it, and fails when a statement was sent that would not distribute. */
export async function testDatabase(): Promise<Database> {
  return await cloneOf('migrated');
}

/** A database without any table. */
export async function emptyDatabase(): Promise<Database> {
  return await cloneOf('template0');
}

/** A copy of another database nobody is connected to. */
export async function cloneOf(template: string): Promise<Database> {
  const cluster = inject('cluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`create database ${name} template ${template}`);
  await asAdmin(`alter database ${name} set timezone = 'Pacific/Chatham'`);
  const findings = new Set<string>();
  return await connect(
    { ...cluster, database: name },
    {
      poolSize: 5,
      onQuery: (sql) => {
        for (const finding of forbiddenSql(sql)) findings.add(`${finding}: ${sql}`);
      },
      afterClose: async () => {
        await asAdmin(`drop database ${name} with (force)`);
        if (findings.size > 0) throw new Error(`SQL that would not distribute:\n${[...findings].join('\n')}`);
      },
    },
  );
}

export async function asAdmin(sql: string): Promise<void> {
  const admin = new pg.Client({ ...inject('cluster'), database: 'postgres' });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}
