/** Reads server-sent events over a real connection, and turns the clock of the stream by hand. */

import type { Pace } from '../../src/api/stream-watch.ts';

export type ReadEvent = { readonly id: string | null; readonly event: string; readonly data: unknown };
export type Stream = {
  readonly status: number;
  readonly headers: Headers;
  /** The next event that fits; events before it are passed over. Rejects when the stream ends first. */
  readonly next: (fits: (event: ReadEvent) => boolean) => Promise<ReadEvent>;
  /** Resolves with all text that was read, once the server ended it. */
  readonly ended: Promise<string>;
  readonly close: () => void;
};

function parse(block: string): ReadEvent | null {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const));
  const event = fields.get('event');
  if (event === undefined) return null;
  return { id: fields.get('id') ?? null, event, data: JSON.parse(fields.get('data') ?? 'null') };
}

export async function listen(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Stream> {
  const stop = new AbortController();
  const response = await fetch(address, { headers, signal: stop.signal });
  const events: ReadEvent[] = [];
  let waiting: (() => void) | null = null;
  let over = false;
  const read = async (): Promise<string> => {
    let text = '';
    let taken = 0;
    try {
      for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += part;
        for (let end = text.indexOf('\n\n', taken); end >= 0; end = text.indexOf('\n\n', taken)) {
          const found = parse(text.slice(taken, end));
          if (found) events.push(found);
          taken = end + 2;
        }
        waiting?.();
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      over = true;
      waiting?.();
    }
    return text;
  };
  const ended = read();
  ended.catch(() => undefined);
  return {
    status: response.status,
    headers: response.headers,
    ended,
    close: () => stop.abort(),
    next: async (fits) => {
      for (;;) {
        const at = events.findIndex(fits);
        const found = events.splice(0, at < 0 ? events.length : at + 1).at(-1);
        if (at >= 0 && found) return found;
        if (over) throw new Error('The stream ended before the event came.');
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      }
    },
  };
}

/** A clock that moves only when told: `tick` runs the tasks of that many milliseconds once; `running` counts what is started. */
export function handClock(): { readonly pace: Pace; readonly tick: (milliseconds: number) => void; readonly running: () => number } {
  const tasks = new Set<{ readonly milliseconds: number; readonly task: () => void }>();
  return {
    pace: (milliseconds, task) => {
      const one = { milliseconds, task };
      tasks.add(one);
      return () => tasks.delete(one);
    },
    tick: (milliseconds) => {
      for (const one of tasks) if (one.milliseconds === milliseconds) one.task();
    },
    running: () => tasks.size,
  };
}
