import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { processesNaming, startProgram } from '../support/program.ts';
import { makeRepository, temporaryFolder } from '../support/repositories.ts';
import { tangledHistory } from '../support/tangled-history.ts';

/** Waits for a condition another process brings about; there is nothing to listen to when a folder goes. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!condition() && performance.now() < deadline) await pause(20);
}

describe.skipIf(!existsSync('/proc/self/cmdline'))(
  'plumbline try leaves nothing behind (skipped where /proc does not show processes)',
  () => {
    test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('when it is ended by %s in the middle', async (signal) => {
      const repository = await makeRepository(tangledHistory(4, 3000, new Date('2026-06-01T10:00:00Z')));
      const space = await temporaryFolder();
      try {
        const program = startProgram(['try', repository.folder], { cwd: space.folder });
        const left = (): readonly string[] => readdirSync(space.folder).filter((name) => name.startsWith('plumbline-'));
        const inside = (): readonly string[] => processesNaming(space.folder).filter((line) => !line.startsWith(`${program.pid} `));
        await until(() => inside().some((line) => /postgres /.test(line)));
        expect(left()).toHaveLength(1);
        program.kill(signal);
        const ended = await program.ended;
        if (signal === 'SIGKILL') expect(ended.signal).toBe('SIGKILL');
        else {
          expect(ended.code).toBe(130);
          expect(ended.error).toBe('Stopped.\n');
        }
        await until(() => left().length === 0 && inside().length === 0);
        expect(left()).toEqual([]);
        expect(inside()).toEqual([]);
      } finally {
        await space.remove();
        await repository.remove();
      }
    });
  },
);
