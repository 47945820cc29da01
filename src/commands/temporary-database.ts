/** A database for one command: in a temporary folder, gone afterwards, however the program ends. */

import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { migrate } from '../database/migrate.ts';
import { type Database, openDatabase } from '../database/open.ts';

/**
 * Waits until its input ends, which is when this program is gone for whatever reason, SIGKILL included. If the folder is still
 * there then, it stops the server whose process number lies in it, and removes it.
 */
const janitor = `
while read -r line; do :; done
[ -d "$1" ] || exit 0
note="$1/data/postgres/data/postmaster.pid"
tries=0
while [ -f "$note" ] && [ $tries -lt 50 ]; do
  pid=$(head -n 1 "$note"); socket=$(sed -n 5p "$note")
  [ $tries -eq 0 ] && kill -QUIT "$pid" 2>/dev/null
  kill -0 "$pid" 2>/dev/null || break
  tries=$((tries + 1)); sleep 0.1
done
case "$socket" in */plumbline-*) rm -rf -- "$socket";; esac
rm -rf -- "$1"
`;

function watchOver(folder: string): () => void {
  const child = spawn('/bin/sh', ['-c', janitor, 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  // Where there is no /bin/sh nobody cleans up after a SIGKILL; every other end is handled here.
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  child.unref();
  return () => child.stdin?.end();
}

/** The folder for temporary files; as root one that another user can pass through, because the server will not run as root. */
async function passableFolder(): Promise<string> {
  if (process.getuid?.() !== 0) return tmpdir();
  for (const folder of [tmpdir(), '/tmp', '/var/tmp']) if (await isPassable(folder)) return folder;
  return tmpdir();
}

async function isPassable(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => null);
  if (found === null || (found.mode & 0o001) === 0) return false;
  return dirname(folder) === folder || isPassable(dirname(folder));
}

/** Opens an empty, migrated database, hands it to `work`, and removes it whatever happens. */
export async function withTemporaryDatabase<T>(
  report: (line: string) => void,
  work: (database: Database, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(await passableFolder(), 'plumbline-try-'));
  // The server may run as another user, who has to pass through.
  await chmod(folder, 0o711);
  const release = watchOver(folder);
  let closing = false;
  try {
    const database = await openDatabase({
      databaseUrl: null,
      dataFolder: join(folder, 'data'),
      durable: false,
      maxConnections: 20,
      // That connections end while the server stops is no news.
      report: (line) => closing || report(line),
    });
    try {
      await migrate(database);
      return await work(database, folder);
    } finally {
      closing = true;
      await database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    release();
  }
}
