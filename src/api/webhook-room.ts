/** How much of the process deliveries may take: they come from outside, in bursts, and the pages have to go on answering. */

import { AppError } from '../domain/errors.ts';

export type Room = {
  /** Notes bytes that are held; throws AppError `unavailable` where that would be too many at once. */
  readonly hold: (bytes: number) => void;
  readonly release: (bytes: number) => void;
  /** Does the work when fewer than `mostAtOnce` are being done; first come, first served. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
};

export function openRoom(mostBytes: number, mostAtOnce: number): Room {
  let held = 0;
  let working = 0;
  const waiting: (() => void)[] = [];
  return {
    hold: (bytes) => {
      if (held + bytes > mostBytes) throw new AppError('unavailable', 'Too much is delivered at once. Deliver it again in a moment.');
      held += bytes;
    },
    release: (bytes) => {
      held -= bytes;
    },
    inTurn: async (work) => {
      if (working < mostAtOnce) working += 1;
      // Whoever ends hands its place on.
      else await new Promise<void>((go) => waiting.push(go));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) working -= 1;
        else next();
      }
    },
  };
}
