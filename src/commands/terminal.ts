/** What a command gets from the world: where to write, the clock, and when to stop. */

import { type Progress, progressDisplay } from './progress.ts';

export type Terminal = {
  /** Answers: one or more lines on standard output. */
  readonly out: (text: string) => void;
  /** Remarks for a person: one line on standard error, with secrets taken out by whoever wrote it. */
  readonly note: (text: string) => void;
  readonly progress: Progress;
  /** Somebody watches the progress display. */
  readonly interactive: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Date;
  /** Fires on Ctrl-C and on a request to end. */
  readonly signal: AbortSignal;
};

type Stream = { readonly isTTY?: boolean; readonly columns?: number; write: (text: string) => unknown };

/** A terminal over two streams; progress is drawn only where the error stream is a person's screen. */
export function openTerminal(
  streams: { readonly out: Stream; readonly error: Stream },
  world: Pick<Terminal, 'environment' | 'cwd' | 'now' | 'signal'>,
): Terminal {
  const progress = progressDisplay(streams.error);
  return {
    ...world,
    progress,
    interactive: streams.error.isTTY === true,
    out: (text) => {
      progress.clear();
      streams.out.write(`${text}\n`);
    },
    note: (text) => {
      progress.clear();
      streams.error.write(`${text}\n`);
    },
  };
}

/** Resolves when the program is asked to stop. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
