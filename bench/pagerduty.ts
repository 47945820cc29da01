/**
 * What collecting a large PagerDuty account takes: 50,000 incidents and 200,000 log entries from a server on loopback, with the real
 * program into a real database. Run: npm run build && npx tsx bench/pagerduty.ts [INCIDENTS]. Goal: under 300 MB, with progress.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const incidents = process.argv[2] ?? '50000';
const here = import.meta.dirname;

/** Peak resident memory of a process so far, in MB. */
function peakMegabytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error('The account has no output.');
  for await (const line of createInterface({ input: server.stdout })) return line;
  throw new Error('The account ended before it listened.');
}

type Ended = { readonly seconds: number; readonly megabytes: number; readonly out: string; readonly code: number | null };

function run(folder: string): Promise<Ended> {
  const started = performance.now();
  const environment = { ...process.env, PLUMBLINE_DATA: join(folder, 'data'), PAGERDUTY_TOKEN: 'pd-token-of-the-test' };
  const program = [resolve(here, '../dist/main.js'), 'collect'];
  const child = spawn(process.execPath, program, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  let megabytes = 0;
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const sampling = setInterval(() => {
    megabytes = Math.max(megabytes, peakMegabytes(child.pid ?? 0));
  }, 50);
  return new Promise((done) =>
    child.once('exit', (code) => {
      clearInterval(sampling);
      done({ seconds: (performance.now() - started) / 1000, megabytes, out: out.trim(), code });
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'plumbline-pager-'));
const account = ['--import', 'tsx', join(here, 'pagerduty-account.ts'), incidents];
const server = spawn(process.execPath, account, { cwd: resolve(here, '..'), stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const url = await addressOf(server);
  const source = `{ id: pager, kind: pagerduty, url: "${url}", token: "\${PAGERDUTY_TOKEN}", since: 2025-01-01 }`;
  writeFileSync(join(folder, 'plumbline.yaml'), `sources:\n  - ${source}\n`);
  for (const name of ['first run', 'second run']) {
    const { seconds, megabytes, out, code } = await run(folder);
    console.log(`${name}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB at most, exit ${code}`);
    console.log(out.replace(/^/gm, '  '));
  }
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
