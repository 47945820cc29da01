import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide } from '../../src/delivery/decide.ts';
import { commandLine } from '../support/command-line.ts';
import { testDatabase } from '../support/database.ts';
import { urlOf } from '../support/database-url.ts';
import { loadWorld } from '../support/load-world.ts';
import { temporaryFolder } from '../support/repositories.ts';
import { workedExample } from '../support/worked-example.ts';

let space: { folder: string; remove: () => Promise<void> };
beforeAll(async () => {
  space = await temporaryFolder();
});
afterAll(() => space.remove());

test('decisions go to a file and come back to another database; a broken file changes nothing', async () => {
  const database = await testDatabase();
  try {
    await loadWorld(database.db, workedExample);
    const subject = { kind: 'incident', key: 'github:acme~shop:issues:1' } as const;
    const draft = { subject, action: 'reject', note: 'drill', target: null, serviceId: null, restoredAt: null } as const;
    const { entry } = await decide(database.db, draft, 'local', new Date(workedExample.now));
    const world = { cwd: space.folder, environment: { DATABASE_URL: urlOf(database) } };
    const written = await commandLine(['export', 'ledger.json'], world);
    expect([written.code, written.out]).toEqual([0, `1 decision written to ${join(space.folder, 'ledger.json')}.\n`]);
    expect(JSON.parse(readFileSync(join(space.folder, 'ledger.json'), 'utf8')).ledger).toMatchObject([
      { id: entry.entryId, note: 'drill' },
    ]);
    await database.pool.query('truncate ledger_entry');
    expect(await commandLine(['import', 'ledger.json'], world)).toMatchObject({ code: 0, out: '1 decision added.\n' });
    expect(await commandLine(['import', 'ledger.json'], world)).toMatchObject({ code: 0, out: '0 decisions added, 1 known already.\n' });
    writeFileSync(join(space.folder, 'broken.json'), '{"plumbline":1,');
    writeFileSync(join(space.folder, 'odd.json'), '{"plumbline":1,"exportedAt":"2026-01-01T00:00:00Z","ledger":[{"id":""}]}');
    for (const [file, words] of [
      ['nothing.json', 'there is no such file'],
      ['broken.json', 'it is no JSON'],
      ['odd.json', 'ledger.0.id'],
    ] as const) {
      const refused = await commandLine(['import', file], world);
      expect([refused.code, refused.out]).toEqual([2, '']);
      expect(refused.error).toContain(words);
      expect(refused.error).not.toMatch(/\n\s+at /);
    }
    expect((await database.pool.query('select entry_id from ledger_entry')).rows).toEqual([{ entry_id: entry.entryId }]);
  } finally {
    await database.close();
  }
});
