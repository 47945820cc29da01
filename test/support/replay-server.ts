/** The recorded answers of public APIs beside the project, served on loopback; used where they are there, never copied. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

export const recordedFolder = new URL('../../../shared/recorded', import.meta.url).pathname;
const replayScript = `${recordedFolder}/replay/server.mjs`;
export const recordedThere = existsSync(replayScript);

export type ReplayServer = {
  readonly url: string;
  /** Requests since the start, or since `control({ resetCounters: true })`. */
  readonly log: () => Promise<readonly ReplayRequest[]>;
  readonly control: (change: object) => Promise<void>;
  readonly close: () => Promise<void>;
};
export type ReplayRequest = {
  readonly path: string;
  readonly url: string;
  readonly status: number;
  readonly bytes: number;
  readonly notModified: boolean;
  readonly fault: string | null;
};

/** Starts the server on a free port. Flags are its own: `--fault-every 3`, `--retry-after 1` … */
export async function replayServer(flags: readonly string[] = []): Promise<ReplayServer> {
  const child = spawn(process.execPath, [replayScript, '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await listening(child);
  return {
    url,
    log: async () => {
      const text = await (await fetch(`${url}/__log`)).text();
      const lines = text.split('\n').filter((line) => line !== '');
      // The server writes one object a line, with at least these fields.
      return lines.map((line) => JSON.parse(line) as ReplayRequest);
    },
    control: async (change) => {
      await (await fetch(`${url}/__control`, { method: 'POST', body: JSON.stringify(change) })).text();
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function listening(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The replay server has no output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const address: unknown = JSON.parse(line);
    if (typeof address === 'object' && address !== null && 'listening' in address) return String(address.listening);
  }
  throw new Error('The replay server ended before it listened.');
}
