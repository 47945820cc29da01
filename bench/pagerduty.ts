/**
 * What collecting a large PagerDuty account takes: 50,000 incidents and 200,000 log entries from a server on loopback (a process of its
 * own), with the real program into a real database (a process of its own, too). Prints time, the program's peak memory, the progress it
 * showed, and what arrived.
 *
 *   npx tsc -p tsconfig.build.json && npx tsx bench/pagerduty.ts [incidents=50000]
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openDatabase } from '../src/database/open.ts';
import { temporaryFolder } from '../test/support/temporary.ts';

const incidents = Number(process.argv[2] ?? 50_000);
const goalMegabytes = 300;
const here = import.meta.dirname;

/** Peak resident memory of a process so far; 0 where there is no /proc to ask, or the process has just ended. */
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

type Ended = {
  readonly seconds: number;
  readonly megabytes: number;
  readonly collecting: number;
  readonly out: string;
  readonly code: number | null;
  readonly shown: string;
};

/** Progress is drawn for terminals only: the program is told that it has one. */
const asTerminal = 'data:text/javascript,process.stderr.isTTY=true;process.stderr.columns=100';

function collect(folder: string): Promise<Ended> {
  const started = performance.now();
  const environment = { ...process.env, PLUMBLINE_DATA: join(folder, 'data'), PAGERDUTY_TOKEN: 'pd-token-of-the-test', DATABASE_URL: '' };
  const program = ['--import', asTerminal, resolve(here, '../dist/main.js'), 'collect', 'pager'];
  const child = spawn(process.execPath, program, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let megabytes = 0;
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const shown = new Set<string>();
  let collecting = 0;
  createInterface({ input: child.stderr }).on('line', (line) => {
    const text = line.replaceAll('\u001b[1A\u001b[0J', '');
    if (text !== '') shown.add(text);
    // What is derived afterwards shows no line of the source.
    if (text.startsWith('pager:')) collecting = Math.max(collecting, peakMegabytes(child.pid ?? 0));
  });
  const sampling = setInterval(() => {
    megabytes = Math.max(megabytes, peakMegabytes(child.pid ?? 0));
  }, 50);
  return new Promise((done) =>
    child.once('close', (code) => {
      clearInterval(sampling);
      const lines = [...shown];
      const some = lines.filter((_, i) => i % Math.ceil(lines.length / 6) === 0);
      const sample = [`${lines.length} lines of progress, such as`, ...some].join('\n  ');
      done({ seconds: (performance.now() - started) / 1000, megabytes, collecting, out: out.trim(), code, shown: sample });
    }),
  );
}

async function arrived(folder: string): Promise<string> {
  const database = await openDatabase({ databaseUrl: null, dataFolder: join(folder, 'data') });
  try {
    const { rows } = await database.pool.query<{ line: string }>(
      `select count(*) || ' incidents' as line from incident_event
      union all (select count(*) || ' ' || kind from incident_entry group by kind order by kind)`,
    );
    return rows.map(({ line }) => line).join(', ');
  } finally {
    await database.close();
  }
}

const folder = temporaryFolder('bench-pagerduty');
const account = ['--import', 'tsx', join(here, 'pagerduty-account.ts'), String(incidents)];
const server = spawn(process.execPath, account, { cwd: resolve(here, '..'), stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const url = await addressOf(server);
  execFileSync('git', ['init', '--quiet', join(folder, 'shop')]);
  writeFileSync(
    join(folder, 'plumbline.yaml'),
    `sources:
  - { id: pager, kind: pagerduty, url: "${url}", token: "\${PAGERDUTY_TOKEN}", since: 2025-01-01 }
  - { id: local, kind: git, repositories: [./shop] }
services:
  - { id: shop, repositories: [./shop], incidents: [{ from: pagerduty, services: [PSHOP] }] }
`,
  );
  let most = 0;
  for (const name of ['from nothing', 'again']) {
    const { seconds, megabytes, collecting, out, code, shown } = await collect(folder);
    most = Math.max(most, megabytes);
    console.log(
      `${name}: ${seconds.toFixed(0)} s, at most ${megabytes.toFixed(0)} MB (${collecting.toFixed(0)} MB before deriving), exit ${code}; ${shown}`,
    );
    console.log(out.replace(/^/gm, '  '));
  }
  console.log(await arrived(folder));
  console.log(`goal: under ${goalMegabytes} MB: ${most > 0 && most < goalMegabytes ? 'met' : 'missed'}`);
  process.exitCode = most > 0 && most < goalMegabytes ? 0 : 1;
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
