/** Drives `launcher-child.ts` from a test. */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Answer = {
  readonly open?: true;
  readonly closed?: true;
  readonly interrupted?: true;
  readonly rows?: readonly Record<string, unknown>[];
  readonly code?: string;
  readonly message?: string;
};

export type Child = {
  readonly pid: number;
  /** The next line the child prints; null at its end. */
  readonly next: () => Promise<Answer | null>;
  readonly ask: (command: string) => Promise<Answer | null>;
  readonly signal: (signal: NodeJS.Signals, group?: boolean) => void;
  readonly ended: Promise<void>;
};

/** Starts a child in a process group of its own, as a terminal does. `user` only where the test runs as root. */
export function startChild(
  options: { dataFolder: string; installed?: boolean; durable?: boolean },
  user?: { uid: number; gid: number },
): Child {
  const script = fileURLToPath(new URL('launcher-child.ts', import.meta.url));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(options)], {
    cwd: root,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    ...user,
  });
  const pid = child.pid ?? 0;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    // Printed by launcher-child.ts, whose answers these are.
    return line.done === true ? null : (JSON.parse(line.value) as Answer);
  };
  return {
    pid,
    next,
    ask(command) {
      child.stdin.write(`${command}\n`);
      return next();
    },
    signal: (signal, group = false) => process.kill(group ? -pid : pid, signal),
    ended: new Promise((resolve) => child.on('exit', () => resolve())),
  };
}

/** The server's process number, from its lock file; null when there is none. */
export function serverPid(dataFolder: string): number | null {
  try {
    return Number(readFileSync(join(dataFolder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

/** A process that ended, but was not yet collected by the system, counts as ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
