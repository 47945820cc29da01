/** Writes the generated files of the repository. A test compares each with what is committed. */

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/open.ts';
import { generatedFiles } from './generated-files.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'plumbline-generate-'));
// Started by root, the server runs as somebody else, who must get in.
chmodSync(dataFolder, 0o711);
const database = await openDatabase({ databaseUrl: null, dataFolder, durable: false });
try {
  await migrate(database);
  for (const [path, text] of Object.entries(await generatedFiles(database.pool))) {
    writeFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), text);
    console.log(path);
  }
} finally {
  await database.close();
  rmSync(dataFolder, { recursive: true, force: true });
}
