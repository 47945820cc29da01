/** Folders for tests that also the database's system user may enter when the tests run as root. */

import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `plumbline-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}
