/** Where the embedded database lives below the data folder, and the system user it runs as. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Binaries, majorOf } from './binaries.ts';
import { folderTrouble, unavailable } from './trouble.ts';

/** PostgreSQL refuses to run as root; then it runs as this system user, the one every Unix has for such purposes ("nobody"). */
const nobody = { uid: 65534, gid: 65534 };

/** Used only as root, when "nobody" cannot enter the data folder (a checkout under /root, say). */
const commonFolder = '/var/lib/plumbline';

/** The kernel takes 107 bytes of socket path (macOS 103); PostgreSQL adds `/.s.PGSQL.5432`. */
const longestSocketFolder = 103 - '/.s.PGSQL.5432'.length;

type User = { readonly uid: number; readonly gid: number };

export type Home = {
  /** Holds everything of the embedded database; readable by its user alone. */
  readonly folder: string;
  /** PostgreSQL's own data directory, once `initialise` has run. */
  readonly data: string;
  readonly log: string;
  /** The user the server runs as; null = our own. */
  readonly user: User | null;
};

/** Makes the folder, owned by the user the server will run as. Throws `unavailable` with the reason. */
export function makeHome(dataFolder: string, report: (line: string) => void, common = commonFolder): Home {
  const wanted = join(resolve(dataFolder), 'postgres');
  try {
    const isNew = !existsSync(dataFolder);
    mkdirSync(dataFolder, { recursive: true });
    if (process.getuid?.() !== 0) return home(secured(wanted, null), null);
    // Others may pass through, but not look around.
    if (isNew) chmodSync(dataFolder, 0o711);
    const user = ownerOf(join(wanted, 'data')) ?? nobody;
    secured(wanted, user);
    if (canEnter(wanted, user)) return home(wanted, user);
    return home(elsewhere(wanted, common, report), user);
  } catch (error) {
    throw folderTrouble(dataFolder, error);
  }
}

function home(folder: string, user: User | null): Home {
  return { folder, data: join(folder, 'data'), log: join(folder, 'postgres.log'), user };
}

function secured(folder: string, user: User | null): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== null) chownSync(folder, user.uid, user.gid);
  if (user !== null || statSync(folder).uid === process.getuid?.()) chmodSync(folder, 0o700);
  return folder;
}

/** The user of a cluster made earlier, perhaps not as root. */
function ownerOf(folder: string): User | null {
  if (!existsSync(folder)) return null;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? null : { uid, gid };
}

function canEnter(folder: string, user: User): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', env: {} }).status === 0;
}

const commonOf = (wanted: string, common: string): string => join(common, createHash('sha256').update(wanted).digest('hex').slice(0, 12));

function elsewhere(wanted: string, common: string, report: (line: string) => void): string {
  const folder = commonOf(wanted, common);
  mkdirSync(common, { recursive: true, mode: 0o711 });
  secured(folder, nobody);
  report(`The database runs as the system user "nobody", who cannot enter ${wanted}; it is kept in ${folder} instead.`);
  return folder;
}

/** Where the cluster of a data folder lies, without making anything; null = there is none yet. */
export function findCluster(dataFolder: string, common = commonFolder): string | null {
  const wanted = join(resolve(dataFolder), 'postgres');
  return [wanted, commonOf(wanted, common)].find((folder) => existsSync(join(folder, 'data', 'PG_VERSION'))) ?? null;
}

/** The major version of the cluster in place; null = none yet. */
export function clusterMajor({ data }: Home): number | null {
  const file = join(data, 'PG_VERSION');
  if (!existsSync(file)) return null;
  try {
    return Number(readFileSync(file, 'utf8').trim());
  } catch (error) {
    throw folderTrouble(data, error);
  }
}

/** Bundled programs may lie where the server's user cannot read them (root's own folder): then a copy is made, once. */
export function readableBinaries(binaries: Binaries, { folder, user }: Home): Binaries {
  if (user === null || majorOf(binaries.bin, user) !== null) return binaries;
  if (binaries.root === null)
    throw unavailable(
      `The system user "nobody" cannot run ${binaries.bin}/postgres. Start as another user than root, or set DATABASE_URL.`,
    );
  const copy = join(folder, `binaries-${binaries.major}`);
  if (!existsSync(copy)) {
    const unfinished = mkdtempSync(join(folder, 'copying-'));
    try {
      cpSync(join(binaries.root, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
      chmodSync(unfinished, 0o755);
      renameSync(unfinished, copy);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      throw folderTrouble(folder, error);
    }
  }
  return { ...binaries, bin: join(copy, 'bin'), root: null };
}

/** A folder for the server's socket, entered by its user alone: inside the home where the path is short enough, else a fresh one. */
export function socketFolder({ folder, user }: Home): string {
  const inside = join(folder, 'socket');
  if (Buffer.byteLength(inside) <= longestSocketFolder) return secured(inside, user);
  // A running server names it in its own postmaster.pid, so nobody needs to remember it.
  return secured(mkdtempSync(join(tmpdir(), 'plumbline-')), user);
}
