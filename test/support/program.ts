/** Runs the program as a user does: a process of its own, with its own folder for temporary files. */

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const main = resolve(import.meta.dirname, '../../src/main.ts');
// The program starts in other folders, from where the loader's bare name would not be found.
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export type Ended = { readonly code: number | null; readonly signal: string | null; readonly out: string; readonly error: string };

export type Started = {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output or error has shown this. */
  readonly matches: (pattern: RegExp) => Promise<RegExpExecArray>;
};

export function startProgram(args: readonly string[], options: { cwd: string; env?: Record<string, string> }): Started {
  const child = spawn(process.execPath, ['--import', loader, main, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: options.cwd, TMPDIR: options.cwd, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen = { out: '', error: '' };
  const waiting = new Set<() => void>();
  const listen = (stream: Readable, where: 'out' | 'error'): void => {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      seen[where] += chunk;
      for (const check of waiting) check();
    });
  };
  listen(child.stdout, 'out');
  listen(child.stderr, 'error');
  const ended = new Promise<Ended>((done) => child.once('close', (code, signal) => done({ code, signal, ...seen })));
  const matches = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((done, fail) => {
      const check = (): void => {
        const match = pattern.exec(seen.out) ?? pattern.exec(seen.error);
        if (match) done(match);
      };
      waiting.add(check);
      check();
      void ended.then(() => fail(new Error(`It ended without showing ${pattern}: ${seen.out}${seen.error}`)));
    });
  return { pid: child.pid ?? 0, kill: (signal) => child.kill(signal), ended, matches };
}

export function runProgram(args: readonly string[], options: { cwd: string; env?: Record<string, string> }): Promise<Ended> {
  return startProgram(args, options).ended;
}

/** Command lines of running processes that name this text; only where /proc exists. */
export function processesNaming(words: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(words) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}
