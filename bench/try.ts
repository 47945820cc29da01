/**
 * How long `plumbline try` takes and what it holds in memory, on generated histories and on clones given as arguments.
 * Run: npx tsx bench/try.ts [CLONE…]. Goals: 10,000 commits under 10 s; under 300 MB on 20,000 commits.
 */

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { git, makeRepository } from '../test/support/repositories.ts';
import { tangledHistory } from '../test/support/tangled-history.ts';

const built = resolve(import.meta.dirname, '../dist/main.js');
const source = ['--import', 'tsx', resolve(import.meta.dirname, '../src/main.ts')];
const megabyte = 1024;

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Peak resident memory of a process so far, in kB. */
const peakOf = (pid: number): number => Number(/^VmHWM:\s+(\d+)/m.exec(readOr(`/proc/${pid}/status`))?.[1] ?? 0);

/** Memory of the servers started in temporary folders of `try`, each shared page counted once, in kB. */
function databaseMemory(): number {
  const servers = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && readOr(`/proc/${pid}/cmdline`).startsWith('postgres: '));
  const main = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && readOr(`/proc/${pid}/cmdline`).includes('plumbline-try-'));
  const parents = new Set(main);
  const own = servers.filter((pid) => parents.has(/^PPid:\s+(\d+)/m.exec(readOr(`/proc/${pid}/status`))?.[1] ?? ''));
  return [...new Set([...main.filter((pid) => readOr(`/proc/${pid}/cmdline`).includes('postgres')), ...own])]
    .map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0))
    .reduce((sum, kilobytes) => sum + kilobytes, 0);
}

type Measured = { readonly seconds: number; readonly node: number; readonly database: number };

function measure(folder: string): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, [...(existsSync(built) ? [built] : source), 'try', folder, '--json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let node = 0;
  let database = 0;
  const sampling = setInterval(() => {
    node = Math.max(node, peakOf(child.pid ?? 0));
    database = Math.max(database, databaseMemory());
  }, 50);
  return new Promise((done) =>
    child.once('exit', () => {
      clearInterval(sampling);
      done({ seconds: (performance.now() - started) / 1000, node: node / megabyte, database: database / megabyte });
    }),
  );
}

async function report(name: string, folder: string): Promise<void> {
  const commits = (await git(folder, ['rev-list', '--count', '--branches', '--tags', '--remotes'])).trim();
  const runs: Measured[] = [];
  for (let run = 0; run < 3; run += 1) runs.push(await measure(folder));
  const seconds = runs.map((one) => one.seconds).sort((a, b) => a - b);
  const most = (key: 'node' | 'database'): string => Math.max(...runs.map((one) => one[key])).toFixed(0);
  console.log(
    `${name}: ${commits} commits, median ${seconds[1]?.toFixed(1)} s (of 3), peak ${most('node')} MB node, ${most('database')} MB database`,
  );
}

console.log(existsSync(built) ? 'built program' : 'program from its source, through tsx (npm run build for the real one)');
for (const size of [10_000, 20_000]) {
  const repository = await makeRepository(tangledHistory(1, size, new Date('2026-11-01T00:00:00Z')));
  await report('generated', repository.folder);
  await repository.remove();
}
for (const folder of process.argv.slice(2)) await report(folder, folder);
