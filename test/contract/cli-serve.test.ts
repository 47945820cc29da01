import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { listen } from '../support/event-stream.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/repositories.ts';

describe('plumbline serve', () => {
  test('without any configuration it shows demo data on its own database, and Ctrl-C ends it cleanly', async () => {
    const space = await temporaryFolder();
    const program = startProgram(['serve'], { cwd: space.folder, env: { PORT: '0' } });
    try {
      const shown = await program.matches(/Plumbline is at (http:\/\/127\.0\.0\.1:\d+)/);
      const address = shown[1] ?? '';
      expect((await fetch(`${address}/healthz`)).status).toBe(200);
      const answer = await (await fetch(`${address}/api/v1/metrics`)).json();
      // The shape of the answer is checked where the interface is tested.
      expect((answer as { metrics: { state: string }[] }).metrics.map((metric) => metric.state)).toContain('value');
      const stream = await listen(`${address}/api/v1/stream`);
      await stream.next(({ event }) => event === 'data');
      program.kill('SIGINT');
      // Whoever listens is told that it is over, rather than waited for.
      expect(await stream.ended).toContain('event: collection');
      const ended = await program.ended;
      expect(ended).toMatchObject({ code: 0, signal: null });
      expect(ended.out.split('\n')).toHaveLength(2);
      expect(ended.error).not.toMatch(/\n\s+at /);
      expect(await readdir(`${space.folder}/.plumbline/postgres/data`)).not.toContain('postmaster.pid');
    } finally {
      program.kill('SIGTERM');
      await program.ended;
      await space.remove();
    }
  });

  test('a database that is down at start, and a port that is taken, are one sentence and exit 1', async () => {
    const space = await temporaryFolder();
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    try {
      const down = await runProgram(['serve'], { cwd: space.folder, env: { DATABASE_URL: `postgresql://x@127.0.0.1:1/x` } });
      expect(down).toMatchObject({ code: 1, out: '' });
      expect(down.error).toMatch(/^The database cannot be reached: [^\n]*\n$/);
      const taken = await runProgram(['serve'], { cwd: space.folder, env: { PORT: String(port) } });
      expect(taken.code).toBe(1);
      expect(taken.error).toContain(`Port ${port} on 127.0.0.1 cannot be opened: another program uses it.`);
    } finally {
      other.close();
      await space.remove();
    }
  });
});
