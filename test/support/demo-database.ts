/** The demonstration as of an instant, made once a run and copied for every test that wants it. */

import pg from 'pg';
import { inject } from 'vitest';
import { connect, type Database } from '../../src/database/open.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { cloneOf } from './database.ts';

/** A database of one's own with the demonstration in it. */
export async function demoDatabase(now: Date): Promise<Database> {
  const name = `demo_${now.getTime()}`;
  const admin = new pg.Client({ ...inject('cluster'), database: 'postgres' });
  await admin.connect();
  try {
    // Test files run side by side: one makes it, the others wait for it.
    await admin.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rows } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rows.length === 0) await make(admin, name, now);
    return await cloneOf(name);
  } finally {
    await admin.end();
  }
}

async function make(admin: pg.Client, name: string, now: Date): Promise<void> {
  const unfinished = `${name}_unfinished`;
  await admin.query(`drop database if exists ${unfinished} with (force)`);
  await admin.query(`create database ${unfinished} template migrated`);
  const database = await connect({ ...inject('cluster'), database: unfinished });
  try {
    await loadDemo(database.db, now);
    await deriveDirty(database.db, { now });
  } finally {
    await database.close();
  }
  await admin.query(`alter database ${unfinished} rename to ${name}`);
}
